// HTML pages: the document's own text without the page around it, and what the page says about it.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"

#include "services/ingestion/readers/reader.h"

namespace gangmu::readers {

// `utf8` is the decoded page. The title stands first in the text, also where the page shows it outside of the content.
// Source anchors give bytes of `utf8`. Errors: see Read.
absl::StatusOr<ReadDocument> ReadHtml(std::string_view utf8, const Limits& limits);

}  // namespace gangmu::readers
