#include "common/codelists/regions.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "common/codelists/tsv.h"
#include "common_codelists_data.h"

namespace gangmu::codelists {
namespace {

constexpr size_t kCodeLength = 6;

bool IsCode(std::string_view code) {
  return code.size() == kCodeLength &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The part of a code that its subtree shares: 42 for a province, 4201 for a prefecture, all of it for a county.
std::string_view SubtreePrefix(std::string_view code) {
  if (code == kCountryCode) return {};
  if (code.ends_with("0000")) return code.substr(0, 2);
  if (code.ends_with("00")) return code.substr(0, 4);
  return code;
}

class Tables {
 public:
  static const Tables& Get() {
    static const Tables& tables = *new Tables;
    return tables;
  }

  const Region* ByCode(std::string_view code) const {
    const auto it = std::lower_bound(regions_.begin(), regions_.end(), code,
                                     [](const Region& r, std::string_view c) { return r.code < c; });
    return it != regions_.end() && it->code == code ? &*it : nullptr;
  }

  const std::vector<Region>& regions() const { return regions_; }
  const std::vector<RegionName>& names() const { return names_; }
  const std::vector<FormerRegion>& former() const { return former_; }

 private:
  Tables() {
    for (const TsvRow& row : ReadTsv(data::k_regions, 3)) {
      const RegionLevel level = row[2] == "province"     ? RegionLevel::kProvince
                                : row[2] == "prefecture" ? RegionLevel::kPrefecture
                                                         : RegionLevel::kCounty;
      regions_.push_back({row[0], row[1], level});
    }
    std::sort(regions_.begin(), regions_.end(), [](const Region& a, const Region& b) { return a.code < b.code; });
    for (const Region& r : regions_) names_.push_back({r.name, &r, RegionName::Kind::kFull});
    for (const TsvRow& row : ReadTsv(data::k_region_aliases, 2)) {
      if (const Region* r = ByCode(row[0])) names_.push_back({row[1], r, RegionName::Kind::kShort});
    }
    for (const TsvRow& row : ReadTsv(data::k_region_changes, 5)) {
      former_.push_back({row[1], row[0], row[2], std::atoi(std::string(row[3]).c_str()), row[4]});
      if (const Region* r = ByCode(row[2])) names_.push_back({row[0], r, RegionName::Kind::kFormer});
    }
    std::stable_sort(names_.begin(), names_.end(),
                     [](const RegionName& a, const RegionName& b) { return a.name < b.name; });
  }

  std::vector<Region> regions_;  // by code
  std::vector<RegionName> names_;
  std::vector<FormerRegion> former_;  // by name; for one name: full, short, former, each by code
};

}  // namespace

const Region* FindRegion(std::string_view code) { return Tables::Get().ByCode(code); }

std::vector<const Region*> FindRegionsByName(std::string_view name) {
  const std::vector<RegionName>& names = Tables::Get().names();
  auto it = std::lower_bound(names.begin(), names.end(), name,
                             [](const RegionName& a, std::string_view n) { return a.name < n; });
  std::vector<const Region*> found;
  for (; it != names.end() && it->name == name; ++it) found.push_back(it->region);
  return found;
}

const Region* ParentRegion(std::string_view code) {
  if (!IsCode(code) || code.ends_with("0000")) return nullptr;
  std::string parent(code);
  if (!code.ends_with("00")) {
    parent.replace(4, 2, "00");
    if (const Region* r = FindRegion(parent)) return r;
  }
  parent.replace(2, 4, "0000");
  return FindRegion(parent);
}

bool RegionContains(std::string_view ancestor, std::string_view code) {
  return IsCode(ancestor) && IsCode(code) && code.starts_with(SubtreePrefix(ancestor));
}

std::vector<const Region*> ChildRegions(std::string_view code) {
  std::vector<const Region*> children;
  for (const Region& r : AllRegions()) {
    const Region* parent = ParentRegion(r.code);
    if (parent == nullptr ? code == kCountryCode : parent->code == code) children.push_back(&r);
  }
  return children;
}

const std::vector<FormerRegion>& FormerRegions() { return Tables::Get().former(); }

const std::vector<Region>& AllRegions() { return Tables::Get().regions(); }

const std::vector<RegionName>& AllRegionNames() { return Tables::Get().names(); }

}  // namespace gangmu::codelists
