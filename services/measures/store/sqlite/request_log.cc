#include "services/measures/store/sqlite/request_log.h"

#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "common/status/macros.h"

namespace gangmu::measures {
namespace {

constexpr absl::Duration kKept = absl::Hours(24);

absl::Status ForgetOlder(sqlite::Connection& db, absl::Time now) {
  ASSIGN_OR_RETURN(auto forget, db.Prepare("DELETE FROM requests WHERE commit_time < ?1"));
  return forget.BindAll(absl::ToUnixMicros(now - kKept)).Run();
}

absl::StatusOr<std::vector<PutResult>> ReadResults(sqlite::Connection& db, const std::string& request_id) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT name, outcome, revision, etag, extraction_outdated, duplicate_of "
                                         "FROM request_results WHERE request_id = ?1 ORDER BY item"));
  read.Bind(1, request_id);
  std::vector<PutResult> results;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return results;
    PutResult& result = results.emplace_back();
    result.name = read.Text(0);
    result.outcome = static_cast<PutOutcome>(read.Int(1));
    result.revision = read.Int(2);
    result.etag = read.Text(3);
    result.extraction_outdated = read.Int(4) != 0;
    result.duplicate_of = read.Text(5);
  }
}

}  // namespace

std::string RequestDigest(const std::vector<PreparedDocument>& documents) {
  Sha256Builder digest;
  for (const PreparedDocument& document : documents) {
    digest.Append(Sha256(document.structure));
    digest.Append(Sha256(document.facts_record));
    digest.Append(document.replace_extraction ? "r" : "-");
    digest.Append(Sha256(document.etag));
  }
  return digest.Finish();
}

absl::StatusOr<std::optional<PutAnswer>> FindAnswer(sqlite::Connection& db, const std::string& request_id,
                                                    const std::string& digest) {
  ASSIGN_OR_RETURN(auto find, db.Prepare("SELECT digest, place FROM requests WHERE request_id = ?1"));
  find.Bind(1, request_id);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  if (!found) return std::nullopt;
  if (find.Bytes(0) != digest) {
    return InvalidField("request_id", "was used with another request");
  }
  PutAnswer answer;
  answer.place = find.Int(1);
  ASSIGN_OR_RETURN(answer.results, ReadResults(db, request_id));
  return answer;
}

absl::Status KeepAnswer(WriteScope& scope, const std::string& request_id, const std::string& digest,
                        const PutAnswer& answer) {
  sqlite::Connection& db = scope.db();
  const absl::Time now = scope.NextCommitTime();
  RETURN_IF_ERROR(ForgetOlder(db, now));
  ASSIGN_OR_RETURN(auto request, db.Prepare("INSERT INTO requests (request_id, digest, place, commit_time) "
                                            "VALUES (?1, ?2, ?3, ?4)"));
  RETURN_IF_ERROR(
      request.BindAll(request_id, sqlite::BorrowedBlob{digest}, answer.place, absl::ToUnixMicros(now)).Run());
  ASSIGN_OR_RETURN(auto insert, db.Prepare("INSERT INTO request_results (request_id, item, name, outcome, revision, "
                                           "etag, extraction_outdated, duplicate_of) "
                                           "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
  int64_t item = 0;
  for (const PutResult& result : answer.results) {
    insert.BindAll(request_id, item++, result.name, static_cast<int>(result.outcome), result.revision, result.etag,
                   result.extraction_outdated, result.duplicate_of);
    RETURN_IF_ERROR(insert.Run());
  }
  return absl::OkStatus();
}

}  // namespace gangmu::measures
