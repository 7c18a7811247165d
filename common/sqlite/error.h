// SQLite's result codes as errors of this project.
#pragma once

#include <string_view>

#include "absl/status/status.h"

struct sqlite3;

namespace gangmu::sqlite {

// The error for an extended result code other than SQLITE_OK, SQLITE_ROW and SQLITE_DONE:
//   FULL                      RESOURCE_EXHAUSTED   DISK_FULL
//   READONLY, PERM            FAILED_PRECONDITION  READ_ONLY
//   CANTOPEN                  FAILED_PRECONDITION  PRECONDITION_FAILED
//   BUSY_SNAPSHOT             ABORTED              CONFLICT       read again in a new transaction
//   BUSY, LOCKED, PROTOCOL    UNAVAILABLE          STORE_BUSY     with a retry delay
//   CORRUPT, NOTADB           DATA_LOSS            DATA_CORRUPTED
//   IOERR                     UNAVAILABLE          UNAVAILABLE
//   INTERRUPT                 CANCELLED            CANCELLED
//   TOOBIG                    INVALID_ARGUMENT     LIMIT_EXCEEDED
//   NOMEM                     RESOURCE_EXHAUSTED   LIMIT_EXCEEDED
//   CONSTRAINT_UNIQUE and _PRIMARYKEY  ALREADY_EXISTS  ALREADY_EXISTS
//   anything else             INTERNAL             INTERNAL       with SQLite's own words, for the log
// Only INTERNAL errors hold `detail`; messages of INTERNAL errors never leave a service.
absl::Status ErrorFromCode(int extended_code, std::string_view detail);

// The error of the last call on `db`; OK where that call succeeded.
absl::Status LastError(sqlite3* db);

}  // namespace gangmu::sqlite
