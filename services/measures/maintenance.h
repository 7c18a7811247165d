// Work on a store that no service has open, for the command line.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"

namespace gangmu::measures {

// Puts a backup in place as the store of the data folder `data`, which is made where it is missing. `replace`: a store
// that is there is set aside as measures.db.before-restore. The position of its newest change, in a new epoch.
// Errors: those of RestoreSqliteStore.
absl::StatusOr<std::string> RestoreStore(const std::string& backup, const std::string& data, bool replace);

struct ImportRequest {
  std::string data;         // data folder, made where it is missing
  bool replace = false;     // a store that is there is set aside as measures.db.before-restore
  bool keep_epoch = false;  // only where the store of the export is never written again: followers go on
};

// Makes a store of a logical export, whose bytes `source` gives piece by piece, empty at the end. The position of its
// newest change. Errors: those of ImportSqliteStore.
absl::StatusOr<std::string> ImportStore(const ImportRequest& request,
                                        std::function<absl::StatusOr<std::string>()> source);

}  // namespace gangmu::measures
