#include "services/statistics/engine/transforms.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/statistics/engine/time_steps.h"

namespace gangmu::statistics {
namespace {

constexpr char kRatioUnit = '1';

absl::Status Overflow() {
  return Error(absl::StatusCode::kOutOfRange, Reason::kDECIMAL_OVERFLOW,
               "an exact result has more than 38 digits: filter more, or convert to a larger unit");
}

// Rows whose cells are seen together: their dimensions with those that are seen together blank, and the unit.
using PartKey = std::pair<std::vector<DimensionValue>, std::string>;

class TransformRun {
 public:
  TransformRun(const QueryPlan& plan, size_t metric, std::vector<Row>& rows)
      : plan_(plan), metric_(plan.metrics[metric]), index_(metric), rows_(rows) {}

  absl::Status Run() {
    std::map<PartKey, std::vector<size_t>> parts;
    for (size_t r = 0; r < rows_.size(); ++r) parts[KeyOf(rows_[r])].push_back(r);
    for (auto& [key, members] : parts) {
      if (metric_.transform == Transform::kShare) {
        RETURN_IF_ERROR(MakeShares(members));
        continue;
      }
      std::sort(members.begin(), members.end(), [&](size_t a, size_t b) { return TimeOf(a) < TimeOf(b); });
      RETURN_IF_ERROR(metric_.transform == Transform::kRunningTotal ? MakeRunningTotals(members)
                                                                    : MakeChanges(members));
    }
    return absl::OkStatus();
  }

 private:
  Cell& CellOf(size_t row) { return rows_[row].cells[index_]; }
  const DimensionValue& TimeOf(size_t row) const { return rows_[row].dimensions[*plan_.time_dimension]; }

  PartKey KeyOf(const Row& row) const {
    PartKey key{row.dimensions, row.cells[index_].unit};
    if (metric_.transform == Transform::kShare) {
      // All rows of a level, which is told by what they sum up.
      for (DimensionValue& value : key.first)
        value = {value.kind == BucketKind::kTotal ? value.kind : BucketKind{}, ""};
      return key;
    }
    // Only whole buckets follow each other; what is not stated or spans several stays by itself.
    DimensionValue& time = key.first[*plan_.time_dimension];
    if (time.kind == BucketKind::kValue) time.value.clear();
    return key;
  }

  absl::Status MakeShares(const std::vector<size_t>& members) {
    Decimal total;
    bool exact = true;
    for (const size_t r : members) {
      if (!CellOf(r).value) continue;
      const std::optional<Decimal> sum = Decimal::Add(total, *CellOf(r).value);
      if (!sum) return Overflow();
      total = *sum;
      exact = exact && !CellOf(r).inexact;
    }
    for (const size_t r : members) {
      const std::optional<Decimal> own = CellOf(r).value;
      if (own) RETURN_IF_ERROR(SetRatio(CellOf(r), *own, total, exact));
    }
    return absl::OkStatus();
  }

  absl::Status MakeRunningTotals(const std::vector<size_t>& members) {
    Decimal total;
    bool exact = true;
    for (const size_t r : members) {
      Cell& cell = CellOf(r);
      const std::optional<Decimal> own = cell.value;
      exact = exact && !cell.inexact;
      Clear(cell);
      if (!own || TimeOf(r).kind != BucketKind::kValue) {
        cell.unit.clear();
        continue;
      }
      const std::optional<Decimal> sum = Decimal::Add(total, *own);
      if (!sum) return Overflow();
      total = *sum;
      cell.value = total.Normalized();
      cell.inexact = !exact;
    }
    return absl::OkStatus();
  }

  absl::Status MakeChanges(const std::vector<size_t>& members) {
    const Derivation derivation = plan_.specs[*plan_.time_dimension].derivation;
    Cell before;
    std::optional<std::string> expected;  // the bucket right behind the one before
    for (const size_t r : members) {
      Cell& cell = CellOf(r);
      const DimensionValue& time = TimeOf(r);
      const Cell own = cell;
      Clear(cell);
      cell.unit.clear();
      const bool follows = time.kind == BucketKind::kValue && expected == time.value;
      if (follows && before.value && own.value) RETURN_IF_ERROR(SetChange(cell, own, before));
      before = own;
      expected = time.kind == BucketKind::kValue ? NextTimeBucket(derivation, time.value) : std::nullopt;
    }
    return absl::OkStatus();
  }

  absl::Status SetChange(Cell& cell, const Cell& own, const Cell& before) {
    const std::optional<Decimal> difference = Decimal::Subtract(*own.value, *before.value);
    if (!difference) return Overflow();
    const bool exact = !own.inexact && !before.inexact;
    if (metric_.transform == Transform::kChangeRate) {
      // A rate against nothing, or against a debt, says nothing.
      return *before.value > Decimal() ? SetRatio(cell, *difference, *before.value, exact) : absl::OkStatus();
    }
    cell.value = difference->Normalized();
    cell.unit = own.unit;
    cell.inexact = !exact;
    return absl::OkStatus();
  }

  absl::Status SetRatio(Cell& cell, const Decimal& part, const Decimal& whole, bool exact) {
    Clear(cell);
    cell.unit.clear();
    if (whole.is_zero()) return absl::OkStatus();
    cell.value = Decimal::Divide(part, whole, metric_.scale);
    if (!cell.value) return Overflow();
    const std::optional<Decimal> back = Decimal::Multiply(*cell.value, whole);
    cell.inexact = !exact || !back || *back != part;
    cell.unit.assign(1, kRatioUnit);
    return absl::OkStatus();
  }

  // Bounds are those of the cell alone and say nothing of what is made of several.
  static void Clear(Cell& cell) {
    cell.value.reset();
    cell.inexact = false;
    for (auto* bound : {&cell.lower, &cell.upper, &cell.closed_lower, &cell.closed_upper}) bound->reset();
    cell.open_lower = cell.open_upper = 0;
  }

  const QueryPlan& plan_;
  const Metric& metric_;
  const size_t index_;
  std::vector<Row>& rows_;
};

}  // namespace

absl::Status ApplyTransforms(const QueryPlan& plan, std::vector<Row>& rows) {
  for (size_t m = 0; m < plan.metrics.size(); ++m) {
    if (plan.metrics[m].transform != Transform::kNone) RETURN_IF_ERROR(TransformRun(plan, m, rows).Run());
  }
  return absl::OkStatus();
}

std::vector<size_t> ApartDimensions(const QueryPlan& plan, Transform transform) {
  std::vector<size_t> apart;
  for (size_t d = 0; d < plan.dimensions.size(); ++d) {
    if (transform != Transform::kShare && d != plan.time_dimension) apart.push_back(d);
  }
  return apart;
}

}  // namespace gangmu::statistics
