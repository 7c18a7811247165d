// Reads the tab-separated data files that are compiled into the binaries: one row a line, '#' at a line start opens a
// comment, blank lines mean nothing, no quoting. Thread safe.
#pragma once

#include <string_view>
#include <vector>

namespace gangmu::codelists {

using TsvRow = std::vector<std::string_view>;

// Rows in file order; the fields point into `data`. Every row must have `min_fields` at least: data is part of the
// program, so a shorter row is a defect of the build and ends the process with a message naming the row.
std::vector<TsvRow> ReadTsv(std::string_view data, size_t min_fields);

}  // namespace gangmu::codelists
