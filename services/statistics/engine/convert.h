// Conversion of exact numbers between units of one dimension.
#pragma once

#include <optional>

#include "common/decimal/decimal.h"
#include "services/statistics/engine/unit_table.h"

namespace gangmu::statistics {

// value_in_target = value_in_source × numerator / denominator.
class UnitConversion {
 public:
  // nullopt where the units are of different (or unknown) dimensions.
  static std::optional<UnitConversion> Make(const UnitInfo& from, const UnitInfo& to);
  // By a rate that the caller gave: exact as far as the rate is.
  static UnitConversion ByRate(const Decimal& rate) { return UnitConversion(rate, Decimal::FromInt(1), true); }
  // By a rate for the currency and then as the rest of the unit converts: USD/亩 → CNY/亩 → CNY/m2. nullopt where that
  // rest does not convert.
  static std::optional<UnitConversion> ByRate(const Decimal& rate, const UnitInfo& from, const UnitInfo& to);
  static UnitConversion Identity() { return UnitConversion(Decimal::FromInt(1), Decimal::FromInt(1), true); }

  struct Result {
    Decimal value;
    bool exact = true;  // false where a factor is rounded or the quotient was, to 18 digits behind the point
  };
  // nullopt on overflow.
  std::optional<Result> Apply(const Decimal& value) const;
  bool identity() const { return identity_; }

 private:
  UnitConversion(Decimal numerator, Decimal denominator, bool exact)
      : numerator_(numerator), denominator_(denominator), exact_(exact), identity_(numerator == denominator) {}

  Decimal numerator_;
  Decimal denominator_;
  bool exact_;
  bool identity_;
};

}  // namespace gangmu::statistics
