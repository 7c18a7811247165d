// One look-up a place for many lexicons: a small table over pairs of code points that tells which lexicons can match
// where such a pair stands. Nearly all places match none, so the walk over a text touches two cache lines instead of
// several tries. False alarms are possible (pairs share cells), misses are not. Immutable once built, thread safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>

namespace gangmu::extraction {

class BigramFilter {
 public:
  BigramFilter() : cells_(std::make_unique<uint8_t[]>(kCells)), singles_(std::make_unique<uint8_t[]>(kPlane)) {}

  // A term of the lexicon `bit` begins (backward lexicons: ends) with the pair, in text order.
  void MarkPair(char32_t first, char32_t second, uint8_t bit) { cells_[Cell(first, second)] |= bit; }
  // A term of one code point, below U+FFFF.
  void MarkSingle(char32_t c, uint8_t bit) { singles_[std::min(c, kLast)] |= bit; }

  // Bits of the lexicons that may match at `first` `second`.
  uint8_t At(char32_t first, char32_t second) const {
    return cells_[Cell(first, second)] | singles_[std::min(first, kLast)];
  }

 private:
  static constexpr int kBits = 17;
  static constexpr uint32_t kCells = 1u << kBits;
  static constexpr uint32_t kPlane = 0x10000;
  static constexpr char32_t kLast = kPlane - 1;  // no character: stands for all beyond the basic plane

  static uint32_t Cell(char32_t first, char32_t second) {
    return (static_cast<uint32_t>(first) * 0x9E3779B1u + static_cast<uint32_t>(second) * 0x85EBCA77u) >> (32 - kBits);
  }

  std::unique_ptr<uint8_t[]> cells_;
  std::unique_ptr<uint8_t[]> singles_;
};

}  // namespace gangmu::extraction
