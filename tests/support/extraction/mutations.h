// Texts as nobody wrote them: documents damaged in seeded, repeatable ways.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gangmu::testing {

// SplitMix64: small, seedable, the same on every platform.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  // From 0 to bound - 1; bound > 0.
  size_t Below(size_t bound) { return static_cast<size_t>(Next() % bound); }

 private:
  uint64_t state_;
};

// `utf8` after a few damages to whole code points: deletions and doublings of pieces, insertions of figures, units,
// labels, punctuation, line ends and rare characters, cuts at either end. Valid UTF-8 without CR.
std::string Mutated(std::string_view utf8, uint64_t seed);

// `size` random code points: Han, figures, punctuation, line ends, and some of everything else in Unicode.
std::string RandomText(size_t size, uint64_t seed);

}  // namespace gangmu::testing
