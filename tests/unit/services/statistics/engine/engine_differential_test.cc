// Random facts and random queries: the engine and an evaluation fact by fact over plain maps must agree on every cell,
// with any number of workers, in any order of arrival, and as of earlier places.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"

#include "common/filter/filter.h"
#include "common/status/error.h"
#include "common/text/strings.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/fields.h"

namespace gangmu::statistics {
namespace {

UnitInfo TestUnits(std::string_view code) {
  if (code == "km") return {"length", Decimal::FromInt(1000), true};
  if (code == "m") return {"length", Decimal::FromInt(1), true};
  if (code == "cm") return {"length", Decimal(1, 2), true};
  return {std::string(code), Decimal::FromInt(1), true};
}

const std::vector<std::string> kUnits = {"km", "m", "cm", "家", "%"};
const std::vector<std::string> kTopics = {"", "科技", "农业", "民政"};
const std::vector<std::string> kIssuers = {"", "国务院", "武汉市", "省政府"};
const std::vector<std::string> kRegions = {"", "420000", "420100", "420102", "110101"};
const std::vector<std::string> kNumbers = {"0", "1", "12.5", "-3", "100.00", "7", "0.001", "278200000000"};
const std::vector<std::string> kInstruments = {"资金投入", "人才培养", "示范推广"};

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  size_t Below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  bool OneIn(size_t n) { return Below(n) == 0; }
  const std::string& Pick(const std::vector<std::string>& from) { return from[Below(from.size())]; }
  std::mt19937_64& engine() { return random_; }

 private:
  std::mt19937_64 random_;
};

DocumentFacts RandomDocument(Dice& dice, size_t number) {
  DocumentFacts d;
  d.name = StrCat("documents/d", number);
  d.issuer = dice.Pick(kIssuers);
  d.region_code = dice.Pick(kRegions);
  d.publish_date = dice.OneIn(6) ? kNoDay : static_cast<Day>(17000 + dice.Below(2000));
  d.duplicate = dice.OneIn(8);
  d.validity = static_cast<uint8_t>(dice.Below(4));
  d.extractor_version = "v1";
  for (size_t m = dice.Below(4); m > 0; --m) {
    MeasureFact measure;
    measure.id = StrCat("m", m);
    measure.topic = dice.Pick(kTopics);
    for (const std::string& i : kInstruments) {
      if (dice.OneIn(3)) measure.instruments.push_back(i);
    }
    d.measures.push_back(measure);
  }
  for (size_t k = dice.Below(8); k > 0; --k) {
    IndicatorFact i;
    i.id = StrCat("i", k);
    i.measure = static_cast<int32_t>(dice.Below(d.measures.size() + 1)) - 1;
    const Decimal v = *Decimal::Parse(dice.Pick(kNumbers));
    if (!dice.OneIn(5)) i.value = v;
    if (!dice.OneIn(4)) i.bounds.lower = v;
    if (!dice.OneIn(4)) i.bounds.upper = *Decimal::Add(v, Decimal::FromInt(2));
    i.unit = dice.Pick(kUnits);
    i.kind = static_cast<uint8_t>(1 + dice.Below(5));
    i.target = dice.OneIn(3);
    i.part = dice.OneIn(6);
    i.restatement = dice.OneIn(6);
    i.subject = dice.Pick(kTopics);
    if (!dice.OneIn(3)) {
      i.period_start = static_cast<Day>(17000 + dice.Below(1500));
      i.period_end = i.period_start + static_cast<Day>(dice.Below(500));
    }
    d.indicators.push_back(i);
  }
  return d;
}

std::string YearOf(Day day) {
  const int64_t y = (absl::CivilDay(1970, 1, 1) + day).year();
  return StrCat(y);
}

// The plain side: the value of a dimension of an indicator.
std::vector<DimensionValue> PlainValues(const std::string& dimension, const DocumentFacts& d, const IndicatorFact& i) {
  const auto text = [](const std::string& s) {
    return s.empty() ? DimensionValue{BucketKind::kNotStated, ""} : DimensionValue{BucketKind::kValue, s};
  };
  const MeasureFact none;
  const MeasureFact& m = i.measure < 0 ? none : d.measures[static_cast<size_t>(i.measure)];
  if (dimension == "topic") return {text(m.topic)};
  if (dimension == "issuer") return {text(d.issuer)};
  if (dimension == "unit") return {text(i.unit)};
  if (dimension == "target") return {text(i.target ? "true" : "false")};
  if (dimension == "publish_year") return {d.publish_date == kNoDay ? text("") : text(YearOf(d.publish_date))};
  if (dimension == "region_province")
    return {d.region_code.empty() ? text("") : text(d.region_code.substr(0, 2) + "0000")};
  if (dimension == "period_year") {
    if (i.period_start == kNoDay) return {text("")};
    if (YearOf(i.period_start) != YearOf(i.period_end)) return {{BucketKind::kSpansSeveral, ""}};
    return {text(YearOf(i.period_end))};
  }
  if (m.instruments.empty()) return {text("")};
  std::vector<DimensionValue> values;
  for (const std::string& instrument : m.instruments) values.push_back(text(instrument));
  return values;
}

struct Plain {
  int64_t count = 0;
  std::set<std::string> documents;
  std::set<std::string> subjects;
  std::vector<Decimal> values;
  Decimal sum;
  Decimal lower;
  Decimal upper;
  int64_t open_lower = 0;
  int64_t open_upper = 0;
  std::set<std::string> units;
  LeftOutCounts left_out{};
};

bool PassesPlain(const std::string& filter, const DocumentFacts& d, const IndicatorFact& i) {
  if (filter == "unit = \"m\"") return i.unit == "m";
  if (filter == "value > 5") return i.value && *i.value > Decimal::FromInt(5);
  if (filter == "document.issuer = \"国务院\" AND target = true") return d.issuer == "国务院" && i.target;
  if (filter == "within(document.region, \"420000\")") return d.region_code.substr(0, 2) == "42";
  if (filter == "document.issuer : \"市\" OR NOT value <= 7") {
    return d.issuer.find("市") != std::string::npos || !(i.value && *i.value <= Decimal::FromInt(7));
  }
  return true;
}

const std::vector<std::string> kFilters = {"",
                                           "unit = \"m\"",
                                           "value > 5",
                                           "document.issuer = \"国务院\" AND target = true",
                                           "within(document.region, \"420000\")",
                                           "document.issuer : \"市\" OR NOT value <= 7"};

std::map<std::vector<DimensionValue>, Plain> Evaluate(const std::map<std::string, DocumentFacts>& documents,
                                                      const Query& query, const std::string& filter) {
  std::map<std::vector<DimensionValue>, Plain> out;
  for (const auto& [name, d] : documents) {
    for (const IndicatorFact& i : d.indicators) {
      if (!PassesPlain(filter, d, i)) continue;
      std::vector<std::vector<DimensionValue>> keys = {{}};
      for (const std::string& dimension : query.group_by) {
        std::vector<std::vector<DimensionValue>> longer;
        for (const auto& key : keys) {
          for (const DimensionValue& v : PlainValues(dimension, d, i)) {
            longer.push_back(key);
            longer.back().push_back(v);
          }
        }
        keys = longer;
      }
      for (const auto& key : keys) {
        Plain& p = out[key];
        const auto leave = [&](LeftOut r) { ++p.left_out[static_cast<size_t>(r)]; };
        if (d.duplicate && !query.include_duplicates) {
          leave(LeftOut::kDuplicate);
          continue;
        }
        if (d.validity == kValidityRepealed && !query.include_repealed) {
          leave(LeftOut::kRepealed);
          continue;
        }
        ++p.count;
        p.documents.insert(name);
        if (!i.subject.empty()) p.subjects.insert(i.subject);
        if (i.restatement && !query.include_restatements) {
          leave(LeftOut::kRestatement);
          continue;
        }
        if (i.part && !query.include_parts) {
          leave(LeftOut::kPart);
          continue;
        }
        Decimal factor = Decimal::FromInt(1);
        if (query.unit_mode == UnitMode::kConvert) {
          if (TestUnits(i.unit).dimension != TestUnits(query.target_unit).dimension) {
            leave(LeftOut::kOtherDimension);
            continue;
          }
          factor = TestUnits(i.unit).factor;  // the target is m, the base
        }
        p.units.insert(i.unit);
        const auto scaled = [&](const Decimal& v) { return *Decimal::Multiply(v, factor); };
        if (i.value) {
          p.values.push_back(scaled(*i.value));
          p.sum = *Decimal::Add(p.sum, scaled(*i.value));
        } else {
          leave(LeftOut::kNoValue);
        }
        i.bounds.lower ? void(p.lower = *Decimal::Add(p.lower, scaled(*i.bounds.lower))) : void(++p.open_lower);
        i.bounds.upper ? void(p.upper = *Decimal::Add(p.upper, scaled(*i.bounds.upper))) : void(++p.open_upper);
      }
    }
  }
  return out;
}

Decimal Percentile(std::vector<Decimal> values, size_t percent) {
  std::sort(values.begin(), values.end());
  return values[(percent * values.size() + 99) / 100 - 1];
}

void Compare(const Answer& answer, const std::map<std::vector<DimensionValue>, Plain>& plain, const std::string& what) {
  ASSERT_EQ(answer.rows.size(), plain.size()) << what;
  auto expected = plain.begin();
  for (const Row& row : answer.rows) {
    ASSERT_EQ(row.dimensions, expected->first) << what;
    const Plain& p = expected->second;
    ASSERT_EQ(*row.cells[0].value, Decimal::FromInt(p.count)) << what;
    const Cell& sum = row.cells[1];
    ASSERT_EQ(sum.used, static_cast<int64_t>(p.values.size())) << what;
    ASSERT_EQ(sum.left_out, p.left_out) << what;
    ASSERT_EQ(sum.value.has_value(), !p.values.empty()) << what;
    ASSERT_EQ(sum.open_lower, p.open_lower) << what;
    ASSERT_EQ(sum.open_upper, p.open_upper) << what;
    if (sum.closed_lower) {
      ASSERT_EQ(*sum.closed_lower, p.lower) << what;
    }
    if (sum.closed_upper) {
      ASSERT_EQ(*sum.closed_upper, p.upper) << what;
    }
    ASSERT_EQ(*row.cells[6].value, Decimal::FromInt(static_cast<int64_t>(p.documents.size()))) << what;
    ASSERT_EQ(*row.cells[7].value, Decimal::FromInt(static_cast<int64_t>(p.subjects.size()))) << what;
    if (!p.values.empty()) {
      ASSERT_EQ(*sum.value, p.sum) << what;
      ASSERT_EQ(*row.cells[2].value, *std::min_element(p.values.begin(), p.values.end())) << what;
      ASSERT_EQ(*row.cells[3].value, *std::max_element(p.values.begin(), p.values.end())) << what;
      ASSERT_EQ(*row.cells[4].value,
                *Decimal::Divide(p.sum, Decimal::FromInt(static_cast<int64_t>(p.values.size())), 6))
          << what;
      ASSERT_EQ(*row.cells[5].value, Percentile(p.values, 50)) << what;
    }
    ++expected;
  }
}

std::vector<Metric> AllMetrics() {
  std::vector<Metric> metrics;
  for (const char* text : {"count", "sum(value)", "min(value)", "max(value)", "avg(value)", "median(value)",
                           "count_documents", "count_distinct(subject)"}) {
    metrics.push_back(*ParseMetric(text));
  }
  return metrics;
}

TEST(EngineDifferential, AgreesWithPlainEvaluation) {
  Dice dice(20221021);
  FactTable table(TestUnits);
  table.SetHorizon(0);
  std::map<std::string, DocumentFacts> now;
  std::map<Place, std::map<std::string, DocumentFacts>> history;
  Place place = 0;
  for (int step = 0; step < 900; ++step) {
    DocumentFacts d = RandomDocument(dice, dice.Below(400));
    Change change;
    change.place = ++place;
    change.deleted = dice.OneIn(10);
    change.facts = d;
    change.deleted ? void(now.erase(d.name)) : void(now[d.name] = d);
    table.Apply({change});
    table.Apply({change});  // an event that comes twice changes nothing
    if (step % 300 == 299) history[place] = now;
  }
  const Engine alone(0);
  const Engine helped(2);
  const std::vector<std::string> dimensions = {"topic",        "issuer",     "unit",        "target",
                                               "publish_year", "instrument", "period_year", "region_province"};
  const auto snapshot = table.snapshot();
  size_t refused = 0;
  for (int round = 0; round < 1500; ++round) {
    Query query;
    std::vector<std::string> shuffled = dimensions;
    std::shuffle(shuffled.begin(), shuffled.end(), dice.engine());
    query.group_by.assign(shuffled.begin(), shuffled.begin() + static_cast<std::ptrdiff_t>(dice.Below(4)));
    query.metrics = AllMetrics();
    query.allowed_mixtures = kMixAll;  // what is refused has tests of its own
    query.include_repealed = dice.OneIn(2);
    query.include_parts = dice.OneIn(2);
    query.include_restatements = dice.OneIn(2);
    query.include_duplicates = dice.OneIn(2);
    if (dice.OneIn(3)) {
      query.unit_mode = UnitMode::kConvert;
      query.target_unit = "m";
    }
    auto state = history.begin();
    std::advance(state, dice.Below(history.size()));
    query.as_of = state->first;
    const std::string& filter = dice.Pick(kFilters);
    query.filter = *filter::Filter::Parse(filter, FilterSchema(FactKind::kIndicator));
    const auto plain = Evaluate(state->second, query, filter);
    const bool mixed = query.unit_mode == UnitMode::kRefuse &&
                       std::any_of(plain.begin(), plain.end(), [](const auto& p) { return p.second.units.size() > 1; });
    const absl::StatusOr<Answer> answer = (dice.OneIn(2) ? alone : helped).Run(*snapshot, query);
    const std::string what = StrCat("round ", round, " filter ", filter, " dimensions ", query.group_by.size());
    if (mixed) {
      ASSERT_FALSE(answer.ok()) << what;
      EXPECT_EQ(DetailsOf(answer.status()).reason, Reason::kMIXED_UNITS) << what;
      ++refused;
      continue;
    }
    ASSERT_TRUE(answer.ok()) << what << answer.status();
    Compare(*answer, plain, what);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(refused, 100u);
  EXPECT_LT(refused, 1200u);
}

}  // namespace
}  // namespace gangmu::statistics
