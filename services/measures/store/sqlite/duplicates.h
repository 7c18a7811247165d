// Clusters of living documents with equal texts. The representative does not depend on the order of arrival: earliest
// publish date (a stated one before none), then highest issuer level, then name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "services/measures/store/sqlite/group_commit.h"

namespace gangmu::measures {

struct ClusterMember {
  std::string name;
  std::string publish_date;  // empty where not stated
  std::string region_code;
  std::string duplicate_of;  // as stored
};

// Living documents with that text, the representative first. `joining` is put into its place as if it were stored; a
// stored document of its name is left out.
absl::StatusOr<std::vector<ClusterMember>> ReadCluster(sqlite::Connection& db, const std::string& text_sha256,
                                                       const std::optional<ClusterMember>& joining);

// Writes a new version of each member whose mark does not fit the representative any more, but for `except`.
absl::Status MarkCluster(WriteScope& scope, const std::vector<ClusterMember>& cluster, std::string_view except);

}  // namespace gangmu::measures
