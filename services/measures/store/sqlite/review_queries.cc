#include "services/measures/store/sqlite/review_queries.h"

#include <algorithm>
#include <map>
#include <queue>
#include <tuple>
#include <utility>

#include "common/digest/sha256.h"
#include "common/filter/filter.h"
#include "common/filter/sql.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/sqlite/mappings.h"

namespace gangmu::measures {
namespace {

// All joins that a filter over the parts may need.
constexpr char kFromIndicators[] =
    " FROM indicators i JOIN documents d ON d.document = i.document "
    "LEFT JOIN measures m ON m.document = i.document AND m.ordinal = i.measure WHERE ";
constexpr char kFromMeasures[] = " FROM measures m JOIN documents d ON d.document = m.document WHERE ";

absl::StatusOr<Query> Filtered(const Snapshot& snapshot, const filter::SqlMapping& mapping, const std::string& select,
                               std::string_view from, const std::string& filter_text, std::string_view end) {
  ASSIGN_OR_RETURN(const filter::Filter filter, filter::Filter::Parse(filter_text, mapping.schema()));
  ASSIGN_OR_RETURN(const filter::SqlCondition condition, filter::ToSql(filter, mapping, filter::Dialect::kSqlite));
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare(StrCat("SELECT ", select, from, condition.text, end)));
  for (const filter::SqlValue& value : condition.values) query.BindSql(value);
  return query;
}

// A member of the population by its random rank, which depends on seed and name alone.
struct Draw {
  uint64_t rank = 0;
  std::string name;
  bool operator<(const Draw& other) const { return std::tie(rank, name) < std::tie(other.rank, other.name); }
};

uint64_t RankOf(uint64_t seed, std::string_view name) {
  const std::string digest = Sha256(StrCat(seed, "/", name));
  uint64_t rank = 0;
  for (int i = 0; i < 8; ++i) rank = (rank << 8) | static_cast<unsigned char>(digest[i]);
  return rank;
}

// The members of one stratum with the lowest ranks, as many as may be drawn at most.
class Pool {
 public:
  void Offer(Draw draw, size_t most) {
    ++population_;
    lowest_.push(std::move(draw));
    if (lowest_.size() > most) lowest_.pop();
  }
  int64_t population() const { return population_; }

  std::vector<std::string> Take(size_t count) {
    std::vector<Draw> draws;
    for (; !lowest_.empty(); lowest_.pop()) draws.push_back(lowest_.top());
    std::reverse(draws.begin(), draws.end());
    std::vector<std::string> names;
    for (size_t i = 0; i < std::min(count, draws.size()); ++i) names.push_back(std::move(draws[i].name));
    return names;
  }

 private:
  int64_t population_ = 0;
  std::priority_queue<Draw> lowest_;
};

// How many to draw of each: in proportion, by largest remainders, at least one.
std::vector<size_t> Allocate(const std::map<std::string, Pool>& pools, int size) {
  int64_t total = 0;
  for (const auto& [value, pool] : pools) total += pool.population();
  std::vector<size_t> counts;
  std::vector<std::pair<int64_t, size_t>> remainders;  // negated, so that the largest comes first
  int64_t given = 0;
  for (const auto& [value, pool] : pools) {
    const int64_t product = pool.population() * size;
    counts.push_back(std::max<int64_t>(1, product / total));
    given += static_cast<int64_t>(counts.back());
    remainders.emplace_back(-(product % total), counts.size() - 1);
  }
  std::sort(remainders.begin(), remainders.end());
  for (const auto& [negated, i] : remainders) {
    if (given >= size) break;
    ++counts[i];
    ++given;
  }
  return counts;
}

// What a stratum is called: enums by their short names.
std::string ValueText(const filter::Field* field, const sqlite::Statement& row, int column) {
  if (field == nullptr || row.IsNull(column)) return "";
  if (row.TypeOf(column) == sqlite::ColumnType::kText) return std::string(row.Text(column));
  const int64_t number = row.Int(column);
  if (field->type == filter::FieldType::kBool) return number != 0 ? "true" : "false";
  for (const filter::EnumValue& value : field->values) {
    if (value.number == number) return value.name;
  }
  return field->type == filter::FieldType::kEnum ? "" : StrCat(number);
}

absl::StatusOr<const filter::Field*> StratumField(const std::string& name) {
  static constexpr std::string_view kAllowed[] = {
      "kind", "unit", "qualifier", "target", "measure.topic", "document.document_type", "document.region.code"};
  if (name.empty()) return nullptr;
  if (std::find(std::begin(kAllowed), std::end(kAllowed), name) == std::end(kAllowed)) {
    return InvalidField("stratify_by",
                        "want kind, unit, qualifier, target, measure.topic, document.document_type or "
                        "document.region.code");
  }
  return IndicatorMapping().schema().FindField(name);
}

}  // namespace

absl::StatusOr<ReviewCounts> CountReviews(const Snapshot& snapshot, Parts parts, const std::string& filter) {
  const bool measures = parts == Parts::kMeasures;
  ASSIGN_OR_RETURN(Query query, measures ? Filtered(snapshot, MeasureMapping(), "m.review_state, count(*)",
                                                    kFromMeasures, filter, " GROUP BY m.review_state")
                                         : Filtered(snapshot, IndicatorMapping(), "i.review_state, count(*)",
                                                    kFromIndicators, filter, " GROUP BY i.review_state"));
  ReviewCounts counts;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return counts;
    const int64_t count = query.row().Int(1);
    switch (query.row().Int(0)) {
      case policy::v1::REVIEW_STATE_CONFIRMED:
        counts.confirmed = count;
        break;
      case policy::v1::REVIEW_STATE_CORRECTED:
        counts.corrected = count;
        break;
      case policy::v1::REVIEW_STATE_DISPUTED:
        counts.disputed = count;
        break;
      default:
        counts.unreviewed += count;
    }
  }
}

absl::StatusOr<std::vector<Stratum>> DrawSample(const Snapshot& snapshot, const SampleRequest& request) {
  ASSIGN_OR_RETURN(const filter::Field* field, StratumField(request.stratify_by));
  const std::string column = field == nullptr ? "NULL" : IndicatorMapping().field(*field).column;
  ASSIGN_OR_RETURN(Query query, Filtered(snapshot, IndicatorMapping(), StrCat("i.name, ", column), kFromIndicators,
                                         request.filter, ""));
  std::map<std::string, Pool> pools;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) break;
    std::string name(query.row().Text(0));
    const uint64_t rank = RankOf(request.seed, name);
    pools[ValueText(field, query.row(), 1)].Offer({rank, std::move(name)}, static_cast<size_t>(request.size));
  }
  if (pools.empty()) return std::vector<Stratum>();
  const std::vector<size_t> counts = Allocate(pools, request.size);
  std::vector<Stratum> strata;
  for (auto& [value, pool] : pools) {
    strata.push_back({value, pool.population(), pool.Take(counts[strata.size()])});
  }
  return strata;
}

// A rejected one is wrong though it is no longer there; one that people added is none of the extraction's.
absl::StatusOr<std::vector<Verdict>> ReadVerdicts(sqlite::Connection& db, const std::vector<std::string>& names) {
  ASSIGN_OR_RETURN(auto state, db.Prepare("SELECT review_state FROM indicators WHERE name = ?1"));
  ASSIGN_OR_RETURN(auto rejected, db.Prepare("SELECT 1 FROM corrections WHERE target = ?1 AND kind = ?2 AND "
                                             "reverted_place IS NULL AND orphaned = 0"));
  std::vector<Verdict> verdicts;
  for (const std::string& name : names) {
    state.BindAll(name);
    ASSIGN_OR_RETURN(const bool found, state.Step());
    const int64_t review = found ? state.Int(0) : 0;
    state.Reset();
    rejected.BindAll(name, static_cast<int>(policy::v1::CORRECTION_KIND_REJECT));
    ASSIGN_OR_RETURN(const bool is_rejected, rejected.Step());
    rejected.Reset();
    if (is_rejected || review == policy::v1::REVIEW_STATE_CORRECTED) {
      verdicts.push_back(Verdict::kWrong);
    } else if (review == policy::v1::REVIEW_STATE_CONFIRMED) {
      verdicts.push_back(Verdict::kRight);
    } else {
      verdicts.push_back(review == policy::v1::REVIEW_STATE_DISPUTED ? Verdict::kDisputed : Verdict::kOpen);
    }
  }
  return verdicts;
}

}  // namespace gangmu::measures
