#include "services/measures/maintenance.h"

#include <utility>

#include "common/config/data_folder.h"
#include "common/status/macros.h"
#include "services/measures/store/sqlite/backup.h"
#include "services/measures/store/sqlite/export.h"

namespace gangmu::measures {

namespace {

// The file of the store in a data folder, which is made where it is missing.
absl::StatusOr<std::string> StoreIn(const std::string& data) {
  RETURN_IF_ERROR(MakeDataFolder(data));
  return data + "/measures.db";
}

}  // namespace

absl::StatusOr<std::string> ImportStore(const ImportRequest& request,
                                        std::function<absl::StatusOr<std::string>()> source) {
  ASSIGN_OR_RETURN(const std::string path, StoreIn(request.data));
  ASSIGN_OR_RETURN(const Position position,
                   ImportSqliteStore({.path = path, .replace = request.replace, .keep_epoch = request.keep_epoch},
                                     std::move(source)));
  return position.ToString();
}

absl::StatusOr<std::string> RestoreStore(const std::string& backup, const std::string& data, bool replace) {
  ASSIGN_OR_RETURN(const std::string path, StoreIn(data));
  ASSIGN_OR_RETURN(const Position position, RestoreSqliteStore({.backup = backup, .path = path, .replace = replace}));
  return position.ToString();
}

}  // namespace gangmu::measures
