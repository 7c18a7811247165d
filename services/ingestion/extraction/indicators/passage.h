// A block of the document as the rules on quantities read it: folded, without blanks and hard wraps, with a map back.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

// Places are indices into `text()`. Reused from block to block, so that no memory is asked for in steady state.
class Passage {
 public:
  // Reads [span) of the document. A blank is kept only between two ASCII letters or digits, where it parts two words;
  // a comma that groups the digits of a number becomes ','.
  void Assign(const SourceText& source, Span span);

  std::u32string_view text() const { return text_; }
  int32_t size() const { return static_cast<int32_t>(text_.size()); }
  // The code point at `i`, 0 outside.
  char32_t at(int32_t i) const { return i >= 0 && i < size() ? text_[i] : U'\0'; }
  CharClass cls(int32_t i) const {
    return i >= 0 && i < size() ? static_cast<CharClass>(classes_[i]) : CharClass::kNewline;
  }
  bool StartsWith(int32_t i, std::u32string_view s) const {
    return i >= 0 && i <= size() && text().substr(i, s.size()) == s;
  }
  bool EndsWith(int32_t end, std::u32string_view s) const {
    const int32_t n = static_cast<int32_t>(s.size());
    return end >= n && text().substr(end - n, n) == s;
  }
  // The span of the document that [begin, end) was read from; empty for an empty one.
  Span ToSource(int32_t begin, int32_t end) const {
    return begin < end ? Span{offsets_[begin], offsets_[end - 1] + 1} : Span{};
  }
  // The first place read from `offset` or behind it.
  int32_t FromSource(int32_t offset) const;

 private:
  void Push(char32_t c, CharClass cls, int32_t offset);

  std::u32string text_;
  std::vector<uint8_t> classes_;
  std::vector<int32_t> offsets_;
};

}  // namespace gangmu::extraction
