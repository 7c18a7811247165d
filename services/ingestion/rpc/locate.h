// From spans of a document's text back to places in its file.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

#include "common/rpc/call_context.h"
#include "gangmu/ingestion/v1/ingestion_service.pb.h"
#include "services/ingestion/readers/read_document.h"
#include "services/ingestion/rpc/ingest_engine.h"
#include "services/ingestion/rpc/measures_client.h"

namespace gangmu::ingestion {

// The place of a span that lies within the text; `file_bytes` is the size of the file. Pure.
v1::SourcePlace PlaceOf(const readers::ReadDocument& read, int64_t file_bytes, const policy::v1::TextSpan& span);

// Fetches the original and reads it anew. The request is valid. Errors: ingestion_service.proto.
absl::StatusOr<v1::LocateTextResponse> LocateText(const CallContext& call, const v1::LocateTextRequest& request,
                                                  IngestEngine& engine, MeasuresClient& measures);

}  // namespace gangmu::ingestion
