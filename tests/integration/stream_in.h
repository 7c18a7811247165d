// Documents streamed in over the typed RPC, with every acknowledgement kept, whatever happens to the services
// meanwhile.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "gangmu/ingestion/v1/ingestion_service.pb.h"
#include "tests/integration/suite.h"

namespace gangmu::testing {

using Acknowledged = std::map<size_t, ingestion::v1::IngestResult>;  // by index into the documents

// `copies` variants of each sample, each with a text and a source URI of its own, which begins with `prefix`.
std::vector<ingestion::v1::RawDocument> SampleVariants(const std::string& prefix, int copies);

// Sends those of `documents` that `acknowledged` does not hold and adds the answers to it, until all are answered or
// the stream ends early, as it does where a service is killed. Rejections for want of a service are no answer.
void StreamIn(Suite& suite, const std::vector<ingestion::v1::RawDocument>& documents, Acknowledged* acknowledged);

// The same, again and again, until all are answered; fails the test where that takes more than `seconds`.
void StreamInAll(Suite& suite, const std::vector<ingestion::v1::RawDocument>& documents, int seconds,
                 Acknowledged* acknowledged);

}  // namespace gangmu::testing
