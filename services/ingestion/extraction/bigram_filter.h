// One look-up a place for many lexicons: a small table over pairs of code points that tells which lexicons can match
// where such a pair stands. Nearly all places match none, so the walk over a text touches one cache line instead of
// several tries. False alarms are possible (pairs share cells), misses are not. Immutable once built, thread safe.
#pragma once

#include <cstdint>
#include <memory>

namespace gangmu::extraction {

class BigramFilter {
 public:
  BigramFilter() : cells_(std::make_unique<uint8_t[]>(kCells)), singles_(std::make_unique<uint8_t[]>(kPlane)) {}

  // A term of the lexicon `bit` begins (backward lexicons: ends) with the pair, in text order.
  void MarkPair(char32_t first, char32_t second, uint8_t bit) { cells_[Cell(first, second)] |= bit; }
  // A term of one code point.
  void MarkSingle(char32_t c, uint8_t bit) {
    if (c < kPlane) singles_[c] |= bit;
    any_single_ |= bit;
  }

  // Bits of the lexicons that may match at `first` `second`.
  uint8_t At(char32_t first, char32_t second) const { return cells_[Cell(first, second)]; }
  uint8_t Single(char32_t c) const { return c < kPlane ? singles_[c] : 0; }
  bool has_singles() const { return any_single_ != 0; }

 private:
  static constexpr int kBits = 16;
  static constexpr uint32_t kCells = 1u << kBits;
  static constexpr uint32_t kPlane = 0x10000;

  static uint32_t Cell(char32_t first, char32_t second) {
    return (static_cast<uint32_t>(first) * 0x9E3779B1u + static_cast<uint32_t>(second) * 0x85EBCA77u) >> (32 - kBits);
  }

  std::unique_ptr<uint8_t[]> cells_;
  std::unique_ptr<uint8_t[]> singles_;
  uint8_t any_single_ = 0;
};

}  // namespace gangmu::extraction
