#include "services/statistics/engine/square_root.h"

#include <algorithm>

namespace gangmu::statistics {
namespace {

unsigned __int128 Magnitude(__int128 v) { return static_cast<unsigned __int128>(v < 0 ? -v : v); }

}  // namespace

Natural::Natural(unsigned __int128 v) {
  for (; v != 0; v >>= 32) limbs_.push_back(static_cast<uint32_t>(v));
}

void Natural::Trim() {
  while (!limbs_.empty() && limbs_.back() == 0) limbs_.pop_back();
}

Natural Natural::operator+(const Natural& o) const {
  Natural sum;
  uint64_t carry = 0;
  for (size_t i = 0; i < std::max(limbs_.size(), o.limbs_.size()) || carry != 0; ++i) {
    carry += (i < limbs_.size() ? limbs_[i] : 0u);
    carry += (i < o.limbs_.size() ? o.limbs_[i] : 0u);
    sum.limbs_.push_back(static_cast<uint32_t>(carry));
    carry >>= 32;
  }
  return sum;
}

Natural Natural::operator-(const Natural& o) const {
  Natural difference = *this;
  int64_t borrow = 0;
  for (size_t i = 0; i < limbs_.size(); ++i) {
    int64_t v = static_cast<int64_t>(limbs_[i]) - (i < o.limbs_.size() ? o.limbs_[i] : 0u) - borrow;
    borrow = v < 0;
    if (v < 0) v += int64_t{1} << 32;
    difference.limbs_[i] = static_cast<uint32_t>(v);
  }
  difference.Trim();
  return difference;
}

Natural Natural::operator*(const Natural& o) const {
  Natural product;
  product.limbs_.assign(limbs_.size() + o.limbs_.size(), 0);
  for (size_t i = 0; i < limbs_.size(); ++i) {
    uint64_t carry = 0;
    for (size_t k = 0; k < o.limbs_.size(); ++k) {
      carry += static_cast<uint64_t>(limbs_[i]) * o.limbs_[k] + product.limbs_[i + k];
      product.limbs_[i + k] = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    product.limbs_[i + o.limbs_.size()] = static_cast<uint32_t>(carry);
  }
  product.Trim();
  return product;
}

bool Natural::operator<=(const Natural& o) const {
  if (limbs_.size() != o.limbs_.size()) return limbs_.size() < o.limbs_.size();
  return !std::lexicographical_compare(o.limbs_.rbegin(), o.limbs_.rend(), limbs_.rbegin(), limbs_.rend());
}

Natural Natural::PowerOfTen(int exponent) {
  Natural p(1);
  const Natural ten(10);
  for (int i = 0; i < exponent; ++i) p = p * ten;
  return p;
}

bool SquareSum::Add(unsigned __int128 squares, int scale, const UnitConversion& conversion) {
  Natural part(squares);
  int part_scale = 2 * scale;
  if (!conversion.identity()) {
    const std::optional<UnitConversion::Result> factor = conversion.Apply(Decimal::FromInt(1));
    if (!factor) return false;
    const Natural f(Magnitude(factor->value.coefficient()));
    part = part * f * f;
    part_scale += 2 * factor->value.scale();
    exact_ = exact_ && factor->exact;
  }
  if (part_scale > scale_) {
    total_ = total_ * Natural::PowerOfTen(part_scale - scale_);
    scale_ = part_scale;
  }
  total_ = total_ + part * Natural::PowerOfTen(scale_ - part_scale);
  return true;
}

std::optional<RootResult> SquareSum::Deviation(const Decimal& sum, int64_t n, int scale) const {
  // V = n·Σx² − (Σx)², at the scale 2t; the result is √V / (n · 10^t).
  const int t = std::max((scale_ + 1) / 2, sum.scale());
  const Natural count(static_cast<unsigned __int128>(n));
  const Natural root_of_sum = Natural(Magnitude(sum.coefficient())) * Natural::PowerOfTen(t - sum.scale());
  const Natural squares = count * total_ * Natural::PowerOfTen(2 * t - scale_);
  const Natural sum_squared = root_of_sum * root_of_sum;
  // Rounded conversions can push the difference below nothing.
  const Natural variance = sum_squared <= squares ? squares - sum_squared : Natural();
  // The largest q with (q · n · 10^t)² ≤ V · 10^(2·scale), bit by bit.
  const Natural unit = count * Natural::PowerOfTen(t);
  const Natural unit_squared = unit * unit;
  const Natural bound = variance * Natural::PowerOfTen(2 * scale);
  unsigned __int128 q = 0;
  for (int bit = 126; bit >= 0; --bit) {
    const unsigned __int128 candidate = q | static_cast<unsigned __int128>(1) << bit;
    if (Natural(candidate) * Natural(candidate) * unit_squared <= bound) q = candidate;
  }
  const bool exact = Natural(q) * Natural(q) * unit_squared == bound;
  // Up where (2q + 1)² · unit² < 4 · bound; a tie cannot be exact in halves but for rational roots: then to even.
  const Natural middle = Natural(2 * q + 1) * Natural(2 * q + 1) * unit_squared;
  const Natural four_bounds = Natural(4) * bound;
  if (middle == four_bounds ? (q & 1) != 0 : middle <= four_bounds) ++q;
  const std::optional<Decimal> value = Decimal::Add(Decimal(static_cast<__int128>(q), scale), Decimal());
  if (!value) return std::nullopt;
  return RootResult{*value, exact};
}

}  // namespace gangmu::statistics
