#include "services/statistics/engine/engine.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/engine/arrange.h"
#include "services/statistics/engine/evidence.h"
#include "services/statistics/engine/non_additive.h"
#include "services/statistics/engine/pass_result.h"
#include "services/statistics/engine/plan.h"
#include "services/statistics/engine/transforms.h"
#include "services/statistics/engine/worker_pool.h"

namespace gangmu::statistics {
namespace {

constexpr size_t kMostUnitsNamed = 20;
constexpr size_t kRowsBetweenQuestions = 4096;  // whether the query shall go on

// The results of all passes at one level of the rollup: row r of every pass is the same row.
struct Level {
  size_t dimensions = 0;
  std::vector<const PassResult*> passes;
  std::vector<std::vector<RowGroups>> rows;  // by pass
  std::vector<uint8_t> mixtures;             // by row: MixtureBit; empty where none is forbidden
  size_t size() const { return rows[0].size(); }
};

// A row that is not yet made.
struct RowPlace {
  uint32_t level = 0;
  uint32_t row = 0;
};

class QueryRun {
 public:
  QueryRun(const QueryPlan& plan, WorkerPool& pool) : plan_(plan), pool_(pool) {}

  absl::StatusOr<Answer> Run() {
    RETURN_IF_ERROR(ScanAll());
    RETURN_IF_ERROR(CheckUnits());
    RETURN_IF_ERROR(CheckAdditivity());
    Answer answer;
    answer.dimensions = plan_.dimensions;
    for (const Metric& m : plan_.metrics) answer.metrics.push_back(MetricName(m));
    answer.place = plan_.as_of;
    answer.matched_facts = levels_[0].passes[0]->matched();
    answer.scanned_facts = levels_[0].passes[0]->scanned();
    ListRows();
    if (NeedsAllRows(plan_)) {
      RETURN_IF_ERROR(MakeRows(answer));
      RETURN_IF_ERROR(Arrange(answer));
      return answer;
    }
    answer.total_rows = places_.size();
    RETURN_IF_ERROR(Sort());
    RETURN_IF_ERROR(MakeRows(answer));
    return answer;
  }

 private:
  absl::Status Arrange(Answer& answer) const {
    const Query& query = *plan_.query;
    RETURN_IF_ERROR(ApplyTransforms(plan_, answer.rows));
    if (query.fill_gaps) RETURN_IF_ERROR(FillGaps(plan_, answer.rows));
    KeepHaving(query, answer.rows);
    answer.total_rows = answer.rows.size();
    OrderRows(query, answer.rows);
    LimitRows(query, answer.rows);
    if (query.pivot) Pivot(query, answer);
    return absl::OkStatus();
  }

  // Levels from the finest to the grand total.
  absl::Status ScanAll() {
    const size_t all = plan_.dimensions.size();
    for (size_t n = all + 1; n-- > (plan_.query->rollup ? 0 : all);) levels_.push_back({n, {}, {}});
    for (const Pass& pass : plan_.passes) {
      const PassResult* finest = nullptr;
      for (Level& level : levels_) {
        const bool again = finest == nullptr || !pass.folds || finest->grouping().multivalued() != nullptr;
        if (again) {
          ASSIGN_OR_RETURN(std::unique_ptr<PassResult> result, PassResult::Run(plan_, pass, level.dimensions, pool_));
          result->Prepare();
          finest = result.get();
          results_.push_back(std::move(result));
        }
        level.passes.push_back(finest);
        level.rows.push_back(finest->Rows(level.dimensions));
        if (level.rows.back().size() != level.rows[0].size()) return Internal("passes disagree on the rows");
      }
    }
    return absl::OkStatus();
  }

  // Asks whether to go on, once in so many rows: what is made of a million groups takes longer than the scan itself.
  absl::Status StillWanted(uint32_t row) const {
    if (plan_.query->interrupted == nullptr || row % kRowsBetweenQuestions != 0) return absl::OkStatus();
    return plan_.query->interrupted();
  }

  const Pass* NumericPass() const {
    for (const Pass& pass : plan_.passes) {
      for (const size_t m : pass.metrics) {
        if (IsNumeric(plan_.metrics[m].function)) return &pass;
      }
    }
    return nullptr;
  }

  // Whether a row at this level adds up facts of several units although unit is one of the query's dimensions.
  bool TotalOverUnits(const Level& level, uint32_t row) const {
    if (plan_.query->unit_mode == UnitMode::kConvert || !plan_.unit_dimension) return false;
    if (level.dimensions > *plan_.unit_dimension) return false;
    const size_t p = static_cast<size_t>(NumericPass() - plan_.passes.data());
    return level.passes[p]->UnitsOf(level.rows[p][row]).size() > 1;
  }

  // Refuses cells of several units, unless they are totals over the dimension unit, which stay empty.
  absl::Status CheckUnits() const {
    const Pass* const pass = NumericPass();
    if (pass == nullptr || !pass->hidden_unit || plan_.query->unit_mode == UnitMode::kConvert) return absl::OkStatus();
    const size_t p = static_cast<size_t>(pass - plan_.passes.data());
    std::set<uint32_t> mixed;
    for (const Level& level : levels_) {
      for (const RowGroups& row : level.rows[p]) {
        RETURN_IF_ERROR(StillWanted(row.begin));
        if (row.end - row.begin < 2) continue;
        const std::vector<uint32_t> units = level.passes[p]->UnitsOf(row);
        if (units.size() > 1) mixed.insert(units.begin(), units.end());
      }
    }
    return mixed.empty() ? absl::OkStatus() : MixedUnits(mixed);
  }

  absl::Status MixedUnits(const std::set<uint32_t>& codes) const {
    std::vector<std::string> units;
    for (const uint32_t u : codes) {
      units.emplace_back(u == 0 ? std::string_view("not stated")
                                : plan_.snapshot->catalog->of(Attribute::kUnit).Text(u));
    }
    std::sort(units.begin(), units.end());
    const size_t total = units.size();
    if (units.size() > kMostUnitsNamed) units.resize(kMostUnitsNamed);
    std::vector<std::string> group_by = plan_.dimensions;
    group_by.emplace_back("unit");
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kMIXED_UNITS,
                 StrCat("the query would add ", total, " different units: ", absl::StrJoin(units, ", "),
                        total > units.size() ? " …" : "", "; group by unit, filter one unit, or convert to one"))
        .With("units", absl::StrJoin(units, ","))
        .With("groupBy", absl::StrJoin(group_by, ","));
  }

  // Finds what the rows mix. Refuses rows of the finest level that mix what is forbidden; coarser rows, which sum up
  // rows that add up each, get empty cells for the metrics concerned.
  absl::Status CheckAdditivity() {
    if (plan_.forbidden_mixtures == 0) return absl::OkStatus();
    const size_t p = static_cast<size_t>(NumericPass() - plan_.passes.data());
    Mixtures all;
    uint8_t found = 0;
    for (Level& level : levels_) {
      const bool finest = &level == &levels_.front();
      for (uint32_t r = 0; r < level.size(); ++r) {
        RETURN_IF_ERROR(StillWanted(r));
        const Mixtures mixtures = level.passes[p]->MixturesOf(level.rows[p][r]);
        level.mixtures.push_back(FindMixtures(mixtures, plan_.forbidden_mixtures, *plan_.snapshot));
        if (!finest || level.mixtures.back() == 0) continue;
        found |= level.mixtures.back();
        all.Merge(mixtures);
      }
    }
    if (found != 0) return NonAdditive(*plan_.query, *plan_.snapshot, plan_.dimensions, found, all);
    return CheckTransforms(p);
  }

  // Shares and running totals add up rows: what one row must not mix, those must not mix either.
  absl::Status CheckTransforms(size_t p) const {
    const Level& level = levels_.front();
    for (const Metric& metric : plan_.metrics) {
      const bool adds = metric.transform == Transform::kShare || metric.transform == Transform::kRunningTotal;
      if (!adds || metric.function != Function::kSum) continue;
      const std::vector<size_t> apart = ApartDimensions(plan_, metric.transform);
      std::map<std::pair<std::vector<uint32_t>, std::vector<uint32_t>>, Mixtures> parts;
      for (uint32_t r = 0; r < level.size(); ++r) {
        std::vector<uint32_t> buckets;
        for (const size_t d : apart) buckets.push_back(level.passes[p]->BucketOf(level.rows[p][r], d));
        parts[{std::move(buckets), level.passes[p]->UnitsOf(level.rows[p][r])}].Merge(
            level.passes[p]->MixturesOf(level.rows[p][r]));
      }
      for (const auto& [key, mixtures] : parts) {
        const uint8_t found = FindMixtures(mixtures, plan_.forbidden_mixtures, *plan_.snapshot);
        if (found != 0) return NonAdditiveRows(*plan_.snapshot, found, mixtures);
      }
    }
    return absl::OkStatus();
  }

  // Why a cell of this row stays empty, if it does.
  std::optional<LeftOut> BlockedBy(const Level& level, uint32_t row, Function function) const {
    if (!IsNumeric(function)) return std::nullopt;
    if (TotalOverUnits(level, row)) return LeftOut::kOtherDimension;
    if (!level.mixtures.empty() && (level.mixtures[row] & MixturesOf(function)) != 0) return LeftOut::kNotAdditive;
    return std::nullopt;
  }

  void ListRows() {
    for (uint32_t l = 0; l < levels_.size(); ++l) {
      for (uint32_t r = 0; r < levels_[l].size(); ++r) places_.push_back({l, r});
    }
  }

  uint32_t BucketOf(const RowPlace& place, size_t dimension) const {
    const Level& level = levels_[place.level];
    return level.passes[0]->BucketOf(level.rows[0][place.row], dimension);
  }

  DimensionValue ValueOf(const RowPlace& place, size_t dimension) const {
    const Level& level = levels_[place.level];
    if (dimension >= level.dimensions) return {BucketKind::kTotal, ""};
    return level.passes[0]->grouping().dimensions()[dimension].buckets->Value(BucketOf(place, dimension));
  }

  absl::StatusOr<Cell> CellOf(const RowPlace& place, size_t metric) const {
    const Level& level = levels_[place.level];
    size_t p = 0;
    while (std::find(plan_.passes[p].metrics.begin(), plan_.passes[p].metrics.end(), metric) ==
           plan_.passes[p].metrics.end()) {
      ++p;
    }
    const std::optional<LeftOut> blocked = BlockedBy(level, place.row, plan_.metrics[metric].function);
    return level.passes[p]->CellOf(level.rows[p][place.row], metric, blocked);
  }

  // By dimension: the place of each row's value in the order of the values that occur.
  absl::StatusOr<std::vector<uint32_t>> Ranks(size_t dimension) const {
    std::map<uint32_t, DimensionValue> values;
    for (const RowPlace& place : places_) {
      RETURN_IF_ERROR(StillWanted(place.row));
      if (dimension >= levels_[place.level].dimensions) continue;
      const uint32_t bucket = BucketOf(place, dimension);
      if (!values.contains(bucket)) values[bucket] = ValueOf(place, dimension);
    }
    std::vector<std::pair<const DimensionValue*, uint32_t>> sorted;
    for (const auto& [bucket, value] : values) sorted.emplace_back(&value, bucket);
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return *a.first < *b.first; });
    std::map<uint32_t, uint32_t> rank_of;
    for (uint32_t i = 0; i < sorted.size(); ++i) rank_of[sorted[i].second] = i;
    std::vector<uint32_t> ranks;
    for (const RowPlace& place : places_) {
      RETURN_IF_ERROR(StillWanted(place.row));
      const bool total = dimension >= levels_[place.level].dimensions;
      ranks.push_back(total ? UINT32_MAX : rank_of[BucketOf(place, dimension)]);
    }
    return ranks;
  }

  absl::Status Sort() {
    std::vector<std::vector<uint32_t>> ranks;
    for (size_t d = 0; d < plan_.dimensions.size(); ++d) {
      ASSIGN_OR_RETURN(std::vector<uint32_t> rank, Ranks(d));
      ranks.push_back(std::move(rank));
    }
    std::vector<std::vector<std::optional<Decimal>>> cells(plan_.query->order.size());
    for (size_t k = 0; k < cells.size(); ++k) {
      if (!plan_.query->order[k].by_metric) continue;
      for (const RowPlace& place : places_) {
        ASSIGN_OR_RETURN(Cell cell, CellOf(place, plan_.query->order[k].index));
        cells[k].push_back(cell.value);
      }
    }
    std::vector<uint32_t> order(places_.size());
    for (uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto before = [&](uint32_t a, uint32_t b) {
      for (size_t k = 0; k < cells.size(); ++k) {
        const OrderKey& key = plan_.query->order[k];
        int c;
        if (key.by_metric) {
          // Absent values stand last in both directions.
          if (cells[k][a].has_value() != cells[k][b].has_value()) return cells[k][a].has_value();
          c = cells[k][a] ? Decimal::Compare(*cells[k][a], *cells[k][b]) : 0;
        } else {
          const uint32_t x = ranks[key.index][a];
          const uint32_t y = ranks[key.index][b];
          c = x < y ? -1 : (x > y ? 1 : 0);
        }
        if (c != 0) return key.descending ? c > 0 : c < 0;
      }
      for (const std::vector<uint32_t>& rank : ranks) {
        if (rank[a] != rank[b]) return rank[a] < rank[b];
      }
      return false;
    };
    const size_t wanted = plan_.query->limit == 0 ? order.size() : std::min<size_t>(plan_.query->limit, order.size());
    if (wanted == order.size()) {
      std::sort(order.begin(), order.end(), before);  // a heap of all of them takes twice as long
    } else {
      std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted), order.end(), before);
    }
    std::vector<RowPlace> sorted;
    for (size_t i = 0; i < wanted; ++i) sorted.push_back(places_[order[i]]);
    places_ = std::move(sorted);
    return absl::OkStatus();
  }

  absl::Status MakeRows(Answer& answer) const {
    answer.rows.reserve(places_.size());
    for (const RowPlace& place : places_) {
      Row& row = answer.rows.emplace_back();
      for (size_t d = 0; d < plan_.dimensions.size(); ++d) row.dimensions.push_back(ValueOf(place, d));
      if (plan_.query->interrupted != nullptr && answer.rows.size() % kRowsBetweenQuestions == 0) {
        RETURN_IF_ERROR(plan_.query->interrupted());
      }
      for (size_t m = 0; m < plan_.metrics.size(); ++m) {
        ASSIGN_OR_RETURN(Cell cell, CellOf(place, m));
        row.cells.push_back(std::move(cell));
      }
    }
    return absl::OkStatus();
  }

  const QueryPlan& plan_;
  WorkerPool& pool_;
  std::vector<std::unique_ptr<PassResult>> results_;
  std::vector<Level> levels_;
  std::vector<RowPlace> places_;
};

// Versions of the extractors of the documents that the document part of the filter lets pass.
std::vector<std::string> ExtractorVersions(const QueryPlan& plan) {
  std::vector<uint8_t> seen(plan.snapshot->sizes[static_cast<size_t>(Attribute::kExtractor)]);
  for (const auto& segment : plan.snapshot->segments) {
    const CodeColumn& column = segment->document_column(Attribute::kExtractor);
    if (column.width() == 0 && (segment->documents() == 0 || seen[column.constant()])) continue;
    std::vector<uint8_t> pass(segment->documents());
    for (uint32_t d = 0; d < pass.size(); ++d) pass[d] = segment->VisibleAt(d, plan.as_of);
    if (plan.query->facts != FactKind::kDocument) TestDocuments(plan.filter.document, *segment, pass);
    for (uint32_t d = 0; d < pass.size(); ++d) seen[column[d]] |= pass[d];
  }
  std::vector<std::string> versions;
  for (uint32_t code = 1; code < seen.size(); ++code) {
    if (seen[code]) versions.emplace_back(plan.snapshot->catalog->of(Attribute::kExtractor).Text(code));
  }
  std::sort(versions.begin(), versions.end());
  return versions;
}

// Documents that the document part of the filter lets pass, and their facts.
void CountDocuments(const QueryPlan& plan, Plan* out) {
  const FactKind facts = plan.query->facts;
  for (const auto& segment : plan.snapshot->segments) {
    std::vector<uint8_t> pass(segment->documents());
    for (uint32_t d = 0; d < pass.size(); ++d) pass[d] = segment->VisibleAt(d, plan.as_of);
    TestDocuments(plan.filter.document, *segment, pass);
    for (uint32_t d = 0; d < pass.size(); ++d) {
      if (!pass[d]) continue;
      ++out->documents;
      if (facts == FactKind::kDocument) {
        ++out->scanned_facts;
      } else {
        out->scanned_facts += segment->ranges(facts).begin[d + 1] - segment->ranges(facts).begin[d];
      }
    }
  }
}

// A pass that does not fold is made again for every level of a rollup.
uint64_t PassesOf(const QueryPlan& plan) {
  const uint64_t levels = plan.query->rollup ? plan.dimensions.size() + 1 : 1;
  uint64_t passes = 0;
  for (const Pass& pass : plan.passes) passes += pass.folds ? 1 : levels;
  return passes;
}

absl::StatusOr<Plan> ExplainPlan(const QueryPlan& plan) {
  Plan out;
  out.segments = plan.snapshot->segments.size();
  CountDocuments(plan, &out);
  out.passes = PassesOf(plan);
  ASSIGN_OR_RETURN(const Grouping grouping, Grouping::Make(plan.specs, plan.query->facts, *plan.snapshot, plan.rows));
  out.groups =
      static_cast<uint64_t>(std::min<WideKey>(grouping.combinations(), std::max<uint64_t>(out.scanned_facts, 1)));
  out.scanned_facts *= out.passes;
  out.dense = grouping.dense();
  out.document_filter = plan.filter.document_text;
  out.fact_filter = plan.filter.fact_text;
  return out;
}

absl::Status CheckCost(const QueryPlan& plan) {
  const uint64_t limit = plan.query->max_cost;
  // Groups are no more than facts: most queries need no count of documents to be let through.
  if (limit == 0 || plan.rows * (PassesOf(plan) + 1) < limit) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Plan explained, ExplainPlan(plan));
  if (explained.cost() <= limit) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, Reason::kCOST_LIMIT_EXCEEDED,
               StrCat("the query would cost ", explained.cost(), ", more than the limit of ", limit,
                      ": filter by fields of documents, or group by fewer dimensions"))
      .With("cost", StrCat(explained.cost()))
      .With("limit", StrCat(limit));
}

}  // namespace

Engine::Engine(size_t workers) : pool_(std::make_unique<WorkerPool>(workers)) {}
Engine::~Engine() = default;

absl::StatusOr<Answer> Engine::Run(const Snapshot& snapshot, const Query& query) const {
  ASSIGN_OR_RETURN(const QueryPlan plan, MakePlan(snapshot, query));
  RETURN_IF_ERROR(CheckCost(plan));
  ASSIGN_OR_RETURN(Answer answer, QueryRun(plan, *pool_).Run());
  answer.extractor_versions = ExtractorVersions(plan);
  return answer;
}

absl::Status Engine::ListEvidence(const Snapshot& snapshot, const Query& query, const std::vector<DimensionValue>& row,
                                  size_t metric, std::optional<LeftOut> blocked,
                                  const std::function<bool(const Evidence&)>& visit) const {
  ASSIGN_OR_RETURN(const QueryPlan plan, MakePlan(snapshot, query));
  return CollectEvidence(plan, row, metric, blocked, visit);
}

absl::StatusOr<Plan> Engine::Explain(const Snapshot& snapshot, const Query& query) const {
  ASSIGN_OR_RETURN(const QueryPlan plan, MakePlan(snapshot, query));
  return ExplainPlan(plan);
}

}  // namespace gangmu::statistics
