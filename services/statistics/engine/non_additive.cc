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
    {kMixTargets, "targets", "target", "targets and results"},
};

// What was found, in words and lists.
struct Findings {
  std::vector<std::string> said;
  std::vector<std::string> keys;
  std::vector<std::string> dimensions;
  std::vector<std::string> lists;  // by key

  Findings(const Snapshot& snapshot, uint8_t found, const Mixtures& mixtures) {
    for (const Part& part : kParts) {
      if ((found & part.bit) == 0) continue;
      lists.push_back(ListOf(part.bit == kMixKinds     ? KindsOf(mixtures)
                             : part.bit == kMixPeriods ? PeriodsOf(mixtures, snapshot)
                             : part.bit == kMixTargets ? TargetsOf(mixtures)
                                                       : NestedRegionsOf(mixtures, snapshot)));
      said.push_back(StrCat(part.what, " (", lists.back(), ")"));
      keys.emplace_back(part.key);
      dimensions.emplace_back(part.dimension);
    }
  }

  Error ToError(std::string_view who, std::string_view advice) const {
    Error error(absl::StatusCode::kFailedPrecondition, Reason::kNON_ADDITIVE,
                StrCat(who, " would add ", absl::StrJoin(said, "; "), ": ", advice));
    for (size_t k = 0; k < keys.size(); ++k) error.With(keys[k], lists[k]);
    return error;
  }
};

}  // namespace

absl::Status NonAdditive(const Query& query, const Snapshot& snapshot, const std::vector<std::string>& dimensions,
                         uint8_t found, const Mixtures& mixtures) {
  const Findings findings(snapshot, found, mixtures);
  Error error = findings.ToError("the query", "group by what differs, or allow it by name");
  if (dimensions.size() + findings.keys.size() > kMaxDimensions) {
    return error.With("allow", absl::StrJoin(findings.keys, ","));
  }
  std::vector<std::string> group_by = query.group_by;
  group_by.insert(group_by.end(), findings.dimensions.begin(), findings.dimensions.end());
  return error.With("groupBy", absl::StrJoin(group_by, ","));
}

absl::Status NonAdditiveRows(const Snapshot& snapshot, uint8_t found, const Mixtures& mixtures) {
  const Findings findings(snapshot, found, mixtures);
  return findings.ToError("a share or running total over rows", "filter what differs, or allow it by name")
      .With("allow", absl::StrJoin(findings.keys, ","));
}

}  // namespace gangmu::statistics
