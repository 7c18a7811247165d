// Putting serialised messages together without parsing them: concatenated encodings are the merged message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gangmu::measures {

inline void AppendVarint(uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

// The header of a string, bytes or message field of so many bytes, which must follow.
inline void AppendFieldHeader(int number, size_t bytes, std::string& out) {
  constexpr uint32_t kLengthDelimited = 2;
  AppendVarint(static_cast<uint32_t>(number) << 3 | kLengthDelimited, out);
  AppendVarint(bytes, out);
}

inline void AppendField(int number, std::string_view bytes, std::string& out) {
  AppendFieldHeader(number, bytes.size(), out);
  out.append(bytes);
}

}  // namespace gangmu::measures
