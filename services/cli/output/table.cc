#include "services/cli/output/table.h"

#include <algorithm>

#include "common/text/display_width.h"

namespace gangmu::cli {
namespace {

constexpr int kGap = 2;
constexpr int kMinShrunk = 8;

std::string Spaces(int n) { return std::string(static_cast<size_t>(std::max(n, 0)), ' '); }

void TrimRight(std::string* line) { line->erase(line->find_last_not_of(' ') + 1); }

}  // namespace

std::string OneLine(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
    if (!blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  TrimRight(&out);
  return out;
}

std::string FitWidth(std::string_view text, int width, Align align) {
  const int have = DisplayWidth(text);
  if (have <= width) {
    const std::string padding = Spaces(width - have);
    return align == Align::kRight ? StrCat(padding, text) : StrCat(text, padding);
  }
  const std::string cut = StrCat(CutAtDisplayWidth(text, width - 1), "…");
  return StrCat(cut, Spaces(width - DisplayWidth(cut)));
}

void Table::AddRow(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = OneLine(cell);
  rows_.push_back(std::move(cells));
}

std::vector<int> Table::Widths(int max_width) const {
  std::vector<int> widths;
  int total = -kGap;
  for (size_t c = 0; c < columns_.size(); ++c) {
    int width = DisplayWidth(columns_[c].header);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[c]));
    widths.push_back(width);
    total += width + kGap;
  }
  while (max_width > 0 && total > max_width) {
    int* widest = nullptr;
    for (size_t c = 0; c < columns_.size(); ++c) {
      if (columns_[c].may_shrink && widths[c] > kMinShrunk && (!widest || widths[c] > *widest)) widest = &widths[c];
    }
    if (!widest) break;
    --*widest;
    --total;
  }
  return widths;
}

std::string Table::Render(const Style& style, int max_width) const {
  const std::vector<int> widths = Widths(max_width);
  std::string out;
  const auto add_line = [&](auto cell_text, bool header) {
    std::string line;
    for (size_t c = 0; c < columns_.size(); ++c) {
      if (c > 0) line += Spaces(kGap);
      line += FitWidth(cell_text(c), widths[c], columns_[c].align);
    }
    TrimRight(&line);
    StrAppend(&out, header ? style.Bold(line) : line, "\n");
  };
  add_line([&](size_t c) -> const std::string& { return columns_[c].header; }, true);
  for (const auto& row : rows_) add_line([&](size_t c) -> const std::string& { return row[c]; }, false);
  return out;
}

}  // namespace gangmu::cli
