// The shared arrays that every pass of extraction reads: the text as code points, the same text folded (one code point
// for one, so offsets never change), a class per code point, and the lines. Made once per document in linear time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/text_array.h"

namespace gangmu::extraction {

// Class of a folded code point; a code point has one class only.
inline constexpr int kCharClasses = 16;  // room for all of them, a power of two

enum class CharClass : uint8_t {
  // What words and figures are made of stands first: one comparison tells it from the rest.
  kHan,
  kLatin,
  kDigit,     // kDigit: 0-9 after folding
  kHanDigit,  // 〇零一二两三四五六七八九十百千万亿 (also 廿 and 卅)
  kOther,
  kBlank,
  kNewline,
  kStop,   // 。！？；
  kComma,  // ，：、
  kOpen,
  kClose,
  kDash,
  kMark,  // brackets and quotes; dashes; other punctuation
};

// Signs that few lines hold and that say much of a line.
enum LineSign : uint8_t {
  kStrokeSign = 1,  // | or │, which part the cells of a table
  kTabSign = 2,
};

struct Line {
  Span span;          // without the newline
  Span content;       // without surrounding blanks
  uint8_t signs = 0;  // set of LineSign
};

class SourceText {
 public:
  // `utf8` must be the document text (no byte-order mark, LF line ends). INVALID_ARGUMENT (NOT_TEXT) where it is no
  // UTF-8, INVALID_ARGUMENT (DOCUMENT_TOO_LARGE) beyond 2^31 - 2 code points.
  static absl::StatusOr<SourceText> Create(std::string_view utf8);

  int32_t size() const { return size_; }
  // Folded (common/text/folding.h): full-width letters, digits and signs → ASCII (％ → %, ． → ., ～ → ~, U+3000 →
  // blank); half-width punctuation , ; : ! ? ( ) → ，；：！？（）; Traditional → Simplified; 「」 → “”; – ― ─ → —; ○ →
  // 〇; bullets → ·. So a thousands separator reads ， and 10:30 reads 10：30: ask raw() which it was. All rules match
  // on this.
  char32_t operator[](int32_t i) const { return folded_[i]; }
  std::u32string_view folded() const { return {folded_.get(), static_cast<size_t>(size_)}; }
  std::u32string_view raw() const { return {raw_.get(), static_cast<size_t>(size_)}; }
  std::u32string_view folded(Span s) const { return folded().substr(s.start, s.size()); }
  CharClass cls(int32_t i) const { return static_cast<CharClass>(classes_[i]); }
  // Classes as an array, for loops that look them up in tables.
  const uint8_t* classes() const { return classes_.get(); }
  const std::vector<Line>& lines() const { return lines_; }
  // Whether the raw text holds half-width commas or full-width digits: without both no comma groups digits.
  bool may_group_digits() const { return may_group_digits_; }

  // The exact slice of the document text, as UTF-8.
  std::string Slice(Span s) const;

 private:
  void AddLine(int32_t start, int32_t end, uint8_t signs);

  int32_t size_ = 0;
  bool may_group_digits_ = false;
  TextArray<char32_t> raw_;
  TextArray<char32_t> folded_;
  TextArray<uint8_t> classes_;
  std::vector<Line> lines_;
};

// UTF-8 of a folded or raw piece.
std::string ToUtf8(std::u32string_view s);

}  // namespace gangmu::extraction
