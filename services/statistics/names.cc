#include "services/statistics/names.h"

#include "common/codelists/regions.h"
#include "common/units/units.h"

namespace gangmu::statistics {

UnitInfo CatalogueUnit(std::string_view code) {
  const units::Unit unit = units::UnitOf(code);
  return {.dimension = unit.dimension, .factor = unit.factor, .exact = unit.exact};
}

std::string NameForPeople(const std::string& dimension, const std::string& value) {
  if (dimension == "region" || dimension.starts_with("region_")) {
    if (value == codelists::kCountryCode) return "全国";
    if (const codelists::Region* region = codelists::FindRegion(value)) return std::string(region->name);
    return "";
  }
  if (dimension == "unit") {
    const std::string name = units::UnitOf(value).name;
    return name == value ? "" : name;
  }
  return "";
}

}  // namespace gangmu::statistics
