// Tables whose columns line up where Chinese and Latin text are mixed: widths are those of a terminal, where a Han
// character takes two columns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/cli/output/style.h"

namespace gangmu::cli {

enum class Align { kLeft, kRight };

struct Column {
  std::string header;
  Align align = Align::kLeft;
  // May be cut, the widest first, where the table is wider than the terminal. Others never are: a cut number lies.
  bool may_shrink = false;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell a column. Line ends and control characters are shown as blanks.
  void AddRow(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }

  // Header, rows, each line ended by a newline, no blanks at the end of a line. `max_width` 0: as wide as it needs.
  std::string Render(const Style& style, int max_width) const;

 private:
  std::vector<int> Widths(int max_width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// `text` padded to `width` columns, or cut to it with … at the end.
std::string FitWidth(std::string_view text, int width, Align align = Align::kLeft);

// Line ends, tabs and control characters as single blanks; surrounding blanks gone.
std::string OneLine(std::string_view text);

}  // namespace gangmu::cli
