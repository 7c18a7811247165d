#include "services/ingestion/readers/html_content.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/strings/ascii.h"

namespace gangmu::readers {
namespace {

// Names of content containers in the publishing systems that government sites run on (TRS, UCAP, Visual SiteBuilder,
// JCMS) and in HTML5 itself.
constexpr std::array<std::string_view, 20> kContentNames = {
    "trs_editor",      "trs_ueditor",     "ucap-content",   "pages_content",     "zoom",       "vsb_content",
    "article-content", "article_content", "articlecontent", "news_content",      "view",       "maintext",
    "main-text",       "con_text",        "content-text",   "wp_articlecontent", "bt_content", "xxgk_content",
    "textcontent",     "arti_content"};

constexpr std::array<std::string_view, 26> kJunkNames = {
    "nav",   "navbar", "navigation", "menu",       "breadcrumb", "breadcrumbs", "crumb",   "crumbs",  "footer",
    "foot",  "share",  "sharebox",   "related",    "recommend",  "sidebar",     "toolbar", "print",   "copyright",
    "login", "search", "banner",     "pagination", "pager",      "dqwz",        "weizhi",  "comments"};

// What may hold a document as a whole. A paragraph or an item may hold all of its sentences and still leave out its
// title.
constexpr std::array<std::string_view, 18> kContainerTags = {
    "#root", "html", "body",   "div",  "article",    "section",  "main",   "table", "tbody",
    "tr",    "td",   "center", "form", "blockquote", "fieldset", "figure", "dd",    "header"};

template <size_t N>
bool Contains(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// Words of id and class, cut at blanks only, or also at - and _.
template <typename Predicate>
bool AnyWord(std::string_view names, std::string_view separators, Predicate predicate) {
  while (true) {
    const size_t start = names.find_first_not_of(separators);
    if (start == std::string_view::npos) return false;
    names.remove_prefix(start);
    const size_t end = names.find_first_of(separators);
    if (predicate(names.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
    names.remove_prefix(end);
  }
}

bool IsContentContainer(const HtmlNode& node) {
  if (node.tag == "article" || node.tag == "main") return true;
  return AnyWord(node.id_and_class, " ", [](std::string_view w) { return Contains(kContentNames, w); });
}

bool IsJunkContainer(const HtmlNode& node) {
  if (node.tag == "nav" || node.tag == "footer" || node.tag == "aside") return true;
  return AnyWord(node.id_and_class, " -_", [](std::string_view w) { return Contains(kJunkNames, w); });
}

bool Has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Running text is told by its punctuation; menus, link lists and footers have none.
int64_t Weight(const HtmlLine& line) {
  if (line.link_code_points * 2 > line.code_points) return 0;
  const bool sentence =
      Has(line.text, "。") || Has(line.text, "；") || (Has(line.text, "，") && line.code_points >= 20);
  return sentence ? line.code_points : 0;
}

// Lines that belong to the document although they are no running text: headings, numbered titles, annexes, dates.
bool BelongsToBody(const HtmlLine& line) {
  static constexpr std::array<std::string_view, 14> kStarts = {"一、",   "二、",   "三、",   "（一）", "（二）",
                                                               "第一章", "第二章", "第一条", "附件",   "1.",
                                                               "1．",    "1、",    "抄送",   "——"};
  if (line.heading && !line.first_heading) return true;
  const auto starts = [&](std::string_view s) { return line.text.starts_with(s); };
  if (std::any_of(kStarts.begin(), kStarts.end(), starts)) return true;
  return line.code_points <= 14 && line.text.ends_with("日") && Has(line.text, "年") && Has(line.text, "月");
}

class ContentFinder {
 public:
  ContentFinder(const HtmlTree& tree, const std::vector<HtmlLine>& lines) : nodes_(tree.nodes), lines_(lines) {
    sums_.push_back(0);
    for (const HtmlLine& line : lines) sums_.push_back(sums_.back() + Weight(line));
  }

  // The node that holds the content.
  int32_t Find() const {
    if (WeightOf(0) == 0) return 0;
    int32_t node = KnownContainer();
    while (true) {
      const int32_t child = MainChild(node);
      if (child < 0 || LosesBody(node, child)) return node;
      node = child;
    }
  }

  bool IsJunk(const HtmlLine& line, int32_t content) const {
    if (line.link_code_points * 2 > line.code_points && !line.text.starts_with("附件")) return true;
    for (int32_t node = line.node; node > content; node = nodes_[node].parent) {
      if (IsJunkContainer(nodes_[node]) && WeightOf(node) * 3 < WeightOf(content)) return true;
    }
    return false;
  }

 private:
  // Lines [first, last) that begin inside the node.
  std::pair<size_t, size_t> LinesOf(int32_t node) const {
    const auto before = [](const HtmlLine& line, int32_t n) { return line.node < n; };
    const auto first = std::lower_bound(lines_.begin(), lines_.end(), node, before);
    const auto last = std::lower_bound(first, lines_.end(), nodes_[node].end, before);
    return {first - lines_.begin(), last - lines_.begin()};
  }

  int64_t WeightOf(int32_t node) const {
    const auto [first, last] = LinesOf(node);
    return sums_[last] - sums_[first];
  }

  // The smallest known container with more than half of the running text; the root where there is none.
  int32_t KnownContainer() const {
    int32_t best = 0;
    for (int32_t i = 1; i < static_cast<int32_t>(nodes_.size()); ++i) {
      if (!IsContentContainer(nodes_[i]) || WeightOf(i) * 2 <= WeightOf(0)) continue;
      if (best == 0 || nodes_[i].end - i < nodes_[best].end - best) best = i;
    }
    return best;
  }

  // The container below with at least 95 % of the node's running text; -1 where there is none.
  int32_t MainChild(int32_t node) const {
    for (int32_t child = node + 1; child < nodes_[node].end; child = nodes_[child].end) {
      if (Contains(kContainerTags, nodes_[child].tag) && WeightOf(child) * 20 >= WeightOf(node) * 19) return child;
    }
    return -1;
  }

  bool LosesBody(int32_t node, int32_t child) const {
    const auto [first, last] = LinesOf(node);
    const auto [kept_first, kept_last] = LinesOf(child);
    const auto lost = [&](size_t from, size_t to) {
      return std::any_of(lines_.begin() + from, lines_.begin() + to,
                         [&](const HtmlLine& line) { return BelongsToBody(line) && !IsJunk(line, node); });
    };
    return lost(first, kept_first) || lost(kept_last, last);
  }

  const std::vector<HtmlNode>& nodes_;
  const std::vector<HtmlLine>& lines_;
  std::vector<int64_t> sums_;
};

}  // namespace

HtmlParts FindContent(const HtmlTree& tree, std::vector<HtmlLine> lines) {
  const ContentFinder finder(tree, lines);
  const int32_t content = finder.Find();
  HtmlParts parts;
  for (const HtmlLine& line : lines) {
    if (line.node < content) parts.masthead.push_back(line);
    if (line.node < content || line.node >= tree.nodes[content].end) continue;
    // What is left out inside the content, a breadcrumb for one, is still mined as masthead.
    (finder.IsJunk(line, content) ? parts.masthead : parts.content).push_back(line);
  }
  if (parts.content.empty()) parts.content = std::move(lines);
  return parts;
}

}  // namespace gangmu::readers
