// One byte a code point that tells the passes behind the structure where something they know may begin, so that they
// look at few places of the text and never twice at the others. Made in one walk without branches: a look-up of the
// pair of code points that stands there in one table for all vocabularies. False alarms are possible, misses are not.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "services/ingestion/extraction/bigram_filter.h"
#include "services/ingestion/extraction/byte_scan.h"
#include "services/ingestion/extraction/source_text.h"
#include "services/ingestion/extraction/text_array.h"

namespace gangmu::extraction {

enum Landmark : uint8_t {
  kTermMark = 1,          // a term of the facts may begin here
  kPlaceMark = 2,         // the name of a division may begin here
  kOrganisationMark = 4,  // the last two code points of a body's name may stand here
  kWordMark = 8,          // a word of the rules on quantities may begin here
  kTimeMark = 16,         // an expression of time that does not open with a figure may begin here
  kFigureMark = 32,       // a figure, Arabic or Chinese
  kSignMark = 64,         // an opening or closing bracket or quote, or the end of a sentence
  kGapMark = 128,         // a blank or a newline
};

// Immutable, thread safe.
class LandmarkTable {
 public:
  static const LandmarkTable& Get();

  // Writes the landmarks of `size` folded code points with their classes to `out`.
  void Find(const char32_t* folded, const uint8_t* classes, int32_t size, uint8_t* out) const;

 private:
  LandmarkTable();
  BigramFilter filter_;
};

// The landmarks of a whole text.
class Landmarks {
 public:
  explicit Landmarks(const SourceText& text) : marks_(MakeTextArray<uint8_t>(static_cast<size_t>(text.size()))) {
    LandmarkTable::Get().Find(text.folded().data(), text.classes(), text.size(), marks_.get());
  }
  const uint8_t* data() const { return marks_.get(); }

 private:
  TextArray<uint8_t> marks_;
};

// Whether any of `marks` [begin, end) has a bit of `bits`.
bool AnyMark(const uint8_t* marks, int32_t begin, int32_t end, uint8_t bits);

// Bit k of the result: whether marks[k] has a bit of `bits`; `count` <= 64 marks are looked at.
inline uint64_t PlacesMarked(const uint8_t* marks, int32_t count, uint8_t bits) {
  return BitsOfBytes(marks, count, [wanted = kEachByte * bits](uint64_t eight) {
    eight &= wanted;
    eight |= eight >> 4;
    eight |= eight >> 2;
    return eight | eight >> 1;
  });
}

// Calls `use` with pieces of the list of places in [begin, end) that have a bit of `bits`, in order:
// use(const int32_t* places, int32_t count).
template <typename Use>
void ForEachPlace(const uint8_t* marks, int32_t begin, int32_t end, uint8_t bits, const Use& use) {
  constexpr int32_t kPiece = 512, kWord = 64;
  int32_t places[kPiece];
  for (int32_t from = begin; from < end; from += kPiece) {
    const int32_t to = std::min(end, from + kPiece);
    int32_t count = 0;
    for (int32_t i = from; i < to; i += kWord) {
      for (uint64_t rest = PlacesMarked(marks + i, std::min(to - i, kWord), bits); rest != 0; rest &= rest - 1)
        places[count++] = i + std::countr_zero(rest);
    }
    if (count > 0) use(static_cast<const int32_t*>(places), count);
  }
}

}  // namespace gangmu::extraction
