// What the engine needs to know of a unit code. The caller wires it to the unit catalogue.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "common/decimal/decimal.h"

namespace gangmu::statistics {

struct UnitInfo {
  std::string dimension;  // for example "mass"; empty where not known: then it converts to nothing but itself
  Decimal factor = Decimal::FromInt(1);  // value × factor is in the dimension's base unit; above 0
  bool exact = true;                     // false where the factor is rounded (亩)
  bool operator==(const UnitInfo&) const = default;
};

// Thread safe; gives the same answer for the same code as long as the engine lives.
using UnitLookup = std::function<UnitInfo(std::string_view code)>;

}  // namespace gangmu::statistics
