#include "services/ingestion/extraction/landmarks.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "services/ingestion/extraction/facts/vocabulary.h"
#include "services/ingestion/extraction/indicators/times.h"
#include "services/ingestion/extraction/indicators/vocabulary.h"
#include "services/ingestion/extraction/places.h"

namespace gangmu::extraction {
namespace {

// What a class says by itself, and whether words begin with code points of it.
struct ClassMarks {
  uint8_t own = 0;
  uint8_t words = 0;
};

constexpr std::array<ClassMarks, kCharClasses> MakeClassMarks() {
  std::array<ClassMarks, kCharClasses> marks{};
  const auto of = [&](CharClass c) -> ClassMarks& { return marks[static_cast<size_t>(c)]; };
  for (const CharClass c : {CharClass::kHan, CharClass::kHanDigit, CharClass::kLatin}) of(c).words = 0xFF;
  for (const CharClass c : {CharClass::kDigit, CharClass::kHanDigit}) of(c).own = kFigureMark;
  for (const CharClass c : {CharClass::kOpen, CharClass::kClose, CharClass::kStop}) of(c).own = kSignMark;
  for (const CharClass c : {CharClass::kBlank, CharClass::kNewline}) of(c).own = kGapMark;
  return marks;
}

}  // namespace

const LandmarkTable& LandmarkTable::Get() {
  static const LandmarkTable& table = *new LandmarkTable;
  return table;
}

LandmarkTable::LandmarkTable() {
  const FactsVocabulary& facts = FactsVocabulary::Get();
  facts.terms().Mark(filter_, kTermMark);
  facts.organisation_ends().Mark(filter_, kOrganisationMark);
  PlaceNames::Get().lexicon().Mark(filter_, kPlaceMark);
  Vocabulary::Get().words().Mark(filter_, kWordMark);
  filter_.MarkSingle(U'的', kWordMark);
  MarkTimeBeginnings(filter_, kTimeMark);
}

void LandmarkTable::Find(const char32_t* folded, const uint8_t* classes, int32_t size, uint8_t* out) const {
  static constexpr std::array<ClassMarks, kCharClasses> kClasses = MakeClassMarks();
  const int32_t last = size - 1;
  for (int32_t i = 0; i < last; ++i) {
    const ClassMarks& marks = kClasses[classes[i]];
    out[i] = static_cast<uint8_t>(marks.own | (filter_.At(folded[i], folded[i + 1]) & marks.words));
  }
  if (size > 0) {
    const ClassMarks& marks = kClasses[classes[last]];
    out[last] = static_cast<uint8_t>(marks.own | (filter_.At(folded[last], U'\n') & marks.words));
  }
}

bool AnyMark(const uint8_t* marks, int32_t begin, int32_t end, uint8_t bits) {
  uint64_t wanted = 0;
  std::memset(&wanted, bits, sizeof wanted);
  int32_t i = begin;
  for (; end - i >= 8; i += 8) {
    uint64_t eight = 0;
    std::memcpy(&eight, marks + i, sizeof eight);
    if ((eight & wanted) != 0) return true;
  }
  for (; i < end; ++i) {
    if ((marks[i] & bits) != 0) return true;
  }
  return false;
}

}  // namespace gangmu::extraction
