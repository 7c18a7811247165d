#include "common/time/id_source.h"

#include <cstdlib>
#include <sys/random.h>

#include "absl/strings/str_format.h"

#include "common/sync/mutex.h"

namespace gangmu {
namespace {

class OsIds final : public IdSource {
 public:
  uint64_t Next64() override {
    uint64_t value = 0;
    // Up to 256 bytes come whole and are never interrupted once the pool is ready; without randomness there is no
    // safe way on.
    if (getrandom(&value, sizeof(value), 0) != sizeof(value)) std::abort();
    return value;
  }
};

// splitmix64 (Steele, Lea and Flood 2014): the sequence is part of what tests rely on, std engines' seeding is not.
class SplitMixIds final : public IdSource {
 public:
  explicit SplitMixIds(uint64_t seed) : state_(seed) {}
  uint64_t Next64() override {
    MutexLock lock(&mutex_);
    uint64_t z = (state_ += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

 private:
  Mutex mutex_;
  uint64_t state_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

std::string IdSource::NewUuid() {
  const uint64_t high = Next64(), low = Next64();
  return absl::StrFormat("%08x-%04x-4%03x-%04x-%012x", high >> 32, (high >> 16) & 0xFFFF, high & 0x0FFF,
                         0x8000 | (low >> 50), low & 0xFFFFFFFFFFFF);
}

IdSource& SystemIds() {
  static OsIds* const ids = new OsIds;
  return *ids;
}

std::unique_ptr<IdSource> SeededIds(uint64_t seed) { return std::make_unique<SplitMixIds>(seed); }

}  // namespace gangmu
