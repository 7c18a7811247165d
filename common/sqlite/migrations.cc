#include "common/sqlite/migrations.h"

#include <string>

#include "common/sqlite/transaction.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::sqlite {
namespace {

absl::StatusOr<int64_t> ReadNumber(Connection& connection, std::string_view sql) {
  ASSIGN_OR_RETURN(Statement read, connection.Prepare(sql));
  ASSIGN_OR_RETURN(const bool row, read.Step());
  return row ? read.Int(0) : 0;
}

absl::Status CheckOwnFile(Connection& connection, uint32_t application_id) {
  ASSIGN_OR_RETURN(const int64_t found, ReadNumber(connection, "PRAGMA application_id"));
  if (static_cast<uint32_t>(found) == application_id) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int64_t objects, ReadNumber(connection, "SELECT count(*) FROM sqlite_schema"));
  if (found == 0 && objects == 0) return absl::OkStatus();  // new and empty
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
               "the file is the database of another program");
}

absl::Status Apply(Connection& connection, uint32_t application_id, const Migration& migration) {
  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(connection, Transaction::Kind::kWrite));
  // Another process may have been faster between the look and the lock.
  ASSIGN_OR_RETURN(const int version, SchemaVersion(connection));
  if (version >= migration.number) return absl::OkStatus();
  RETURN_IF_ERROR(connection.Execute(std::string(migration.sql)));
  RETURN_IF_ERROR(connection.Execute(StrCat("PRAGMA application_id=", static_cast<int32_t>(application_id),
                                            ";PRAGMA user_version=", migration.number)));
  return transaction.Commit();
}

}  // namespace

absl::StatusOr<int> SchemaVersion(Connection& connection) {
  ASSIGN_OR_RETURN(const int64_t version, ReadNumber(connection, "PRAGMA user_version"));
  return static_cast<int>(version);
}

absl::Status Migrate(Connection& connection, uint32_t application_id, const std::vector<Migration>& migrations) {
  RETURN_IF_ERROR(CheckOwnFile(connection, application_id));
  ASSIGN_OR_RETURN(const int found, SchemaVersion(connection));
  const int known = migrations.empty() ? 0 : migrations.back().number;
  if (found > known) {
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kSCHEMA_TOO_NEW,
                 StrCat("the database has schema version ", found, ", this program knows versions up to ", known,
                        ": run a newer program"))
        .With("found", StrCat(found))
        .With("known", StrCat(known));
  }
  for (const Migration& migration : migrations) {
    if (migration.number > found) RETURN_IF_ERROR(Apply(connection, application_id, migration));
  }
  return absl::OkStatus();
}

}  // namespace gangmu::sqlite
