// The unit catalogue: what a unit code measures and how it converts. Codes are those of the documents' indicators: UCUM
// for physical units, ISO 4217 for money, codes of our own in square brackets, and the classifier itself for counts.
// Data in data/units.tsv. Thread safe: built once, then read only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/decimal/decimal.h"

namespace gangmu::units {

struct Unit {
  std::string code;
  std::string dimension;  // for example "length"; units of one dimension convert into each other
  Decimal factor;         // value × factor is the same quantity in the dimension's base unit; above 0
  bool exact = true;      // false where the factor is rounded, as of 亩 (10000/15 m2)
  std::string name;       // for people: 平方公里
};

// The unit of a code. Rates such as CNY/m2 and 人/km2 are made of their parts: their dimension is
// "<dimension>/<dimension>". A count's classifier and any code that is not in the catalogue have a dimension of their
// own, which is the code: 家 never converts to 个, nor [pp] to %, nor one currency to another.
Unit UnitOf(std::string_view code);

// All units with a row of their own, in the order of the data file. For codelists and help.
const std::vector<Unit>& AllUnits();

}  // namespace gangmu::units
