// What holds of every extraction, whatever the text: the part of the contract that needs no annotation to be checked.
#pragma once

#include <string>
#include <string_view>

#include "services/ingestion/extraction/extractor.h"

namespace gangmu::testing {

// The first few broken invariants, one a line with its place in the text; empty where all hold. `utf8` is the text that
// was extracted.
//  - Spans lie in the text, are not turned round, and the extraction's slice is the slice of `utf8`.
//  - Sections and measures stand in text order; labels and headings lie in their unit; a section lies in its parent, a
//    measure in its section; measures do not overlap.
//  - Indicators stand in text order, do not overlap, and lie in their measure.
//  - The closure of the bounds holds the value; a range has two bounds in order and no value; a change has an old
//  value.
//  - Periods and dates are days that exist, begin not after end.
//  - References (partOf, restates, measure, section) point to something that is there, never in a circle.
std::string BrokenInvariants(std::string_view utf8, const extraction::Extraction& extraction);

}  // namespace gangmu::testing
