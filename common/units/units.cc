#include "common/units/units.h"

#include <cstdio>
#include <cstdlib>
#include <unordered_map>

#include "common/codelists/tsv.h"
#include "common_units_data.h"

namespace gangmu::units {
namespace {

constexpr int kRateFactorScale = 18;

struct Catalogue {
  std::vector<Unit> units;
  std::unordered_map<std::string, size_t> by_code;
};

Catalogue Load() {
  Catalogue catalogue;
  for (const auto& row : codelists::ReadTsv(data::k_units, 5)) {
    const auto factor = Decimal::Parse(row[2]);
    if (!factor.ok() || factor->is_zero() || factor->negative()) {
      std::fprintf(stderr, "units.tsv: bad factor of %.*s\n", static_cast<int>(row[0].size()), row[0].data());
      std::abort();
    }
    catalogue.by_code.emplace(std::string(row[0]), catalogue.units.size());
    catalogue.units.push_back(
        {std::string(row[0]), std::string(row[1]), *factor, row[3] == "exact", std::string(row[4])});
  }
  return catalogue;
}

const Catalogue& TheCatalogue() {
  static const Catalogue catalogue = Load();
  return catalogue;
}

Unit OneUnit(std::string_view code) {
  const Catalogue& catalogue = TheCatalogue();
  const auto found = catalogue.by_code.find(std::string(code));
  if (found != catalogue.by_code.end()) return catalogue.units[found->second];
  return {std::string(code), std::string(code), Decimal::FromInt(1), true, std::string(code)};
}

// a / b in 18 digits, and whether that is all of it.
std::optional<std::pair<Decimal, bool>> Quotient(const Decimal& a, const Decimal& b) {
  const auto quotient = Decimal::Divide(a, b, kRateFactorScale);
  if (!quotient || quotient->is_zero()) return std::nullopt;
  const auto back = Decimal::Multiply(quotient->Normalized(), b.Normalized());
  return std::make_pair(quotient->Normalized(), back.has_value() && *back == a);
}

}  // namespace

Unit UnitOf(std::string_view code) {
  const size_t slash = code.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == code.size() ||
      TheCatalogue().by_code.contains(std::string(code))) {
    return OneUnit(code);
  }
  const Unit above = OneUnit(code.substr(0, slash));
  const Unit below = OneUnit(code.substr(slash + 1));
  const auto factor = Quotient(above.factor, below.factor);
  if (!factor) return {std::string(code), std::string(code), Decimal::FromInt(1), true, std::string(code)};
  return {std::string(code), above.dimension + "/" + below.dimension, factor->first,
          above.exact && below.exact && factor->second, above.name + "/" + below.name};
}

const std::vector<Unit>& AllUnits() { return TheCatalogue().units; }

}  // namespace gangmu::units
