#include "services/statistics/engine/convert.h"

namespace gangmu::statistics {

std::optional<UnitConversion> UnitConversion::Make(const UnitInfo& from, const UnitInfo& to) {
  if (from.dimension.empty() || from.dimension != to.dimension) return std::nullopt;
  return UnitConversion(from.factor, to.factor, from.factor == to.factor || (from.exact && to.exact));
}

std::optional<UnitConversion> UnitConversion::ByRate(const Decimal& rate, const UnitInfo& from, const UnitInfo& to) {
  const std::optional<UnitConversion> rest = Make(from, to);
  if (!rest) return std::nullopt;
  if (rest->identity_) return ByRate(rate);
  const std::optional<Decimal> numerator = Decimal::Multiply(rate, rest->numerator_);
  if (!numerator) return std::nullopt;
  return UnitConversion(*numerator, rest->denominator_, rest->exact_);
}

std::optional<UnitConversion::Result> UnitConversion::Apply(const Decimal& value) const {
  if (identity_) return Result{value, exact_};
  const std::optional<Decimal> product = Decimal::Multiply(value, numerator_);
  if (!product) return std::nullopt;
  if (denominator_ == Decimal::FromInt(1)) return Result{*product, exact_};
  const std::optional<Decimal> quotient = Decimal::Divide(*product, denominator_, Decimal::kMaxScale);
  if (!quotient) return std::nullopt;
  const std::optional<Decimal> back = Decimal::Multiply(*quotient, denominator_);
  return Result{quotient->Normalized(), exact_ && back && *back == *product};
}

}  // namespace gangmu::statistics
