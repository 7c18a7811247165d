#include "services/statistics/engine/non_additive.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_join.h"

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::statistics {
namespace {

constexpr size_t kMaxDimensions = 8;
constexpr size_t kMostNamed = 8;

// At most kMostNamed of them, and how many there are.
std::string ListOf(std::vector<std::string> names) {
  const size_t total = names.size();
  if (total <= kMostNamed) return absl::StrJoin(names, ", ");
  names.resize(kMostNamed);
  return StrCat(absl::StrJoin(names, ", "), " … (", total, ")");
}

// One mixture as messages and proposals speak of it.
struct Part {
  MixtureBit bit;
  std::string_view key;        // of metadata and of Query::allowed_mixtures
  std::string_view dimension;  // that keeps it apart
  std::string_view what;
};
constexpr Part kParts[] = {
    {kMixKinds, "kinds", "kind", "numbers of different kinds"},
    {kMixPeriods, "periods", "period", "levels of different periods"},
    {kMixRegions, "regions", "region", "regions one of which contains another"},
};

}  // namespace

absl::Status NonAdditive(const Query& query, const Snapshot& snapshot, const std::vector<std::string>& dimensions,
                         uint8_t found, const Mixtures& mixtures) {
  std::vector<std::string> group_by = query.group_by;
  std::vector<std::string> said;
  std::vector<std::string> allow;
  std::vector<std::pair<std::string, std::string>> lists;
  size_t added = 0;
  for (const Part& part : kParts) {
    if ((found & part.bit) == 0) continue;
    const std::string list = ListOf(part.bit == kMixKinds     ? KindsOf(mixtures)
                                    : part.bit == kMixPeriods ? PeriodsOf(mixtures, snapshot)
                                                              : NestedRegionsOf(mixtures, snapshot));
    said.push_back(StrCat(part.what, " (", list, ")"));
    lists.emplace_back(part.key, list);
    allow.emplace_back(part.key);
    group_by.emplace_back(part.dimension);
    ++added;
  }
  Error error(
      absl::StatusCode::kFailedPrecondition, Reason::kNON_ADDITIVE,
      StrCat("the query would add ", absl::StrJoin(said, "; "), ": group by what differs, or allow it by name"));
  for (const auto& [key, list] : lists) error.With(key, list);
  if (dimensions.size() + added <= kMaxDimensions) return error.With("groupBy", absl::StrJoin(group_by, ","));
  return error.With("allow", absl::StrJoin(allow, ","));
}

}  // namespace gangmu::statistics
