#include "services/ingestion/extraction/landmarks.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "services/ingestion/extraction/facts/vocabulary.h"
#include "services/ingestion/extraction/indicators/passage.h"
#include "services/ingestion/extraction/indicators/times.h"
#include "services/ingestion/extraction/indicators/vocabulary.h"
#include "services/ingestion/extraction/places.h"
#include "tests/support/extraction/mutations.h"
#include "tests/support/extraction/texts.h"

namespace gangmu::extraction {
namespace {

bool BeginsWord(CharClass c) { return c == CharClass::kHan || c == CharClass::kHanDigit || c == CharClass::kLatin; }

// What any of the passes could find at `at`, as the bits that must be there.
uint8_t Wanted(const Passage& p, int32_t at) {
  const std::u32string_view text = p.text();
  const FactsVocabulary& facts = FactsVocabulary::Get();
  uint8_t wanted = 0;
  TimeExpression time;
  if (p.cls(at) == CharClass::kHan && ReadTime(p, at, time)) wanted |= kTimeMark;
  if (!BeginsWord(p.cls(at))) return wanted;
  if (facts.terms().Longest(text, at, p.size())) wanted |= kTermMark;
  if (PlaceNames::Get().lexicon().Longest(text, at, p.size())) wanted |= kPlaceMark;
  if (Vocabulary::Get().words().Longest(text, at, p.size())) wanted |= kWordMark;
  const int32_t end = at + 2;
  if (end <= p.size() && facts.organisation_ends().LongestEndingAt(text, end).length >= 2) wanted |= kOrganisationMark;
  return wanted;
}

void ExpectNoneMissed(const std::string& utf8) {
  const SourceText source = SourceText::Create(utf8).value();
  const Landmarks landmarks(source);
  Passage passage;
  passage.Assign(source, landmarks);
  for (int32_t at = 0; at < passage.size(); ++at) {
    const uint8_t wanted = Wanted(passage, at);
    ASSERT_EQ(wanted & passage.marks()[at], wanted) << "at " << at << " of " << utf8.substr(0, 60);
  }
}

TEST(LandmarksTest, MissNothingThatThePassesKnow) {
  for (const auto& sample : gangmu::testing::SampleTexts()) {
    ExpectNoneMissed(sample.text);
    ExpectNoneMissed(gangmu::testing::Mutated(sample.text, 3));
  }
}

TEST(LandmarksTest, SignsFiguresAndGaps) {
  const SourceText source = SourceText::Create("共3 个（五\n）。").value();
  const Landmarks landmarks(source);
  std::vector<int> marks;
  for (int32_t i = 0; i < source.size(); ++i) {
    marks.push_back(landmarks.data()[i] & (kFigureMark | kSignMark | kGapMark));
  }
  EXPECT_EQ(marks,
            (std::vector<int>{0, kFigureMark, kGapMark, 0, kSignMark, kFigureMark, kGapMark, kSignMark, kSignMark}));
}

TEST(LandmarksTest, PlacesComeInOrderWithoutOneLost) {
  std::vector<uint8_t> marks(1300, 0);
  std::vector<int32_t> set, seen;
  for (int32_t i = 0; i < 1300; i += 7) marks[i] = kFigureMark, set.push_back(i);
  ForEachPlace(marks.data(), 0, 1300, kFigureMark,
               [&](const int32_t* places, int32_t count) { seen.insert(seen.end(), places, places + count); });
  EXPECT_EQ(seen, set);
  EXPECT_TRUE(AnyMark(marks.data(), 1, 8, kFigureMark));
  EXPECT_FALSE(AnyMark(marks.data(), 1, 7, kFigureMark));
  EXPECT_FALSE(AnyMark(marks.data(), 0, 1300, kWordMark));
}

// Every length and every place of a mark, against a plain loop.
TEST(LandmarksTest, MarkedPlacesAreListedInOrder) {
  for (int32_t size : {0, 1, 7, 8, 9, 63, 64, 65, 130, 511, 512, 513, 1300}) {
    std::vector<uint8_t> marks(static_cast<size_t>(size));
    for (int32_t i = 0; i < size; ++i) marks[i] = static_cast<uint8_t>(i * i * 37 + i / 5 * 11);
    for (const int bits : {1, 4, 128, 1 | 64, 255}) {
      std::vector<int32_t> listed, wanted;
      ForEachPlace(marks.data(), size / 3, size, static_cast<uint8_t>(bits),
                   [&](const int32_t* places, int32_t count) { listed.insert(listed.end(), places, places + count); });
      for (int32_t i = size / 3; i < size; ++i) {
        if ((marks[i] & bits) != 0) wanted.push_back(i);
      }
      EXPECT_EQ(listed, wanted) << size << " marks, bits " << bits;
    }
  }
}

}  // namespace
}  // namespace gangmu::extraction
