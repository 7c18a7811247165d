// Random documents of few values, so that groups meet, and a unit table that converts.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/engine/facts.h"
#include "services/statistics/engine/unit_table.h"

namespace gangmu::statistics::testing {

// km, m and cm are lengths; every other unit is a dimension of its own.
UnitInfo TestUnits(std::string_view code);

// The same throws for the same seed.
class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  size_t Below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  bool OneIn(size_t n) { return Below(n) == 0; }
  const std::string& Pick(const std::vector<std::string>& from) { return from[Below(from.size())]; }
  std::mt19937_64& engine() { return random_; }

 private:
  std::mt19937_64 random_;
};

// documents/d<number>, its values picked from `numbers`.
DocumentFacts RandomDocument(Dice& dice, size_t number, const std::vector<std::string>& numbers);

}  // namespace gangmu::statistics::testing
