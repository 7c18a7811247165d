// The put of a batch inside a write transaction.
#pragma once

#include <vector>

#include "absl/status/statusor.h"

#include "services/measures/store/prepared_document.h"
#include "services/measures/store/sqlite/group_commit.h"

namespace gangmu::measures {

// Results and the place that includes them; all documents or an error. Errors: ETAG_MISMATCH.
struct PutAnswer {
  std::vector<PutResult> results;
  int64_t place = 0;
};
absl::StatusOr<PutAnswer> PutPrepared(WriteScope& scope, const std::vector<PreparedDocument>& documents,
                                      const Authorship& authorship);

}  // namespace gangmu::measures
