#include "services/statistics/engine/plan.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_join.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/engine/time_steps.h"

namespace gangmu::statistics {
namespace {

constexpr size_t kMaxDimensions = 8;
constexpr size_t kMaxMetrics = 16;
constexpr int kMostTop = 100;

absl::Status Invalid(std::string_view field, std::string_view message) {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID, message).Violation(field, message);
}

absl::Status CheckTransform(const Metric& metric) {
  const bool adds = metric.function == Function::kCount || metric.function == Function::kSum;
  switch (metric.transform) {
    case Transform::kNone:
      return absl::OkStatus();
    case Transform::kShare:
    case Transform::kRunningTotal:
      if (adds) return absl::OkStatus();
      return Invalid("metrics", StrCat(MetricName(metric), ": only counts and sums add up over rows"));
    default:
      if (metric.function != Function::kTop) return absl::OkStatus();
      return Invalid("metrics", StrCat(MetricName(metric), ": a list of values does not change by a number"));
  }
}

absl::Status CheckMetric(const Metric& metric, FactKind facts) {
  if (IsNumeric(metric.function) && facts != FactKind::kIndicator) {
    return Invalid("metrics", StrCat(MetricName(metric), " needs numbers: only indicators have them"));
  }
  if (metric.scale < 0 || metric.scale > Decimal::kMaxScale) {
    return Invalid("metrics", StrCat("scale is ", metric.scale, ", must be 0 to ", Decimal::kMaxScale));
  }
  if (metric.function == Function::kPercentile &&
      (metric.percentile <= Decimal() || metric.percentile > Decimal::FromInt(100))) {
    return Invalid("metrics", "a percentile is above 0 and at most 100");
  }
  if (CountsValues(metric.function)) RETURN_IF_ERROR(FindDimension(facts, metric.dimension).status());
  if (metric.function == Function::kTop && (metric.most < 1 || metric.most > kMostTop)) {
    return Invalid("metrics", StrCat("top takes 1 to ", kMostTop, " values"));
  }
  return CheckTransform(metric);
}

absl::Status CheckOrder(const Query& query, size_t dimensions, size_t metrics) {
  for (const OrderKey& key : query.order) {
    if (key.index >= (key.by_metric ? metrics : dimensions)) return Invalid("order_by", "no such column");
  }
  return absl::OkStatus();
}

absl::Status CheckRates(const Query& query) {
  if (query.rates.empty()) return absl::OkStatus();
  if (query.unit_mode != UnitMode::kConvert) return Invalid("currency_rates", "only where units are converted");
  std::set<std::pair<std::string, Day>> seen;
  for (const CurrencyRate& rate : query.rates) {
    if (rate.rate <= Decimal()) return Invalid("currency_rates", StrCat("the rate of ", rate.unit, " is not above 0"));
    if (rate.unit == CurrencyOf(query.target_unit)) return Invalid("currency_rates", "the target unit needs no rate");
    if (!seen.insert({rate.unit, rate.valid_from}).second) {
      return Invalid("currency_rates", StrCat(rate.unit, " has two rates from one day on"));
    }
  }
  return absl::OkStatus();
}

absl::Status Check(const Query& query) {
  if (query.group_by.size() > kMaxDimensions) {
    return Invalid("group_by", StrCat("at most ", kMaxDimensions, " dimensions"));
  }
  if (query.metrics.size() > kMaxMetrics) return Invalid("metrics", StrCat("at most ", kMaxMetrics, " metrics"));
  std::set<std::string> seen;
  for (const std::string& name : query.group_by) {
    if (!seen.insert(name).second) return Invalid("group_by", StrCat(name, " stands twice"));
  }
  for (const Metric& metric : query.metrics) RETURN_IF_ERROR(CheckMetric(metric, query.facts));
  if (query.unit_mode == UnitMode::kConvert && query.target_unit.empty()) {
    return Invalid("target_unit", "converting needs a target unit");
  }
  if (query.unit_mode == UnitMode::kConvert && query.facts != FactKind::kIndicator) {
    return Invalid("unit_handling", "only indicators have units");
  }
  return CheckRates(query);
}

// What the query's metrics must not mix.
uint8_t ForbiddenMixtures(const Query& query, const std::vector<Metric>& metrics) {
  uint8_t forbidden = 0;
  for (const Metric& metric : metrics) forbidden |= MixturesOf(metric.function);
  return forbidden & static_cast<uint8_t>(~query.allowed_mixtures);
}

void PlanUnits(QueryPlan& plan, bool numeric) {
  const Query& query = *plan.query;
  const auto unit = std::find(plan.dimensions.begin(), plan.dimensions.end(), "unit");
  if (unit != plan.dimensions.end()) plan.unit_dimension = static_cast<size_t>(unit - plan.dimensions.begin());
  if (numeric && query.unit_mode == UnitMode::kGroup && !plan.unit_dimension) {
    plan.unit_dimension = plan.dimensions.size();
    plan.dimensions.emplace_back("unit");
  }
  if (query.unit_mode != UnitMode::kConvert) return;
  const UnitInfo target = plan.snapshot->units(query.target_unit);
  const Dictionary& units = plan.snapshot->catalog->of(Attribute::kUnit);
  for (uint32_t u = 0; u < plan.snapshot->sizes[static_cast<size_t>(Attribute::kUnit)]; ++u) {
    const bool same = units.Text(u) == query.target_unit;
    plan.conversions.push_back(same ? UnitConversion::Identity()
                                    : UnitConversion::Make(plan.snapshot->units(units.Text(u)), target));
  }
  plan.rates = RateTable(query.rates, query.target_unit, *plan.snapshot);
}

void PlanPasses(QueryPlan& plan) {
  Pass counts{{}, false, false, true};  // what folds and needs no unit goes with whichever pass there is
  Pass distinct{{}, false, false, false};
  Pass numeric{{}, !plan.unit_dimension && !plan.filter.unit, !plan.rates.empty(), true};
  for (size_t m = 0; m < plan.metrics.size(); ++m) {
    switch (plan.metrics[m].function) {
      case Function::kCount:
        counts.metrics.push_back(m);
        break;
      case Function::kCountDocuments:
      case Function::kCountDistinct:
      case Function::kTop:
        distinct.metrics.push_back(m);
        break;
      default:
        numeric.metrics.push_back(m);
        break;
    }
  }
  if (!numeric.metrics.empty() && !numeric.hidden_unit && !numeric.hidden_days && !distinct.metrics.empty() &&
      !plan.query->rollup) {
    // One scan does for all.
    numeric.metrics.insert(numeric.metrics.end(), distinct.metrics.begin(), distinct.metrics.end());
    numeric.folds = false;
    distinct.metrics.clear();
  }
  Pass& host = !numeric.metrics.empty() ? numeric : (!distinct.metrics.empty() ? distinct : counts);
  if (&host != &counts) host.metrics.insert(host.metrics.end(), counts.metrics.begin(), counts.metrics.end());
  for (Pass* pass : {&numeric, &distinct, &counts}) {
    if (!pass->metrics.empty() && (pass == &host || pass != &counts)) plan.passes.push_back(std::move(*pass));
  }
}

// What the query asks of the rows when all are made.
absl::Status PlanRows(QueryPlan& plan) {
  const Query& query = *plan.query;
  size_t times = 0;
  bool multivalued = false;
  for (size_t d = 0; d < plan.specs.size(); ++d) {
    if (plan.specs[d].info.multivalued && std::exchange(multivalued, true)) {
      return Invalid("group_by", "only one dimension under whose values a fact may count several times");
    }
    if (!IsTimeBucket(plan.specs[d].derivation)) continue;
    ++times;
    plan.time_dimension = d;
  }
  if (times != 1) plan.time_dimension.reset();
  bool over_time = query.fill_gaps;
  for (const Metric& m : plan.metrics) {
    over_time = over_time || (m.transform != Transform::kNone && m.transform != Transform::kShare);
    if (m.transform == Transform::kShare && multivalued) {
      return Invalid("metrics", "where a fact counts under several values there is no total that shares are of");
    }
  }
  if (over_time && !plan.time_dimension) {
    return Invalid("group_by", "changes, running totals and gaps need exactly one dimension of time buckets");
  }
  for (const size_t d : query.limit_by) {
    if (d >= query.group_by.size()) return Invalid("limit_by", "no such dimension");
  }
  for (const Having& h : query.having) {
    if (h.metric >= plan.metrics.size()) return Invalid("having", "no such metric");
  }
  if (query.pivot && *query.pivot >= query.group_by.size()) return Invalid("pivot", "no such dimension");
  return absl::OkStatus();
}

}  // namespace

bool IsNumeric(Function function) {
  return function != Function::kCount && function != Function::kCountDocuments && !CountsValues(function);
}

bool CountsValues(Function function) { return function == Function::kCountDistinct || function == Function::kTop; }

uint8_t MixturesOf(Function function) {
  switch (function) {
    case Function::kSum:
      return kMixAll;
    case Function::kAvg:
    case Function::kStdDev:
      return kMixKinds | kMixTargets;
    default:
      return 0;
  }
}

absl::StatusOr<QueryPlan> MakePlan(const Snapshot& snapshot, const Query& query) {
  RETURN_IF_ERROR(Check(query));
  QueryPlan plan;
  plan.query = &query;
  plan.snapshot = &snapshot;
  plan.metrics = query.metrics;
  if (plan.metrics.empty()) plan.metrics.push_back(Metric{});
  plan.dimensions = query.group_by;
  plan.as_of = std::min(query.as_of.value_or(snapshot.place), snapshot.place);
  if (plan.as_of < snapshot.horizon) {
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kPURGED,
                 "the state asked for lies before what is remembered")
        .Build();
  }
  ASSIGN_OR_RETURN(plan.filter, CompileFilter(query.filter, query.facts, snapshot));
  const bool numeric =
      std::any_of(plan.metrics.begin(), plan.metrics.end(), [](const Metric& m) { return IsNumeric(m.function); });
  PlanUnits(plan, numeric);
  for (const std::string& name : plan.dimensions) {
    ASSIGN_OR_RETURN(DimensionSpec spec, FindDimension(query.facts, name));
    plan.specs.push_back(std::move(spec));
  }
  RETURN_IF_ERROR(PlanRows(plan));
  plan.forbidden_mixtures = ForbiddenMixtures(query, plan.metrics);
  RETURN_IF_ERROR(CheckOrder(query, plan.dimensions.size(), plan.metrics.size()));
  std::vector<const Segment*> segments;
  for (const auto& segment : snapshot.segments) {
    segments.push_back(segment.get());
    plan.rows += segment->rows(query.facts);
  }
  if (numeric) plan.numbers = PlanNumbers(segments, plan.filter.unit);
  plan.left_out_flags =
      static_cast<uint8_t>((query.include_parts ? 0 : kFlagPart) | (query.include_restatements ? 0 : kFlagRestatement) |
                           kFlagUnrepresentable);
  PlanPasses(plan);
  return plan;
}

}  // namespace gangmu::statistics
