// Cited documents: 《…》 with the number behind it and what this document does with them; numbers that stand alone.
#pragma once

#include <optional>

#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

// 《…》 that opens at `at`, inside [from, limit); `in_title`: it stands in the title of this document. nullopt where it
// does not close.
std::optional<Entity> ReadCitation(const SourceText& text, int32_t at, int32_t from, int32_t limit, bool in_title);

// 国办发〔2016〕82号 whose bracket opens at `at`, where no title stands before it.
std::optional<Entity> ReadBareNumber(const SourceText& text, int32_t at, int32_t from, int32_t limit, bool in_title);

}  // namespace gangmu::extraction
