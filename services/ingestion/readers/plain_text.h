// Plain text and Markdown: decoded, CRLF turned into LF, nothing else changed.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"

#include "common/text/encoding.h"
#include "services/ingestion/readers/reader.h"

namespace gangmu::readers {

// `decoded` is what `bytes` decode to. Source anchors stand at line beginnings, about one a kilobyte.
// Errors: EMPTY_DOCUMENT, DOCUMENT_TOO_LARGE.
absl::StatusOr<ReadDocument> ReadPlainText(std::string_view bytes, DecodedText decoded, const Hints& hints,
                                           const Limits& limits);

}  // namespace gangmu::readers
