// CSV after RFC 4180, with LF line ends.
#pragma once

#include <string>
#include <vector>

namespace gangmu::cli {

// One line with its newline; cells that hold a comma, a quote or a line end are quoted.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace gangmu::cli
