// OFD (GB/T 33190-2016): a ZIP of XML pages on which text objects stand at positions; lines and paragraphs are rebuilt
// from them.
#pragma once

#include "absl/status/statusor.h"

#include "services/ingestion/readers/archive.h"
#include "services/ingestion/readers/read_document.h"

namespace gangmu::readers {

// Errors: see Read. Source anchors name the page.
absl::StatusOr<ReadDocument> ReadOfd(Archive& archive, const Limits& limits);

}  // namespace gangmu::readers
