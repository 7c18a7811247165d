// Where the statistics service reads names and factors: the catalogues of common/.
#pragma once

#include <string>
#include <string_view>

#include "services/statistics/engine/unit_table.h"

namespace gangmu::statistics {

// Dimension and factor of a unit code, after common/units.
UnitInfo CatalogueUnit(std::string_view code);

// Name for people of a value of a dimension: of a region its name in GB/T 2260; empty where there is no other.
std::string NameForPeople(const std::string& dimension, const std::string& value);

}  // namespace gangmu::statistics
