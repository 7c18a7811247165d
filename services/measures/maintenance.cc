#include "services/measures/maintenance.h"

#include <filesystem>
#include <system_error>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/sqlite/backup.h"

namespace gangmu::measures {

absl::StatusOr<std::string> RestoreStore(const std::string& backup, const std::string& data, bool replace) {
  std::error_code error;
  std::filesystem::create_directories(data, error);
  if (!std::filesystem::is_directory(data, error)) {
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
                 StrCat("cannot make the data folder ", data));
  }
  ASSIGN_OR_RETURN(const Position position,
                   RestoreSqliteStore({.backup = backup, .path = data + "/measures.db", .replace = replace}));
  return position.ToString();
}

}  // namespace gangmu::measures
