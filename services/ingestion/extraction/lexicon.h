// A set of terms matched over folded text: a hash trie whose first look-up takes two code points, so that nearly all
// matches and misses cost half a cache line. Immutable after construction, so thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "services/ingestion/extraction/bigram_filter.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

// From keys to 31-bit numbers other than 0, four to a bucket that are compared at once and without a branch.
class EdgeTable {
 public:
  EdgeTable() : buckets_(size_t{1} << kFirstBits) {}

  // What stands under `key`, 0: nothing.
  uint32_t Find(uint32_t key) const {
    for (uint32_t i = Hash(key);; ++i) {
      const Bucket& bucket = buckets_[i & mask_];
      Four keys, payloads;
      std::memcpy(&keys, bucket.keys.data(), sizeof keys);
      std::memcpy(&payloads, bucket.payloads.data(), sizeof payloads);
      const auto halves = reinterpret_cast<Two>((keys == key) & payloads);  // at most one key is equal
      const uint64_t both = halves[0] | halves[1];
      const uint32_t found = static_cast<uint32_t>(both | both >> 32) & ~kRunsOver;
      // Whether the key is there cannot be foreseen, that a bucket runs over is rare: one branch for both.
      const uint32_t runs_over = bucket.payloads[0] & kRunsOver & (uint32_t{found != 0} - 1);
      if (runs_over == 0) [[likely]] {
        return found;
      }
    }
  }
  void Prefetch(uint32_t key) const { __builtin_prefetch(&buckets_[Hash(key) & mask_]); }

  // Puts `payload` (1 … 2^31 - 1) under `key`, in the place of what stood there.
  void Set(uint32_t key, uint32_t payload);

  // Calls `use` with each key.
  template <typename Use>
  void ForEachKey(const Use& use) const {
    for (const Bucket& bucket : buckets_) {
      for (size_t i = 0; i < bucket.keys.size(); ++i) {
        if ((bucket.payloads[i] & ~kRunsOver) != 0) use(bucket.keys[i]);
      }
    }
  }

 private:
  struct alignas(32) Bucket {
    std::array<uint32_t, 4> keys{};
    std::array<uint32_t, 4> payloads{};  // 0: free; the first with kRunsOver
  };
  typedef uint32_t Four __attribute__((vector_size(16)));
  typedef uint64_t Two __attribute__((vector_size(16)));
  static constexpr uint32_t kRunsOver = 1u << 31;  // keys of a full bucket stand in the next
  static constexpr int kFirstBits = 4;             // of the number of buckets

  uint32_t Hash(uint32_t key) const { return key * 0x9E3779B1u >> shift_; }
  bool Insert(uint32_t key, uint32_t payload);
  void Grow();

  size_t edges_ = 0;
  uint32_t mask_ = (1u << kFirstBits) - 1;
  int shift_ = 32 - kFirstBits;
  std::vector<Bucket> buckets_;
};

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

  explicit Lexicon(Direction direction = Direction::kForward) : direction_(direction) {}

  // Terms are folded as text is. A term given again takes the new value. Terms beyond the basic plane are not supported
  // and, as empty ones, are left out. 0 <= value <= kMostValue.
  void Add(std::string_view term_utf8, int32_t value);
  static constexpr int32_t kMostValue = 0xFFFE;

  // The longest term at [at, end); end defaults to the end of the text.
  Hit Longest(const SourceText& text, int32_t at) const { return Longest(text.folded(), at, text.size()); }
  Hit Longest(std::u32string_view folded, int32_t at, int32_t end) const {
    return Walk<1>(folded.data() + at, folded.data() + end);
  }
  // The longest term at [begin, end) that ends at `end`.
  Hit LongestEndingAt(std::u32string_view folded, int32_t end, int32_t begin = 0) const {
    return Walk<-1>(folded.data() + end - 1, folded.data() + begin - 1);
  }

  // Asks for the memory that Longest() and LongestEndingAt() look at first for a match whose first two code points, in
  // the lexicon's direction, are these. Worth it where places to look at are known some time before.
  void Prefetch(char32_t first, char32_t second) const { pairs_.Prefetch(Key(first, second)); }

  // Enters every term into `filter` under `bit`.
  void Mark(BigramFilter& filter, uint8_t bit) const;

  size_t size() const { return terms_; }

 private:
  static constexpr uint32_t kPlane = 0x10000;
  static constexpr uint32_t kNodes = 1u << 14;  // at most

  // What stands in the tables. Of an edge that ends a term and begins no longer one: kEnd and the value + 1. Of any
  // other: the number of the node that it leads to, and which code points may go on from there, as a set of bits: most
  // walks that end need no further look-up to see it.
  class Edge {
   public:
    explicit Edge(uint32_t bits) : bits_(bits) {}
    static Edge End(int32_t value) { return Edge(kEnd | static_cast<uint32_t>(value + 1)); }
    static Edge ToNode(uint32_t node) { return Edge(node); }
    bool exists() const { return bits_ != 0; }
    bool ends() const { return (bits_ & kEnd) != 0; }
    uint32_t bits() const { return bits_; }
    uint32_t node() const { return bits_ & (kNodes - 1); }
    // Of an edge that ends: its value + 1.
    uint32_t value() const { return bits_ & 0xFFFF; }
    void AddFollower(char32_t c) { bits_ |= kFollower << (c % kSets); }
    bool MayGoOn(char32_t c) const { return (bits_ & (kEnd | kFollower << (c % kSets))) == kFollower << (c % kSets); }

   private:
    static constexpr uint32_t kEnd = 1u << 30;
    static constexpr uint32_t kSets = 16;
    static constexpr uint32_t kFollower = kNodes;  // the bit of the first set

    uint32_t bits_;
  };
  // First: a code point, or the number of a node; second: a code point.
  static uint32_t Key(uint32_t first, char32_t second) { return first << 16 | static_cast<uint32_t>(second); }

  // The value + 1 of the term that ends with `edge`, 0: none. Whether it is kept in the edge cannot be foreseen: a
  // choice of values, not of ways.
  uint32_t ValueOf(Edge edge) const {
    const uint32_t of_node = node_values_[edge.ends() ? 0 : edge.node()];
    return edge.ends() ? edge.value() : of_node;
  }

  template <int kStep>
  [[gnu::always_inline]] Hit Walk(const char32_t* p, const char32_t* stop) const {
    if (p == stop || *p >= kPlane) return {};
    const uint32_t single = singles_.empty() ? 0 : singles_[*p];
    const char32_t* const second = p + kStep;
    if (second == stop || *second >= kPlane) return {single != 0, static_cast<int32_t>(single) - 1};
    const Edge edge(pairs_.Find(Key(*p, *second)));
    const uint32_t pair = ValueOf(edge);
    const Hit best{pair != 0 ? 2 : single != 0, static_cast<int32_t>(pair != 0 ? pair : single) - 1};
    const char32_t* const third = second + kStep;
    if (third == stop || !edge.MayGoOn(*third)) return best;
    return Descend<kStep>(edge, third, stop, best);
  }

  // Goes on with the third code point, `at`, from the node of `edge`.
  template <int kStep>
  [[gnu::noinline]] Hit Descend(Edge edge, const char32_t* at, const char32_t* stop, Hit best) const {
    for (int32_t length = 3; at != stop && *at < kPlane && edge.MayGoOn(*at); ++length, at += kStep) {
      edge = Edge(deeper_.Find(Key(edge.node(), *at)));
      if (const uint32_t value = ValueOf(edge); value != 0) best = {length, static_cast<int32_t>(value) - 1};
    }
    return best;
  }

  // The node that the edge of `key` leads to, made where there is none; `follower` may go on from it.
  uint32_t NodeAt(EdgeTable& table, uint32_t key, char32_t follower);
  void End(EdgeTable& table, uint32_t key, int32_t value);

  Direction direction_;
  size_t terms_ = 0;
  // By code point: value + 1 of the terms of one; empty where there are none.
  std::vector<uint16_t> singles_;
  EdgeTable pairs_;                          // by the first two code points
  EdgeTable deeper_;                         // by node and code point
  std::vector<uint16_t> node_values_ = {0};  // by node, from 1 on: value + 1 of the term that ends there, 0: none
};

// One lexicon of the first field of each row of a data file; the value is the row's number.
Lexicon LexiconOfRows(const std::vector<std::vector<std::string_view>>& rows,
                      Lexicon::Direction direction = Lexicon::Direction::kForward);

}  // namespace gangmu::extraction
