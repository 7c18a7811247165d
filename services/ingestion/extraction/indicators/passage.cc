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

bool HoldsGroupedDigits(const SourceText& source, Span span) {
  if (!source.may_group_digits()) return false;
  for (int32_t i = span.start; i < span.end; ++i) {
    if (GroupsDigits(source, i, span)) return true;
  }
  return false;
}

}  // namespace

void Passage::Push(char32_t c, CharClass cls, int32_t offset) {
  own_text_.push_back(c);
  own_classes_.push_back(static_cast<uint8_t>(cls));
  offsets_.push_back(offset);
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

void Passage::Copy(const SourceText& source, Span span) {
  own_text_.clear();
  own_classes_.clear();
  offsets_.clear();
  bool blank = false;
  for (int32_t i = span.start; i < span.end; ++i) {
    const CharClass cls = source.cls(i);
    if (cls == CharClass::kBlank) {
      blank = true;
      continue;
    }
    if (cls == CharClass::kNewline) continue;
    if (blank && !own_classes_.empty() && IsAlnum(cls) && IsAlnum(static_cast<CharClass>(own_classes_.back())) &&
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
  text_ = own_text_.data();
  classes_ = own_classes_.data();
  size_ = static_cast<int32_t>(own_text_.size());
  own_marks_.resize(own_text_.size());
  LandmarkTable::Get().Find(text_, classes_, size_, own_marks_.data());
  marks_ = own_marks_.data();
}

int32_t Passage::FromSource(int32_t offset) const {
  if (!copied_) return std::clamp(offset - start_, 0, size_);
  return static_cast<int32_t>(std::lower_bound(offsets_.begin(), offsets_.end(), offset) - offsets_.begin());
}

}  // namespace gangmu::extraction
