#include "services/cli/commands/metric_list.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::cli {
namespace {

using statistics::v1::Metric;
using statistics::v1::MetricFunction;

constexpr char kPrefix[] = "METRIC_FUNCTION_";
constexpr char kTransformPrefix[] = "METRIC_TRANSFORM_";

std::string Trim(std::string_view text) { return std::string(ToStd(absl::StripAsciiWhitespace(ToAbsl(text)))); }

absl::Status Wrong(std::string_view metric, std::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_FIELD, StrCat("'", metric, "' ", what));
}

// Splits at commas outside of brackets.
std::vector<std::string> SplitTopLevel(std::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == ',' && depth <= 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string KnownFunctions() {
  std::vector<std::string> names;
  const auto* type = statistics::v1::MetricFunction_descriptor();
  for (int i = 1; i < type->value_count(); ++i) {
    names.push_back(absl::AsciiStrToLower(type->value(i)->name().substr(sizeof kPrefix - 1)));
  }
  const auto* transforms = statistics::v1::MetricTransform_descriptor();
  for (int i = 1; i < transforms->value_count(); ++i) {
    names.push_back(absl::AsciiStrToLower(transforms->value(i)->name().substr(sizeof kTransformPrefix - 1)));
  }
  return absl::StrJoin(names, ", ");
}

// What stands in the brackets: a dimension for count_distinct, else a field and a number.
absl::Status SetArguments(const std::vector<std::string>& arguments, std::string_view metric_text, Metric* metric) {
  if (arguments.size() > 2) return Wrong(metric_text, "takes a field and one number at most, as in avg(value,2)");
  if (metric->function() == statistics::v1::METRIC_FUNCTION_COUNT_DISTINCT) {
    metric->set_dimension(arguments[0]);
    return absl::OkStatus();
  }
  if (metric->function() == statistics::v1::METRIC_FUNCTION_TOP) {
    metric->set_dimension(arguments[0]);
    int32_t most = 0;
    if (arguments.size() == 2 && !absl::SimpleAtoi(arguments[1], &most)) {
      return Wrong(metric_text, "takes a dimension and a number of values, as in top(subject,5)");
    }
    metric->set_most(most);
    return absl::OkStatus();
  }
  metric->set_field(arguments[0]);
  if (arguments.size() == 1) return absl::OkStatus();
  if (metric->function() == statistics::v1::METRIC_FUNCTION_PERCENTILE) {
    metric->set_percentile(arguments[1]);
    return absl::OkStatus();
  }
  int32_t scale = 0;
  if (!absl::SimpleAtoi(arguments[1], &scale)) {
    return Wrong(metric_text, "takes a number of digits behind the comma, as in avg(value,2)");
  }
  metric->set_scale(scale);
  return absl::OkStatus();
}

absl::StatusOr<Metric> ParseMetric(const std::string& text) {
  const size_t open = text.find('(');
  if ((open != std::string::npos) != text.ends_with(')')) return Wrong(text, "has brackets that do not match");
  const std::string function = Trim(std::string_view(text).substr(0, open));
  statistics::v1::MetricTransform transform = statistics::v1::METRIC_TRANSFORM_UNSPECIFIED;
  const std::string transform_name = kTransformPrefix + absl::AsciiStrToUpper(function);
  if (statistics::v1::MetricTransform_Parse(transform_name, &transform) && transform != 0) {
    if (open == std::string::npos) return Wrong(text, StrCat("takes a metric, as in ", function, "(sum(value))"));
    ASSIGN_OR_RETURN(Metric base, ParseMetric(Trim(std::string_view(text).substr(open + 1, text.size() - open - 2))));
    if (base.transform() != 0) return Wrong(text, "takes a metric that is not itself made of others");
    base.set_transform(transform);
    return base;
  }
  Metric metric;
  MetricFunction parsed = statistics::v1::METRIC_FUNCTION_UNSPECIFIED;
  if (!statistics::v1::MetricFunction_Parse(kPrefix + absl::AsciiStrToUpper(function), &parsed) || parsed == 0) {
    return Wrong(text, StrCat("names no known function; known are ", KnownFunctions()));
  }
  metric.set_function(parsed);
  if (open == std::string::npos) return metric;
  std::vector<std::string> arguments = SplitTopLevel(std::string_view(text).substr(open + 1, text.size() - open - 2));
  for (std::string& argument : arguments) argument = Trim(argument);
  RETURN_IF_ERROR(SetArguments(arguments, text, &metric));
  return metric;
}

}  // namespace

absl::StatusOr<std::vector<Metric>> ParseMetrics(std::string_view text) {
  std::vector<Metric> metrics;
  for (const std::string& part : SplitTopLevel(text)) {
    ASSIGN_OR_RETURN(Metric metric, ParseMetric(Trim(part)));
    metrics.push_back(std::move(metric));
  }
  return metrics;
}

}  // namespace gangmu::cli
