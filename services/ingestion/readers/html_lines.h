// The lines that a browser would show of an HTML tree, with what is needed to judge them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/ingestion/readers/html_tree.h"

namespace gangmu::readers {

struct HtmlLine {
  std::string text;   // blanks collapsed
  int32_t node = 0;   // the node its text begins in
  int64_t byte = -1;  // in the UTF-8 page
  int32_t code_points = 0;
  int32_t link_code_points = 0;  // of them inside links
  bool heading = false;          // h1 to h6
  bool first_heading = false;    // h1
};

// Blocks and line breaks end a line; a row of a data table is one line (see TableRowLine); an item of a numbered list
// gets its number where its text does not begin with one.
std::vector<HtmlLine> HtmlLines(const HtmlTree& tree);

}  // namespace gangmu::readers
