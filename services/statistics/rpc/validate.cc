#include "services/statistics/rpc/validate.h"

#include "absl/strings/str_cat.h"

#include "common/decimal/decimal.h"
#include "common/position/position.h"
#include "common/status/error.h"
#include "common/status/limits.h"

namespace gangmu::statistics {
namespace {

void CheckMetric(const v1::Metric& metric, const std::string& field, Violations* violations) {
  if (!v1::MetricFunction_IsValid(metric.function()) || metric.function() == v1::METRIC_FUNCTION_UNSPECIFIED) {
    violations->Add(field + ".function", "want one of the functions other than UNSPECIFIED");
    return;
  }
  const std::string& number = metric.field();
  if (!number.empty() && number != "value" && number != "lower_bound" && number != "upper_bound" &&
      number != "from_value") {
    violations->Add(field + ".field",
                    absl::StrCat("got ", number, ", want value, lower_bound, upper_bound or from_value"));
  }
  if (metric.has_scale() && (metric.scale() < 0 || metric.scale() > 18)) {
    violations->Add(field + ".scale", absl::StrCat("got ", metric.scale(), ", want 0 to 18"));
  }
  const bool percentile = metric.function() == v1::METRIC_FUNCTION_PERCENTILE;
  if (percentile) {
    const auto p = Decimal::Parse(metric.percentile());
    if (!p.ok() || !(Decimal() < *p) || Decimal::FromInt(100) < *p) {
      violations->Add(field + ".percentile",
                      absl::StrCat("got '", metric.percentile(), "', want a decimal above 0 and at most 100"));
    }
  } else if (!metric.percentile().empty()) {
    violations->Add(field + ".percentile", "only with PERCENTILE");
  }
  const bool distinct = metric.function() == v1::METRIC_FUNCTION_COUNT_DISTINCT;
  if (distinct == metric.dimension().empty()) {
    violations->Add(field + ".dimension", distinct ? "want the name of a dimension" : "only with COUNT_DISTINCT");
  }
}

void CheckPosition(const std::string& text, const char* field, Violations* violations) {
  if (!text.empty() && !Position::Parse(text).ok()) {
    violations->Add(field, "damaged: hand back a position exactly as a service gave it");
  }
}

}  // namespace

absl::Status ValidateQuery(const v1::QueryStatisticsRequest& request) {
  Violations violations;
  if (!v1::FactKind_IsValid(request.facts())) violations.Add("facts", "want INDICATOR, MEASURE or DOCUMENT");
  if (request.group_by_size() > kMaxDimensions) {
    violations.Add("group_by", absl::StrCat("got ", request.group_by_size(), " dimensions, want at most 8"));
  }
  if (request.metrics_size() > kMaxMetrics) {
    violations.Add("metrics", absl::StrCat("got ", request.metrics_size(), " metrics, want at most 16"));
  }
  for (int i = 0; i < request.metrics_size(); ++i) {
    CheckMetric(request.metrics(i), absl::StrCat("metrics[", i, "]"), &violations);
  }
  if (!v1::UnitHandling_IsValid(request.unit_handling())) violations.Add("unit_handling", "unknown value");
  if (!v1::Additivity_IsValid(request.additivity())) violations.Add("additivity", "unknown value");
  // Said plainly rather than let a caller believe that the sum was checked.
  if (request.additivity() == v1::ADDITIVITY_REFUSE) {
    violations.Add("additivity", "this version does not check additivity; want ALLOW");
  }
  const bool convert = request.unit_handling() == v1::UNIT_HANDLING_CONVERT;
  if (convert == request.target_unit().empty()) {
    violations.Add("target_unit", convert ? "want a unit code with CONVERT" : "only with unit_handling CONVERT");
  }
  if (request.limit() < 0 || request.limit() > kMaxRows) {
    violations.Add("limit", absl::StrCat("got ", request.limit(), ", want 0 to 100000"));
  }
  CheckPosition(request.min_position(), "min_position", &violations);
  CheckPosition(request.as_of(), "as_of", &violations);
  return violations.ToStatus();
}

absl::Status ValidateListDimensions(const v1::ListDimensionsRequest& request) {
  Violations violations;
  if (!v1::FactKind_IsValid(request.facts())) violations.Add("facts", "want INDICATOR, MEASURE or DOCUMENT");
  return violations.ToStatus();
}

}  // namespace gangmu::statistics
