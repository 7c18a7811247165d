// A set of terms matched over folded text: a hash trie whose first look-up takes two code points, so that nearly all
// matches and misses cost one cache line. Immutable after construction, so thread safe.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "services/ingestion/extraction/bigram_filter.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

class Lexicon {
 public:
  enum class Direction : uint8_t {
    kForward,   // Longest() matches terms that begin at a place
    kBackward,  // LongestEndingAt() matches terms that end at a place
  };

  struct Hit {
    int32_t length = 0;  // code points; 0: nothing matched
    int32_t value = -1;  // as given to Add()
    explicit operator bool() const { return length > 0; }
  };

  explicit Lexicon(Direction direction = Direction::kForward);

  // Terms are folded as text is. A term given again takes the new value. Terms beyond the basic plane are not supported
  // and, as empty ones, are left out. value >= 0.
  void Add(std::string_view term_utf8, int32_t value);

  // The longest term at [at, end); end defaults to the end of the text.
  Hit Longest(const SourceText& text, int32_t at) const { return Longest(text.folded(), at, text.size()); }
  Hit Longest(std::u32string_view folded, int32_t at, int32_t end) const {
    return Walk(folded.data() + at, folded.data() + end, 1);
  }
  // The longest term at [begin, end) that ends at `end`.
  Hit LongestEndingAt(std::u32string_view folded, int32_t end, int32_t begin = 0) const {
    return Walk(folded.data() + end - 1, folded.data() + begin - 1, -1);
  }

  // Asks for the memory that Longest() and LongestEndingAt() look at first for a match whose first two code points, in
  // the lexicon's direction, are these. Worth it where places to look at are known some time before.
  void Prefetch(char32_t first, char32_t second) const {
    __builtin_prefetch(&buckets_[Hash(static_cast<uint64_t>(first) << 16 | second) & mask_]);
  }

  // Enters every term into `filter` under `bit`.
  void Mark(BigramFilter& filter, uint8_t bit) const;

  size_t size() const { return terms_; }

 private:
  static constexpr uint32_t kPlane = 0x10000;

  // The edges of the trie, from a state by a code point to the next state, four to a cache line. The states behind one
  // code point are the code points themselves, the deeper ones have numbers beyond the basic plane. `followers` tells
  // which code points may go on from there, as a set of bits by Bit(): most walks that end need no look-up to see it.
  struct alignas(64) Bucket {
    std::array<uint64_t, 4> keys{};                    // state << 16 | code point; 0: free
    std::array<uint32_t, 4> nexts{};                   // followers << kStateBits | next state; the first with kRunsOver
    std::array<int32_t, 4> values = {-1, -1, -1, -1};  // of the terms that end here, -1: none
  };
  struct Edge {  // a copy
    uint32_t next = 0;
    int32_t value = -1;
    bool MayGoOn(char32_t c) const { return (next >> kStateBits & Bit(c)) != 0; }
    uint32_t state() const { return next & ((1u << kStateBits) - 1); }
  };
  static constexpr int kStateBits = 19;
  static constexpr uint32_t kRunsOver = 1u << 31;  // keys of a full bucket stand in the next
  static uint32_t Bit(char32_t c) { return 1u << (c % 12); }

  Hit Walk(const char32_t* p, const char32_t* stop, int step) const {
    if (p == stop || *p >= kPlane) return {};
    Hit best;
    uint32_t state = *p;
    if (!single_.empty() && single_[state] >= 0) best = {1, single_[state]};
    for (int32_t length = 2;; ++length) {
      p += step;
      if (p == stop || *p >= kPlane) return best;
      const Edge edge = Find(state, *p);
      if (edge.value >= 0) best = {length, edge.value};
      if (p + step == stop || !edge.MayGoOn(p[step])) return best;
      state = edge.state();
    }
  }

  // The edge from `state` by `c`, one without value and followers where there is none. Four keys are compared without a
  // branch; a full bucket runs over into the next.
  Edge Find(uint32_t state, char32_t c) const {
    const uint64_t key = static_cast<uint64_t>(state) << 16 | c;
    for (uint64_t i = Hash(key);; ++i) {
      const Bucket& bucket = buckets_[i & mask_];
      uint32_t equal = bucket.keys[0] == key;
      equal |= static_cast<uint32_t>(bucket.keys[1] == key) << 1;
      equal |= static_cast<uint32_t>(bucket.keys[2] == key) << 2;
      equal |= static_cast<uint32_t>(bucket.keys[3] == key) << 3;
      const uint32_t found = -static_cast<uint32_t>(equal != 0);  // all bits or none
      const uint32_t place = static_cast<uint32_t>(std::countr_zero(equal | 8));
      if (equal != 0 || (bucket.nexts[0] & kRunsOver) == 0) [[likely]] {
        return {bucket.nexts[place] & ~kRunsOver & found,
                static_cast<int32_t>(static_cast<uint32_t>(bucket.values[place]) | ~found)};
      }
    }
  }
  uint64_t Hash(uint64_t key) const { return key * 0x9E3779B97F4A7C15u >> shift_; }
  // Where an edge stands: a bucket and a place in it.
  struct Slot {
    Bucket* bucket;
    size_t place;
  };
  Slot SlotOf(uint64_t key);
  Slot Enter(uint32_t state, char32_t c);
  void Grow();

  Direction direction_;
  size_t terms_ = 0;
  size_t edges_ = 0;
  uint32_t next_state_ = kPlane;
  uint64_t mask_;
  int shift_;
  std::vector<Bucket> buckets_;
  std::vector<int32_t> single_;  // values of the terms of one code point, by code point; empty where there are none
};

// One lexicon of the first field of each row of a data file; the value is the row's number.
Lexicon LexiconOfRows(const std::vector<std::vector<std::string_view>>& rows,
                      Lexicon::Direction direction = Lexicon::Direction::kForward);

}  // namespace gangmu::extraction
