// Exact sums of squares and the rounded root of a variance, in integers of any length.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/decimal/decimal.h"
#include "services/statistics/engine/convert.h"

namespace gangmu::statistics {

// A natural number of any length. Only what SquareSum needs.
class Natural {
 public:
  Natural() = default;
  explicit Natural(unsigned __int128 v);

  Natural operator+(const Natural& o) const;
  Natural operator-(const Natural& o) const;  // this ≥ o
  Natural operator*(const Natural& o) const;
  bool operator<=(const Natural& o) const;
  bool operator==(const Natural&) const = default;
  static Natural PowerOfTen(int exponent);

 private:
  void Trim();
  std::vector<uint32_t> limbs_;  // least significant first, no leading zeros
};

struct RootResult {
  Decimal value;
  bool exact = false;
};

// Σ x² over facts of units that convert into each other.
class SquareSum {
 public:
  // `squares` = Σ coefficient² at `scale`. False where the factor does not fit.
  bool Add(unsigned __int128 squares, int scale, const UnitConversion& conversion);
  bool exact() const { return exact_; }

  // √(Σx²/n − (Σx/n)²), rounded half to even to `scale` digits; nullopt where it has more than 38 digits.
  std::optional<RootResult> Deviation(const Decimal& sum, int64_t n, int scale) const;

 private:
  Natural total_;
  int scale_ = 0;  // total_ × 10^-scale_
  bool exact_ = true;
};

}  // namespace gangmu::statistics
