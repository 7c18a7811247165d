// Files of the command line.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

#include "services/cli/terminal.h"

namespace gangmu::cli {

inline constexpr char kStandardInput[] = "-";

// The bytes of a file, or of standard input for "-". Errors, in words for the user: NOT_FOUND, PERMISSION_DENIED,
// INVALID_ARGUMENT (a folder; LIMIT_EXCEEDED beyond `max_bytes`), UNAVAILABLE for other failures of reading.
absl::StatusOr<std::string> ReadInput(const std::string& path, int64_t max_bytes, const Terminal& terminal);

// The same for a file only; "-" is a name as any other.
absl::StatusOr<std::string> ReadFile(const std::string& path, int64_t max_bytes);

}  // namespace gangmu::cli
