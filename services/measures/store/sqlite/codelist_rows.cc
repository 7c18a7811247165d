#include "services/measures/store/sqlite/codelist_rows.h"

#include <string>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "google/protobuf/util/time_util.h"
#include "services/measures/store/sqlite/document_writer.h"
#include "services/measures/store/sqlite/preconditions.h"

namespace gangmu::measures {
namespace {

using google::protobuf::util::TimeUtil;
using policy::v1::CodelistEntry;
using sqlite::Connection;
using sqlite::Statement;

absl::StatusOr<CodelistEntry> ParseEntry(std::string_view bytes) {
  CodelistEntry entry;
  if (!entry.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a stored codelist entry does not parse");
  }
  return entry;
}

Error BuiltIn(const std::string& name) {
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
               "built-in entries come with the program and cannot be changed")
      .With("name", name);
}

// The entry that a create or update leaves.
absl::StatusOr<CodelistEntry> Written(const CodelistWrite& write, const std::optional<CodelistEntry>& stored) {
  const CodelistKey key = *ParseCodelistName(write.entry.name());
  if (write.kind == CodelistWrite::Kind::kUpdate) return UpdatedEntry(*stored, write.entry, write.fields);
  if (FindBuiltIn(key) != nullptr || stored) {
    return Error(absl::StatusCode::kAlreadyExists, Reason::kALREADY_EXISTS, "there is such an entry")
        .With("name", write.entry.name());
  }
  return MakeLocalEntry(key, write.entry);
}

absl::Status Store(Connection& db, const CodelistEntry& entry, const CodelistWrite& write, int64_t place) {
  const bool deleted = write.kind == CodelistWrite::Kind::kDelete;
  const std::string record = entry.SerializeAsString();
  ASSIGN_OR_RETURN(Statement change,
                   db.Prepare("INSERT INTO codelist_changes (place, deleted, record) VALUES (?1, ?2, ?3)"));
  RETURN_IF_ERROR(change.BindAll(place, deleted, sqlite::BorrowedBlob{record}).Run());
  if (deleted) {
    ASSIGN_OR_RETURN(Statement remove, db.Prepare("DELETE FROM codelist_entries WHERE codelist = ?1 AND code = ?2"));
    return remove.BindAll(static_cast<int>(entry.codelist()), entry.code()).Run();
  }
  ASSIGN_OR_RETURN(
      Statement put,
      db.Prepare("INSERT INTO codelist_entries (codelist, code, dimension, record) VALUES (?1, ?2, ?3, ?4) "
                 "ON CONFLICT DO UPDATE SET dimension = excluded.dimension, record = excluded.record"));
  put.BindAll(static_cast<int>(entry.codelist()), entry.code(), entry.dimension(), sqlite::BorrowedBlob{record});
  return put.Run();
}

}  // namespace

absl::StatusOr<std::optional<CodelistEntry>> FindLocalEntry(Connection& db, const CodelistKey& key) {
  ASSIGN_OR_RETURN(Statement find, db.Prepare("SELECT record FROM codelist_entries WHERE codelist = ?1 AND code = ?2"));
  find.BindAll(static_cast<int>(key.codelist), key.code);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  if (!found) return std::nullopt;
  return ParseEntry(find.Bytes(0));
}

absl::StatusOr<std::vector<CodelistEntry>> ReadLocalEntries(Connection& db, policy::v1::Codelist codelist) {
  ASSIGN_OR_RETURN(Statement read, db.Prepare("SELECT record FROM codelist_entries WHERE codelist = ?1 ORDER BY code"));
  read.Bind(1, static_cast<int>(codelist));
  std::vector<CodelistEntry> entries;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return entries;
    ASSIGN_OR_RETURN(entries.emplace_back(), ParseEntry(read.Bytes(0)));
  }
}

absl::StatusOr<CodelistEntry> WriteEntry(WriteScope& scope, const CodelistWrite& write) {
  const CodelistKey key = *ParseCodelistName(write.entry.name());
  const bool create = write.kind == CodelistWrite::Kind::kCreate;
  ASSIGN_OR_RETURN(const auto stored, FindLocalEntry(scope.db(), key));
  // A local entry that a later program brings itself can still be removed.
  const bool shadowed = stored.has_value() && write.kind == CodelistWrite::Kind::kDelete;
  if (!create && !shadowed && FindBuiltIn(key) != nullptr) return BuiltIn(write.entry.name());
  if (!create && !stored) return NotFound(write.entry.name());
  if (!create) RETURN_IF_ERROR(CheckEtag(write.entry.name(), write.entry.etag(), stored->etag()));
  CodelistEntry entry;
  if (write.kind == CodelistWrite::Kind::kDelete) {
    entry = *stored;
  } else {
    ASSIGN_OR_RETURN(entry, Written(write, stored));
  }
  ASSIGN_OR_RETURN(const ChangeStamp stamp, StampChange(scope, 0, 0, ChangeCause::kCodelist, write.authorship));
  if (write.kind != CodelistWrite::Kind::kDelete) {
    const auto now = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(stamp.time));
    *entry.mutable_create_time() = stored ? stored->create_time() : now;
    *entry.mutable_update_time() = now;
    entry.set_author(write.authorship.author);
    entry.set_etag(StrCat(stamp.place));
  }
  RETURN_IF_ERROR(Store(scope.db(), entry, write, stamp.place));
  return entry;
}

absl::StatusOr<CodelistChange> ReadCodelistChange(Connection& db, int64_t place) {
  ASSIGN_OR_RETURN(Statement read, db.Prepare("SELECT deleted, record FROM codelist_changes WHERE place = ?1"));
  read.Bind(1, place);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a change of a codelist is gone");
  CodelistChange change;
  change.deleted = read.Int(0) != 0;
  ASSIGN_OR_RETURN(change.entry, ParseEntry(read.Bytes(1)));
  return change;
}

}  // namespace gangmu::measures
