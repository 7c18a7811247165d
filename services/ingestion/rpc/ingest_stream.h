// One IngestDocuments stream: documents in, outcomes out in order of completion.
#pragma once

#include "absl/status/status.h"

#include "common/rpc/call_runner.h"
#include "gangmu/ingestion/v1/ingestion_service.pb.h"
#include "services/ingestion/rpc/ingest_engine.h"

namespace gangmu::ingestion {

// Documents of one stream whose outcome is not yet written: a slow reader is sent no more, and costs no more.
inline constexpr size_t kStreamWindow = 256;

// Reads until the caller has sent all, answers every document, and returns when all outcomes are written. Documents of
// one identity (id or source URI) are taken one after the other, in the order they came. Backpressure: reading stops
// while the window or the engine's budget is full. Returns the caller's error where the caller is gone; a document that
// cannot be taken is an outcome and no error.
absl::Status IngestStream(CallContext& call, IngestEngine& engine, StreamReader<v1::IngestDocumentsRequest>& in,
                          StreamWriter<v1::IngestDocumentsResponse>& out);

}  // namespace gangmu::ingestion
