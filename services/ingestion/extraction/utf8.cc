#include "services/ingestion/extraction/utf8.h"

#include <algorithm>
#include <cstring>

namespace gangmu::extraction {

// Eight bytes at a time: a continuation byte has its high bit set and the next one not.
size_t CountCodePoints(std::string_view utf8) {
  constexpr uint64_t kOnes = 0x0101010101010101u;
  size_t continuations = 0, i = 0;
  for (; utf8.size() - i >= sizeof(uint64_t); i += sizeof(uint64_t)) {
    uint64_t eight = 0;
    std::memcpy(&eight, utf8.data() + i, sizeof eight);
    continuations += ((eight >> 7 & ~eight >> 6 & kOnes) * kOnes) >> 56;
  }
  for (; i < utf8.size(); ++i) continuations += static_cast<int8_t>(utf8[i]) < -64;
  return utf8.size() - continuations;
}

namespace {

char* Write(char32_t c, char* p) {
  if (c >= 0x800 && c < 0x10000) {  // nearly all of Chinese text
    *p++ = static_cast<char>(0xE0 | c >> 12);
    *p++ = static_cast<char>(0x80 | (c >> 6 & 0x3F));
    *p++ = static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x80) {
    *p++ = static_cast<char>(c);
  } else if (c < 0x800) {
    *p++ = static_cast<char>(0xC0 | c >> 6);
    *p++ = static_cast<char>(0x80 | (c & 0x3F));
  } else {
    *p++ = static_cast<char>(0xF0 | c >> 18);
    *p++ = static_cast<char>(0x80 | (c >> 12 & 0x3F));
    *p++ = static_cast<char>(0x80 | (c >> 6 & 0x3F));
    *p++ = static_cast<char>(0x80 | (c & 0x3F));
  }
  return p;
}

constexpr size_t kMostBytes = 4;  // of a code point

}  // namespace

void AppendUtf8(char32_t c, std::string& out) {
  char bytes[kMostBytes];
  out.append(bytes, static_cast<size_t>(Write(c, bytes) - bytes));
}

void AppendUtf8(std::u32string_view s, std::string& out) {
  constexpr size_t kPiece = 64;
  char bytes[kPiece * kMostBytes];
  for (; !s.empty(); s.remove_prefix(std::min(s.size(), kPiece))) {
    char* p = bytes;
    for (const char32_t c : s.substr(0, kPiece)) p = Write(c, p);
    out.append(bytes, static_cast<size_t>(p - bytes));
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
