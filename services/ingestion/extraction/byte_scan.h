// Tests on a byte for each code point, such as its class or its landmarks, made for eight of them at once.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace gangmu::extraction {

inline constexpr uint64_t kEachByte = 0x0101010101010101u;

static_assert(std::endian::native == std::endian::little, "the first byte must be the lowest of the word");

// Calls `test` with eight bytes at a time of bytes[0, count), count <= 64; the lowest bit of each byte of what it
// returns is the answer for that byte. Bit k of the result is the answer for bytes[k].
template <typename Test>
uint64_t BitsOfBytes(const uint8_t* bytes, int32_t count, const Test& test) {
  constexpr uint64_t kGather = 0x0102040810204080u;  // moves the lowest bits of eight bytes into the highest byte
  uint64_t bits = 0;
  int32_t i = 0;
  for (; count - i >= 8; i += 8) {
    uint64_t eight = 0;
    std::memcpy(&eight, bytes + i, sizeof eight);
    bits |= ((test(eight) & kEachByte) * kGather >> 56) << i;
  }
  if (i == count) return bits;
  uint64_t rest = 0;
  std::memcpy(&rest, bytes + i, static_cast<size_t>(count - i));
  const uint64_t answers = (test(rest) & kEachByte) * kGather >> 56;
  return bits | (answers & ((uint64_t{1} << (count - i)) - 1)) << i;
}

}  // namespace gangmu::extraction
