// The folder that a service keeps its databases in.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace gangmu {

// Makes the folder and those above it where they are missing. PRECONDITION_FAILED where that cannot be done, with the
// path, what the system said and what to do about it.
absl::Status MakeDataFolder(const std::string& path);

}  // namespace gangmu
