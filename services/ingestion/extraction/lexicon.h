// A set of terms matched over folded text: a hash trie whose first look-up takes two code points, so that nearly all
// matches and misses cost one cache line. Immutable after construction, so thread safe.
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

  // Enters every term into `filter` under `bit`.
  void Mark(BigramFilter& filter, uint8_t bit) const;

  size_t size() const { return terms_; }

 private:
  static constexpr uint32_t kPlane = 0x10000;

  // An edge of the trie: from a state by a code point to the next state. The states behind one code point are the code
  // points themselves, the deeper ones have numbers beyond the basic plane. `followers` tells which code points may go
  // on from there, as a set of bits by Bit(): most walks that end need no look-up to see it.
  struct Edge {
    uint64_t key_and_followers = 0;  // 0: an empty slot (no term begins with U+0000)
    uint32_t next = 0;
    int32_t value = -1;  // of the term that ends here, -1: none
    uint64_t key() const { return key_and_followers >> kFollowers; }
    bool MayGoOn(char32_t c) const { return (key_and_followers & Bit(c)) != 0; }
  };
  static constexpr int kFollowers = 24;  // bits of the set of followers; above them state << 16 | code point
  static uint64_t Bit(char32_t c) { return uint64_t{1} << (c % 23); }

  Hit Walk(const char32_t* p, const char32_t* stop, int step) const {
    Hit best;
    if (p == stop || *p >= kPlane) return best;
    uint32_t state = *p;
    if (!single_.empty() && single_[state] >= 0) best = {1, single_[state]};
    for (int32_t length = 2;; ++length) {
      p += step;
      if (p == stop || *p >= kPlane) return best;
      const Edge* const edge = Find(state, *p);
      if (edge == nullptr) return best;
      if (edge->value >= 0) best = {length, edge->value};
      if (p + step == stop || !edge->MayGoOn(p[step])) return best;
      state = edge->next;
    }
  }

  // Linear probing, load at most one half.
  const Edge* Find(uint32_t state, char32_t c) const {
    const uint64_t key = static_cast<uint64_t>(state) << 16 | c;
    for (uint64_t i = Hash(key);; ++i) {
      const Edge& edge = edges_[i & mask_];
      if (edge.key_and_followers == 0) return nullptr;
      if (edge.key() == key) return &edge;
    }
  }
  uint64_t Hash(uint64_t key) const { return key * 0x9E3779B97F4A7C15u >> shift_; }
  Edge& Enter(uint32_t state, char32_t c);
  void Insert(const Edge& edge);
  void Grow();

  Direction direction_;
  size_t terms_ = 0;
  size_t count_ = 0;  // of edges
  uint32_t next_state_ = kPlane;
  uint64_t mask_;
  int shift_;
  std::vector<Edge> edges_;
  std::vector<int32_t> single_;  // values of the terms of one code point, by code point; empty where there are none
};

// One lexicon of the first field of each row of a data file; the value is the row's number.
Lexicon LexiconOfRows(const std::vector<std::vector<std::string_view>>& rows,
                      Lexicon::Direction direction = Lexicon::Direction::kForward);

}  // namespace gangmu::extraction
