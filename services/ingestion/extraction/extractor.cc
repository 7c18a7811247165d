#include "services/ingestion/extraction/extractor.h"

#include <utility>

#include "common/status/macros.h"
#include "extraction_version.h"
#include "services/ingestion/extraction/facts/facts.h"
#include "services/ingestion/extraction/fields/fields.h"
#include "services/ingestion/extraction/indicators/indicators.h"
#include "services/ingestion/extraction/landmarks.h"
#include "services/ingestion/extraction/structure/blocks.h"

namespace gangmu::extraction {

absl::StatusOr<Extraction> Extract(std::string_view utf8, const Options& options) {
  ASSIGN_OR_RETURN(SourceText text, SourceText::Create(utf8));
  Extraction extraction{std::move(text), {}};
  const Structure structure = FindStructure(extraction.text, extraction.result);
  ReadDocumentFields(extraction.text, structure, extraction.result);
  const Landmarks landmarks(extraction.text);
  FindIndicators(extraction.text, landmarks, structure, options, extraction.result);
  FindFacts(extraction.text, landmarks, structure, extraction.result);
  return extraction;
}

const std::string& ExtractorVersion() {
  static const std::string& version = *new std::string(kExtractorVersion);
  return version;
}

}  // namespace gangmu::extraction
