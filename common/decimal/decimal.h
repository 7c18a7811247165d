// Exact decimals: a 128-bit coefficient and a scale. The project's only number type for values read from documents;
// doubles are never used for them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace gangmu {

// coefficient × 10^-scale. 0 ≤ scale ≤ kMaxScale; |coefficient| < 10^38. Trailing zeros are kept (6.0 stays 6.0:
// they say how exactly a figure was stated); comparison ignores them. A value type; thread compatible.
class Decimal {
 public:
  static constexpr int kMaxScale = 18;
  static constexpr int kMaxDigits = 38;

  constexpr Decimal() = default;
  constexpr Decimal(__int128 coefficient, int scale) : coefficient_(coefficient), scale_(static_cast<int8_t>(scale)) {}
  static constexpr Decimal FromInt(int64_t v) { return Decimal(v, 0); }

  // "-12.50", "0", "470", "007". At least one digit on each side of a point. No exponent, no blanks, no thousands
  // separators, no leading plus. INVALID_ARGUMENT (INVALID_FIELD) for anything else, OUT_OF_RANGE (DECIMAL_OVERFLOW)
  // beyond the limits.
  static absl::StatusOr<Decimal> Parse(std::string_view text);

  constexpr __int128 coefficient() const { return coefficient_; }
  constexpr int scale() const { return scale_; }
  constexpr bool negative() const { return coefficient_ < 0; }
  constexpr bool is_zero() const { return coefficient_ == 0; }

  // Plain notation with all digits of the scale: Decimal(1250, 2) → "12.50".
  std::string ToString() const;
  // The shortest exact notation: "12.5"; used where equal values must give equal text.
  std::string ToCanonicalString() const;

  // Exact arithmetic; nullopt where the result does not fit.
  static std::optional<Decimal> Add(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> Subtract(const Decimal& a, const Decimal& b);
  static std::optional<Decimal> Multiply(const Decimal& a, const Decimal& b);
  // a / b rounded half to even to `scale` digits; nullopt on division by zero or overflow.
  static std::optional<Decimal> Divide(const Decimal& a, const Decimal& b, int scale);
  // Same value at a larger scale; nullopt where digits would be lost or the coefficient does not fit.
  std::optional<Decimal> Rescale(int scale) const;
  // Without trailing zeros behind the point.
  Decimal Normalized() const;

  // Value comparison over different scales: -1, 0, 1. Never overflows.
  static int Compare(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return Compare(a, b) == 0; }
  friend std::weak_ordering operator<=>(const Decimal& a, const Decimal& b) { return Compare(a, b) <=> 0; }
  // Equal values hash alike, whatever their scale.
  template <typename H>
  friend H AbslHashValue(H h, const Decimal& d) {
    const Decimal n = d.Normalized();
    return H::combine(std::move(h), static_cast<uint64_t>(n.coefficient_), static_cast<int64_t>(n.coefficient_ >> 64),
                      n.scale_);
  }

  // A byte key whose memcmp order is the value order (equal values give equal keys), for indexes.
  std::string ToOrderedKey() const;
  // The canonical value of a key; INVALID_ARGUMENT (DATA_CORRUPTED) for bytes that ToOrderedKey does not make.
  static absl::StatusOr<Decimal> FromOrderedKey(std::string_view key);

 private:
  __int128 coefficient_ = 0;
  int8_t scale_ = 0;
};

// A closed or half-open interval as words allow it; an absent end is open.
struct Interval {
  std::optional<Decimal> lower;
  std::optional<Decimal> upper;
  bool operator==(const Interval&) const = default;
};

}  // namespace gangmu
