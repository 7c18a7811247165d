// A block of the document as the rules on quantities read it: folded, without blanks and hard wraps, with a map back.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "services/ingestion/extraction/landmarks.h"
#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

// Places are indices into `text()`. A piece of the document that holds nothing to leave out is read where it stands;
// only others are copied, into memory that is reused from block to block.
class Passage {
 public:
  Passage() = default;
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;

  // Reads [span) of the document, whose landmarks begin at `marks`; both are kept by reference. A blank is kept only
  // between two ASCII letters or digits, where it parts two words; a comma that groups the digits of a number becomes
  // ','.
  void Assign(const SourceText& source, const uint8_t* marks, Span span);
  // The same for a text of its own.
  void Assign(const SourceText& source, const Landmarks& landmarks) {
    Assign(source, landmarks.data(), {0, source.size()});
  }

  std::u32string_view text() const { return {text_, static_cast<size_t>(size_)}; }
  // One landmark a place.
  const uint8_t* marks() const { return marks_; }
  int32_t size() const { return size_; }
  // The code point at `i`, 0 outside.
  char32_t at(int32_t i) const { return Inside(i) ? text_[i] : U'\0'; }
  CharClass cls(int32_t i) const { return Inside(i) ? static_cast<CharClass>(classes_[i]) : CharClass::kNewline; }
  bool StartsWith(int32_t i, std::u32string_view s) const {
    return i >= 0 && s.size() <= static_cast<size_t>(size_) && i <= size_ - static_cast<int32_t>(s.size()) &&
           Equal(text_ + i, s);
  }
  bool EndsWith(int32_t end, std::u32string_view s) const {
    const int32_t n = static_cast<int32_t>(s.size());
    return end >= n && end <= size_ && Equal(text_ + (end - n), s);
  }
  // Of a literal, whose length is known when this is compiled.
  template <size_t kSize>
  [[gnu::always_inline]] bool StartsWith(int32_t i, const char32_t (&literal)[kSize]) const {
    return StartsWith(i, std::u32string_view(literal, kSize - 1));
  }
  template <size_t kSize>
  [[gnu::always_inline]] bool EndsWith(int32_t end, const char32_t (&literal)[kSize]) const {
    return EndsWith(end, std::u32string_view(literal, kSize - 1));
  }
  // The span of the document that [begin, end) was read from; empty for an empty one.
  Span ToSource(int32_t begin, int32_t end) const {
    return begin < end ? Span{Offset(begin), Offset(end - 1) + 1} : Span{};
  }
  // The first place read from `offset` or behind it.
  int32_t FromSource(int32_t offset) const;

 private:
  bool Inside(int32_t i) const { return static_cast<uint32_t>(i) < static_cast<uint32_t>(size_); }
  // Words are short: the first code point decides nearly always.
  static bool Equal(const char32_t* p, std::u32string_view s) {
    for (size_t i = 0; i < s.size(); ++i) {
      if (p[i] != s[i]) return false;
    }
    return true;
  }
  int32_t Offset(int32_t i) const { return copied_ ? offsets_[i] : start_ + i; }
  void MakeRoom(int32_t most);
  void Copy(const SourceText& source, Span span);
  void Push(char32_t c, CharClass cls, int32_t offset);

  const char32_t* text_ = nullptr;
  const uint8_t* classes_ = nullptr;
  const uint8_t* marks_ = nullptr;
  int32_t size_ = 0;
  int32_t start_ = 0;  // of the passage in the document, where it is read there
  bool copied_ = false;
  // Of a copy. Plain arrays, since strings and vectors would be filled before they are written.
  int32_t room_ = 0;
  std::unique_ptr<char32_t[]> own_text_;
  std::unique_ptr<uint8_t[]> own_classes_;
  std::unique_ptr<uint8_t[]> own_marks_;
  std::unique_ptr<int32_t[]> offsets_;
};

}  // namespace gangmu::extraction
