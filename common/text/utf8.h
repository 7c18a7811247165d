// UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF): checks, code points and the two kinds of
// offset. Pure; thread safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gangmu {

// Length in bytes (1 to 4) of the valid sequence at the beginning of `text`; 0 where there is none.
size_t Utf8SequenceLength(std::string_view text);

// Offset of the first byte that belongs to no valid sequence; nullopt where all is valid. Linear, about memory speed
// for ASCII and several hundred MB/s for Chinese.
std::optional<size_t> FirstInvalidUtf8(std::string_view text);
inline bool IsValidUtf8(std::string_view text) { return !FirstInvalidUtf8(text).has_value(); }

// `text` cut to at most `max_bytes`, at a code point, each byte that is no UTF-8 replaced by '?'. Stops reading at
// `max_bytes`.
std::string PrintableUtf8(std::string_view text, size_t max_bytes);

// Below, `text` must be valid UTF-8.

// Number of code points.
size_t CountCodePoints(std::string_view text);

// Takes the first code point off `text`, which must not be empty.
char32_t TakeCodePoint(std::string_view& text);

// Appends `code_point`, which must be a Unicode scalar value.
void AppendUtf8(std::string& out, char32_t code_point);

// Byte offset of the code point with that number; the size of `text` for its end; nullopt beyond.
std::optional<size_t> ByteOffset(std::string_view text, size_t code_points);

// Translates many offsets of one text, in constant time each after a linear start; 1/16 of the text in memory. The text
// must outlive the map.
class OffsetMap {
 public:
  explicit OffsetMap(std::string_view text);

  size_t code_points() const { return code_points_; }
  // Code point in which the byte lies; code_points() for offsets at or beyond the end.
  size_t ToCodePoints(size_t byte_offset) const;
  // First byte of the code point; the size of the text for offsets at or beyond the end.
  size_t ToBytes(size_t code_point_offset) const;

 private:
  // Code points between two marks.
  static constexpr size_t kStep = 64;

  std::string_view text_;
  std::vector<uint32_t> marks_;  // byte offset of code point i * kStep
  size_t code_points_ = 0;
};

}  // namespace gangmu
