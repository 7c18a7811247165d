// Rows of document_relations: written once with an extraction, never changed.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/sqlite/connection.h"
#include "services/measures/store/document_relations.h"

namespace gangmu::measures {

absl::Status InsertRelations(sqlite::Connection& db, int64_t extraction,
                             const std::vector<DocumentRelation>& relations);
// Whether the rows of an extraction are those that its stored structure gives.
absl::StatusOr<bool> RelationsStand(sqlite::Connection& db, int64_t extraction);
// Adds the rows of what an older version stored, batch by batch, each in a transaction.
absl::Status AddMissingRelations(sqlite::Connection& db);

}  // namespace gangmu::measures
