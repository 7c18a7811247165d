#include "common/config/data_folder.h"

#include <filesystem>
#include <system_error>

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu {

absl::Status MakeDataFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && std::filesystem::is_directory(path, error)) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
               StrCat("cannot make the data folder ", path, ": ", error.message(),
                      "; give another with --data, or the right to write there"));
}

}  // namespace gangmu
