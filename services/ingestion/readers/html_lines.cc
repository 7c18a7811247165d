#include "services/ingestion/readers/html_lines.h"

#include <algorithm>

#include "absl/strings/ascii.h"

#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "services/ingestion/readers/table_row.h"
#include "services/ingestion/readers/text_builder.h"

namespace gangmu::readers {
namespace {

// A cell longer than this holds body text, so its table is there for the layout of the page.
constexpr int32_t kMaxDataCell = 400;

int32_t CodePoints(std::string_view utf8) { return static_cast<int32_t>(CountCodePoints(utf8)); }

bool IsHtmlBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// Chinese text is written without blanks: one that a line break of the source left between two such signs is none.
bool IsWide(std::string_view s, bool last) {
  if (s.empty()) return false;
  if (!last) return static_cast<unsigned char>(s.front()) >= 0xE2;
  size_t i = s.size() - 1;
  while (i > 0 && (s[i] & 0xC0) == 0x80) --i;
  return static_cast<unsigned char>(s[i]) >= 0xE2;
}

// Appends text as it is shown: runs of blanks are one, U+00A0 is a blank.
void AppendCollapsed(std::string_view text, bool preformatted, std::string* out) {
  bool newline = false, blank = false;
  const auto flush = [&](std::string_view rest) {
    if (!blank || out->empty() || out->back() == '\n' || out->back() == ' ') return;
    if (!(newline && IsWide(*out, true) && IsWide(rest, false))) out->push_back(' ');
  };
  for (size_t i = 0; i < text.size();) {
    const bool nbsp = text.substr(i).starts_with("\u00A0");
    if (!preformatted && (nbsp || IsHtmlBlank(text[i]))) {
      blank = true;
      newline |= text[i] == '\n';
      i += nbsp ? 2 : 1;
      continue;
    }
    flush(text.substr(i));
    blank = newline = false;
    out->push_back(text[i++]);
  }
  flush("");
}

bool StartsWithNumber(std::string_view text) {
  static constexpr std::string_view kStarts[] = {"（", "(",  "一", "二", "三", "四", "五", "六",
                                                 "七", "八", "九", "十", "第", "①",  "②",  "③"};
  if (!text.empty() && absl::ascii_isdigit(static_cast<unsigned char>(text.front()))) return true;
  return std::any_of(std::begin(kStarts), std::end(kStarts), [&](std::string_view s) { return text.starts_with(s); });
}

class LineMaker {
 public:
  explicit LineMaker(const HtmlTree& tree) : nodes_(tree.nodes) {}

  std::vector<HtmlLine> Make() {
    for (int32_t i = 0; i < Size(); ++i) {
      CloseUpTo(i);
      const HtmlNode& node = nodes_[i];
      if (node.is_text()) {
        AddText(i);
      } else if (node.tag == "tr" && EmitRow(i)) {
        i = node.end - 1;
      } else {
        Open(i);
      }
    }
    CloseUpTo(Size());
    Flush();
    return std::move(lines_);
  }

 private:
  int32_t Size() const { return static_cast<int32_t>(nodes_.size()); }

  bool BreaksLine(std::string_view tag) const { return IsBlockTag(tag) || tag == "td" || tag == "th"; }

  void Open(int32_t i) {
    const HtmlNode& node = nodes_[i];
    if (BreaksLine(node.tag)) Flush();
    if (node.list_number > 0) pending_number_ = node.list_number;
    links_ += node.tag == "a";
    preformatted_ += node.tag == "pre";
    heading_ += IsHeading(node.tag);
    first_heading_ += node.tag == "h1";
    open_.push_back(i);
  }

  void CloseUpTo(int32_t i) {
    while (!open_.empty() && nodes_[open_.back()].end <= i) {
      const HtmlNode& node = nodes_[open_.back()];
      if (BreaksLine(node.tag)) Flush();
      links_ -= node.tag == "a";
      preformatted_ -= node.tag == "pre";
      heading_ -= IsHeading(node.tag);
      first_heading_ -= node.tag == "h1";
      open_.pop_back();
    }
  }

  static bool IsHeading(std::string_view tag) {
    return tag.size() == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6';
  }

  void AddText(int32_t i) {
    const size_t before = line_.text.size();
    AppendCollapsed(nodes_[i].text, preformatted_ > 0, &line_.text);
    if (TrimBlanks(line_.text).empty()) return;
    if (TrimBlanks(std::string_view(line_.text).substr(0, before)).empty()) {
      line_.node = i;
      line_.byte = nodes_[i].byte;
      line_.heading = heading_ > 0;
      line_.first_heading = first_heading_ > 0;
    }
    if (links_ > 0) line_.link_code_points += CodePoints(std::string_view(line_.text).substr(before));
  }

  void Flush() {
    std::string text(TrimBlanks(line_.text));
    if (!text.empty()) {
      if (pending_number_ > 0 && !StartsWithNumber(text)) text = StrCat(pending_number_, ".", text);
      pending_number_ = 0;
      line_.code_points = CodePoints(text);
      line_.text = std::move(text);
      lines_.push_back(std::move(line_));
    }
    line_ = {};
  }

  // The row as one line; false where the table is there for layout: one cell, a long one, or a table inside.
  bool EmitRow(int32_t row) {
    std::vector<std::string> cells;
    int32_t links = 0;
    for (int32_t i = row + 1; i < nodes_[row].end;) {
      const HtmlNode& node = nodes_[i];
      if (node.tag == "table") return false;
      if (node.tag != "td" && node.tag != "th") {
        ++i;
        continue;
      }
      std::string cell;
      if (!CellText(i, &cell, &links)) return false;
      cells.push_back(std::move(cell));
      i = node.end;
    }
    if (cells.size() < 2) return false;
    Flush();
    line_.text = TableRowLine(cells);
    line_.node = row;
    line_.byte = nodes_[row].byte;
    line_.link_code_points = links;
    Flush();
    return true;
  }

  bool CellText(int32_t cell, std::string* text, int32_t* links) const {
    int32_t link_end = 0;
    for (int32_t i = cell + 1; i < nodes_[cell].end; ++i) {
      const HtmlNode& node = nodes_[i];
      if (node.tag == "table") return false;
      if (node.tag == "a") link_end = node.end;
      if (BreaksLine(node.tag) && !text->empty() && text->back() != '\n') text->push_back('\n');
      if (!node.is_text()) continue;
      AppendCollapsed(node.text, false, text);
      if (i < link_end) *links += CodePoints(node.text);
    }
    return CodePoints(*text) <= kMaxDataCell;
  }

  const std::vector<HtmlNode>& nodes_;
  std::vector<HtmlLine> lines_;
  HtmlLine line_;
  std::vector<int32_t> open_;
  int links_ = 0, preformatted_ = 0, heading_ = 0, first_heading_ = 0;
  int32_t pending_number_ = 0;
};

}  // namespace

std::vector<HtmlLine> HtmlLines(const HtmlTree& tree) { return LineMaker(tree).Make(); }

}  // namespace gangmu::readers
