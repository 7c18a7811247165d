// A statistics query and its answer, as plain structs.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "common/decimal/decimal.h"
#include "common/filter/filter.h"
#include "services/statistics/engine/facts.h"

namespace gangmu::statistics {

enum class FactKind : uint8_t { kIndicator, kMeasure, kDocument };

enum class Function : uint8_t {
  kCount,           // facts
  kCountDocuments,  // distinct documents with at least one fact
  kCountDistinct,   // distinct values of Metric::dimension; facts that do not state it are left out
  kSum,             // exact total; with lower and upper total
  kAvg,             // mean, rounded half to even
  kMin,
  kMax,
  kStdDev,      // population standard deviation, rounded half to even
  kPercentile,  // nearest rank: the ⌈p·n/100⌉-th smallest value; 50 is the (lower) median
  kFirst,       // value of the earliest statement: by period end, publish date, document name, order in the document
  kLast,        // value of the latest statement, in the same order
  kTop,         // the most frequent values of Metric::dimension with their counts
};

// What is made of the cells of one metric in several rows.
enum class Transform : uint8_t {
  kNone,
  kShare,         // of the total of all rows of the same level and unit; kCount and kSum only
  kChange,        // against the row of the time bucket before
  kChangeRate,    // the same as a part of the value before
  kRunningTotal,  // of the rows of all time buckets up to this one; kCount and kSum only
};

// The numbers of an indicator.
enum class Number : uint8_t { kValue, kLowerBound, kUpperBound, kFromValue };

struct Metric {
  Function function = Function::kCount;
  Number number = Number::kValue;
  int scale = 6;          // digits behind the point of kAvg and kStdDev, 0 to 18
  Decimal percentile;     // kPercentile: above 0, at most 100
  std::string dimension;  // kCountDistinct, kTop
  int most = 10;          // kTop: at most this many values, 1 to 100
  Transform transform = Transform::kNone;
};

// A row stays only where the metric's value is there and compares so.
struct Having {
  size_t metric = 0;  // place in Query::metrics
  filter::Op op = filter::Op::kEqual;
  Decimal operand;
};

// Facts of several units in one cell of a numeric metric.
enum class UnitMode : uint8_t {
  kRefuse,   // MIXED_UNITS
  kGroup,    // unit becomes the last dimension, unless it is one already
  kConvert,  // to Query::target_unit where the dimension is the same; others are left out
};

// What a currency is worth from a day on, until its next rate.
struct CurrencyRate {
  std::string unit;
  Decimal rate;  // one unit of it in Query::target_unit; above 0
  Day valid_from = 0;
};

// Ways of adding what does not add up, as bits.
enum MixtureBit : uint8_t {
  kMixKinds = 1,    // levels with increases, shares … in sums, means and deviations
  kMixPeriods = 2,  // levels of more than one stated period in a sum
  kMixRegions = 4,  // regions one of which contains another in a sum
  kMixTargets = 8,  // what is planned with what was reached, in sums, means and deviations
};
inline constexpr uint8_t kMixAll = kMixKinds | kMixPeriods | kMixRegions | kMixTargets;

// By what to order: a dimension or a metric by its place in the query.
struct OrderKey {
  bool by_metric = false;
  size_t index = 0;
  bool descending = false;
};

struct Query {
  FactKind facts = FactKind::kIndicator;
  filter::Filter filter;              // parsed with FilterSchema(facts)
  std::vector<std::string> group_by;  // dimension names, at most 8, each once
  std::vector<Metric> metrics;        // at most 16; none: count
  UnitMode unit_mode = UnitMode::kRefuse;
  std::string target_unit;  // kConvert
  // kConvert: by the last day of the statement's period, else the day of publication.
  std::vector<CurrencyRate> rates;
  bool include_parts = false;
  bool include_restatements = false;
  bool include_duplicates = false;
  bool include_repealed = false;
  // What cells may mix (MixtureBit). A cell that would mix anything else fails with NON_ADDITIVE; in rollup rows it
  // stays empty.
  uint8_t allowed_mixtures = 0;
  bool rollup = false;          // also a row for every prefix of group_by, down to the grand total
  std::vector<OrderKey> order;  // before the order of the dimensions, which is always appended
  std::vector<Having> having;   // all must hold; before the limit
  uint64_t limit = 0;           // rows after ordering; 0: all
  // Dimensions (places in group_by): the limit holds for each combination of their values.
  std::vector<size_t> limit_by;
  // Also the rows that no key of `order` tells apart from the last one within the limit.
  bool with_ties = false;
  // Also rows for the time buckets between the first and the last one that have no facts, for each combination of the
  // other dimensions: their cells are missing.
  bool fill_gaps = false;
  // The values of this dimension (place in group_by) become columns.
  std::optional<size_t> pivot;
  std::optional<Place> as_of;  // state of an earlier place; default: the snapshot's
  uint64_t max_groups = 4'000'000;
  uint64_t max_cost = 0;  // of Plan::cost(); 0: any
  // Asked again and again while the query runs, by several threads; ends it with the status where that is not OK.
  std::function<absl::Status()> interrupted;
};

enum class BucketKind : uint8_t {
  kValue,
  kSpansSeveral,  // the fact's period (or region) covers more than one bucket
  kNotStated,
  kTotal,  // all values together: a rollup row
};

struct DimensionValue {
  BucketKind kind = BucketKind::kValue;
  std::string value;  // code or name; empty unless kind is kValue
  bool operator==(const DimensionValue&) const = default;
  auto operator<=>(const DimensionValue&) const = default;  // values first, totals last
};

enum class LeftOut : uint8_t {
  kPart,
  kRestatement,
  kNoValue,         // the fact has no such number; a range has no stated value
  kOtherDimension,  // cannot be converted to the target unit
  kDuplicate,
  kRepealed,
  kUnrepresentable,  // more digits than 128 bits hold at the scale of its unit
  kNotAdditive,      // in a rollup row that sums up what does not add up
  kNoRate,           // no currency rate holds on its day, or it has no day
};
inline constexpr size_t kLeftOutReasons = 9;
using LeftOutCounts = std::array<int64_t, kLeftOutReasons>;

struct ValueCount {
  std::string value;
  int64_t count = 0;
  bool operator==(const ValueCount&) const = default;
};

struct Cell {
  std::optional<Decimal> value;         // absent where no fact could be used
  std::optional<Decimal> lower;         // kSum: total of the lower ends, absent where one is open
  std::optional<Decimal> upper;         // kSum: total of the upper ends, absent where one is open
  std::optional<Decimal> closed_lower;  // kSum: total of the lower ends that are not open
  std::optional<Decimal> closed_upper;  // kSum: total of the upper ends that are not open
  int64_t open_lower = 0;               // kSum: facts whose lower end is open
  int64_t open_upper = 0;
  int64_t used = 0;  // facts (kCountDocuments: documents) the value was computed from
  LeftOutCounts left_out{};
  std::optional<LeftOut> blocked;  // in a rollup row: why the cell stays empty although there are facts
  std::string unit;                // of the value; empty for counts and absent values
  bool inexact = false;            // a factor that is not exact, or rounding
  bool missing = false;            // there are no facts: a gap in time, or a combination of a pivot that does not occur
  std::vector<ValueCount> top;     // kTop: by falling count, equal ones by value
  int64_t tied_beyond = 0;         // kTop: values as frequent as the last one that stand behind it
  bool operator==(const Cell&) const = default;
};

struct Row {
  std::vector<DimensionValue> dimensions;
  std::vector<Cell> cells;
  bool operator==(const Row&) const = default;
};

struct Answer {
  std::vector<std::string> dimensions;
  std::vector<std::string> metrics;  // as text: sum(value)
  std::vector<Row> rows;
  // Where the query pivots: the dimension and its values. Rows are without it and have, for each of the values in this
  // order, a cell a metric.
  std::string pivot;
  size_t pivot_place = 0;  // of the dimension among those of the query
  std::vector<DimensionValue> pivot_values;
  uint64_t total_rows = 0;                      // before the limit
  int64_t matched_facts = 0;                    // facts that fit the filter, with those that were left out
  int64_t scanned_facts = 0;                    // facts that were looked at
  Place place = 0;                              // the state that was read
  std::vector<std::string> extractor_versions;  // of the documents behind it, sorted
};

// "sum(value)", "percentile(value, 90)", "count_distinct(subject)", "top(subject, 5)", "share(sum(value))".
std::string MetricName(const Metric& metric);

// The reverse; blanks are allowed. INVALID_ARGUMENT (QUERY_INVALID) with near matches.
absl::StatusOr<Metric> ParseMetric(std::string_view text);

}  // namespace gangmu::statistics
