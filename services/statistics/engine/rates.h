// Currency rates that hold from a day on: by unit, and by the interval between two days on which any rate changes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/engine/buckets.h"
#include "services/statistics/engine/convert.h"
#include "services/statistics/engine/query.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

// The currency of a unit: CNY of CNY/m2, the unit itself where it is no rate.
std::string_view CurrencyOf(std::string_view unit);

// Immutable.
class RateTable {
 public:
  RateTable() = default;
  // Rates are of a currency in that of `target` (CNY of CNY/m2); they convert the currency itself and, where `target`
  // is a rate, every rate of it whose other part converts: USD/亩 to CNY/m2.
  RateTable(const std::vector<CurrencyRate>& rates, const std::string& target, const Snapshot& snapshot);

  bool empty() const { return breaks_.empty(); }
  // The hidden dimensions that tell the interval of a fact: of its period's last day and of the day of publication.
  std::vector<DimensionSpec> Dimensions() const;
  // Whether the unit (code) is converted by rates.
  bool Has(uint32_t unit) const { return unit < by_unit_.size() && !by_unit_[unit].empty(); }
  // The number of the interval that a value of one of Dimensions() names; nullopt where no day is stated.
  static std::optional<size_t> IntervalOf(const DimensionValue& value);
  const UnitConversion* FindOn(uint32_t unit, Day day) const;
  // nullptr where no rate holds yet.
  const UnitConversion* Find(uint32_t unit, size_t interval) const;

 private:
  void Hold(uint32_t unit, const CurrencyRate& rate, const std::optional<UnitConversion>& conversion);

  std::vector<Day> breaks_;  // interval k lies behind k of them
  std::vector<std::vector<std::optional<UnitConversion>>> by_unit_;
};

}  // namespace gangmu::statistics
