#include "services/ingestion/extraction/indicators/passage.h"

#include <algorithm>

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

}  // namespace

void Passage::Push(char32_t c, CharClass cls, int32_t offset) {
  text_.push_back(c);
  classes_.push_back(static_cast<uint8_t>(cls));
  offsets_.push_back(offset);
}

void Passage::Assign(const SourceText& source, Span span) {
  text_.clear();
  classes_.clear();
  offsets_.clear();
  bool blank = false;
  for (int32_t i = span.start; i < span.end; ++i) {
    const CharClass cls = source.cls(i);
    if (cls == CharClass::kBlank) {
      blank = true;
      continue;
    }
    if (cls == CharClass::kNewline) continue;
    if (blank && !classes_.empty() && IsAlnum(cls) && IsAlnum(static_cast<CharClass>(classes_.back())) &&
        !SpacedDigits(source, offsets_.back(), i, span)) {
      Push(U' ', CharClass::kBlank, i - 1);
    }
    blank = false;
    if (source[i] == U'，' && GroupsDigits(source, i, span)) {
      Push(U',', CharClass::kMark, i);
    } else {
      Push(source[i], cls, i);
    }
  }
}

int32_t Passage::FromSource(int32_t offset) const {
  return static_cast<int32_t>(std::lower_bound(offsets_.begin(), offsets_.end(), offset) - offsets_.begin());
}

}  // namespace gangmu::extraction
