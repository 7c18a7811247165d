// Names of bodies: found by how they end, then grown to the left.
#pragma once

#include "services/ingestion/extraction/facts/vocabulary.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

// The name whose last code point is `last`, not reaching before `from`; empty where there is none there. `marks` are
// the landmarks of the text.
Span ReadOrganisationEndingAt(const SourceText& text, const uint8_t* marks, const FactsVocabulary& vocabulary,
                              int32_t last, int32_t from, int32_t limit);

}  // namespace gangmu::extraction
