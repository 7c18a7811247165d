// What each paragraph is for the document as a whole: masthead, title, salutation, body, signature, attachments, table
// of contents. Finds the document's own title.
#pragma once

#include <vector>

#include "services/ingestion/extraction/structure/blocks.h"
#include "services/ingestion/extraction/structure/paragraphs.h"

namespace gangmu::extraction {

struct Zone {
  BlockKind kind = BlockKind::kBody;
  int16_t part = 0;       // 0 the body, n the n-th attachment
  bool restarts = false;  // structure starts anew here: an attachment or the document that a notice issues
};

struct Zones {
  std::vector<Zone> of;  // by paragraph
  Span title;
};

Zones FindZones(const SourceText& text, const Paragraphs& paragraphs);

}  // namespace gangmu::extraction
