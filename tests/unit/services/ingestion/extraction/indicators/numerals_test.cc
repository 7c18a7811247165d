#include "services/ingestion/extraction/indicators/numerals.h"

#include <gtest/gtest.h>
#include <string>

#include "services/ingestion/extraction/indicators/findings.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {
namespace {

Numeral Read(const std::string& text) {
  const SourceText source = SourceText::Create(text).value();
  Passage passage;
  const Landmarks landmarks(source);
  passage.Assign(source, landmarks);
  Numeral numeral;
  EXPECT_TRUE(ReadNumeral(passage, 0, numeral)) << text;
  return numeral;
}

TEST(Numerals, ValuesAreExact) {
  EXPECT_EQ(Read("470").value.ToString(), "470");
  EXPECT_EQ(Read("72.88万").value.ToString(), "728800");
  EXPECT_EQ(Read("2782亿").value.ToString(), "278200000000");
  EXPECT_EQ(Read("1.5万亿").value.ToString(), "1500000000000");
  EXPECT_EQ(Read("6.0").value.ToString(), "6.0");
  EXPECT_EQ(Read("1,479").value.ToString(), "1479");
  EXPECT_EQ(Read("二百五十").value.ToString(), "250");
  EXPECT_EQ(Read("十二").value.ToString(), "12");
  EXPECT_EQ(Read("三万五千").value.ToString(), "35000");
  EXPECT_EQ(Read("万亿").value.ToString(), "1000000000000");
}

TEST(Numerals, KnowTheirLastSignificantFigure) {
  EXPECT_EQ(Read("470").unit_power, 1);
  EXPECT_EQ(Read("2.5万").unit_power, 3);
  EXPECT_EQ(Read("206").unit_power, 0);
  EXPECT_EQ(Read("5.0").unit_power, -1);
}

TEST(Numerals, TheScaleLeavesUnitsAlone) { EXPECT_EQ(Read("120万千瓦").value.ToString(), "1200000"); }

TEST(Numerals, TwoFiguresThatNameASpreadAreVague) {
  EXPECT_TRUE(Read("三五").vague);
  EXPECT_FALSE(Read("十五").vague);
}

TEST(Numerals, BeyondTheLimitsNothingIsRead) {
  const SourceText source = SourceText::Create(std::string(60, '9')).value();
  Passage passage;
  const Landmarks landmarks(source);
  passage.Assign(source, landmarks);
  Numeral numeral;
  EXPECT_FALSE(ReadNumeral(passage, 0, numeral));
}

struct BoundsCase {
  const char* text;
  Qualifier qualifier;
  const char* lower;
  const char* upper;
};

TEST(Bounds, FollowTheContract) {
  const BoundsCase cases[] = {
      {"近100", Qualifier::kNearly, "90", "100"},
      {"约1000", Qualifier::kAbout, "950", "1050"},
      {"20万余", Qualifier::kSomeOver, "200000", "210000"},
      {"20余万", Qualifier::kSomeOver, "200000", "300000"},
      {"206", Qualifier::kExact, "206", "206"},
      {"50", Qualifier::kAtLeast, "50", ""},
      {"50", Qualifier::kAtMost, "", "50"},
      {"2.5", Qualifier::kAbout, "2.45", "2.55"},
  };
  for (const BoundsCase& c : cases) {
    std::string digits = c.text;
    for (const std::string word : {"近", "约"}) {
      if (digits.starts_with(word)) digits = digits.substr(word.size());
    }
    Quantity quantity;
    quantity.number = Read(digits);
    quantity.value = quantity.number.value;
    const Interval bounds = Bounds(quantity, c.qualifier);
    EXPECT_EQ(bounds.lower ? bounds.lower->ToCanonicalString() : "", c.lower) << c.text;
    EXPECT_EQ(bounds.upper ? bounds.upper->ToCanonicalString() : "", c.upper) << c.text;
  }
}

}  // namespace
}  // namespace gangmu::extraction
