// An answer as named, typed columns: what every export format begins with.
#pragma once

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "common/decimal/decimal.h"
#include "services/statistics/engine/facts.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

enum class ColumnType { kText, kCount, kDecimal, kFlag, kDay };

// What a column says of its metric, or of its dimension.
enum class ColumnRole {
  kValue,
  kLower,       // total of the lower ends
  kUpper,       // total of the upper ends
  kOpenLower,   // facts whose lower end is open
  kOpenUpper,   // facts whose upper end is open
  kUsed,        // facts used
  kLeftOut,     // "PART=3;NO_VALUE=1"
  kUnit,        // unit code
  kInexact,     // made with a rounded factor or by rounding
  kTop,         // of top(…): "value=count;…", the most frequent first
  kTiedBeyond,  // of top(…)
};

// "lower", "used" and so on; empty for kValue.
std::string_view RoleName(ColumnRole role);

// A value, or none.
using ColumnValue = std::variant<std::monostate, std::string, int64_t, Decimal, bool, Day>;

struct ExportColumn {
  std::string name;
  ColumnType type = ColumnType::kText;
  ColumnRole role = ColumnRole::kValue;
  std::function<ColumnValue(const Row&)> get;
};

// The columns of metric `metric` (place in the answer): value first, then what belongs to it. Counts have no unit and
// no bounds. Names are "sum(value)", "sum(value).lower" and so on.
std::vector<ExportColumn> MetricColumns(const Answer& answer, const Query& query, size_t metric);

}  // namespace gangmu::statistics
