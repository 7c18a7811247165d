// What one scan found, and the cells that are made of it.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "services/statistics/engine/additivity.h"
#include "services/statistics/engine/plan.h"
#include "services/statistics/engine/scan.h"

namespace gangmu::statistics {

// Groups [begin, end) of PassResult::order() that make one row.
struct RowGroups {
  uint32_t begin = 0;
  uint32_t end = 0;
};

class PassResult {
 public:
  // Scans by the first `dimensions` dimensions of the plan (and the hidden unit).
  static absl::StatusOr<std::unique_ptr<PassResult>> Run(const QueryPlan& plan, const Pass& pass, size_t dimensions,
                                                         WorkerPool& pool);

  // Rows of the first `dimensions` dimensions, in the order of their keys.
  std::vector<RowGroups> Rows(size_t dimensions) const;
  WideKey RowKey(const RowGroups& row, size_t dimensions) const {
    return grouping_.Prefix(keys_[row.begin], dimensions);
  }
  uint32_t BucketOf(const RowGroups& row, size_t dimension) const {
    return grouping_.BucketOf(keys_[row.begin], dimension);
  }
  const Grouping& grouping() const { return grouping_; }

  // Units (codes) of the facts of a row that numeric metrics would add.
  std::vector<uint32_t> UnitsOf(const RowGroups& row) const;

  // What the facts mix that the cells of a row are computed from. Nothing where the plan forbids no mixture.
  Mixtures MixturesOf(const RowGroups& row) const;

  // `blocked`: the cell stays empty for this reason, and its facts are counted under it. OUT_OF_RANGE
  // (DECIMAL_OVERFLOW).
  absl::StatusOr<Cell> CellOf(const RowGroups& row, size_t metric, std::optional<LeftOut> blocked) const;
  // Called once before CellOf is; may use the pool.
  void Prepare();

  int64_t matched() const { return state_->matched; }
  int64_t scanned() const { return state_->scanned; }

 private:
  PassResult(const QueryPlan& plan, const Pass& pass, Grouping grouping)
      : plan_(plan), pass_(pass), slots_(PlanSlots(plan, pass)), grouping_(std::move(grouping)) {}

  void ReadIntervals(size_t days_place);
  void MakeKernels(ScanState& state) const;
  void CollectGroups();

  uint32_t UnitCode(uint32_t g) const;
  // How the numbers of group order_[i] become those of the answer; nullptr: not at all, for the reason `why`.
  const UnitConversion* ConversionOf(uint32_t i, LeftOut* why) const;
  int64_t Eligible(uint32_t group) const;
  void AddLeftOut(const RowGroups& row, bool numeric, Cell& cell) const;
  template <typename F>
  void ForNumericGroups(const RowGroups& row, Cell& cell, F&& f) const;

  absl::StatusOr<Cell> SumCell(const RowGroups& row, const Metric& metric) const;
  absl::StatusOr<Cell> MomentCell(const RowGroups& row, const Metric& metric) const;
  absl::StatusOr<Cell> PercentileCell(const RowGroups& row, const Metric& metric) const;
  absl::StatusOr<Cell> EdgeCell(const RowGroups& row, const Metric& metric) const;
  Cell TopCell(const RowGroups& row, const Metric& metric, size_t index) const;
  Cell CountCell(const RowGroups& row, const Metric& metric, size_t index) const;
  std::string UnitText(uint32_t unit) const;

  // Where the kernels of the pass lie in ScanState::numeric and ScanState::facts; -1 where there is none.
  struct Slots {
    int interval = -1;
    int additivity = -1;
    uint8_t additive_presence = 0;  // PresenceBit: numbers that are added up
    std::array<int, kNumbers> moments{-1, -1, -1, -1};
    std::array<uint8_t, kNumbers> moment_parts{};
    std::array<int, kNumbers> values{-1, -1, -1, -1};
    std::array<std::array<int, 2>, kNumbers> edges{{{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}}};
    int numeric_count = 0;
    std::vector<int> facts;  // by metric of the query
  };
  static Slots PlanSlots(const QueryPlan& plan, const Pass& pass);

  template <typename K>
  const K& Numeric(int slot) const {
    return static_cast<const K&>(*state_->numeric[static_cast<size_t>(slot)]);
  }

  const QueryPlan& plan_;
  const Pass& pass_;
  const Slots slots_;
  Grouping grouping_;
  std::vector<std::unique_ptr<Buckets>> distinct_buckets_;       // of count_distinct metrics, by metric of the query
  std::optional<size_t> unit_place_;                             // of unit in grouping_
  std::optional<size_t> days_place_;                             // of the two dimensions of RateTable in grouping_
  std::array<std::vector<std::optional<size_t>>, 2> intervals_;  // by bucket of those
  std::vector<Mixtures> mixtures_;                               // by group
  std::unique_ptr<ScanState> state_;
  std::vector<uint32_t> order_;                                      // groups that have facts, by key
  std::vector<WideKey> keys_;                                        // of order_
  mutable std::vector<std::optional<ValueKernel::Grouped>> values_;  // by number; sorted in parts by PercentileCell
  std::vector<std::vector<int64_t>> distinct_;                       // by kernel of state_->facts
  // By kernel of state_->facts, then by group: buckets and how often they occur.
  std::vector<std::vector<std::vector<std::pair<uint32_t, int64_t>>>> frequencies_;
};

}  // namespace gangmu::statistics
