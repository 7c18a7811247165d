#include "services/ingestion/extraction/fields/fields.h"

namespace gangmu::extraction {

void ReadDocumentFields(const SourceText& text, const Structure& structure, Result& result) {
  if (!structure.title.empty()) result.document.title = text.Slice(structure.title);
}

}  // namespace gangmu::extraction
