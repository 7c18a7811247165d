// UTF-8 to code points and back, as extraction needs it: strict, fast on Chinese text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gangmu::extraction {

// Number of bytes that are no continuation byte: the number of code points where `utf8` is valid.
size_t CountCodePoints(std::string_view utf8);

// Decodes one code point at `p` < `end` and moves `p` behind it. Returns false, with `p` unmoved, for anything that
// Unicode forbids: truncated and overlong forms, surrogates, beyond U+10FFFF.
[[gnu::always_inline]] inline bool DecodeOne(const uint8_t*& p, const uint8_t* end, char32_t& out) {
  const uint32_t a = *p;
  if ((a & 0xF0) == 0xE0) {  // nearly all of Chinese text
    if (end - p < 3) return false;
    const uint32_t b = p[1], d = p[2];
    const uint32_t c = (a & 0x0F) << 12 | (b & 0x3F) << 6 | (d & 0x3F);
    // One branch for all that is wrong: no continuation bytes, overlong, a surrogate.
    if ((((b ^ 0x80) | (d ^ 0x80)) >= 0x40) | (c < 0x800) | (c - 0xD800 < 0x800)) return false;
    out = c;
    p += 3;
    return true;
  }
  if (a < 0x80) {
    out = a;
    ++p;
    return true;
  }
  if ((a & 0xE0) == 0xC0) {
    if (end - p < 2 || (p[1] & 0xC0) != 0x80 || a < 0xC2) return false;
    out = (a & 0x1F) << 6 | (p[1] & 0x3Fu);
    p += 2;
    return true;
  }
  if ((a & 0xF8) != 0xF0 || end - p < 4) return false;
  if ((p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80 || (p[3] & 0xC0) != 0x80) return false;
  const uint32_t c = (a & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
  if (c < 0x10000 || c > 0x10FFFF) return false;
  out = c;
  p += 4;
  return true;
}

void AppendUtf8(char32_t c, std::string& out);
void AppendUtf8(std::u32string_view s, std::string& out);

// The first code point of a non-empty valid piece.
char32_t FirstCodePoint(std::string_view utf8);

// Valid UTF-8 only (compiled-in data); what is not valid ends the piece.
std::u32string ToUtf32(std::string_view utf8);

}  // namespace gangmu::extraction
