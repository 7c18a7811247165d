#include "services/measures/store/sqlite/feed.h"

#include <optional>

#include "common/sqlite/connection.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/sqlite/codelist_rows.h"
#include "services/measures/store/sqlite/record_reader.h"
#include "services/measures/store/sqlite/search_index.h"

namespace gangmu::measures {
namespace {

constexpr size_t kMaxBatchBytes = 4 << 20;

struct Commit {
  int64_t place = 0;
  absl::Time time;
  std::string name;
  ChangeCause cause = ChangeCause::kCreated;
};

absl::StatusOr<std::vector<Commit>> ReadCommits(sqlite::Connection& db, int64_t place, size_t limit) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT c.place, c.commit_time, n.name, c.cause FROM commits c "
                                         "LEFT JOIN document_ids n ON n.document = c.document "
                                         "WHERE c.place > ?1 ORDER BY c.place LIMIT ?2"));
  read.BindAll(place, static_cast<int64_t>(limit));
  std::vector<Commit> commits;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return commits;
    commits.push_back({read.Int(0), absl::FromUnixMicros(read.Int(1)), std::string(read.Text(2)),
                       static_cast<ChangeCause>(read.Int(3))});
  }
}

absl::StatusOr<ChangeEvent> ReadEvent(sqlite::Connection& db, const FeedIdentity& feed, const Commit& commit) {
  ChangeEvent event;
  event.cause = commit.cause;
  event.commit_time = commit.time;
  event.position = feed.At(commit.place);
  if (commit.cause == ChangeCause::kCodelist) {
    ASSIGN_OR_RETURN(event.codelist, ReadCodelistChange(db, commit.place));
    return event;
  }
  ASSIGN_OR_RETURN(auto record, ReadRecord(Snapshot(db, commit.place), commit.name, View::kBasic, true));
  if (!record) return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "the facts of a change are gone");
  if (record->document().has_delete_time()) {  // also a change of a deleted document: a link of it that was removed
    event.record.mutable_document()->set_name(commit.name);
    *event.record.mutable_document()->mutable_delete_time() = record->document().delete_time();
  } else {
    event.record = *std::move(record);
  }
  return event;
}

// Adds the number of rows that went to `count`.
absl::Status DeleteUpTo(sqlite::Connection& db, std::string_view sql, int64_t place, int64_t* count) {
  ASSIGN_OR_RETURN(auto statement, db.Prepare(sql));
  RETURN_IF_ERROR(statement.BindAll(place).Run());
  *count += db.changed_rows();
  return absl::OkStatus();
}

// Extractions, texts and sources that no row speaks of any more.
absl::Status DeleteOrphans(sqlite::Connection& db, PurgeReport* report) {
  RETURN_IF_ERROR(db.Execute("DELETE FROM extractions WHERE extraction NOT IN (SELECT extraction FROM document_rows)"));
  RETURN_IF_ERROR(
      db.Execute("DELETE FROM document_relations WHERE extraction NOT IN (SELECT extraction FROM extractions)"));
  RETURN_IF_ERROR(
      db.Execute("DELETE FROM texts WHERE sha256 NOT IN (SELECT text_sha256 FROM document_rows) "
                 "AND sha256 NOT IN (SELECT text_sha256 FROM extractions)"));
  report->texts = db.changed_rows();
  RETURN_IF_ERROR(db.Execute("DELETE FROM sources WHERE sha256 NOT IN (SELECT source_sha256 FROM document_rows)"));
  report->sources = db.changed_rows();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<ChangeEvent>> ReadChangesAfter(sqlite::Connection& db, const FeedIdentity& feed,
                                                          int64_t place, size_t max_events) {
  ASSIGN_OR_RETURN(const std::vector<Commit> commits, ReadCommits(db, place, max_events));
  std::vector<ChangeEvent> events;
  size_t bytes = 0;
  for (const Commit& commit : commits) {
    ASSIGN_OR_RETURN(events.emplace_back(), ReadEvent(db, feed, commit));
    bytes += events.back().record.ByteSizeLong();
    if (bytes > kMaxBatchBytes) break;
  }
  return events;
}

absl::StatusOr<std::vector<Revision>> ReadRevisions(sqlite::Connection& db, const FeedIdentity& feed,
                                                    const std::string& name, const RevisionRange& range) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT revision, cause, author, reason, commit_time, place FROM commits "
                                         "WHERE document = (SELECT document FROM document_ids WHERE name = ?1) "
                                         "AND revision < ?2 ORDER BY revision DESC LIMIT ?3"));
  read.BindAll(name, range.below, range.limit);
  std::vector<Revision> revisions;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return revisions;
    revisions.push_back({read.Int(0), static_cast<ChangeCause>(read.Int(1)), std::string(read.Text(2)),
                         std::string(read.Text(3)), absl::FromUnixMicros(read.Int(4)), feed.At(read.Int(5))});
  }
}

absl::StatusOr<int64_t> ReadHorizon(sqlite::Connection& db) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT CAST(value AS INTEGER) FROM store_info WHERE key = 'change_horizon'"));
  ASSIGN_OR_RETURN(const bool row, read.Step());
  return row ? read.Int(0) : 0;
}

absl::StatusOr<int64_t> ReadHead(sqlite::Connection& db) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT max(place) FROM commits"));
  ASSIGN_OR_RETURN(const bool row, read.Step());
  if (row && !read.IsNull(0)) return read.Int(0);
  return ReadHorizon(db);  // everything was compacted, or nothing ever written
}

absl::StatusOr<int64_t> PlaceAt(sqlite::Connection& db, absl::Time time) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT max(place) FROM commits WHERE commit_time = "
                                         "(SELECT max(commit_time) FROM commits WHERE commit_time <= ?1)"));
  read.Bind(1, absl::ToUnixMicros(time));
  ASSIGN_OR_RETURN(const bool row, read.Step());
  return row ? read.Int(0) : 0;
}

absl::StatusOr<PurgeReport> Purge(WriteScope& scope, int64_t place) {
  sqlite::Connection& db = scope.db();
  ASSIGN_OR_RETURN(auto horizon, db.Prepare("INSERT INTO store_info (key, value) VALUES ('change_horizon', ?1) "
                                            "ON CONFLICT (key) DO UPDATE SET value = excluded.value"));
  RETURN_IF_ERROR(horizon.BindAll(StrCat(place)).Run());
  PurgeReport report;
  int64_t index_rows = 0;
  const std::pair<const char*, int64_t*> steps[] = {
      {"DELETE FROM commits WHERE place <= ?1", &report.changes},
      {"DELETE FROM codelist_changes WHERE place <= ?1", &index_rows},
      {"DELETE FROM measure_elements WHERE row IN (SELECT row FROM measure_rows WHERE to_place <= ?1)", &index_rows},
      {"DELETE FROM measure_statuses WHERE row IN (SELECT row FROM measure_rows WHERE to_place <= ?1)", &index_rows},
      {"DELETE FROM measure_rows WHERE to_place <= ?1", &report.measure_versions},
      {"DELETE FROM indicator_rows WHERE to_place <= ?1", &report.indicator_versions},
      {"DELETE FROM document_labels WHERE row IN (SELECT row FROM document_rows WHERE to_place <= ?1)", &index_rows},
      {"DELETE FROM document_rows WHERE to_place <= ?1", &report.document_versions},
  };
  for (const auto& [sql, count] : steps) RETURN_IF_ERROR(DeleteUpTo(db, sql, place, count));
  RETURN_IF_ERROR(DeleteOrphans(db, &report));
  RETURN_IF_ERROR(ForgetDeadRows(db));
  return report;
}

}  // namespace gangmu::measures
