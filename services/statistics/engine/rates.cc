#include "services/statistics/engine/rates.h"

#include <algorithm>
#include <string>

namespace gangmu::statistics {

RateTable::RateTable(const std::vector<CurrencyRate>& rates, const Snapshot& snapshot) {
  for (const CurrencyRate& rate : rates) breaks_.push_back(rate.valid_from);
  std::sort(breaks_.begin(), breaks_.end());
  breaks_.erase(std::unique(breaks_.begin(), breaks_.end()), breaks_.end());
  const uint32_t units = snapshot.sizes[static_cast<size_t>(Attribute::kUnit)];
  by_unit_.resize(units);
  for (const CurrencyRate& rate : rates) {
    const std::optional<uint32_t> unit = snapshot.catalog->of(Attribute::kUnit).Find(rate.unit);
    if (!unit || *unit >= units) continue;
    by_unit_[*unit].resize(breaks_.size() + 1);
    const auto at = std::lower_bound(breaks_.begin(), breaks_.end(), rate.valid_from) - breaks_.begin() + 1;
    by_unit_[*unit][static_cast<size_t>(at)] = UnitConversion::ByRate(rate.rate);
  }
  for (auto& of_unit : by_unit_) {
    for (size_t k = 1; k < of_unit.size(); ++k) {
      if (!of_unit[k]) of_unit[k] = of_unit[k - 1];
    }
  }
}

std::vector<DimensionSpec> RateTable::Dimensions() const {
  std::vector<DimensionSpec> specs(2);
  specs[0].attribute = Attribute::kPeriod;
  specs[1].attribute = Attribute::kPublishDate;
  for (DimensionSpec& spec : specs) {
    spec.derivation = Derivation::kInterval;
    spec.breaks = breaks_;
  }
  return specs;
}

std::optional<size_t> RateTable::IntervalOf(const DimensionValue& value) {
  if (value.kind != BucketKind::kValue) return std::nullopt;
  return static_cast<size_t>(std::stoul(value.value));
}

const UnitConversion* RateTable::FindOn(uint32_t unit, Day day) const {
  return Find(unit, static_cast<size_t>(std::upper_bound(breaks_.begin(), breaks_.end(), day) - breaks_.begin()));
}

const UnitConversion* RateTable::Find(uint32_t unit, size_t interval) const {
  const std::optional<UnitConversion>& conversion = by_unit_[unit][interval];
  return conversion ? &*conversion : nullptr;
}

}  // namespace gangmu::statistics
