// Schema versions: a numbered list of migrations, each applied in a transaction of its own.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/sqlite/connection.h"

namespace gangmu::sqlite {

struct Migration {
  int number = 0;         // 1, 2, 3… without a gap
  std::string_view name;  // for messages, for example "documents"
  std::string_view sql;   // any number of sentences
};

// Brings the database from whatever version it has to that of the last migration; the version is in user_version.
// `application_id` marks the kind of database: a file of another kind is refused.
// Errors: FAILED_PRECONDITION SCHEMA_TOO_NEW (metadata: found, known) where a newer program wrote the file;
// FAILED_PRECONDITION PRECONDITION_FAILED where it is the database of another program; the store's own errors. What
// was applied before an error stays applied, the failed migration leaves no trace.
absl::Status Migrate(Connection& connection, uint32_t application_id, const std::vector<Migration>& migrations);

absl::StatusOr<int> SchemaVersion(Connection& connection);

}  // namespace gangmu::sqlite
