// From the codes of a fact to the number of its group.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

#include "services/statistics/engine/buckets.h"
#include "services/statistics/engine/columns.h"
#include "services/statistics/engine/segment.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

// A group's key: the buckets of its dimensions as one mixed-radix number, the first dimension the most significant.
using WideKey = unsigned __int128;

struct GroupDimension {
  std::unique_ptr<Buckets> buckets;
  ColumnRef column;
  WideKey stride = 1;
};

// How a query groups. Immutable; shared by the workers.
class Grouping {
 public:
  // `specs` in order. RESOURCE_EXHAUSTED (LIMIT_EXCEEDED) where the dimensions have more combinations than 128 bits.
  static absl::StatusOr<Grouping> Make(const std::vector<DimensionSpec>& specs, FactKind facts,
                                       const Snapshot& snapshot, uint64_t expected_rows);

  const std::vector<GroupDimension>& dimensions() const { return dimensions_; }
  WideKey combinations() const { return combinations_; }
  // Groups are numbered by their key, else in the order of appearance.
  bool dense() const { return dense_; }
  uint32_t BucketOf(WideKey key, size_t dimension) const {
    const GroupDimension& d = dimensions_[dimension];
    return static_cast<uint32_t>(key / d.stride % d.buckets->size());
  }
  // The part of the key that the first `count` dimensions make.
  WideKey Prefix(WideKey key, size_t count) const { return count == 0 ? 0 : key / dimensions_[count - 1].stride; }
  // A dimension with several values a fact, if there is one.
  const GroupDimension* multivalued() const { return multivalued_ < 0 ? nullptr : &dimensions_[multivalued_]; }
  bool NeedsDocuments() const;

 private:
  std::vector<GroupDimension> dimensions_;
  WideKey combinations_ = 1;
  bool dense_ = true;
  int multivalued_ = -1;
};

// Key → group number, in order of appearance.
template <typename Key>
class KeyIndex {
 public:
  KeyIndex() : slots_(1024) {}
  uint32_t Insert(Key key) {
    size_t at = Hash(key) & (slots_.size() - 1);
    while (slots_[at] != 0) {
      if (keys_[slots_[at] - 1] == key) return slots_[at] - 1;
      at = (at + 1) & (slots_.size() - 1);
    }
    keys_.push_back(key);
    slots_[at] = static_cast<uint32_t>(keys_.size());
    if (keys_.size() * 2 > slots_.size()) Grow();
    return static_cast<uint32_t>(keys_.size() - 1);
  }
  const std::vector<Key>& keys() const { return keys_; }

 private:
  static size_t Hash(Key key) {
    uint64_t h = static_cast<uint64_t>(key);
    if constexpr (sizeof(Key) > 8) h ^= static_cast<uint64_t>(key >> 64) * 0x9E3779B97F4A7C15u;
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93u;
    h ^= h >> 32;
    return h;
  }
  void Grow() {
    std::vector<uint32_t> larger(slots_.size() * 2);
    for (uint32_t id = 0; id < keys_.size(); ++id) {
      size_t at = Hash(keys_[id]) & (larger.size() - 1);
      while (larger[at] != 0) at = (at + 1) & (larger.size() - 1);
      larger[at] = id + 1;
    }
    slots_ = std::move(larger);
  }

  std::vector<uint32_t> slots_;  // group number + 1
  std::vector<Key> keys_;
};

// One worker's numbering of groups. Not thread safe.
class GroupNumbers {
 public:
  explicit GroupNumbers(const Grouping& grouping);

  // Groups known so far: numbers are below.
  size_t size() const;
  WideKey KeyOf(uint32_t group) const;
  uint32_t Insert(WideKey key);

  void BeginSegment(const Segment& segment, FactKind facts);
  // Keys of documents, for those of `wanted` class in `classes`.
  void PrepareDocuments(const std::vector<uint8_t>& classes, uint8_t wanted);
  // Numbers the groups of rows begin + offsets[k] (or begin + k where null). `documents[row - begin]` is the row's
  // document, needed where Grouping::NeedsDocuments. Without the multivalued dimension, if there is one.
  void Number(uint32_t begin, const uint16_t* offsets, uint32_t count, const uint32_t* documents, uint32_t* groups);
  // Where the group is the value of one narrow column of facts: adds the number of rows of each group to counts[group]
  // and returns true, much faster than numbering them. Else false.
  bool CountRows(uint32_t begin, const uint16_t* offsets, uint32_t count, uint32_t* counts) const;
  // For each row all its groups along the multivalued dimension: writes pairs of offset and group.
  void NumberEach(uint32_t begin, const uint16_t* offsets, uint32_t count, const uint32_t* documents,
                  std::vector<uint16_t>& out_offsets, std::vector<uint32_t>& out_groups);

 private:
  struct Source {
    const GroupDimension* dimension;
    const CodeColumn* column;
    const CodeColumn* measure_rows = nullptr;  // Level::kMeasure
  };
  template <typename Key>
  struct Keys {
    std::vector<std::vector<Key>> tables;  // by dimension: code → bucket × stride; empty where bucket = code
    std::vector<Key> documents;            // by document of the segment: the sum over its dimensions
    std::vector<Key> scratch;
    KeyIndex<Key> index;  // unused where dense
  };

  template <typename Key>
  void PrepareTables(Keys<Key>& keys);
  template <typename Key>
  Key KeyPart(const Keys<Key>& keys, const Source& source, uint32_t code) const;
  template <typename Key>
  void FillKeys(Keys<Key>& keys, uint32_t begin, const uint16_t* offsets, uint32_t count, const uint32_t* documents);
  template <typename Key>
  void AddSource(const Keys<Key>& keys, const Source& source, uint32_t begin, const uint16_t* offsets, uint32_t count,
                 Key* out) const;
  template <typename Key>
  uint32_t NumberOf(Keys<Key>& keys, Key key);

  const Grouping& grouping_;
  const Segment* segment_ = nullptr;
  std::vector<Source> fact_sources_;
  std::vector<Source> document_sources_;
  std::optional<Source> multivalued_;
  std::variant<Keys<uint32_t>, Keys<uint64_t>, Keys<WideKey>> keys_;
};

}  // namespace gangmu::statistics
