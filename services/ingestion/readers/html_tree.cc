#include "services/ingestion/readers/html_tree.h"

#include <algorithm>
#include <array>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

#include "common/text/strings.h"
#include "services/ingestion/readers/errors.h"
#include "services/ingestion/readers/text_builder.h"

namespace gangmu::readers {
namespace {

constexpr size_t kMaxNodes = 2'000'000;

// What a browser does not show as text of the page.
constexpr std::array<std::string_view, 16> kUnshown = {"script", "style",  "noscript", "template", "textarea", "select",
                                                       "option", "button", "iframe",   "svg",      "object",   "applet",
                                                       "head",   "input",  "canvas",   "video"};

constexpr std::array<std::string_view, 36> kBlockTags = {
    "p",          "div",   "li",      "h1",     "h2",     "h3",   "h4",    "h5",       "h6",
    "tr",         "table", "ul",      "ol",     "dl",     "dt",   "dd",    "section",  "article",
    "blockquote", "pre",   "address", "header", "footer", "nav",  "form",  "fieldset", "figure",
    "center",     "hr",    "main",    "aside",  "body",   "html", "tbody", "caption",  "br"};

template <size_t N>
bool Contains(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

std::string Lower(std::string_view text) { return absl::AsciiStrToLower(ToAbsl(text)); }

std::string AttributeOf(const xmlChar** attributes, std::string_view name) {
  for (const xmlChar** a = attributes; a != nullptr && *a != nullptr; a += 2) {
    if (View(a[0]) == name) return std::string(View(a[1]));
  }
  return {};
}

bool HasAttribute(const xmlChar** attributes, std::string_view name) {
  for (const xmlChar** a = attributes; a != nullptr && *a != nullptr; a += 2) {
    if (View(a[0]) == name) return true;
  }
  return false;
}

bool IsHidden(const xmlChar** attributes) {
  if (HasAttribute(attributes, "hidden")) return true;
  std::string style = Lower(AttributeOf(attributes, "style"));
  std::erase(style, ' ');
  return style.find("display:none") != std::string::npos || style.find("visibility:hidden") != std::string::npos;
}

// Takes libxml2's events and builds the tree.
class Builder {
 public:
  Builder(HtmlTree* tree, int max_depth) : tree_(tree), max_depth_(max_depth) {
    tree_->nodes.push_back({.tag = "#root"});
    open_.push_back(0);
  }

  void set_context(xmlParserCtxt* context) { context_ = context; }
  const absl::Status& status() const { return status_; }

  void Start(const xmlChar* name, const xmlChar** attributes) {
    const std::string tag = Lower(View(name));
    if (tag == "meta")
      tree_->metas.emplace_back(Lower(AttributeOf(attributes, "name")), AttributeOf(attributes, "content"));
    if (tag == "title") in_title_ = true;
    if (++depth_ > max_depth_) return Fail(LimitExceeded("depth", "HTML elements are nested too deeply"));
    // Below an element that is not shown only the depth is kept.
    if (unshown_at_ == 0 && (Contains(kUnshown, tag) || IsHidden(attributes))) unshown_at_ = depth_;
    if (unshown_at_ != 0) return;
    HtmlNode node{.tag = tag,
                  .id_and_class = Lower(AttributeOf(attributes, "id") + " " + AttributeOf(attributes, "class"))};
    if (tag == "ol") next_number_.push_back(NumberOr(AttributeOf(attributes, "start"), 1));
    if (tag == "ul") next_number_.push_back(0);
    if (tag == "li" && !next_number_.empty() && next_number_.back() > 0) node.list_number = next_number_.back()++;
    open_.push_back(Add(std::move(node)));
  }

  void End(const xmlChar* name) {
    const std::string_view tag = View(name);
    if (tag == "title") in_title_ = false;
    --depth_;
    if (unshown_at_ != 0) {
      if (depth_ < unshown_at_) unshown_at_ = 0;
      return;
    }
    if (open_.size() <= 1) return;
    if ((tag == "ol" || tag == "ul") && !next_number_.empty()) next_number_.pop_back();
    tree_->nodes[open_.back()].end = static_cast<int32_t>(tree_->nodes.size());
    open_.pop_back();
  }

  void Text(const xmlChar* text, int length) {
    const std::string_view piece(reinterpret_cast<const char*>(text), length);
    if (in_title_) tree_->title += piece;
    if (unshown_at_ != 0) return;
    HtmlNode& last = tree_->nodes.back();
    if (last.is_text() && last.parent == open_.back()) {
      last.text += piece;
    } else {
      Add({.text = std::string(piece)});
    }
  }

  void Finish() {
    for (int32_t open : open_) tree_->nodes[open].end = static_cast<int32_t>(tree_->nodes.size());
  }

 private:
  static int NumberOr(const std::string& text, int fallback) {
    int value = 0;
    return absl::SimpleAtoi(text, &value) && value > 0 && value < 10'000 ? value : fallback;
  }

  int32_t Add(HtmlNode node) {
    if (tree_->nodes.size() >= kMaxNodes) {
      Fail(LimitExceeded("htmlNodes", StrCat("the page has more than ", kMaxNodes, " elements")));
      return open_.back();
    }
    node.parent = open_.back();
    node.byte = xmlByteConsumed(context_);
    node.end = static_cast<int32_t>(tree_->nodes.size() + 1);
    tree_->nodes.push_back(std::move(node));
    return static_cast<int32_t>(tree_->nodes.size() - 1);
  }

  void Fail(absl::Status status) {
    if (status_.ok()) status_ = std::move(status);
    xmlStopParser(context_);
  }

  HtmlTree* tree_;
  const int max_depth_;
  xmlParserCtxt* context_ = nullptr;
  absl::Status status_;
  std::vector<int32_t> open_;
  std::vector<int> next_number_;
  int depth_ = 0;
  int unshown_at_ = 0;  // depth of the outermost open element that is not shown; 0 for none
  bool in_title_ = false;
};

void OnStart(void* builder, const xmlChar* name, const xmlChar** attributes) {
  static_cast<Builder*>(builder)->Start(name, attributes);
}
void OnEnd(void* builder, const xmlChar* name) { static_cast<Builder*>(builder)->End(name); }
void OnText(void* builder, const xmlChar* text, int length) { static_cast<Builder*>(builder)->Text(text, length); }

struct FreeParser {
  void operator()(htmlParserCtxtPtr context) const { htmlFreeParserCtxt(context); }
};

}  // namespace

std::string_view HtmlTree::Meta(std::string_view name) const {
  for (const auto& [key, content] : metas) {
    if (key == name && !TrimBlanks(content).empty()) return TrimBlanks(content);
  }
  return {};
}

bool IsBlockTag(std::string_view tag) { return Contains(kBlockTags, tag); }

absl::StatusOr<HtmlTree> ParseHtml(std::string_view utf8, const Limits& limits) {
  static const bool initialised = (xmlInitParser(), true);
  static_cast<void>(initialised);
  if (utf8.size() > static_cast<size_t>(INT32_MAX)) return LimitExceeded("sourceBytes", "the page is too large");
  std::unique_ptr<htmlParserCtxt, FreeParser> context(
      htmlCreateMemoryParserCtxt(utf8.data(), static_cast<int>(utf8.size())));
  HtmlTree tree;
  Builder builder(&tree, limits.max_depth);
  if (context != nullptr) {  // null for an empty input
    builder.set_context(context.get());
    xmlSwitchEncoding(context.get(), XML_CHAR_ENCODING_UTF8);
    // The charset that the page declares is that of the bytes before they were decoded.
    htmlCtxtUseOptions(context.get(), HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                          HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    xmlSAXHandler handler = {};
    handler.startElement = OnStart;
    handler.endElement = OnEnd;
    handler.characters = OnText;
    handler.ignorableWhitespace = OnText;
    handler.cdataBlock = OnText;
    *context->sax = handler;
    context->userData = &builder;
    htmlParseDocument(context.get());
  }
  builder.Finish();
  if (!builder.status().ok()) return builder.status();
  return tree;
}

}  // namespace gangmu::readers
