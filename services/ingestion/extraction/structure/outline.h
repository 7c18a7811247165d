// The tree of labelled units. Labels are candidates until the numbers around them agree: a list continues at the next
// number, opens at the first, and an inline list needs two items. Runs once over the text, with one stack of open
// lists.
#pragma once

#include <cstdint>
#include <vector>

#include "services/ingestion/extraction/structure/labels.h"
#include "services/ingestion/extraction/structure/paragraphs.h"
#include "services/ingestion/extraction/structure/zones.h"

namespace gangmu::extraction {

struct OutlineItem {
  Label label;
  Span span;  // from the label to the last character that belongs to it
  Span heading;
  int32_t paragraph = 0;
  int32_t parent = -1;    // item that holds it
  int32_t list = 0;       // list it is an item of
  int32_t previous = -1;  // item before it in the list
  int16_t part = 0;
  bool line_start = false;
  bool alone = false;    // nothing but its heading on its line
  bool section = false;  // else a measure
};

struct Outline {
  std::vector<OutlineItem> items;           // in text order
  std::vector<uint8_t> unlabelled_heading;  // by paragraph: a line that reads as a heading, without a label
};

Outline FindOutline(const SourceText& text, const Paragraphs& paragraphs, const Zones& zones);

}  // namespace gangmu::extraction
