// Names of measures and indicators: digests of what they say, so that they survive re-extraction and edits elsewhere in
// the text ("Identity" of the architecture page).
#pragma once

#include <string>
#include <string_view>

#include "common/text/utf8.h"
#include "gangmu/policy/v1/policy.pb.h"

namespace gangmu::measures {

// Blanks left out, full-width forms made half-width, Latin letters made small: what a reader takes for the same words.
std::string NormaliseForIdentity(std::string_view utf8);

// Name of an indicator by what it says; `occurrence` tells apart what would be equal otherwise.
std::string IndicatorName(std::string_view document, std::string_view sentence, std::string_view quantity,
                          int occurrence);

// Sets name, ordinal and measure_name of all measures and indicators of `record`. `text` is the document text and
// `offsets` its map. Spans and indexes must have been checked.
//   measure:   labels of the sections above and its own, heading (the first sentence where it has none), occurrence
//   indicator: sentence, quantity text, occurrence
// where the occurrence tells apart what would be equal otherwise, counted in text order.
void AssignNames(std::string_view text, const OffsetMap& offsets, policy::v1::DocumentRecord& record);

}  // namespace gangmu::measures
