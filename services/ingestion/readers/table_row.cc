#include "services/ingestion/readers/table_row.h"

#include <algorithm>

#include "services/ingestion/readers/text_builder.h"

namespace gangmu::readers {

std::string TableRowLine(const std::vector<std::string>& cells) {
  const auto filled = [](const std::string& cell) { return !TrimBlanks(cell).empty(); };
  if (std::none_of(cells.begin(), cells.end(), filled)) return {};
  if (cells.size() == 1) return cells.front();
  std::string line = "|";
  for (const std::string& cell : cells) {
    std::string content(TrimBlanks(cell));
    std::replace(content.begin(), content.end(), '\n', ' ');
    line += " " + content + (content.empty() ? "|" : " |");
  }
  return line;
}

}  // namespace gangmu::readers
