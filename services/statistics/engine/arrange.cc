#include "services/statistics/engine/arrange.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "common/status/error.h"
#include "common/text/strings.h"
#include "services/statistics/engine/time_steps.h"

namespace gangmu::statistics {
namespace {

using Values = std::vector<DimensionValue>;

Cell MissingCell() {
  Cell cell;
  cell.missing = true;
  return cell;
}

// The order that the keys of the query give two rows: below, equal or above 0.
int CompareByKeys(const Query& query, const Row& a, const Row& b) {
  for (const OrderKey& key : query.order) {
    int c = 0;
    if (key.by_metric) {
      const std::optional<Decimal>& x = a.cells[key.index].value;
      const std::optional<Decimal>& y = b.cells[key.index].value;
      // Absent values stand last in both directions.
      if (x.has_value() != y.has_value()) return x.has_value() ? -1 : 1;
      c = x ? Decimal::Compare(*x, *y) : 0;
    } else {
      const auto order = a.dimensions[key.index] <=> b.dimensions[key.index];
      c = order < 0 ? -1 : (order > 0 ? 1 : 0);
    }
    if (c != 0) return key.descending ? -c : c;
  }
  return 0;
}

bool Holds(const Having& having, const std::vector<Cell>& cells) {
  const std::optional<Decimal>& value = cells[having.metric].value;
  if (!value) return false;
  const int c = Decimal::Compare(*value, having.operand);
  switch (having.op) {
    case filter::Op::kEqual:
      return c == 0;
    case filter::Op::kNotEqual:
      return c != 0;
    case filter::Op::kLess:
      return c < 0;
    case filter::Op::kLessOrEqual:
      return c <= 0;
    case filter::Op::kGreater:
      return c > 0;
    default:
      return c >= 0;
  }
}

bool AnyTotal(const Values& values) {
  return std::any_of(values.begin(), values.end(), [](const auto& v) { return v.kind == BucketKind::kTotal; });
}

// From the first to the last of `buckets`, with those between that are not among them.
std::vector<std::string> WithoutGaps(Derivation derivation, const std::set<std::string>& buckets) {
  std::vector<std::string> all;
  for (auto it = buckets.begin(); it != buckets.end(); ++it) {
    all.push_back(*it);
    const auto next = std::next(it);
    if (next == buckets.end()) break;
    for (auto step = NextTimeBucket(derivation, *it); step && *step < *next; step = NextTimeBucket(derivation, *step)) {
      all.push_back(*step);
    }
  }
  return all;
}

}  // namespace

bool NeedsAllRows(const QueryPlan& plan) {
  const Query& query = *plan.query;
  const bool transforms = std::any_of(plan.metrics.begin(), plan.metrics.end(),
                                      [](const Metric& m) { return m.transform != Transform::kNone; });
  return transforms || !query.having.empty() || query.fill_gaps || query.pivot || query.with_ties ||
         !query.limit_by.empty();
}

absl::Status FillGaps(const QueryPlan& plan, std::vector<Row>& rows) {
  const size_t time = *plan.time_dimension;
  std::set<std::string> buckets;
  std::map<Values, std::set<std::string>> present;
  for (const Row& row : rows) {
    if (row.dimensions[time].kind != BucketKind::kValue || AnyTotal(row.dimensions)) continue;
    buckets.insert(row.dimensions[time].value);
    Values others = row.dimensions;
    others[time] = DimensionValue{};
    present[others].insert(row.dimensions[time].value);
  }
  const std::vector<std::string> all = WithoutGaps(plan.specs[time].derivation, buckets);
  const uint64_t most = plan.query->max_groups;
  if (all.size() * present.size() > most) {
    return Error(absl::StatusCode::kResourceExhausted, Reason::kLIMIT_EXCEEDED,
                 StrCat("with its gaps filled the answer has more than ", most, " rows: filter more"))
        .With("limit", StrCat(most));
  }
  for (const auto& [others, there] : present) {
    for (const std::string& bucket : all) {
      if (there.contains(bucket)) continue;
      Row row{others, std::vector<Cell>(plan.metrics.size(), MissingCell())};
      row.dimensions[time] = {BucketKind::kValue, bucket};
      rows.push_back(std::move(row));
    }
  }
  return absl::OkStatus();
}

void KeepHaving(const Query& query, std::vector<Row>& rows) {
  std::erase_if(rows, [&](const Row& row) {
    return !std::all_of(query.having.begin(), query.having.end(), [&](const Having& h) { return Holds(h, row.cells); });
  });
}

void OrderRows(const Query& query, std::vector<Row>& rows) {
  std::sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    const int c = CompareByKeys(query, a, b);
    return c != 0 ? c < 0 : a.dimensions < b.dimensions;
  });
}

void LimitRows(const Query& query, std::vector<Row>& rows) {
  if (query.limit == 0) return;
  struct Taken {
    uint64_t rows = 0;
    size_t last = 0;  // place in `kept` of the last row within the limit
  };
  std::map<Values, Taken> taken;
  std::vector<Row> kept;
  for (Row& row : rows) {
    Values by;
    for (const size_t d : query.limit_by) by.push_back(row.dimensions[d]);
    Taken& t = taken[by];
    if (t.rows < query.limit) {
      t.last = kept.size();
    } else if (!query.with_ties || CompareByKeys(query, kept[t.last], row) != 0) {
      continue;
    }
    ++t.rows;
    kept.push_back(std::move(row));
  }
  rows = std::move(kept);
}

void Pivot(const Query& query, Answer& answer) {
  const size_t place = *query.pivot;
  const auto offset = static_cast<std::ptrdiff_t>(place);
  const size_t metrics = answer.metrics.size();
  std::set<DimensionValue> values;
  for (const Row& row : answer.rows) values.insert(row.dimensions[place]);
  answer.pivot = answer.dimensions[place];
  answer.pivot_place = place;
  answer.pivot_values.assign(values.begin(), values.end());
  answer.dimensions.erase(answer.dimensions.begin() + offset);
  std::map<Values, size_t> places;
  std::vector<Row> wide;
  for (Row& row : answer.rows) {
    const auto column = std::distance(values.begin(), values.find(row.dimensions[place]));
    row.dimensions.erase(row.dimensions.begin() + offset);
    const auto [it, added] = places.try_emplace(row.dimensions, wide.size());
    if (added) wide.push_back({row.dimensions, std::vector<Cell>(values.size() * metrics, MissingCell())});
    const auto to = wide[it->second].cells.begin() + column * static_cast<std::ptrdiff_t>(metrics);
    std::move(row.cells.begin(), row.cells.end(), to);
  }
  answer.rows = std::move(wide);
}

}  // namespace gangmu::statistics
