#include "services/measures/store/sqlite/correction_rows.h"

#include <utility>

#include "absl/strings/numbers.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "google/protobuf/util/time_util.h"

namespace gangmu::measures {
namespace {

using google::protobuf::util::TimeUtil;
using policy::v1::Correction;

constexpr char kColumns[] =
    "c.correction, c.document, c.reverted_place, c.revert_time, c.orphaned, c.record, n.name "
    "FROM corrections c JOIN document_ids n ON n.document = c.document";

absl::StatusOr<CorrectionRow> ReadRow(const sqlite::Statement& row) {
  CorrectionRow out;
  out.id = row.Int(0);
  out.document = row.Int(1);
  out.reverted = !row.IsNull(2);
  out.orphaned = row.Int(4) != 0;
  Correction& c = out.correction;
  if (!c.ParseFromArray(row.Bytes(5).data(), static_cast<int>(row.Bytes(5).size()))) {
    return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a stored correction does not parse");
  }
  c.set_name(StrCat(row.Text(6), "/corrections/", out.id));
  c.set_state(out.reverted   ? policy::v1::CORRECTION_STATE_REVERTED
              : out.orphaned ? policy::v1::CORRECTION_STATE_ORPHANED
                             : policy::v1::CORRECTION_STATE_ACTIVE);
  if (out.reverted) *c.mutable_revert_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(3));
  return out;
}

absl::StatusOr<std::vector<CorrectionRow>> ReadRows(sqlite::Statement& read) {
  std::vector<CorrectionRow> rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return rows;
    ASSIGN_OR_RETURN(rows.emplace_back(), ReadRow(read));
  }
}

const char* StateCondition(policy::v1::CorrectionState state) {
  switch (state) {
    case policy::v1::CORRECTION_STATE_ACTIVE:
      return " AND c.reverted_place IS NULL AND c.orphaned = 0";
    case policy::v1::CORRECTION_STATE_ORPHANED:
      return " AND c.reverted_place IS NULL AND c.orphaned = 1";
    case policy::v1::CORRECTION_STATE_REVERTED:
      return " AND c.reverted_place IS NOT NULL";
    default:
      return "";
  }
}

}  // namespace

absl::StatusOr<std::vector<CorrectionRow>> ReadActiveCorrections(sqlite::Connection& db, int64_t document) {
  static const std::string sql =
      StrCat("SELECT ", kColumns, " WHERE c.document = ?1 AND c.reverted_place IS NULL ORDER BY c.correction");
  ASSIGN_OR_RETURN(auto read, db.Prepare(sql));
  read.Bind(1, document);
  return ReadRows(read);
}

absl::StatusOr<std::optional<CorrectionRow>> FindCorrection(sqlite::Connection& db, const std::string& name) {
  const size_t slash = name.rfind('/');
  int64_t id = 0;
  if (!absl::SimpleAtoi(name.substr(slash + 1), &id)) return std::nullopt;
  static const std::string sql = StrCat("SELECT ", kColumns, " WHERE c.correction = ?1");
  ASSIGN_OR_RETURN(auto read, db.Prepare(sql));
  read.Bind(1, id);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) return std::nullopt;
  ASSIGN_OR_RETURN(CorrectionRow row, ReadRow(read));
  if (row.correction.name() != name) return std::nullopt;
  return row;
}

absl::StatusOr<std::vector<CorrectionRow>> ReadCorrections(sqlite::Connection& db, std::optional<int64_t> document,
                                                           policy::v1::CorrectionState state, int64_t after,
                                                           int limit) {
  const std::string sql =
      StrCat("SELECT ", kColumns, " WHERE c.correction > ?1", document ? " AND c.document = ?3" : "",
             StateCondition(state), " ORDER BY c.correction LIMIT ?2");
  ASSIGN_OR_RETURN(auto read, db.Prepare(sql));
  read.BindAll(after, limit);
  if (document) read.Bind(3, *document);
  return ReadRows(read);
}

absl::StatusOr<int64_t> InsertCorrection(sqlite::Connection& db, int64_t document, int64_t place,
                                         const Correction& correction) {
  ASSIGN_OR_RETURN(auto insert, db.Prepare("INSERT INTO corrections (document, place, orphaned, kind, target, record) "
                                           "VALUES (?1, ?2, 0, ?3, ?4, ?5)"));
  const std::string record = correction.SerializeAsString();
  insert.BindAll(document, place, static_cast<int>(correction.kind()), correction.target(), sqlite::Blob{record});
  RETURN_IF_ERROR(insert.Run());
  return db.last_insert_rowid();
}

absl::Status MarkOrphaned(sqlite::Connection& db, int64_t id, bool orphaned) {
  ASSIGN_OR_RETURN(auto update, db.Prepare("UPDATE corrections SET orphaned = ?2 WHERE correction = ?1"));
  return update.BindAll(id, orphaned).Run();
}

absl::Status MarkReverted(sqlite::Connection& db, int64_t id, int64_t place, absl::Time time) {
  ASSIGN_OR_RETURN(auto update, db.Prepare("UPDATE corrections SET reverted_place = ?2, revert_time = ?3 "
                                           "WHERE correction = ?1"));
  return update.BindAll(id, place, absl::ToUnixMicros(time)).Run();
}

}  // namespace gangmu::measures
