#include "services/ingestion/extraction/source_text.h"

#include <cstring>

#include "absl/strings/str_cat.h"

#include "common/status/error.h"
#include "services/ingestion/extraction/folding.h"
#include "services/ingestion/extraction/utf8.h"

namespace gangmu::extraction {
namespace {

constexpr size_t kMaxCodePoints = INT32_MAX - 1;  // offsets are int32

Span TrimBlanks(const uint8_t* classes, Span s) {
  const auto blank = [&](int32_t i) { return classes[i] == static_cast<uint8_t>(CharClass::kBlank); };
  while (s.start < s.end && blank(s.start)) ++s.start;
  while (s.start < s.end && blank(s.end - 1)) --s.end;
  return s;
}

uint8_t SignOf(char32_t c) {  // folded
  if (c == U'|' || c == U'│') return kStrokeSign;
  return c == U'\t' ? kTabSign : 0;
}

// The code point of three bytes of UTF-8 that begin at the lowest byte of `bytes`; what they are is checked elsewhere.
uint32_t ThreeBytes(uint64_t bytes) {
  return static_cast<uint32_t>((bytes << 12 & 0xF000) | (bytes >> 2 & 0xFC0) | (bytes >> 16 & 0x3F));
}

// Decodes from `p` on what nearly all of Chinese text is made of, four at a time: code points of three bytes that
// PlainTable() gives a class. Moves `p` behind them and returns their number; the caller reads what comes next.
[[gnu::always_inline]] inline size_t DecodePlain(const uint8_t*& p, const uint8_t* end, const uint8_t* plain,
                                                 char32_t* raw, char32_t* folded, uint8_t* classes) {
  constexpr ptrdiff_t kBytes = 12;
  size_t n = 0;
  for (; end - p >= kBytes; p += kBytes, n += 4) {
    uint64_t low = 0;
    uint32_t high = 0;
    std::memcpy(&low, p, sizeof low);
    std::memcpy(&high, p + sizeof low, sizeof high);
    if ((low & 0xC0F0C0C0F0C0C0F0u) != 0x80E08080E08080E0u || (high & 0xC0C0F0C0u) != 0x8080E080u) break;
    const uint32_t c[4] = {ThreeBytes(low), ThreeBytes(low >> 24), ThreeBytes(low >> 48 | uint64_t{high} << 16),
                           ThreeBytes(high >> 8)};
    const uint32_t cls =
        uint32_t{plain[c[0]]} | uint32_t{plain[c[1]]} << 8 | uint32_t{plain[c[2]]} << 16 | uint32_t{plain[c[3]]} << 24;
    if ((cls & 0xF0F0F0F0u) != 0) break;
    std::memcpy(raw + n, c, sizeof c);
    std::memcpy(folded + n, c, sizeof c);
    std::memcpy(classes + n, &cls, sizeof cls);
  }
  return n;
}

}  // namespace

absl::StatusOr<SourceText> SourceText::Create(std::string_view utf8) {
  SourceText text;
  const size_t n = CountCodePoints(utf8);
  if (n > kMaxCodePoints) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kDOCUMENT_TOO_LARGE,
                 "the text has more code points than offsets can count");
  }
  text.size_ = static_cast<int32_t>(n);
  text.raw_ = MakeTextArray<char32_t>(n);
  text.folded_ = MakeTextArray<char32_t>(n);
  text.classes_ = MakeTextArray<uint8_t>(n);
  char32_t* const raw = text.raw_.get();
  char32_t* const folded = text.folded_.get();
  uint8_t* const classes = text.classes_.get();
  const auto* const begin = reinterpret_cast<const uint8_t*>(utf8.data());
  const auto* p = begin;
  const auto* const end = p + utf8.size();
  const uint32_t* const table = FoldTable();
  const uint8_t* const plain = PlainTable();
  int32_t line_start = 0;
  bool grouping = false;
  uint8_t signs = 0;
  size_t i = 0;
  while (p < end) {
    i += DecodePlain(p, end, plain, raw + i, folded + i, classes + i);
    if (p >= end) break;
    char32_t c = 0;
    // i < n holds as long as the bytes decode: each code point has one byte that is no continuation.
    if (!DecodeOne(p, end, c)) {
      return Error(absl::StatusCode::kInvalidArgument, Reason::kNOT_TEXT,
                   absl::StrCat("the text is no valid UTF-8 at byte ", p - begin));
    }
    const Folded f = Fold(table, c);
    raw[i] = c;
    grouping |= c == U',' || c - U'０' < 10;
    signs |= SignOf(f.code_point);
    folded[i] = f.code_point;
    classes[i] = static_cast<uint8_t>(f.cls);
    if (f.cls == CharClass::kNewline) {
      text.AddLine(line_start, static_cast<int32_t>(i), signs);
      line_start = static_cast<int32_t>(i) + 1;
      signs = 0;
    }
    ++i;
  }
  if (line_start < text.size()) text.AddLine(line_start, text.size(), signs);
  text.may_group_digits_ = grouping;
  return text;
}

void SourceText::AddLine(int32_t start, int32_t end, uint8_t signs) {
  lines_.push_back({{start, end}, TrimBlanks(classes_.get(), {start, end}), signs});
}

std::string SourceText::Slice(Span s) const { return ToUtf8(raw().substr(s.start, s.size())); }

std::string ToUtf8(std::u32string_view s) {
  std::string out;
  AppendUtf8(s, out);
  return out;
}

}  // namespace gangmu::extraction
