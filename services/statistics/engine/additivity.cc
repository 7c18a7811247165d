#include "services/statistics/engine/additivity.h"

#include <algorithm>
#include <bit>
#include <iterator>

#include "common/codelists/regions.h"
#include "common/text/strings.h"
#include "services/statistics/engine/buckets.h"
#include "services/statistics/engine/enum_names.h"

namespace gangmu::statistics {
namespace {

// Numbers of gangmu.policy.v1.IndicatorKind.
constexpr uint32_t kLevel = 1;
constexpr uint32_t kChange = 4;

constexpr uint8_t kResultBit = 1;
constexpr uint8_t kTargetBit = 2;

void Union(std::vector<uint32_t>& into, const std::vector<uint32_t>& from) {
  std::vector<uint32_t> both;
  both.reserve(into.size() + from.size());
  std::set_union(into.begin(), into.end(), from.begin(), from.end(), std::back_inserter(both));
  into = std::move(both);
}

// A change counts as the level that it leads to: its value is the new level.
uint16_t WithChangesAsLevels(uint16_t kinds) {
  constexpr uint16_t kChangeBit = 1 << kChange;
  if ((kinds & kChangeBit) == 0) return kinds;
  return static_cast<uint16_t>((kinds & ~kChangeBit) | (1 << kLevel));
}

std::vector<std::string> RegionCodes(const Mixtures& mixtures, const Snapshot& snapshot) {
  std::vector<std::string> codes;
  for (const uint32_t code : mixtures.regions) {
    codes.emplace_back(snapshot.catalog->of(Attribute::kRegion).Text(code));
  }
  std::sort(codes.begin(), codes.end());
  return codes;
}

// In the order of codes a region comes right before all that lie in it.
bool AnyNested(const std::vector<std::string>& codes) {
  return std::adjacent_find(codes.begin(), codes.end(), [](const std::string& a, const std::string& b) {
           return codelists::RegionContains(a, b);
         }) != codes.end();
}

}  // namespace

void Mixtures::Merge(const Mixtures& other) {
  kinds |= other.kinds;
  targets |= other.targets;
  Union(periods, other.periods);
  Union(regions, other.regions);
}

uint8_t FindMixtures(const Mixtures& mixtures, uint8_t wanted, const Snapshot& snapshot) {
  uint8_t found = 0;
  if (std::popcount(WithChangesAsLevels(mixtures.kinds)) > 1) found |= kMixKinds;
  if (mixtures.periods.size() > 1) found |= kMixPeriods;
  if (mixtures.targets == (kResultBit | kTargetBit)) found |= kMixTargets;
  if ((wanted & kMixRegions) != 0 && mixtures.regions.size() > 1 && AnyNested(RegionCodes(mixtures, snapshot))) {
    found |= kMixRegions;
  }
  return found & wanted;
}

std::vector<std::string> KindsOf(const Mixtures& mixtures) {
  std::vector<std::string> names;
  for (uint32_t k = 0; k < std::size(kKindNames); ++k) {
    if ((mixtures.kinds >> k & 1) != 0) names.emplace_back(kKindNames[k]);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> TargetsOf(const Mixtures& mixtures) {
  std::vector<std::string> names;
  if ((mixtures.targets & kResultBit) != 0) names.emplace_back("false");
  if ((mixtures.targets & kTargetBit) != 0) names.emplace_back("true");
  return names;
}

std::vector<std::string> PeriodsOf(const Mixtures& mixtures, const Snapshot& snapshot) {
  std::vector<std::string> names;
  for (const uint32_t code : mixtures.periods) {
    const auto [start, end] = DecodePeriod(snapshot.catalog->of(Attribute::kPeriod).Text(code));
    names.push_back(PeriodValue(start, end).value);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> NestedRegionsOf(const Mixtures& mixtures, const Snapshot& snapshot) {
  const std::vector<std::string> codes = RegionCodes(mixtures, snapshot);
  std::vector<std::string> nested;
  for (size_t i = 0; i < codes.size();) {
    size_t end = i + 1;
    while (end < codes.size() && codelists::RegionContains(codes[i], codes[end])) ++end;
    if (end > i + 1)
      nested.insert(nested.end(), codes.begin() + static_cast<std::ptrdiff_t>(i),
                    codes.begin() + static_cast<std::ptrdiff_t>(end));
    i = end;
  }
  return nested;
}

void AdditivityKernel::Pairs::Include(uint32_t group, uint32_t code) {
  if (code == 0 || last[group] == code) return;
  last[group] = code;
  seen.insert(static_cast<uint64_t>(group) << 32 | code);
}

void AdditivityKernel::Pairs::Merge(const Pairs& other, const std::vector<uint32_t>& to) {
  for (const uint64_t pair : other.seen) Include(to[pair >> 32], static_cast<uint32_t>(pair));
}

void AdditivityKernel::Resize(size_t groups) {
  kinds_.resize(groups);
  targets_.resize(groups);
  periods_.last.resize(groups);
  regions_.last.resize(groups);
}

void AdditivityKernel::Add(const Batch& b) {
  const CodeColumn& presence = b.segment->indicator_column(Attribute::kPresence);
  const CodeColumn& kinds = b.segment->indicator_column(Attribute::kKind);
  const CodeColumn& flags = b.segment->indicator_column(Attribute::kFlags);
  const CodeColumn& periods = b.segment->indicator_column(Attribute::kPeriod);
  const CodeColumn& regions = b.segment->document_column(Attribute::kRegion);
  const bool by_region = (wanted_ & kMixRegions) != 0;
  for (uint32_t k = 0; k < b.count; ++k) {
    const uint32_t offset = b.offsets == nullptr ? k : b.offsets[k];
    const uint32_t row = b.begin + offset;
    if ((presence[row] & presence_) == 0) continue;
    const uint32_t group = b.groups[k];
    const uint32_t kind = kinds[row];
    kinds_[group] |= static_cast<uint16_t>(1 << kind);
    targets_[group] |= (flags[row] & kFlagTarget) != 0 ? kTargetBit : kResultBit;
    if (kind == kLevel || kind == kChange) periods_.Include(group, periods[row]);
    if (by_region) regions_.Include(group, regions[b.documents[offset]]);
  }
}

void AdditivityKernel::Merge(Kernel& other, const std::vector<uint32_t>& to) {
  const auto& from = static_cast<const AdditivityKernel&>(other);
  for (size_t g = 0; g < to.size(); ++g) {
    kinds_[to[g]] |= from.kinds_[g];
    targets_[to[g]] |= from.targets_[g];
  }
  periods_.Merge(from.periods_, to);
  regions_.Merge(from.regions_, to);
}

std::vector<Mixtures> AdditivityKernel::TakeMixtures() {
  std::vector<Mixtures> mixtures(kinds_.size());
  for (size_t g = 0; g < kinds_.size(); ++g) {
    mixtures[g].kinds = kinds_[g];
    mixtures[g].targets = targets_[g];
  }
  for (const uint64_t pair : periods_.seen) mixtures[pair >> 32].periods.push_back(static_cast<uint32_t>(pair));
  for (const uint64_t pair : regions_.seen) mixtures[pair >> 32].regions.push_back(static_cast<uint32_t>(pair));
  for (Mixtures& m : mixtures) {
    std::sort(m.periods.begin(), m.periods.end());
    std::sort(m.regions.begin(), m.regions.end());
  }
  periods_ = {};
  regions_ = {};
  return mixtures;
}

}  // namespace gangmu::statistics
