#include "services/measures/store/sqlite/relation_rows.h"

#include <string>
#include <utility>

#include "common/sqlite/transaction.h"
#include "common/status/error.h"
#include "common/status/macros.h"

namespace gangmu::measures {
namespace {

using sqlite::Connection;
using sqlite::Statement;

absl::StatusOr<std::vector<DocumentRelation>> ParseRelations(std::string_view structure) {
  policy::v1::DocumentRecord record;
  if (!record.ParseFromArray(structure.data(), static_cast<int>(structure.size()))) {
    return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a stored extraction does not parse");
  }
  return RelationsOf(record.entities());
}

absl::StatusOr<std::vector<DocumentRelation>> ReadRows(Connection& db, int64_t extraction) {
  ASSIGN_OR_RETURN(Statement read, db.Prepare("SELECT type, number, title FROM document_relations "
                                              "WHERE extraction = ?1 ORDER BY ordinal"));
  read.Bind(1, extraction);
  std::vector<DocumentRelation> relations;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return relations;
    relations.push_back(
        {static_cast<policy::v1::Relation>(read.Int(0)), std::string(read.Text(1)), std::string(read.Text(2))});
  }
}

// False where nothing was left.
absl::StatusOr<bool> AddSome(Connection& db) {
  constexpr int kBatch = 500;
  ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(db, sqlite::Transaction::Kind::kWrite));
  ASSIGN_OR_RETURN(Statement mark, db.Prepare("SELECT CAST(value AS INTEGER) FROM store_info "
                                              "WHERE key = 'relations_missing_after'"));
  ASSIGN_OR_RETURN(const bool missing, mark.Step());
  if (!missing) return false;
  std::vector<std::pair<int64_t, std::vector<DocumentRelation>>> found;
  {
    ASSIGN_OR_RETURN(Statement read, db.Prepare("SELECT extraction, structure FROM extractions WHERE extraction > ?1 "
                                                "ORDER BY extraction LIMIT ?2"));
    read.BindAll(mark.Int(0), kBatch);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      ASSIGN_OR_RETURN(auto relations, ParseRelations(read.Bytes(1)));
      found.emplace_back(read.Int(0), std::move(relations));
    }
  }
  mark.Reset();
  for (const auto& [extraction, relations] : found) RETURN_IF_ERROR(InsertRelations(db, extraction, relations));
  const bool more = found.size() == kBatch;
  ASSIGN_OR_RETURN(
      Statement move,
      db.Prepare(more ? "UPDATE store_info SET value = CAST(?1 AS TEXT) WHERE key = "
                        "'relations_missing_after'"
                      : "DELETE FROM store_info WHERE key = 'relations_missing_after' AND ?1 IS NOT NULL"));
  RETURN_IF_ERROR(move.BindAll(found.empty() ? int64_t{0} : found.back().first).Run());
  RETURN_IF_ERROR(transaction.Commit());
  return more;
}

}  // namespace

absl::Status InsertRelations(Connection& db, int64_t extraction, const std::vector<DocumentRelation>& relations) {
  if (relations.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Statement insert, db.Prepare("INSERT INTO document_relations (extraction, ordinal, type, number, "
                                                "title) VALUES (?1, ?2, ?3, ?4, ?5)"));
  for (size_t i = 0; i < relations.size(); ++i) {
    insert.BindAll(extraction, static_cast<int64_t>(i), static_cast<int>(relations[i].type), relations[i].number,
                   relations[i].title);
    RETURN_IF_ERROR(insert.Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> RelationsStand(Connection& db, int64_t extraction) {
  ASSIGN_OR_RETURN(Statement read, db.Prepare("SELECT structure FROM extractions WHERE extraction = ?1"));
  read.Bind(1, extraction);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) return false;
  const auto expected = ParseRelations(read.Bytes(0));
  if (!expected.ok()) return false;
  ASSIGN_OR_RETURN(const std::vector<DocumentRelation> rows, ReadRows(db, extraction));
  return rows == *expected;
}

absl::Status AddMissingRelations(Connection& db) {
  while (true) {
    ASSIGN_OR_RETURN(const bool more, AddSome(db));
    if (!more) return absl::OkStatus();
  }
}

}  // namespace gangmu::measures
