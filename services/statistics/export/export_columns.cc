#include "services/statistics/export/export_columns.h"

#include <utility>

#include "common/text/strings.h"

namespace gangmu::statistics {
namespace {

constexpr std::string_view kReasonNames[kLeftOutReasons] = {
    "PART",     "RESTATEMENT",     "NO_VALUE",     "OTHER_DIMENSION", "DUPLICATE",
    "REPEALED", "UNREPRESENTABLE", "NOT_ADDITIVE", "NO_RATE"};

ColumnValue ToValue(const std::optional<Decimal>& number) {
  if (!number) return {};
  return *number;
}

// A count is a whole number that 64 bits hold.
ColumnValue ToCount(const std::optional<Decimal>& number) {
  if (!number) return {};
  return static_cast<int64_t>(number->Normalized().coefficient());
}

std::string LeftOutText(const LeftOutCounts& counts) {
  std::string text;
  for (size_t reason = 0; reason < kLeftOutReasons; ++reason) {
    if (counts[reason] > 0) StrAppend(&text, text.empty() ? "" : ";", kReasonNames[reason], "=", counts[reason]);
  }
  return text;
}

std::string TopText(const Cell& cell) {
  std::string text;
  for (const ValueCount& value : cell.top) {
    StrAppend(&text, text.empty() ? "" : ";", value.value, "=", value.count);
  }
  return text;
}

bool IsPlainCount(const Metric& metric) {
  const bool counts = metric.function == Function::kCount || metric.function == Function::kCountDocuments ||
                      metric.function == Function::kCountDistinct;
  return counts && metric.transform != Transform::kShare && metric.transform != Transform::kChangeRate;
}

// Adds columns of one metric.
class MetricColumnList {
 public:
  MetricColumnList(std::string name, size_t cell) : name_(std::move(name)), cell_(cell) {}

  template <typename Get>
  void Add(ColumnType type, ColumnRole role, Get get) {
    const std::string_view suffix = RoleName(role);
    columns_.push_back({suffix.empty() ? name_ : StrCat(name_, ".", suffix), type, role,
                        [cell = cell_, get](const Row& row) -> ColumnValue {
                          // A cell without facts says nothing: not even 0.
                          if (row.cells[cell].missing) return {};
                          return get(row.cells[cell]);
                        }});
  }
  std::vector<ExportColumn> Take() { return std::move(columns_); }

 private:
  const std::string name_;
  const size_t cell_;
  std::vector<ExportColumn> columns_;
};

}  // namespace

std::string_view RoleName(ColumnRole role) {
  switch (role) {
    case ColumnRole::kValue:
      return "";
    case ColumnRole::kLower:
      return "lower";
    case ColumnRole::kUpper:
      return "upper";
    case ColumnRole::kOpenLower:
      return "open_lower";
    case ColumnRole::kOpenUpper:
      return "open_upper";
    case ColumnRole::kUsed:
      return "used";
    case ColumnRole::kLeftOut:
      return "left_out";
    case ColumnRole::kUnit:
      return "unit";
    case ColumnRole::kInexact:
      return "inexact";
    case ColumnRole::kTop:
      return "top";
    case ColumnRole::kTiedBeyond:
      return "tied_beyond";
  }
  return "";
}

std::vector<ExportColumn> MetricColumns(const Answer& answer, const Query& query, size_t metric) {
  const Metric& asked = query.metrics[metric];
  MetricColumnList list(answer.metrics[metric], metric);
  const auto used = [](const Cell& c) -> ColumnValue { return c.used; };
  const auto left_out = [](const Cell& c) -> ColumnValue { return LeftOutText(c.left_out); };
  if (asked.function == Function::kTop) {
    list.Add(ColumnType::kText, ColumnRole::kTop, [](const Cell& c) -> ColumnValue { return TopText(c); });
    list.Add(ColumnType::kCount, ColumnRole::kTiedBeyond, [](const Cell& c) -> ColumnValue { return c.tied_beyond; });
    return list.Take();
  }
  if (IsPlainCount(asked)) {
    list.Add(ColumnType::kCount, ColumnRole::kValue, [](const Cell& c) { return ToCount(c.value); });
    list.Add(ColumnType::kText, ColumnRole::kLeftOut, left_out);
    return list.Take();
  }
  list.Add(ColumnType::kDecimal, ColumnRole::kValue, [](const Cell& c) { return ToValue(c.value); });
  if (asked.function == Function::kSum) {
    list.Add(ColumnType::kDecimal, ColumnRole::kLower, [](const Cell& c) { return ToValue(c.lower); });
    list.Add(ColumnType::kDecimal, ColumnRole::kUpper, [](const Cell& c) { return ToValue(c.upper); });
    list.Add(ColumnType::kCount, ColumnRole::kOpenLower, [](const Cell& c) -> ColumnValue { return c.open_lower; });
    list.Add(ColumnType::kCount, ColumnRole::kOpenUpper, [](const Cell& c) -> ColumnValue { return c.open_upper; });
  }
  list.Add(ColumnType::kText, ColumnRole::kUnit, [](const Cell& c) -> ColumnValue { return c.unit; });
  list.Add(ColumnType::kCount, ColumnRole::kUsed, used);
  list.Add(ColumnType::kText, ColumnRole::kLeftOut, left_out);
  list.Add(ColumnType::kFlag, ColumnRole::kInexact, [](const Cell& c) -> ColumnValue { return c.inexact; });
  return list.Take();
}

}  // namespace gangmu::statistics
