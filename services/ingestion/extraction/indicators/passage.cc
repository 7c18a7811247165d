#include "services/ingestion/extraction/indicators/passage.h"

#include <algorithm>
#include <bit>

#include "services/ingestion/extraction/byte_scan.h"

namespace gangmu::extraction {
namespace {

bool IsAlnum(CharClass c) { return c == CharClass::kDigit || c == CharClass::kLatin; }

bool IsWideDigit(char32_t c) { return c >= U'０' && c <= U'９'; }

// A comma between digits groups them where exactly three follow (1,479万公里, １，４７９); the folded text no longer
// tells it from ，, so the full-width one groups full-width digits only, at most three before it.
bool GroupsDigits(const SourceText& source, int32_t i, Span span) {
  if (source.raw()[i] != U',' && source.raw()[i] != U'，') return false;
  if (i == span.start || source.cls(i - 1) != CharClass::kDigit || i + 3 >= span.end) return false;
  for (int32_t k = 1; k <= 3; ++k) {
    if (source.cls(i + k) != CharClass::kDigit) return false;
  }
  if (i + 4 < span.end && source.cls(i + 4) == CharClass::kDigit) return false;
  if (source.raw()[i] == U',') return true;
  if (!IsWideDigit(source.raw()[i - 1]) || !IsWideDigit(source.raw()[i + 1])) return false;
  int32_t before = i - 1;
  while (before > span.start && i - before <= 3 && source.cls(before - 1) == CharClass::kDigit) --before;
  return i - before <= 3;
}

// 1 9 9 8, 4 0: figures that a layout set apart, one by one. Longer figures with a blank between are two numbers.
bool SpacedDigits(const SourceText& source, int32_t before, int32_t behind, Span span) {
  const auto digit = [&](int32_t i) { return i >= span.start && i < span.end && source.cls(i) == CharClass::kDigit; };
  return digit(before) && digit(behind) && !digit(before - 1) && !digit(behind + 1);
}

bool HoldsGroupedDigits(const SourceText& source, Span span) {
  if (!source.may_group_digits()) return false;
  constexpr int32_t kWord = 64;
  constexpr uint64_t kCommas = kEachByte * static_cast<uint64_t>(CharClass::kComma);
  for (int32_t i = span.start; i < span.end; i += kWord) {
    // A class is less than 16: 16 - (class ^ comma) has bit 4 for commas only.
    uint64_t rest = BitsOfBytes(source.classes() + i, std::min(span.end - i, kWord),
                                [](uint64_t eight) { return (16 * kEachByte - (eight ^ kCommas)) >> 4; });
    for (; rest != 0; rest &= rest - 1) {
      if (GroupsDigits(source, i + std::countr_zero(rest), span)) return true;
    }
  }
  return false;
}

}  // namespace

void Passage::Push(char32_t c, CharClass cls, int32_t offset) {
  own_text_[size_] = c;
  own_classes_[size_] = static_cast<uint8_t>(cls);
  offsets_[size_++] = offset;
}

void Passage::Assign(const SourceText& source, const uint8_t* marks, Span span) {
  copied_ = AnyMark(marks, span.start, span.end, kGapMark) || HoldsGroupedDigits(source, span);
  if (copied_) return Copy(source, span);
  text_ = source.folded().data() + span.start;
  classes_ = source.classes() + span.start;
  marks_ = marks + span.start;
  size_ = span.size();
  start_ = span.start;
}

// Memory for `most` code points; what it holds is not kept.
void Passage::MakeRoom(int32_t most) {
  size_ = 0;
  if (most <= room_) return;
  room_ = std::max(most, 2 * room_);
  const size_t n = static_cast<size_t>(room_);
  own_text_ = std::make_unique_for_overwrite<char32_t[]>(n);
  own_classes_ = std::make_unique_for_overwrite<uint8_t[]>(n);
  own_marks_ = std::make_unique_for_overwrite<uint8_t[]>(n);
  offsets_ = std::make_unique_for_overwrite<int32_t[]>(n);
}

void Passage::Copy(const SourceText& source, Span span) {
  MakeRoom(span.size());
  bool blank = false;
  for (int32_t i = span.start; i < span.end; ++i) {
    const CharClass cls = source.cls(i);
    if (cls == CharClass::kBlank) {
      blank = true;
      continue;
    }
    if (cls == CharClass::kNewline) continue;
    // The blank takes the room of one that was left out.
    if (blank && size_ > 0 && IsAlnum(cls) && IsAlnum(static_cast<CharClass>(own_classes_[size_ - 1])) &&
        !SpacedDigits(source, offsets_[size_ - 1], i, span)) {
      Push(U' ', CharClass::kBlank, i - 1);
    }
    blank = false;
    if (source[i] == U'，' && GroupsDigits(source, i, span)) {
      Push(U',', CharClass::kMark, i);
    } else {
      Push(source[i], cls, i);
    }
  }
  text_ = own_text_.get();
  classes_ = own_classes_.get();
  LandmarkTable::Get().Find(text_, classes_, size_, own_marks_.get());
  marks_ = own_marks_.get();
}

int32_t Passage::FromSource(int32_t offset) const {
  if (!copied_) return std::clamp(offset - start_, 0, size_);
  const int32_t* const begin = offsets_.get();
  return static_cast<int32_t>(std::lower_bound(begin, begin + size_, offset) - begin);
}

}  // namespace gangmu::extraction
