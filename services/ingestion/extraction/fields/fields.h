// What the masthead, the title and the signature say about the document as a whole.
#pragma once

#include "services/ingestion/extraction/structure/blocks.h"

namespace gangmu::extraction {

// Writes result.document. A field that the text does not give stays empty; nothing is guessed.
void ReadDocumentFields(const SourceText& text, const Structure& structure, Result& result);

}  // namespace gangmu::extraction
