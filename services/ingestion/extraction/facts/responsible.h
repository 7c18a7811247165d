// Who is responsible for a measure: （责任单位：…）, （牵头单位：…；配合单位：…）, （…按职责分工负责）, （…牵头）.
#pragma once

#include <vector>

#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

// Reads the bracket that opens at `at`; appends one span a body. Returns whether it was such a bracket.
bool ReadResponsibleBracket(const SourceText& text, int32_t at, int32_t limit, std::vector<Span>& bodies);

}  // namespace gangmu::extraction
