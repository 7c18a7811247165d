#include "services/measures/store/sqlite/link_rows.h"

#include <utility>

#include "absl/strings/numbers.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::measures {
namespace {

using policy::v1::LinkState;
using policy::v1::MeasureLink;

// Of a table or view l of links; whether both ends are there is that of the views around it.
constexpr char kColumns[] =
    "l.link, l.from_document, l.record, n.name, l.to_place <> 9223372036854775807 AS removed, "
    "EXISTS (SELECT 1 FROM measures m WHERE m.name = l.from_name) AND "
    "EXISTS (SELECT 1 FROM measures m WHERE m.name = l.to_name) AS whole";
constexpr char kJoin[] = " JOIN document_ids n ON n.document = l.from_document";

// `removals`: whether the removal of a link lies before the moment of the query.
absl::StatusOr<LinkRow> ReadRow(const sqlite::Statement& row, bool removals) {
  LinkRow out;
  out.id = row.Int(0);
  out.from_document = row.Int(1);
  MeasureLink& link = out.link;
  if (!link.ParseFromArray(row.Bytes(2).data(), static_cast<int>(row.Bytes(2).size()))) {
    return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a stored link does not parse");
  }
  link.set_name(StrCat(row.Text(3), "/links/", out.id));
  if (!removals) {
    link.clear_remove_author();
    link.clear_remove_reason();
    link.clear_remove_time();
  }
  link.set_state(removals && row.Int(4) != 0 ? policy::v1::LINK_STATE_REMOVED
                 : row.Int(5) != 0           ? policy::v1::LINK_STATE_ACTIVE
                                             : policy::v1::LINK_STATE_ORPHANED);
  return out;
}

absl::StatusOr<std::optional<LinkRow>> ReadOne(sqlite::Statement& read) {
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) return std::nullopt;
  ASSIGN_OR_RETURN(LinkRow row, ReadRow(read, true));
  return row;
}

absl::StatusOr<std::vector<LinkRow>> ReadRows(sqlite::Statement& read, bool removals) {
  std::vector<LinkRow> rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return rows;
    ASSIGN_OR_RETURN(rows.emplace_back(), ReadRow(read, removals));
  }
}

}  // namespace

absl::StatusOr<int64_t> InsertLink(sqlite::Connection& db, const LinkEnds& ends, int64_t place,
                                   const MeasureLink& link) {
  ASSIGN_OR_RETURN(auto insert,
                   db.Prepare("INSERT INTO measure_links (from_place, to_place, kind, from_document, from_name, "
                              "to_document, to_name, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
  const std::string record = link.SerializeAsString();
  insert.BindAll(place, INT64_MAX, static_cast<int>(link.kind()), ends.from_document, link.from(), ends.to_document,
                 link.to(), sqlite::Blob{record});
  RETURN_IF_ERROR(insert.Run());
  return db.last_insert_rowid();
}

absl::Status CloseLink(sqlite::Connection& db, int64_t id, int64_t place, const MeasureLink& link) {
  MeasureLink stored = link;
  stored.clear_name();
  stored.clear_state();
  const std::string record = stored.SerializeAsString();
  ASSIGN_OR_RETURN(auto update, db.Prepare("UPDATE measure_links SET to_place = ?2, record = ?3 WHERE link = ?1"));
  return update.BindAll(id, place, sqlite::Blob{record}).Run();
}

absl::StatusOr<std::optional<LinkRow>> FindLink(sqlite::Connection& db, const std::string& name) {
  int64_t id = 0;
  if (!absl::SimpleAtoi(name.substr(name.rfind('/') + 1), &id)) return std::nullopt;
  static const std::string sql = StrCat("SELECT ", kColumns, " FROM measure_links l", kJoin, " WHERE l.link = ?1");
  ASSIGN_OR_RETURN(auto read, db.Prepare(sql));
  ASSIGN_OR_RETURN(std::optional<LinkRow> row, ReadOne(read.BindAll(id)));
  if (row && row->link.name() != name) return std::nullopt;
  return row;
}

absl::StatusOr<std::optional<LinkRow>> FindLinkBetween(sqlite::Connection& db, const MeasureLink& link) {
  static const std::string sql =
      StrCat("SELECT ", kColumns, " FROM links l", kJoin, " WHERE l.from_name = ?1 AND l.to_name = ?2 AND l.kind = ?3");
  ASSIGN_OR_RETURN(auto read, db.Prepare(sql));
  return ReadOne(read.BindAll(link.from(), link.to(), static_cast<int>(link.kind())));
}

absl::StatusOr<std::vector<LinkRow>> ReadLinks(sqlite::Connection& db, std::optional<int64_t> document, LinkState state,
                                               int64_t after, int limit) {
  const std::string sql =
      StrCat("SELECT * FROM (SELECT ", kColumns, " FROM measure_links l", kJoin, " WHERE l.link > ?1",
             document ? " AND (l.from_document = ?3 OR l.to_document = ?3)" : "", " ORDER BY l.link)",
             state == policy::v1::LINK_STATE_REMOVED    ? " WHERE removed"
             : state == policy::v1::LINK_STATE_ACTIVE   ? " WHERE NOT removed AND whole"
             : state == policy::v1::LINK_STATE_ORPHANED ? " WHERE NOT removed AND NOT whole"
                                                        : "",
             " LIMIT ?2");
  ASSIGN_OR_RETURN(auto read, db.Prepare(sql));
  read.BindAll(after, limit);
  if (document) read.Bind(3, *document);
  return ReadRows(read, true);
}

absl::StatusOr<std::vector<LinkRow>> ReadLinksOf(const Snapshot& snapshot, const std::string& measure) {
  static const std::string sql =
      StrCat("SELECT ", kColumns, " FROM links l", kJoin, " WHERE l.from_name = ? OR l.to_name = ? ORDER BY l.link");
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare(sql));
  query.Bind(measure).Bind(measure);
  return ReadRows(query.row(), false);
}

}  // namespace gangmu::measures
