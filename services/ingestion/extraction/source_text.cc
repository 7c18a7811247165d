#include "services/ingestion/extraction/source_text.h"

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
  int32_t line_start = 0;
  bool grouping = false;
  size_t i = 0;
  for (; p < end; ++i) {
    char32_t c = 0;
    // i < n holds as long as the bytes decode: each code point has one byte that is no continuation.
    if (!DecodeOne(p, end, c)) {
      return Error(absl::StatusCode::kInvalidArgument, Reason::kNOT_TEXT,
                   absl::StrCat("the text is no valid UTF-8 at byte ", p - begin));
    }
    const Folded f = Fold(table, c);
    raw[i] = c;
    grouping |= c == U',' || c - U'０' < 10;
    folded[i] = f.code_point;
    classes[i] = static_cast<uint8_t>(f.cls);
    if (f.cls == CharClass::kNewline) {
      text.AddLine(line_start, static_cast<int32_t>(i));
      line_start = static_cast<int32_t>(i) + 1;
    }
  }
  if (line_start < text.size()) text.AddLine(line_start, text.size());
  text.may_group_digits_ = grouping;
  return text;
}

void SourceText::AddLine(int32_t start, int32_t end) {
  lines_.push_back({{start, end}, TrimBlanks(classes_.get(), {start, end})});
}

std::string SourceText::Slice(Span s) const { return ToUtf8(raw().substr(s.start, s.size())); }

std::string ToUtf8(std::u32string_view s) {
  std::string out;
  AppendUtf8(s, out);
  return out;
}

}  // namespace gangmu::extraction
