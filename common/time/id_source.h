// Injected randomness: ids that are unique in service and repeatable in tests.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace gangmu {

// Thread safe.
class IdSource {
 public:
  virtual ~IdSource() = default;
  virtual uint64_t Next64() = 0;
  // 128 random bits in the form of a UUID version 4, lower case: "5f0c1e0a-93c4-4b7e-8c1d-0a1b2c3d4e5f".
  std::string NewUuid();
};

// From the operating system's random source; lives as long as the process.
IdSource& SystemIds();

// The same sequence for the same seed.
std::unique_ptr<IdSource> SeededIds(uint64_t seed);

}  // namespace gangmu
