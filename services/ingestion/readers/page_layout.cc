#include "services/ingestion/readers/page_layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>

#include "absl/strings/ascii.h"

namespace gangmu::readers {
namespace {

// The part of a page, from either edge, in which page numbers and running heads stand (GB/T 9704-2012: the printed area
// leaves 37 mm of 297 at the top and 35 at the bottom).
constexpr double kMarginShare = 0.13;

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }
bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }

// Digits masked, blanks out: page 3 and page 4 of a running head read the same.
std::string Masked(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == ' ' || c == '\t') continue;
    if (!IsDigit(c) || out.empty() || out.back() != '#') out += IsDigit(c) ? '#' : c;
  }
  return out;
}

bool IsPageNumber(std::string_view text) {
  static const std::set<std::string, std::less<>> kForms = {
      "#",     "-#-",      "—#—", "–#–", "－#－", "―#―",        "─#─",         "·#·",          "•#•",
      "第#页", "#页",      "#/#", "(#)", "（#）", "第#页共#页", "第#页/共#页", "第#页，共#页", "第#页,共#页",
      "Page#", "Page#of#", "—#",  "#—",  "-#",    "#-"};
  return kForms.contains(Masked(text));
}

bool InMargin(const PageLine& line, const std::vector<PageSize>& pages) {
  if (line.page < 1 || static_cast<size_t>(line.page) > pages.size()) return false;
  const double height = pages[line.page - 1].height;
  return line.bottom < height * kMarginShare || line.top > height * (1 - kMarginShare);
}

void RemoveFurniture(const std::vector<PageSize>& pages, std::vector<PageLine>* lines) {
  std::map<std::pair<std::string, int>, std::set<int>> seen;  // masked text and height in tenths of a line → pages
  const auto key = [](const PageLine& line) {
    return std::pair(Masked(line.text), static_cast<int>(std::lround(line.top / std::max(1.0, line.height() * 0.5))));
  };
  for (const PageLine& line : *lines) {
    if (InMargin(line, pages)) seen[key(line)].insert(line.page);
  }
  const size_t enough = std::max<size_t>(3, (pages.size() + 1) / 2);
  // Left and right pages may bear different heads, so half of the pages less one is enough from six pages on.
  const size_t alternating = pages.size() >= 6 ? std::max<size_t>(3, pages.size() / 2 - 1) : enough;
  std::erase_if(*lines, [&](const PageLine& line) {
    return InMargin(line, pages) && (IsPageNumber(line.text) || seen[key(line)].size() >= alternating);
  });
}

// Pieces that stand on one height side by side are one line: a tab or a wide gap splits a line into blocks.
void MergeRows(std::vector<PageLine>* lines) {
  std::vector<PageLine> rows;
  for (PageLine& line : *lines) {
    PageLine* last = rows.empty() ? nullptr : &rows.back();
    const bool same_row = last != nullptr && last->page == line.page && line.left >= last->right - 1 &&
                          std::abs(last->bottom - line.bottom) < 0.4 * std::min(last->height(), line.height());
    if (!same_row) {
      rows.push_back(std::move(line));
      continue;
    }
    if (line.left - last->right > 0.3 * line.height()) last->text += ' ';
    last->text += line.text;
    last->right = std::max(last->right, line.right);
    last->top = std::min(last->top, line.top);
    last->bottom = std::max(last->bottom, line.bottom);
  }
  *lines = std::move(rows);
}

// Where the body's lines begin and end: the most common left edge, and the right edge that full lines reach.
struct Column {
  double left = 0, right = 0, line_height = 0;
};

double Quantile(std::vector<double> values, double q) {
  std::nth_element(values.begin(), values.begin() + static_cast<size_t>(q * (values.size() - 1)), values.end());
  return values[static_cast<size_t>(q * (values.size() - 1))];
}

Column FindColumn(const std::vector<PageLine>& lines) {
  Column column;
  std::vector<double> heights, rights;
  std::map<int, int> lefts;  // in half line heights
  for (const PageLine& line : lines) heights.push_back(line.height());
  column.line_height = std::max(1.0, Quantile(heights, 0.5));
  for (const PageLine& line : lines) {
    ++lefts[static_cast<int>(std::lround(line.left / (0.5 * column.line_height)))];
    rights.push_back(line.right);
  }
  // The leftmost edge that a fair share of the lines has: indented first lines may be the most common.
  const int enough = std::max(1, static_cast<int>(lines.size() / 10));
  const auto left = std::find_if(lefts.begin(), lefts.end(), [&](const auto& entry) { return entry.second >= enough; });
  column.left = (left == lefts.end() ? lefts.begin()->first : left->first) * 0.5 * column.line_height;
  column.right = Quantile(rights, 0.9);
  return column;
}

// A wrapped line ran to the right edge, and what follows goes on at the left one in the same size.
bool GoesOn(const PageLine& line, const PageLine& next, const Column& column) {
  const double em = column.line_height;
  const bool full = line.right > column.right - 1.6 * em;
  const bool at_edge = next.left < column.left + 0.9 * em;
  const bool same_size = std::abs(line.height() - next.height()) < 0.2 * em;
  return full && at_edge && same_size;
}

bool EndsInWord(std::string_view s) { return !s.empty() && (IsLetter(s.back()) || IsDigit(s.back())); }

}  // namespace

void JoinWrapped(std::string_view next, std::string* line) {
  next = TrimBlanks(next);
  line->resize(TrimBlanks(*line).data() + TrimBlanks(*line).size() - line->data());
  if (next.empty()) return;
  const bool hyphen = line->size() > 1 && line->back() == '-' && IsLetter((*line)[line->size() - 2]) &&
                      absl::ascii_islower(static_cast<unsigned char>(next.front()));
  if (hyphen) {
    line->pop_back();
  } else if (EndsInWord(*line) && IsLetter(next.front()) && IsLetter(line->back())) {
    *line += ' ';
  }
  line->append(next);
}

void AddParagraphs(std::vector<PageLine> lines, const std::vector<PageSize>& pages, TextBuilder* out) {
  std::erase_if(lines, [](const PageLine& line) { return TrimBlanks(line.text).empty(); });
  MergeRows(&lines);
  RemoveFurniture(pages, &lines);
  if (lines.empty()) return;
  const Column column = FindColumn(lines);
  for (size_t i = 0; i < lines.size() && !out->full();) {
    std::string paragraph = lines[i].text;
    size_t end = i + 1;
    while (end < lines.size() && GoesOn(lines[end - 1], lines[end], column)) JoinWrapped(lines[end++].text, &paragraph);
    out->AddLine(paragraph, lines[i].page, -1);
    i = end;
  }
}

}  // namespace gangmu::readers
