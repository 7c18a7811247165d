// PDF through pdftotext (poppler-utils) in a child process with limits: poppler is neither linked nor trusted.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"

#include "services/ingestion/readers/reader.h"

namespace gangmu::readers {

// Errors: see Read. Source anchors name the page. A PDF of pictures is EMPTY_DOCUMENT: nothing here recognises
// characters in pictures.
absl::StatusOr<ReadDocument> ReadPdf(std::string_view bytes, const Limits& limits);

}  // namespace gangmu::readers
