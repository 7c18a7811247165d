// A table row as one line of text.
#pragma once

#include <string>
#include <vector>

namespace gangmu::readers {

// "| a | b |": the form of Markdown, which extraction knows as a row. Line ends inside a cell become blanks. A row of
// one cell is no row but its text; empty where all cells are.
std::string TableRowLine(const std::vector<std::string>& cells);

}  // namespace gangmu::readers
