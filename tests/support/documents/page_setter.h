// Sets paragraphs on pages as offices print them (GB/T 9704-2012: 22 lines of 28 characters, first lines indented by
// two), for tests that make PDF and OFD files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gangmu::testing {

struct SetLine {
  double left = 0;      // points from the left edge
  double baseline = 0;  // points from the top edge
  std::string text;     // UTF-8
};

struct SetPage {
  std::vector<SetLine> lines;
};

struct PageStyle {
  double width = 595, height = 842;  // A4 in points
  double font_size = 16;
  double margin_left = 79, margin_top = 105;
  int lines = 22;
  int characters = 28;
  int indent = 2;            // characters before the first line of a paragraph
  bool page_numbers = true;  // — 1 — at the foot
  std::string running_head;  // at the head of every page; empty: none
};

// One paragraph a line of `text`; blank lines are left out. Lines break where the paper's width has it, also inside
// numbers, but not before closing punctuation and not between the letters of a Latin word.
std::vector<SetPage> SetPages(std::string_view text, const PageStyle& style);

// Width of a text in characters: 1 for wide signs, 1/2 for ASCII.
double WidthInCharacters(std::string_view utf8);

}  // namespace gangmu::testing
