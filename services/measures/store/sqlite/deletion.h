// Soft deletion and its undoing, inside a write transaction (AIP-164).
#pragma once

#include "absl/status/status.h"

#include "services/measures/store/sqlite/group_commit.h"

namespace gangmu::measures {

// Closes the facts and marks the document; its history stays. Errors as MeasureStore::DeleteDocument.
absl::Status Delete(WriteScope& scope, const DeleteRequest& request);

// Makes the facts of its extraction effective again. Errors as MeasureStore::UndeleteDocument.
absl::Status Undelete(WriteScope& scope, const UndeleteRequest& request);

}  // namespace gangmu::measures
