// Work on a store that no service has open, for the command line.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace gangmu::measures {

// Puts a backup in place as the store of the data folder `data`, which is made where it is missing. `replace`: a store
// that is there is set aside as measures.db.before-restore. The position of its newest change, in a new epoch.
// Errors: those of RestoreSqliteStore.
absl::StatusOr<std::string> RestoreStore(const std::string& backup, const std::string& data, bool replace);

}  // namespace gangmu::measures
