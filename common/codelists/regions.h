// Administrative divisions by the codes of GB/T 2260: look-up by code and name, and the tree that the codes make.
// Data in data/regions.tsv, region_aliases.tsv and region_changes.tsv. Thread safe: built once, then read only.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gangmu::codelists {

enum class RegionLevel : uint8_t { kCountry, kProvince, kPrefecture, kCounty };

struct Region {
  std::string_view code;  // six digits
  std::string_view name;  // the full name: 武汉市, 黔南布依族苗族自治州
  RegionLevel level = RegionLevel::kProvince;
};

inline constexpr std::string_view kCountryCode = "000000";

// nullptr where no division of today has the code. kCountryCode finds none.
const Region* FindRegion(std::string_view code);

// All divisions that bear the name: full names first, then short names (武汉, 黔南州), then former ones (襄樊市), each
// leading to the division of today. Several where a name is borne more than once (朝阳区). In order of codes.
std::vector<const Region*> FindRegionsByName(std::string_view name);

// The division one level up; nullptr for provinces. A county-level city that its province governs directly (429006
// 天门市) has the province as parent.
const Region* ParentRegion(std::string_view code);

// Whether `code` is `ancestor` or lies in its subtree. By the structure of the codes, so it holds for withdrawn codes
// of the same subtree too; kCountryCode contains every code. False where either is no code of six digits.
bool RegionContains(std::string_view ancestor, std::string_view code);

// Divisions directly below, in order of codes; the provinces for kCountryCode.
std::vector<const Region*> ChildRegions(std::string_view code);

// Every division, in order of codes.
const std::vector<Region>& AllRegions();

// A division that was renamed, raised or merged.
struct FormerRegion {
  std::string_view code;  // of then; may be in use again for the division of today
  std::string_view name;
  std::string_view present;  // code of the division of today
  int year = 0;              // of the approval
  std::string_view what;     // what became of it, in English
};

// In the order of the data file.
const std::vector<FormerRegion>& FormerRegions();

struct RegionName {
  std::string_view name;
  const Region* region;
  enum class Kind : uint8_t { kFull, kShort, kFormer } kind;
};

// Every name that FindRegionsByName() knows, for building a matcher.
const std::vector<RegionName>& AllRegionNames();

}  // namespace gangmu::codelists
