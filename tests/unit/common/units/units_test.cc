#include "common/units/units.h"

#include <map>
#include <set>

#include "gtest/gtest.h"

namespace gangmu::units {
namespace {

Decimal D(const char* text) { return *Decimal::Parse(text); }

TEST(UnitsTest, UnitsOfOneDimensionShareABase) {
  EXPECT_EQ(UnitOf("km").dimension, UnitOf("m").dimension);
  EXPECT_EQ(UnitOf("km").factor, D("1000"));
  EXPECT_EQ(UnitOf("km2").factor, D("1000000"));
  EXPECT_EQ(UnitOf("[jin]").factor, D("0.5"));
  EXPECT_EQ(UnitOf("a").dimension, UnitOf("mo").dimension);
}

TEST(UnitsTest, AMuIsNotExact) {
  EXPECT_FALSE(UnitOf("[mu]").exact);
  EXPECT_TRUE(UnitOf("har").exact);
  EXPECT_EQ(UnitOf("[mu]").dimension, "area");
}

TEST(UnitsTest, WhatMustNeverBeAddedHasDimensionsOfItsOwn) {
  const char* codes[] = {"%",  "[pp]", "[x]", "[doubling]", "[rank]",    "CNY",   "USD", "家",   "个",
                         "人", "人次", "d",   "mo",         "[workday]", "[age]", "kW",  "kW.h", "[tce]"};
  std::set<std::string> dimensions;
  for (const char* code : codes) EXPECT_TRUE(dimensions.insert(UnitOf(code).dimension).second) << code;
}

TEST(UnitsTest, ClassifiersAreTheirOwnUnit) {
  const Unit unit = UnitOf("台（套）");
  EXPECT_EQ(unit.dimension, "台（套）");
  EXPECT_EQ(unit.factor, D("1"));
  EXPECT_TRUE(unit.exact);
}

TEST(UnitsTest, RatesAreMadeOfTheirParts) {
  EXPECT_EQ(UnitOf("CNY/m2").dimension, UnitOf("CNY/[mu]").dimension);
  EXPECT_FALSE(UnitOf("CNY/[mu]").exact);
  const Unit density = UnitOf("人/km2");
  EXPECT_EQ(density.dimension, "人/area");
  EXPECT_EQ(density.factor, D("0.000001"));
  EXPECT_TRUE(density.exact);
  EXPECT_EQ(UnitOf("ug/m3").dimension, UnitOf("mg/L").dimension);
  EXPECT_EQ(UnitOf("mg/L").factor, D("0.001"));
  EXPECT_EQ(UnitOf("t/d").dimension, "mass/time");
  EXPECT_FALSE(UnitOf("t/d").exact) << "1/86.4 has no end";
  EXPECT_NE(UnitOf("CNY/m2").dimension, UnitOf("USD/m2").dimension);
}

TEST(UnitsTest, StrangeCodesAreTheirOwn) {
  for (const char* code : {"", "/", "m/", "/m", "a/b/c", "\xff"}) {
    EXPECT_EQ(UnitOf(code).code, code);
    EXPECT_TRUE(Decimal() < UnitOf(code).factor) << code;
  }
}

TEST(UnitsTest, EveryDimensionHasOneBaseUnitAndEveryCodeOneRow) {
  std::map<std::string, int> bases;
  std::set<std::string> codes;
  for (const Unit& unit : AllUnits()) {
    EXPECT_TRUE(codes.insert(unit.code).second) << unit.code;
    EXPECT_FALSE(unit.name.empty());
    bases[unit.dimension] += unit.factor == D("1");
  }
  for (const auto& [dimension, count] : bases) EXPECT_EQ(count, 1) << dimension;
}

}  // namespace
}  // namespace gangmu::units
