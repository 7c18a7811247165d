#include "services/statistics/engine/statements.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "absl/time/civil_time.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/engine/evidence.h"
#include "services/statistics/engine/plan.h"
#include "services/statistics/engine/subjects.h"

namespace gangmu::statistics {
namespace {

// Numbers of gangmu.policy.v1.IndicatorKind.
constexpr uint8_t kLevel = 1;
constexpr uint8_t kChange = 4;

class StatementReader {
 public:
  explicit StatementReader(const Snapshot& snapshot) : snapshot_(snapshot) {}

  Statement Read(const Evidence& e) const {
    const Segment& segment = *e.segment;
    const auto of_document = [&](Attribute a) { return Text(a, segment.document_column(a)[e.document_place]); };
    const auto of_fact = [&](Attribute a) { return Text(a, segment.indicator_column(a)[e.row]); };
    Statement s;
    s.document = e.document;
    s.id = e.id;
    s.title = of_document(Attribute::kTitle);
    s.publish_date = DecodeDay(of_document(Attribute::kPublishDate));
    std::tie(s.start, s.end) = DecodePeriod(of_fact(Attribute::kPeriod));
    s.value = NumberOf(e, Number::kValue, kHasValue);
    s.bounds = {NumberOf(e, Number::kLowerBound, kHasLower), NumberOf(e, Number::kUpperBound, kHasUpper)};
    s.subject = of_fact(Attribute::kSubject);
    s.unit = of_fact(Attribute::kUnit);
    s.region = of_document(Attribute::kRegion);
    s.kind = static_cast<uint8_t>(segment.indicator_column(Attribute::kKind)[e.row]);
    s.target = (segment.indicator_column(Attribute::kFlags)[e.row] & kFlagTarget) != 0;
    return s;
  }

 private:
  std::string Text(Attribute a, uint32_t code) const { return std::string(snapshot_.catalog->of(a).Text(code)); }

  std::optional<Decimal> NumberOf(const Evidence& e, Number number, uint8_t bit) const {
    if ((e.segment->indicator_column(Attribute::kPresence)[e.row] & bit) == 0) return std::nullopt;
    const uint32_t unit = e.segment->indicator_column(Attribute::kUnit)[e.row];
    return Decimal(e.segment->number(number)[e.row], e.segment->unit_scales()[unit]).Normalized();
  }

  const Snapshot& snapshot_;
};

// Subject, region, unit, kind; and the document where no region is known: what two places say is not the same.
using SeriesKey = std::tuple<std::string, std::string, std::string, uint8_t, std::string>;

SeriesKey KeyOf(const Statement& s, uint8_t kind) {
  return {NormalSubject(s.subject), s.region, s.unit, kind, s.region.empty() ? s.document : std::string()};
}

auto OrderOf(const Statement& s) { return std::tuple(s.publish_date, std::string_view(s.document)); }

// Whether two of the statements, of which all are reported or all planned, have no number in common.
bool Disagree(const std::vector<Statement>& statements, bool targets) {
  std::optional<Decimal> lower;
  std::optional<Decimal> upper;
  for (const Statement& s : statements) {
    if (s.target != targets) continue;
    if (s.bounds.lower && (!lower || *lower < *s.bounds.lower)) lower = s.bounds.lower;
    if (s.bounds.upper && (!upper || *s.bounds.upper < *upper)) upper = s.bounds.upper;
  }
  return lower && upper && *upper < *lower;
}

int64_t YearOf(Day day) { return (absl::CivilDay(1970, 1, 1) + day).year(); }

}  // namespace

absl::StatusOr<Statements> CollectStatements(const Snapshot& snapshot, const Query& query, std::string_view subject,
                                             size_t most) {
  Query statements = query;
  statements.metrics = {Metric{.function = Function::kSum}};
  ASSIGN_OR_RETURN(const QueryPlan plan, MakePlan(snapshot, statements));
  const StatementReader reader(snapshot);
  const std::string wanted = NormalSubject(subject);
  Statements out;
  out.place = plan.as_of;
  bool too_many = false;
  RETURN_IF_ERROR(CollectEvidence(plan, {}, 0, std::nullopt, [&](const Evidence& e) {
    Statement s = reader.Read(e);
    if (!wanted.empty() && NormalSubject(s.subject) != wanted) return true;
    const bool range = !e.used && e.reason == LeftOut::kNoValue && (s.bounds.lower || s.bounds.upper);
    if (!e.used && !range) {
      ++out.left_out[static_cast<size_t>(e.reason)];
      return true;
    }
    too_many = out.list.size() == most;
    if (!too_many) out.list.push_back(std::move(s));
    return !too_many;
  }));
  if (too_many) {
    return Error(absl::StatusCode::kResourceExhausted, Reason::kLIMIT_EXCEEDED,
                 StrCat("more than ", most, " statements: name a subject, or filter more"))
        .With("limit", StrCat(most))
        .Build();
  }
  return out;
}

std::vector<Series> MakeSeries(const std::vector<Statement>& statements, int64_t* undated) {
  std::map<SeriesKey, std::map<std::pair<Day, Day>, std::vector<Statement>>> sorted;
  *undated = 0;
  for (const Statement& s : statements) {
    if (s.end == kNoDay) {
      ++*undated;
    } else {
      sorted[KeyOf(s, s.kind)][{s.end, s.start}].push_back(s);
    }
  }
  std::vector<Series> out;
  for (auto& [key, periods] : sorted) {
    Series& series = out.emplace_back();
    std::tie(series.subject, series.region, series.unit, series.kind, std::ignore) = key;
    for (auto& [period, members] : periods) {
      std::stable_sort(members.begin(), members.end(),
                       [](const Statement& a, const Statement& b) { return OrderOf(a) < OrderOf(b); });
      for (const Statement& s : members) series.written.insert(s.subject);
      const bool disagree = Disagree(members, false) || Disagree(members, true);
      series.points.push_back({period.second, period.first, std::move(members), disagree});
    }
  }
  return out;
}

absl::StatusOr<std::vector<TargetComparison>> CompareTargets(const std::vector<Statement>& statements) {
  const auto key_of = [](const Statement& s) {
    return std::pair(KeyOf(s, s.kind == kChange ? kLevel : s.kind), YearOf(s.end));
  };
  std::map<std::pair<SeriesKey, int64_t>, std::vector<const Statement*>> reported;
  std::map<std::pair<SeriesKey, int64_t>, std::vector<const Statement*>> planned;
  for (const Statement& s : statements) {
    if (s.end != kNoDay) (s.target ? planned : reported)[key_of(s)].push_back(&s);
  }
  std::vector<TargetComparison> out;
  for (auto& [key, targets] : planned) {
    std::stable_sort(targets.begin(), targets.end(), [](auto* a, auto* b) { return OrderOf(*a) < OrderOf(*b); });
    for (const Statement* target : targets) {
      TargetComparison& comparison = out.emplace_back();
      comparison.subject = std::get<0>(key.first);
      comparison.target = *target;
      const auto later = reported.find(key);
      if (later == reported.end()) continue;
      for (const Statement* s : later->second) {
        if (s->publish_date > target->publish_date) comparison.results.push_back(*s);
      }
      std::stable_sort(comparison.results.begin(), comparison.results.end(),
                       [](const Statement& a, const Statement& b) { return OrderOf(a) < OrderOf(b); });
      const auto last = std::find_if(comparison.results.rbegin(), comparison.results.rend(),
                                     [](const Statement& s) { return s.value.has_value(); });
      if (last == comparison.results.rend() || !target->value) continue;
      comparison.gap = Decimal::Subtract(*last->value, *target->value);
      if (!comparison.gap) {
        return Error(absl::StatusCode::kOutOfRange, Reason::kDECIMAL_OVERFLOW, "a gap has more than 38 digits").Build();
      }
    }
  }
  return out;
}

}  // namespace gangmu::statistics
