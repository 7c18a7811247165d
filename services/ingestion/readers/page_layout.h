// From the lines of pages back to the paragraphs that were set on them, for formats that keep only where text stands
// (PDF, OFD). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/ingestion/readers/text_builder.h"

namespace gangmu::readers {

// One line of a page in reading order. Lengths in one unit throughout a document, y downwards.
struct PageLine {
  int32_t page = 0;  // from 1
  double left = 0, right = 0, top = 0, bottom = 0;
  std::string text;
  double height() const { return bottom - top; }
};

struct PageSize {
  double width = 0, height = 0;
};

// Takes out page numbers (lines that hold nothing else, at the foot or head of a page) and running heads and feet (the
// same text, digits aside, at the same height of at least three pages and half of them), puts lines of one height
// together, joins hard-wrapped lines and adds each paragraph to `out`.
// `pages[i]` is the size of page i + 1. Lines are in reading order, pages rising.
void AddParagraphs(std::vector<PageLine> lines, const std::vector<PageSize>& pages, TextBuilder* out);

// `next` appended to `line` as if it had never been wrapped: a word's hyphen goes, letters of Latin script get a blank
// between, everything else stands together.
void JoinWrapped(std::string_view next, std::string* line);

}  // namespace gangmu::readers
