// Bulk reading: documents, measures and indicators by name, all as of one position. Each stream goes on in short reads
// of the store, so that a slow caller holds a thread and nothing else. The last message has complete = true.
#pragma once

#include "absl/status/status.h"

#include "common/rpc/call_runner.h"
#include "gangmu/measures/v1/measure_service.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

absl::Status SendRecords(MeasureStore& store, CallContext& call, const v1::StreamDocumentsRequest& request,
                         StreamWriter<v1::StreamDocumentsResponse>& out);
absl::Status SendMeasures(MeasureStore& store, CallContext& call, const v1::StreamMeasuresRequest& request,
                          StreamWriter<v1::StreamMeasuresResponse>& out);
absl::Status SendIndicators(MeasureStore& store, CallContext& call, const v1::StreamIndicatorsRequest& request,
                            StreamWriter<v1::StreamIndicatorsResponse>& out);

}  // namespace gangmu::measures
