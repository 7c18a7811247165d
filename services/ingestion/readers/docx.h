// DOCX (WordprocessingML, ISO/IEC 29500): paragraphs as lines with their automatic numbers, tables as rows. Deleted and
// moved-away text, field codes and comments are left out; inserted text stays, as it is shown.
#pragma once

#include "services/ingestion/readers/archive.h"
#include "services/ingestion/readers/read_document.h"

namespace gangmu::readers {

// Errors: see Read. Source anchors name no place: a DOCX has pages only once it is laid out.
absl::StatusOr<ReadDocument> ReadDocx(Archive& archive, const Limits& limits);

}  // namespace gangmu::readers
