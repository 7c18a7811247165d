// Sends many files to the ingestion service and collects what became of each.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "gangmu/ingestion/v1/ingestion_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/client/file_walk.h"

namespace gangmu::cli {

struct IngestSettings {
  bool validate_only = false;
  int max_in_flight = 32;                       // documents sent and not yet answered
  int64_t max_in_flight_bytes = 64 << 20;       // their bytes together; one document is always let through
  absl::Duration patience = absl::Seconds(60);  // how long to try again while nothing succeeds
  std::string publish_date;                     // of RawDocument
  std::string media_type;
  std::string charset;
  std::string document_id;  // of a single file
  std::map<std::string, std::string> labels;
  bool files_may_vanish = false;  // a file that is gone when its turn comes is left out, not rejected (jobs only)
};

// What became of one file. A file that could not be read is REJECTED too.
struct IngestedFile {
  const InputFile* file = nullptr;
  ingestion::v1::IngestResult result;
};

struct IngestReport {
  std::vector<IngestedFile> files;     // in order of completion
  std::vector<const InputFile*> left;  // not decided: interrupted, or the service went away
  bool interrupted = false;
  absl::Status error;  // why files are left, where it was not an interrupt
  std::string job;     // jobs/{job} where they went through one
};

// Files are read and sent while answers come in. A stream that breaks, and an answer that says UNAVAILABLE, ABORTED or
// RESOURCE_EXHAUSTED, are tried again with growing pauses as long as others succeed, and for `patience` after the last
// success; sending twice stores once. Where the very first stream cannot be opened it gives up at once. `on_file` is
// called for each decided file, from one thread at a time; `on_pause` before each pause.
IngestReport RunIngest(const std::vector<InputFile>& files, const IngestSettings& settings, const Session& session,
                       const std::function<void(const IngestedFile&)>& on_file,
                       const std::function<void(const absl::Status&, absl::Duration)>& on_pause);

}  // namespace gangmu::cli
