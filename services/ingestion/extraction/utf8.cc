#include "services/ingestion/extraction/utf8.h"

namespace gangmu::extraction {

size_t CountCodePoints(std::string_view utf8) {
  size_t n = 0;
  for (const char c : utf8) n += static_cast<int8_t>(c) >= -64;
  return n;
}

void AppendUtf8(char32_t c, std::string& out) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    const char b[] = {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 0x3F))};
    out.append(b, 2);
  } else if (c < 0x10000) {
    const char b[] = {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
                      static_cast<char>(0x80 | (c & 0x3F))};
    out.append(b, 3);
  } else {
    const char b[] = {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 0x3F)),
                      static_cast<char>(0x80 | (c >> 6 & 0x3F)), static_cast<char>(0x80 | (c & 0x3F))};
    out.append(b, 4);
  }
}

std::u32string ToUtf32(std::string_view utf8) {
  std::u32string out;
  const auto* p = reinterpret_cast<const uint8_t*>(utf8.data());
  const auto* end = p + utf8.size();
  char32_t c = 0;
  while (p < end && DecodeOne(p, end, c)) out.push_back(c);
  return out;
}

char32_t FirstCodePoint(std::string_view utf8) {
  const auto* p = reinterpret_cast<const uint8_t*>(utf8.data());
  char32_t c = 0;
  if (utf8.empty() || !DecodeOne(p, p + utf8.size(), c)) return 0;
  return c;
}

}  // namespace gangmu::extraction
