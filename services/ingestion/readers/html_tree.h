// An HTML page as a flat tree, built from libxml2's forgiving parser within limits. Scripts, styles, comments and what
// is marked as hidden are not in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "services/ingestion/readers/reader.h"

namespace gangmu::readers {

struct HtmlNode {
  std::string tag;           // lower case; empty for text
  std::string text;          // of a text node, blanks as written
  std::string id_and_class;  // id and class, lower case, separated by blanks
  int32_t parent = -1;
  int32_t end = 0;          // one past the last node below: nodes are in document order
  int64_t byte = -1;        // offset in the UTF-8 input where it ends to be read; rising
  int32_t list_number = 0;  // of a li in an ol, from its start; else 0
  bool is_text() const { return tag.empty(); }
};

struct HtmlTree {
  std::vector<HtmlNode> nodes;  // nodes[0] is the root
  // name (lower case) → content of <meta name=… content=…>, and the <title>.
  std::vector<std::pair<std::string, std::string>> metas;
  std::string title;

  std::string_view Meta(std::string_view name) const;
};

// `utf8` is the decoded page. Errors: LIMIT_EXCEEDED (depth, htmlNodes).
absl::StatusOr<HtmlTree> ParseHtml(std::string_view utf8, const Limits& limits);

// Elements that begin and end a line. The cells of a table are none: a row is one line.
bool IsBlockTag(std::string_view tag);

}  // namespace gangmu::readers
