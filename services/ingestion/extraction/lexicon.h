// A set of terms matched over folded text: a hash trie, one probe a code point, nearly always one probe a position.
// Immutable after construction, so thread safe.
#pragma once

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
  // Whether any term starts (backward: ends) with this code point: a cheap filter.
  bool MayStart(char32_t c) const { return c < kPlane && root_[c] != 0; }

  // Enters every term into `filter` under `bit`.
  void Mark(BigramFilter& filter, uint8_t bit) const;

  size_t size() const { return terms_; }

 private:
  static constexpr uint32_t kPlane = 0x10000;
  static constexpr int kStateBits = 24;

  Hit Walk(const char32_t* p, const char32_t* stop, int step) const {
    Hit best;
    if (p == stop || *p >= kPlane) return best;
    uint32_t state = root_[*p];
    for (int32_t length = 1; state != 0; ++length) {
      if (values_[state] >= 0) best = {length, values_[state]};
      p += step;
      if (p == stop || leaf_[state] || *p >= kPlane) break;
      state = Next(state, *p);
    }
    return best;
  }

  // Slots hold state, code point and successor in one word; linear probing, load at most one half.
  uint32_t Next(uint32_t state, char32_t c) const {
    const uint64_t key = static_cast<uint64_t>(state) << 16 | c;
    for (uint64_t i = Hash(key);; ++i) {
      const uint64_t slot = slots_[i & mask_];
      if (slot == 0) return 0;
      if (slot >> kStateBits == key) return slot & ((1u << kStateBits) - 1);
    }
  }
  uint64_t Hash(uint64_t key) const { return key * 0x9E3779B97F4A7C15u >> shift_; }
  uint32_t NewState();
  void Insert(uint64_t key, uint32_t next);
  void Grow();

  Direction direction_;
  size_t terms_ = 0;
  size_t edges_ = 0;
  uint64_t mask_;
  int shift_;
  std::vector<uint32_t> root_;   // state after the first code point
  std::vector<int32_t> values_;  // by state
  std::vector<uint8_t> leaf_;    // by state: no term goes on from here
  std::vector<uint64_t> slots_;
};

// One lexicon of the first field of each row of a data file; the value is the row's number.
Lexicon LexiconOfRows(const std::vector<std::vector<std::string_view>>& rows,
                      Lexicon::Direction direction = Lexicon::Direction::kForward);

}  // namespace gangmu::extraction
