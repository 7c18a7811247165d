// What is computed for each group while facts are scanned. One kernel has the states of all groups; each worker has its
// own, and they are merged at the end. All arithmetic is on integers, so the order of facts and the number of workers
// make no difference.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"

#include "services/statistics/engine/buckets.h"
#include "services/statistics/engine/columns.h"
#include "services/statistics/engine/packed.h"
#include "services/statistics/engine/query.h"
#include "services/statistics/engine/segment.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

// Some rows of one segment and their groups.
struct Batch {
  const Segment* segment = nullptr;
  uint32_t begin = 0;
  const uint16_t* offsets = nullptr;  // rows are begin + offsets[k], or begin + k where null
  uint32_t count = 0;
  const uint32_t* groups = nullptr;     // by k
  const uint32_t* documents = nullptr;  // by row - begin; filled where a kernel wants it
};

class Kernel {
 public:
  virtual ~Kernel() = default;
  virtual bool WantsDocuments() const { return false; }
  virtual void Resize(size_t groups) = 0;
  virtual void BeginSegment(const Segment& segment) {}
  virtual void Add(const Batch& batch) = 0;
  // `other` is of the same type; its group g is group to[g] here.
  virtual void Merge(Kernel& other, const std::vector<uint32_t>& to) = 0;
  // Whether an exact number left the range of 128 bits.
  virtual bool overflow() const { return false; }
};

// The scale at which each unit's numbers are added up, and how large the sums can grow.
struct NumberPlan {
  std::vector<int8_t> scales;    // by unit code
  bool narrow = false;           // sums of all facts fit 64 bits
  std::optional<uint32_t> only;  // the one unit that facts have
  // By unit code: what brings a coefficient of the segment to the plan's scale. Empty where all are 1.
  std::vector<__int128> Multipliers(const Segment& segment) const;
};
NumberPlan PlanNumbers(const std::vector<const Segment*>& segments, std::optional<uint32_t> only_unit);

// Facts a group.
class CountKernel final : public Kernel {
 public:
  void Resize(size_t groups) override { counts_.resize(groups); }
  void Add(const Batch& batch) override;
  void Merge(Kernel& other, const std::vector<uint32_t>& to) override;
  int64_t count(uint32_t group) const { return counts_[group]; }
  uint32_t* counts() { return counts_.data(); }

 private:
  std::vector<uint32_t> counts_;
};

// Distinct documents a group. Facts of one document come one after another.
class DocumentKernel final : public Kernel {
 public:
  bool WantsDocuments() const override { return true; }
  void Resize(size_t groups) override {
    last_.resize(groups);
    counts_.resize(groups);
  }
  void BeginSegment(const Segment& segment) override;
  void Add(const Batch& batch) override;
  void Merge(Kernel& other, const std::vector<uint32_t>& to) override;
  int64_t count(uint32_t group) const { return counts_[group]; }

 private:
  uint32_t base_ = 1;  // number of the segment's first document in this kernel's own counting
  uint32_t next_base_ = 1;
  std::vector<uint32_t> last_;
  std::vector<uint32_t> counts_;
};

// Distinct values of a dimension a group, and the facts that state one.
class DistinctKernel final : public Kernel {
 public:
  DistinctKernel(const Buckets& buckets, ColumnRef column, FactKind facts)
      : buckets_(buckets), column_(column), facts_(facts) {}
  bool WantsDocuments() const override { return column_.level == Level::kDocument; }
  void Resize(size_t groups) override { stating_.resize(groups); }
  void Add(const Batch& batch) override;
  void Merge(Kernel& other, const std::vector<uint32_t>& to) override;
  int64_t stating(uint32_t group) const { return stating_[group]; }
  // Numbers of distinct values by group.
  std::vector<int64_t> Counts() const;

 private:
  const Buckets& buckets_;
  const ColumnRef column_;
  const FactKind facts_;
  std::vector<uint32_t> stating_;
  absl::flat_hash_set<uint64_t> seen_;  // group << 32 | bucket
};

// How often each value of a dimension occurs in a group, and the facts that state one.
class FrequencyKernel final : public Kernel {
 public:
  FrequencyKernel(const Buckets& buckets, ColumnRef column, FactKind facts)
      : buckets_(buckets), column_(column), facts_(facts) {}
  bool WantsDocuments() const override { return column_.level == Level::kDocument; }
  void Resize(size_t groups) override { stating_.resize(groups); }
  void Add(const Batch& batch) override;
  void Merge(Kernel& other, const std::vector<uint32_t>& to) override;
  int64_t stating(uint32_t group) const { return stating_[group]; }
  // By group: the buckets that occur and how often, in the order of buckets.
  std::vector<std::vector<std::pair<uint32_t, int64_t>>> Counts() const;

 private:
  const Buckets& buckets_;
  const ColumnRef column_;
  const FactKind facts_;
  std::vector<uint32_t> stating_;
  absl::flat_hash_map<uint64_t, uint32_t> counts_;  // by group << 32 | bucket
};

// Totals of stated value, lower and upper end, and how many facts have which of them.
class IntervalKernel : public Kernel {
 public:
  static std::unique_ptr<IntervalKernel> Make(const NumberPlan& plan);
  struct Totals {
    std::array<__int128, 3> sums{};    // value, lower, upper
    std::array<int64_t, 8> classes{};  // facts by presence bits of these three
    int64_t With(uint8_t bit) const;
    int64_t All() const;
  };
  virtual Totals totals(uint32_t group) const = 0;
};

// Total, number, smallest and largest, and total of squares of one number.
class MomentKernel : public Kernel {
 public:
  enum Part : uint8_t { kTotal = 1, kExtremes = 2, kSquares = 4 };
  static std::unique_ptr<MomentKernel> Make(const NumberPlan& plan, Number number, uint8_t parts);
  struct Moments {
    int64_t used = 0;
    __int128 sum = 0;
    __int128 min = 0;
    __int128 max = 0;
    unsigned __int128 squares = 0;
  };
  virtual Moments moments(uint32_t group) const = 0;
};

// All values of one number.
class ValueKernel final : public Kernel {
 public:
  ValueKernel(const NumberPlan& plan, Number number) : plan_(plan), number_(number) {}
  void Resize(size_t groups) override { size_ = groups; }
  void BeginSegment(const Segment& segment) override { multipliers_ = plan_.Multipliers(segment); }
  void Add(const Batch& batch) override;
  void Merge(Kernel& other, const std::vector<uint32_t>& to) override;
  bool overflow() const override { return overflow_; }

  // The values put together by group; group g has [begin[g], begin[g + 1]). Called once, at the end.
  struct Grouped {
    std::vector<size_t> begin;
    std::vector<int64_t> narrow;  // one of the two
    std::vector<__int128> wide;
  };
  Grouped TakeGrouped();

 private:
  const NumberPlan& plan_;
  const Number number_;
  size_t size_ = 0;
  std::vector<__int128> multipliers_;
  std::vector<uint32_t> groups_;
  std::vector<int64_t> narrow_;
  std::vector<__int128> wide_;  // filled instead of narrow_ where the plan is not narrow
  bool overflow_ = false;
};

// The earliest or latest statement of a group.
class EdgeKernel final : public Kernel {
 public:
  EdgeKernel(const NumberPlan& plan, const Snapshot& snapshot, Number number, bool last)
      : plan_(plan), snapshot_(snapshot), number_(number), last_(last) {}
  bool WantsDocuments() const override { return true; }
  void Resize(size_t groups) override { edges_.resize(groups); }
  void BeginSegment(const Segment& segment) override { multipliers_ = plan_.Multipliers(segment); }
  void Add(const Batch& batch) override;
  void Merge(Kernel& other, const std::vector<uint32_t>& to) override;
  bool overflow() const override { return overflow_; }

  struct Edge {
    int64_t used = 0;
    bool dated = false;
    Day day = 0;  // end of the period, else of publication
    Day publish_date = kNoDay;
    uint32_t document = 0;  // code
    uint32_t order = 0;     // within the document
    __int128 value = 0;
  };
  const Edge& edge(uint32_t group) const { return edges_[group]; }
  // Keeps in `into` the edge of both; whether it is the candidate's.
  bool Take(Edge& into, const Edge& candidate) const;

 private:
  bool Before(const Edge& a, const Edge& b) const;

  const NumberPlan& plan_;
  const Snapshot& snapshot_;
  const Number number_;
  const bool last_;
  std::vector<__int128> multipliers_;
  std::vector<Edge> edges_;
  bool overflow_ = false;
};

}  // namespace gangmu::statistics
