// The interval of a qualified value (contract, section 5).
#include <algorithm>
#include <optional>

#include "services/ingestion/extraction/indicators/findings.h"

namespace gangmu::extraction {
namespace {

// 10^power as a decimal; power may be negative.
Decimal PowerOfTen(int power) {
  if (power < 0) return Decimal(1, std::min(-power, Decimal::kMaxScale));
  __int128 p = 1;
  for (int i = 0; i < power && i < 37; ++i) p *= 10;
  return Decimal(p, 0);
}

}  // namespace

Interval Bounds(const Quantity& q, Qualifier qualifier) {
  if (q.is_range) return {q.low, q.value};
  const Numeral& n = q.number;
  int power = n.unit_power;
  const bool single = n.figures <= 1;
  if ((qualifier == Qualifier::kAbout || qualifier == Qualifier::kNearly) && single) --power;
  if (qualifier == Qualifier::kSomeOver && n.over_behind_scale && n.scale > 0) power = std::min<int>(power, n.scale);
  const Decimal u = PowerOfTen(power);
  const Decimal& v = q.value;
  switch (qualifier) {
    case Qualifier::kExact:
      return {v, v};
    case Qualifier::kAbout: {
      const std::optional<Decimal> half = Decimal::Multiply(u, Decimal(5, 1));
      if (!half) return {v, v};
      return {Decimal::Subtract(v, *half), Decimal::Add(v, *half)};
    }
    case Qualifier::kNearly:
      return {Decimal::Subtract(v, u), v};
    case Qualifier::kSomeOver:
      return {v, Decimal::Add(v, u)};
    case Qualifier::kMoreThan:
    case Qualifier::kAtLeast:
      return {v, std::nullopt};
    case Qualifier::kLessThan:
    case Qualifier::kAtMost:
      return {std::nullopt, v};
    case Qualifier::kRange:
      return {q.low, q.value};
  }
  return {};
}

}  // namespace gangmu::extraction
