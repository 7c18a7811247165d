// Ties measures together and takes such ties away.
//
// Links other than SAME_AS lead from a later measure to an earlier one, and measures that are the same count as one. No
// measure may come before itself: a link that would close such a circle is refused. Links that are orphaned count,
// since they may have effect again.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/group_commit.h"

namespace gangmu::measures {

absl::StatusOr<policy::v1::MeasureLink> Link(WriteScope& scope, const LinkRequest& request);
absl::StatusOr<policy::v1::MeasureLink> Unlink(WriteScope& scope, const UnlinkRequest& request);

// NOT_FOUND where `name` is no current measure or living document; nothing is asked of an empty name.
absl::Status CheckEvidence(sqlite::Connection& db, const std::string& name);

}  // namespace gangmu::measures
