// Metrics as text: names in answers, and the reverse.
#include <array>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"

#include "common/filter/near_match.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {
namespace {

constexpr std::array<std::pair<std::string_view, Function>, 12> kFunctions = {{
    {"count", Function::kCount},
    {"count_documents", Function::kCountDocuments},
    {"count_distinct", Function::kCountDistinct},
    {"sum", Function::kSum},
    {"avg", Function::kAvg},
    {"min", Function::kMin},
    {"max", Function::kMax},
    {"stddev", Function::kStdDev},
    {"percentile", Function::kPercentile},
    {"first", Function::kFirst},
    {"last", Function::kLast},
    {"top", Function::kTop},
}};
constexpr std::array<std::pair<std::string_view, Transform>, 4> kTransforms = {{
    {"share", Transform::kShare},
    {"change", Transform::kChange},
    {"change_rate", Transform::kChangeRate},
    {"running_total", Transform::kRunningTotal},
}};
constexpr std::string_view kNumberNames[] = {"value", "lower_bound", "upper_bound", "from_value"};

absl::Status Invalid(std::string_view text, std::string_view what, const std::vector<std::string>& near) {
  const std::string message = StrCat("metric ", CutAtCodePoint(text, 60), ": ", what,
                                     near.empty() ? "" : StrCat("; did you mean ", absl::StrJoin(near, ", "), "?"));
  Error error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID, message);
  error.With("token", CutAtCodePoint(text, 60)).Violation("metrics", message);
  if (!near.empty()) error.With("near", absl::StrJoin(near, ","));
  return error;
}

std::string_view Trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return s;
}

std::vector<std::string_view> Arguments(std::string_view list) {
  std::vector<std::string_view> out;
  if (Trimmed(list).empty()) return out;
  for (size_t begin = 0; begin <= list.size();) {
    const size_t comma = std::min(list.find(',', begin), list.size());
    out.push_back(Trimmed(list.substr(begin, comma - begin)));
    begin = comma + 1;
  }
  return out;
}

}  // namespace

std::string MetricName(const Metric& metric) {
  for (const auto& [text, transform] : kTransforms) {
    if (transform != metric.transform) continue;
    Metric base = metric;
    base.transform = Transform::kNone;
    return StrCat(text, "(", MetricName(base), ")");
  }
  std::string_view name;
  for (const auto& [text, function] : kFunctions) {
    if (function == metric.function) name = text;
  }
  switch (metric.function) {
    case Function::kCount:
    case Function::kCountDocuments:
      return std::string(name);
    case Function::kCountDistinct:
      return StrCat(name, "(", metric.dimension, ")");
    case Function::kTop:
      return StrCat(name, "(", metric.dimension, ", ", metric.most, ")");
    case Function::kPercentile:
      return StrCat(name, "(", kNumberNames[static_cast<size_t>(metric.number)], ", ",
                    metric.percentile.ToCanonicalString(), ")");
    default:
      return StrCat(name, "(", kNumberNames[static_cast<size_t>(metric.number)], ")");
  }
}

absl::StatusOr<Metric> ParseMetric(std::string_view text) {
  const std::string_view trimmed = Trimmed(text);
  const size_t open = trimmed.find('(');
  const std::string_view name = Trimmed(trimmed.substr(0, open));
  for (const auto& [known, transform] : kTransforms) {
    if (known != name || open == std::string_view::npos || trimmed.back() != ')') continue;
    ASSIGN_OR_RETURN(Metric base, ParseMetric(trimmed.substr(open + 1, trimmed.size() - open - 2)));
    if (base.transform != Transform::kNone) return Invalid(text, "one of another cannot be had", {});
    base.transform = transform;
    return base;
  }
  std::vector<std::string> names;
  Metric metric;
  bool found = false;
  for (const auto& [known, function] : kFunctions) {
    names.emplace_back(known);
    if (known == name) {
      metric.function = function;
      found = true;
    }
  }
  if (name == "median") {
    metric.function = Function::kPercentile;
    metric.percentile = Decimal::FromInt(50);
    found = true;
  }
  if (!found) return Invalid(text, "no such function", filter::NearMatches(name, names));
  if (open != std::string_view::npos && trimmed.back() != ')') return Invalid(text, "the bracket is not closed", {});
  const std::vector<std::string_view> arguments = open == std::string_view::npos
                                                      ? std::vector<std::string_view>()
                                                      : Arguments(trimmed.substr(open + 1, trimmed.size() - open - 2));
  const bool counts = metric.function == Function::kCount || metric.function == Function::kCountDocuments;
  const bool percentile = name == "percentile";
  const size_t most = counts ? 0 : (percentile || metric.function == Function::kTop ? 2 : 1);
  if (arguments.size() > most) return Invalid(text, StrCat("takes at most ", most, " arguments"), {});
  if (metric.function == Function::kCountDistinct || metric.function == Function::kTop) {
    if (arguments.empty()) return Invalid(text, StrCat("takes a dimension: ", name, "(subject)"), {});
    metric.dimension = std::string(arguments[0]);
    if (arguments.size() > 1 && !absl::SimpleAtoi(ToAbsl(arguments[1]), &metric.most)) {
      return Invalid(text, "takes a number of values: top(subject, 5)", {});
    }
    return metric;
  }
  if (percentile) {
    const absl::StatusOr<Decimal> p = Decimal::Parse(arguments.empty() ? "" : arguments.back());
    if (arguments.size() != 2 || !p.ok())
      return Invalid(text, "takes a number and a percentage: percentile(value, 90)", {});
    metric.percentile = *p;
  }
  if (arguments.empty()) return metric;
  for (size_t n = 0; n < std::size(kNumberNames); ++n) {
    if (arguments[0] == kNumberNames[n]) {
      metric.number = static_cast<Number>(n);
      return metric;
    }
  }
  return Invalid(text, StrCat("no number ", CutAtCodePoint(arguments[0], 60)),
                 filter::NearMatches(arguments[0], {"value", "lower_bound", "upper_bound", "from_value"}));
}

}  // namespace gangmu::statistics
