// Tells the text of a document from the page around it: navigation, masthead, footer, links to other pages.
#pragma once

#include <vector>

#include "services/ingestion/readers/html_lines.h"

namespace gangmu::readers {

struct HtmlParts {
  std::vector<HtmlLine> masthead;  // lines before the content
  std::vector<HtmlLine> content;
};

// The content is the smallest element that holds (nearly) all running text of the page: known content containers first,
// else the deepest one below which nothing of the document is lost. Inside it, link lists and elements that are named
// as navigation are left out. A page without running text is content as a whole.
HtmlParts FindContent(const HtmlTree& tree, std::vector<HtmlLine> lines);

}  // namespace gangmu::readers
