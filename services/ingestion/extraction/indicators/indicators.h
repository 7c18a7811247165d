// The quantities of the text with their attributes.
#pragma once

#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/extraction/landmarks.h"
#include "services/ingestion/extraction/structure/blocks.h"

namespace gangmu::extraction {

// Writes result.indicators. Reads the structure and result.document (publish date, title); `options.publish_date`,
// where given, goes before the date of the document when relative times are resolved.
void FindIndicators(const SourceText& text, const Landmarks& landmarks, const Structure& structure,
                    const Options& options, Result& result);

}  // namespace gangmu::extraction
