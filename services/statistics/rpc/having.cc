#include "services/statistics/rpc/having.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::statistics {
namespace {

// Longer ones first, so that >= is not read as >.
constexpr std::pair<std::string_view, filter::Op> kOperators[] = {
    {">=", filter::Op::kGreaterOrEqual}, {"<=", filter::Op::kLessOrEqual}, {"!=", filter::Op::kNotEqual},
    {">", filter::Op::kGreater},         {"<", filter::Op::kLess},         {"=", filter::Op::kEqual}};

std::string WithoutBlanks(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != ' '; });
  return out;
}

absl::Status Invalid(std::string_view condition, std::string_view what) {
  const std::string message = StrCat("having: '", CutAtCodePoint(condition, 80), "': ", what);
  return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID, message).Violation("having", message);
}

std::string Names(const std::vector<Metric>& metrics) {
  std::vector<std::string> names;
  for (const Metric& m : metrics) names.push_back(MetricName(m));
  return absl::StrJoin(names, ", ");
}

absl::StatusOr<Having> ParseCondition(std::string_view condition, const std::vector<Metric>& metrics) {
  for (const auto& [text, op] : kOperators) {
    const size_t at = condition.find(text);
    if (at == std::string_view::npos) continue;
    Having having{.op = op};
    const std::string name = WithoutBlanks(condition.substr(0, at));
    const auto metric = std::find_if(metrics.begin(), metrics.end(),
                                     [&](const Metric& m) { return WithoutBlanks(MetricName(m)) == name; });
    if (metric == metrics.end()) {
      return Invalid(condition, StrCat("compares no metric of this query; there are ", Names(metrics)));
    }
    having.metric = static_cast<size_t>(metric - metrics.begin());
    const absl::StatusOr<Decimal> operand = Decimal::Parse(WithoutBlanks(condition.substr(at + text.size())));
    if (!operand.ok()) return Invalid(condition, "compares with no decimal");
    having.operand = *operand;
    return having;
  }
  return Invalid(condition, "has none of the operators >= <= != > < =");
}

}  // namespace

absl::StatusOr<std::vector<Having>> ParseHaving(std::string_view text, const std::vector<Metric>& metrics) {
  std::vector<Having> out;
  if (WithoutBlanks(text).empty()) return out;
  for (const auto condition : absl::StrSplit(ToAbsl(text), " AND ")) {
    ASSIGN_OR_RETURN(const Having having, ParseCondition(ToStd(condition), metrics));
    out.push_back(having);
  }
  return out;
}

}  // namespace gangmu::statistics
