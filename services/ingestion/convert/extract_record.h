// Bytes of one document → the record that is returned or stored: reading, extraction and conversion in one step, the
// same in the service and offline in the client. Pure but for the child process that reads PDF; thread safe.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"

#include "gangmu/policy/v1/policy.pb.h"
#include "services/ingestion/extraction/model.h"
#include "services/ingestion/readers/reader.h"

namespace gangmu::ingestion {

struct ExtractRequest {
  std::string_view bytes;
  std::string_view source_uri;
  readers::Hints hints;
  // Resolves relative times where neither the text nor the file gives a date.
  extraction::Date publish_date;
  readers::Limits limits;
};

// The record with source and text, without resource names. Errors: those of readers::Read, with the same reasons.
absl::StatusOr<policy::v1::DocumentRecord> ExtractRecord(const ExtractRequest& request);

}  // namespace gangmu::ingestion
