// CRC-32 (of ISO 3309, as in gzip), for telling whether a file was damaged; no defence against intent.
#pragma once

#include <cstdint>
#include <string_view>

namespace gangmu {

// The checksum of `bytes` behind those that gave `before`; 0 at the beginning. Finds every error within 32 bits in a
// row and all but one in 2^32 of the others. Thread safe.
uint32_t Crc32(std::string_view bytes, uint32_t before = 0);

}  // namespace gangmu
