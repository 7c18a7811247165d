#include "services/ingestion/readers/charset_cursor.h"

#include <algorithm>

namespace gangmu::readers {
namespace {

using std::string_view_literals::operator""sv;

constexpr bool IsSurrogateHigh(unsigned char high_byte) { return high_byte >= 0xD8 && high_byte <= 0xDB; }

}  // namespace

CharsetCursor::CharsetCursor(std::string_view bytes, std::string_view charset) : bytes_(bytes), kind_(Kind::kUtf8) {
  if (charset == "UTF-16LE") kind_ = Kind::kUtf16Le;
  if (charset == "UTF-16BE") kind_ = Kind::kUtf16Be;
  if (charset == "GB18030") kind_ = Kind::kGb18030;
  if (charset.starts_with("Big5")) kind_ = Kind::kBig5;
  for (std::string_view mark : {"\xEF\xBB\xBF"sv, "\xFF\xFE"sv, "\xFE\xFF"sv, "\x84\x31\x95\x33"sv}) {
    if (bytes.starts_with(mark)) byte_ = mark.size();
  }
}

CharsetCursor::Step CharsetCursor::Next() const {
  const unsigned char first = At(byte_), second = At(byte_ + 1);
  switch (kind_) {
    case Kind::kUtf8:
      return {first < 0x80 ? 1U : first < 0xE0 ? 2U : first < 0xF0 ? 3U : 4U, 1};
    case Kind::kUtf16Le:
      return {IsSurrogateHigh(second) ? 4U : 2U, 1};
    case Kind::kUtf16Be:
      return {IsSurrogateHigh(first) ? 4U : 2U, 1};
    case Kind::kGb18030:
      return {first < 0x80 ? 1U : second >= 0x30 && second <= 0x39 ? 4U : 2U, 1};
    case Kind::kBig5:
      break;
  }
  // Four codes of HKSCS are a letter with a combining mark, which Unicode writes as two.
  const bool composed = first == 0x88 && (second == 0x62 || second == 0x64 || second == 0xA3 || second == 0xA5);
  return {first < 0x80 ? 1U : 2U, composed ? 2U : 1U};
}

size_t CharsetCursor::Skip(size_t code_points) {
  while (code_points > 0 && byte_ < bytes_.size()) {
    const Step step = Next();
    byte_ += step.bytes;
    code_points -= std::min(code_points, step.code_points);
  }
  byte_ = std::min(byte_, bytes_.size());
  return byte_;
}

}  // namespace gangmu::readers
