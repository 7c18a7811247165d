#include "services/statistics/engine/rates.h"

#include <algorithm>
#include <string>

namespace gangmu::statistics {

namespace {

// "/m2" of CNY/m2; empty where the unit is no rate.
std::string_view BelowOf(std::string_view unit) { return unit.substr(CurrencyOf(unit).size()); }

}  // namespace

std::string_view CurrencyOf(std::string_view unit) { return unit.substr(0, std::min(unit.find('/'), unit.size())); }

RateTable::RateTable(const std::vector<CurrencyRate>& rates, const std::string& target, const Snapshot& snapshot) {
  for (const CurrencyRate& rate : rates) breaks_.push_back(rate.valid_from);
  std::sort(breaks_.begin(), breaks_.end());
  breaks_.erase(std::unique(breaks_.begin(), breaks_.end()), breaks_.end());
  by_unit_.resize(snapshot.sizes[static_cast<size_t>(Attribute::kUnit)]);
  const UnitInfo to = snapshot.units(target);
  for (uint32_t unit = 1; unit < by_unit_.size(); ++unit) {
    const std::string_view code = snapshot.catalog->of(Attribute::kUnit).Text(unit);
    if (BelowOf(code).empty() != BelowOf(target).empty()) continue;
    // What it is once its currency is that of the target.
    const UnitInfo from = snapshot.units(std::string(CurrencyOf(target)).append(BelowOf(code)));
    for (const CurrencyRate& rate : rates) {
      if (rate.unit == CurrencyOf(code)) Hold(unit, rate, UnitConversion::ByRate(rate.rate, from, to));
    }
    auto& intervals = by_unit_[unit];
    for (size_t k = 1; k < intervals.size(); ++k) {
      if (!intervals[k]) intervals[k] = intervals[k - 1];
    }
  }
}

void RateTable::Hold(uint32_t unit, const CurrencyRate& rate, const std::optional<UnitConversion>& conversion) {
  if (!conversion) return;
  by_unit_[unit].resize(breaks_.size() + 1);
  const auto at = std::lower_bound(breaks_.begin(), breaks_.end(), rate.valid_from) - breaks_.begin() + 1;
  by_unit_[unit][static_cast<size_t>(at)] = conversion;
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
