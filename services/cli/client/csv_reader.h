// CSV after RFC 4180, read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace gangmu::cli {

// Rows of cells. A byte-order mark is left out, lines end with LF or CRLF, cells in quotes may hold commas, doubled
// quotes and line ends; a line without anything is no row. Errors: INVALID_ARGUMENT (FILE_MALFORMED) for a quote that
// is never closed or has text behind it, with the row's number from 1.
absl::StatusOr<std::vector<std::vector<std::string>>> ParseCsv(std::string_view text);

}  // namespace gangmu::cli
