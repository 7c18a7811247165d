#include "services/statistics/rpc/validate.h"

#include "absl/strings/str_cat.h"

#include "common/decimal/decimal.h"
#include "common/position/position.h"
#include "common/status/error.h"
#include "common/status/limits.h"
#include "common/time/civil.h"

namespace gangmu::statistics {
namespace {

constexpr size_t kMaxContainsBytes = 256;

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
  const bool top = metric.function() == v1::METRIC_FUNCTION_TOP;
  const bool values = top || metric.function() == v1::METRIC_FUNCTION_COUNT_DISTINCT;
  if (values == metric.dimension().empty()) {
    violations->Add(field + ".dimension", values ? "want the name of a dimension" : "only with COUNT_DISTINCT and TOP");
  }
  if (metric.most() < 0 || metric.most() > 100 || (metric.most() != 0 && !top)) {
    violations->Add(field + ".most", top ? absl::StrCat("got ", metric.most(), ", want 1 to 100") : "only with TOP");
  }
  if (!v1::MetricTransform_IsValid(metric.transform())) violations->Add(field + ".transform", "unknown value");
}

void CheckRates(const v1::QueryStatisticsRequest& request, Violations* violations) {
  if (request.currency_rates_size() > kMaxRates) {
    return violations->Add("currency_rates",
                           absl::StrCat("got ", request.currency_rates_size(), ", want at most 10000"));
  }
  if (request.currency_rates_size() > 0 && request.unit_handling() != v1::UNIT_HANDLING_CONVERT) {
    violations->Add("currency_rates", "only with unit_handling CONVERT");
  }
  for (int i = 0; i < request.currency_rates_size(); ++i) {
    const v1::CurrencyRate& rate = request.currency_rates(i);
    const std::string field = absl::StrCat("currency_rates[", i, "]");
    if (rate.unit().empty()) violations->Add(field + ".unit", "want a unit code");
    const auto number = Decimal::Parse(rate.rate());
    if (!number.ok() || !(Decimal() < *number)) {
      violations->Add(field + ".rate", absl::StrCat("got '", rate.rate(), "', want a decimal above 0"));
    }
    if (!ParseDay(rate.valid_from())) {
      violations->Add(field + ".valid_from", absl::StrCat("got '", rate.valid_from(), "', want YYYY-MM-DD"));
    }
  }
}

void CheckPosition(const std::string& text, const char* field, Violations* violations) {
  if (!text.empty() && !Position::Parse(text).ok()) {
    violations->Add(field, "damaged: hand back a position exactly as a service gave it");
  }
}

absl::Status CheckSelection(const v1::StatementSelection& selection, int limit) {
  Violations violations;
  if (limit < 0 || limit > kMaxSeries) violations.Add("limit", absl::StrCat("got ", limit, ", want 0 to 1000"));
  if (selection.subject().size() > kMaxContainsBytes) violations.Add("selection.subject", "want at most 256 bytes");
  CheckPosition(selection.min_position(), "selection.min_position", &violations);
  CheckPosition(selection.as_of(), "selection.as_of", &violations);
  return violations.ToStatus();
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
  for (const int mixture : request.allow()) {
    if (!v1::Mixture_IsValid(mixture) || mixture == v1::MIXTURE_UNSPECIFIED) {
      violations.Add("allow", "want KINDS, PERIODS, REGIONS or TARGETS");
    }
  }
  CheckRates(request, &violations);
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

absl::Status ValidateStream(const v1::StreamStatisticsRequest& request) { return ValidateQuery(request.query()); }

absl::Status ValidateExport(const v1::ExportStatisticsRequest& request) {
  if (!v1::ExportFormat_IsValid(request.format()) || request.format() == v1::EXPORT_FORMAT_UNSPECIFIED) {
    return InvalidField("format", "want SDMX_CSV, SDMX_STRUCTURE or ARROW");
  }
  if (!request.query().pivot().empty()) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID,
                 "query.pivot: an export has a row for each group")
        .Violation("query.pivot", "want none: an export has a row for each group")
        .Build();
  }
  return ValidateQuery(request.query());
}

absl::Status ValidateListEvidence(const v1::ListEvidenceRequest& request) {
  if (request.evidence_token().empty()) return InvalidField("evidence_token", "want the token of a cell");
  return ValidateQuery(request.query());
}

absl::Status ValidateExplain(const v1::ExplainQueryRequest& request) { return ValidateQuery(request.query()); }

absl::Status ValidateSeries(const v1::QuerySeriesRequest& request) {
  return CheckSelection(request.selection(), request.limit());
}

absl::Status ValidateTargets(const v1::CompareTargetsRequest& request) {
  return CheckSelection(request.selection(), request.limit());
}

absl::Status ValidateListValues(const v1::ListValuesRequest& request) {
  Violations violations;
  if (!v1::FactKind_IsValid(request.facts())) violations.Add("facts", "want INDICATOR, MEASURE or DOCUMENT");
  if (request.dimension().empty()) violations.Add("dimension", "want the name of a dimension");
  if (request.limit() < 0 || request.limit() > kMaxValues) {
    violations.Add("limit", absl::StrCat("got ", request.limit(), ", want 0 to 1000"));
  }
  if (request.contains().size() > kMaxContainsBytes) violations.Add("contains", "want at most 256 bytes");
  CheckPosition(request.min_position(), "min_position", &violations);
  return violations.ToStatus();
}

absl::Status ValidateWatch(const v1::WatchStatisticsRequest& request) {
  if (!request.query().as_of().empty()) return InvalidField("query.as_of", "a state of the past does not change");
  const absl::Duration interval =
      absl::Seconds(request.min_interval().seconds()) + absl::Nanoseconds(request.min_interval().nanos());
  if (request.has_min_interval() && (interval < kLeastInterval || interval > kMostInterval)) {
    return InvalidField("min_interval", "want 100 ms to 1 h");
  }
  return ValidateQuery(request.query());
}

absl::Status ValidateListDimensions(const v1::ListDimensionsRequest& request) {
  Violations violations;
  if (!v1::FactKind_IsValid(request.facts())) violations.Add("facts", "want INDICATOR, MEASURE or DOCUMENT");
  return violations.ToStatus();
}

}  // namespace gangmu::statistics
