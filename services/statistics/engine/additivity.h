// What the cells of sums and means mix: kinds of numbers, periods of levels, regions, targets with results.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"

#include "services/statistics/engine/kernels.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

// What some groups mix. Codes rise and stand once.
struct Mixtures {
  uint16_t kinds = 0;             // bit k: there is a fact of kind k
  uint8_t targets = 0;            // bit 0: there is a result, bit 1: there is a target
  std::vector<uint32_t> periods;  // stated ones of levels
  std::vector<uint32_t> regions;  // stated ones

  void Merge(const Mixtures& other);
};

// The mixtures among `wanted` (MixtureBit) that do not add up.
uint8_t FindMixtures(const Mixtures& mixtures, uint8_t wanted, const Snapshot& snapshot);

// Names of what is mixed, sorted; for messages.
std::vector<std::string> KindsOf(const Mixtures& mixtures);
std::vector<std::string> PeriodsOf(const Mixtures& mixtures, const Snapshot& snapshot);
std::vector<std::string> TargetsOf(const Mixtures& mixtures);
// Of the regions only those that contain another or lie in one.
std::vector<std::string> NestedRegionsOf(const Mixtures& mixtures, const Snapshot& snapshot);

// Collects them by group. Only facts with one of the numbers of `presence` (PresenceBit) count.
class AdditivityKernel final : public Kernel {
 public:
  AdditivityKernel(uint8_t wanted, uint8_t presence) : wanted_(wanted), presence_(presence) {}
  bool WantsDocuments() const override { return (wanted_ & kMixRegions) != 0; }
  void Resize(size_t groups) override;
  void Add(const Batch& batch) override;
  void Merge(Kernel& other, const std::vector<uint32_t>& to) override;

  // By group. Called once, at the end.
  std::vector<Mixtures> TakeMixtures();

 private:
  // Pairs of group and code, each once; `last` spares the look-up where a group sees the same code again.
  struct Pairs {
    std::vector<uint32_t> last;
    absl::flat_hash_set<uint64_t> seen;
    void Include(uint32_t group, uint32_t code);
    void Merge(const Pairs& other, const std::vector<uint32_t>& to);
  };

  const uint8_t wanted_;
  const uint8_t presence_;
  std::vector<uint16_t> kinds_;
  std::vector<uint8_t> targets_;
  Pairs periods_;
  Pairs regions_;
};

}  // namespace gangmu::statistics
