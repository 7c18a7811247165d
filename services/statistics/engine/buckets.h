// Dimension values out of dictionary codes: which bucket the codes of a column fall in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

#include "services/statistics/engine/catalog.h"
#include "services/statistics/engine/columns.h"
#include "services/statistics/engine/dimensions.h"
#include "services/statistics/engine/query.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

// How codes become values.
enum class Derivation : uint8_t {
  kText,  // the dictionary's text; bucket = code
  kEnum,  // names by number; bucket = code
  kTarget,
  kUnitDimension,
  kList,  // several values a fact
  kLabel,
  kPeriod,    // the period itself
  kInterval,  // of DimensionSpec::breaks: how many of them lie at or before the day
  kProvince,
  kPrefecture,
  kCounty,
  kYear,
  kHalf,
  kQuarter,
  kMonth,
  kPlan,  // five-year plan
};

struct DimensionSpec {
  DimensionInfo info;
  Attribute attribute = Attribute::kDocument;
  Derivation derivation = Derivation::kText;
  std::string label_key;    // kLabel
  std::vector<Day> breaks;  // kInterval, rising; the day of a period is its last one
};

// INVALID_ARGUMENT (QUERY_INVALID) with near matches where facts of this kind have no such dimension. labels.KEY is a
// dimension for any key.
absl::StatusOr<DimensionSpec> FindDimension(FactKind facts, std::string_view name);

// The buckets of one dimension in one snapshot.
class Buckets {
 public:
  Buckets(const DimensionSpec& spec, const Snapshot& snapshot);

  uint32_t size() const { return size_; }
  // Code → bucket; empty where the bucket is the code itself.
  const std::vector<uint32_t>& map() const { return map_; }
  // Several buckets a code: those of code c are list_[begin_[c] … begin_[c + 1]). Empty unless multivalued.
  const std::vector<uint32_t>& list_begin() const { return list_begin_; }
  const std::vector<uint32_t>& list() const { return list_; }
  bool multivalued() const { return !list_begin_.empty(); }
  DimensionValue Value(uint32_t bucket) const;
  // The bucket with this value; nullopt where there is none.
  std::optional<uint32_t> Find(const DimensionValue& value) const;

 private:
  uint32_t Intern(DimensionValue value);

  const DimensionSpec spec_;
  const Catalog& catalog_;
  uint32_t size_ = 0;
  std::vector<uint32_t> map_;
  std::vector<uint32_t> list_begin_;
  std::vector<uint32_t> list_;
  std::vector<DimensionValue> values_;  // by bucket, where map_ or list_ is used
  absl::flat_hash_map<std::string, uint32_t> interned_;
};

// The bucket of time that both days lie in.
DimensionValue TimeBucket(Derivation derivation, Day start, Day end);
// Both days in the notation of ISO 8601 (2022-01-01/2022-12-31), ".." for an open end.
DimensionValue PeriodValue(Day start, Day end);
DimensionValue RegionBucket(Derivation derivation, std::string_view region);

}  // namespace gangmu::statistics
