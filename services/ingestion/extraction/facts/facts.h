// The further facts of section 9 of the contract: named things in the text, and what a measure is about, how far it has
// got, by which means and by whom. One walk over the blocks with one look-up a place and vocabulary.
#pragma once

#include "services/ingestion/extraction/landmarks.h"
#include "services/ingestion/extraction/structure/blocks.h"

namespace gangmu::extraction {

// Writes result.entities and topic, instruments, status and responsible_bodies of result.measures. Reads the structure
// and result.document (its region decides which of several places of one name is meant).
void FindFacts(const SourceText& text, const Landmarks& landmarks, const Structure& structure, Result& result);

}  // namespace gangmu::extraction
