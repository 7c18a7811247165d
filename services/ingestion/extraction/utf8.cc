#include "services/ingestion/extraction/utf8.h"

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
