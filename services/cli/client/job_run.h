// Takes files in as a durable job: uploads them, watches what becomes of each, and finds an unfinished job again.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "services/cli/client/file_walk.h"
#include "services/cli/client/ingest_run.h"
#include "services/cli/session.h"

namespace gangmu::cli {

struct JobRunSettings {
  std::string resume_key;    // names the work: the unfinished job of that key is gone on with
  std::string display_name;  // for people
  int max_in_flight = 0;     // items under way at once in the service; 0: as many as it allows
};

// As RunIngest, with a job of the ingestion service between: what is uploaded goes on without this program. A file's
// key in the job is its source URI and a digest of its bytes, so that a file that changed since an interruption is a
// new item. An interrupt pauses the job. Files that a resumed job takes no more go into a second one.
IngestReport RunJobIngest(const std::vector<InputFile>& files, const IngestSettings& settings,
                          const JobRunSettings& job, const Session& session,
                          const std::function<void(const IngestedFile&)>& on_file,
                          const std::function<void(const absl::Status&, absl::Duration)>& on_pause);

}  // namespace gangmu::cli
