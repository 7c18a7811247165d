#include "services/ingestion/extraction/indicators/passage.h"

#include <algorithm>

namespace gangmu::extraction {
namespace {

bool IsAlnum(CharClass c) { return c == CharClass::kDigit || c == CharClass::kLatin; }

// A comma between digits groups them where exactly three follow (1,479万公里); the folded text no longer tells it from
// ，.
bool GroupsDigits(const SourceText& source, int32_t i, Span span) {
  if (source.raw()[i] != U',' && source.raw()[i] != U'，') return false;
  if (i == span.start || source.cls(i - 1) != CharClass::kDigit || i + 3 >= span.end) return false;
  for (int32_t k = 1; k <= 3; ++k) {
    if (source.cls(i + k) != CharClass::kDigit) return false;
  }
  return (i + 4 >= span.end || source.cls(i + 4) != CharClass::kDigit) && source.raw()[i] == U',';
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
    if (blank && !classes_.empty() && IsAlnum(cls) && IsAlnum(static_cast<CharClass>(classes_.back()))) {
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
