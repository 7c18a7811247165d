#include "common/sqlite/error.h"

#include <sqlite3.h>

#include "absl/time/time.h"

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::sqlite {
namespace {

using Code = absl::StatusCode;

constexpr absl::Duration kBusyRetryDelay = absl::Milliseconds(100);

absl::Status ConstraintError(int extended_code, std::string_view detail) {
  if (extended_code == SQLITE_CONSTRAINT_UNIQUE || extended_code == SQLITE_CONSTRAINT_PRIMARYKEY) {
    return Error(Code::kAlreadyExists, Reason::kALREADY_EXISTS, "a row with this key exists already");
  }
  return Internal(StrCat("SQLite constraint (", extended_code, "): ", detail));
}

}  // namespace

absl::Status ErrorFromCode(int extended_code, std::string_view detail) {
  if (extended_code == SQLITE_BUSY_SNAPSHOT) {
    return Error(Code::kAborted, Reason::kCONFLICT, "another transaction committed first");
  }
  switch (extended_code & 0xff) {
    case SQLITE_FULL:
      return Error(Code::kResourceExhausted, Reason::kDISK_FULL, "the store has no space left on its disk");
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Error(Code::kFailedPrecondition, Reason::kREAD_ONLY, "the store cannot be written");
    case SQLITE_CANTOPEN:
      return Error(Code::kFailedPrecondition, Reason::kPRECONDITION_FAILED, "the store's file cannot be opened");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return Error(Code::kUnavailable, Reason::kSTORE_BUSY, "the store is locked by another writer")
          .RetryAfter(kBusyRetryDelay);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Error(Code::kDataLoss, Reason::kDATA_CORRUPTED, "the store's file is damaged");
    case SQLITE_IOERR:
      return Error(Code::kUnavailable, Reason::kUNAVAILABLE,
                   StrCat("the store's file cannot be read or written (", extended_code, ")"));
    case SQLITE_INTERRUPT:
      return Error(Code::kCancelled, Reason::kCANCELLED, "the query was interrupted");
    case SQLITE_TOOBIG:
      return Error(Code::kInvalidArgument, Reason::kLIMIT_EXCEEDED, "a value is too large to store");
    case SQLITE_NOMEM:
      return Error(Code::kResourceExhausted, Reason::kLIMIT_EXCEEDED, "not enough memory for the query");
    case SQLITE_CONSTRAINT:
      return ConstraintError(extended_code, detail);
    default:
      return Internal(StrCat("SQLite error ", extended_code, ": ", detail));
  }
}

absl::Status LastError(sqlite3* db) {
  const int code = sqlite3_extended_errcode(db);
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return absl::OkStatus();
  return ErrorFromCode(code, sqlite3_errmsg(db));
}

}  // namespace gangmu::sqlite
