#include "services/measures/store/sqlite/search_segments.h"

#include <utility>

#include "common/status/macros.h"

namespace gangmu::measures {
namespace {

using sqlite::BorrowedBlob;
using sqlite::Connection;
using sqlite::Statement;

absl::Status DeleteOf(Connection& db, std::string_view sql, int64_t first, int64_t last) {
  ASSIGN_OR_RETURN(Statement statement, db.Prepare(sql));
  return statement.BindAll(first, last).Run();
}

absl::Status DeleteSegment(Connection& db, const SegmentInfo& info) {
  RETURN_IF_ERROR(
      DeleteOf(db, "DELETE FROM search_segments WHERE segment BETWEEN ?1 AND ?2", info.segment, info.segment));
  RETURN_IF_ERROR(
      DeleteOf(db, "DELETE FROM search_postings WHERE segment BETWEEN ?1 AND ?2", info.segment, info.segment));
  RETURN_IF_ERROR(DeleteOf(db, "DELETE FROM search_rows WHERE segment BETWEEN ?1 AND ?2", info.segment, info.segment));
  if (info.dead_rows == 0) return absl::OkStatus();
  return DeleteOf(db, "DELETE FROM search_dead WHERE row BETWEEN ?1 AND ?2", info.first_row, info.last_row);
}

}  // namespace

absl::StatusOr<std::vector<SegmentInfo>> ListSegments(Connection& db) {
  ASSIGN_OR_RETURN(Statement read,
                   db.Prepare("SELECT segment, first_row, last_row, rows, tokens, bytes, dead_rows, dead_tokens "
                              "FROM search_segments ORDER BY first_row"));
  std::vector<SegmentInfo> segments;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return segments;
    segments.push_back(
        {read.Int(0), read.Int(1), read.Int(2), read.Int(3), read.Int(4), read.Int(5), read.Int(6), read.Int(7)});
  }
}

absl::StatusOr<std::unordered_set<int64_t>> ReadDeadRows(Connection& db) {
  ASSIGN_OR_RETURN(Statement read, db.Prepare("SELECT row FROM search_dead"));
  std::unordered_set<int64_t> dead;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return dead;
    dead.insert(read.Int(0));
  }
}

absl::StatusOr<search::Segment> ReadSegment(Connection& db, const SegmentInfo& info) {
  search::Segment segment;
  segment.first_row = info.first_row;
  segment.last_row = info.last_row;
  ASSIGN_OR_RETURN(
      Statement postings,
      db.Prepare("SELECT first_term, data FROM search_postings WHERE segment = ?1 ORDER BY first_term, part"));
  postings.Bind(1, info.segment);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, postings.Step());
    if (!row) break;
    segment.postings.push_back({static_cast<search::Term>(postings.Int(0)), std::string(postings.Bytes(1))});
  }
  ASSIGN_OR_RETURN(Statement rows, db.Prepare("SELECT first_row, data FROM search_rows WHERE segment = ?1 ORDER BY 1"));
  rows.Bind(1, info.segment);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, rows.Step());
    if (!row) return segment;
    segment.row_blocks.push_back({rows.Int(0), std::string(rows.Bytes(1))});
  }
}

absl::Status WriteSegment(Connection& db, const search::Segment& segment) {
  if (segment.rows == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(Statement insert,
                   db.Prepare("INSERT INTO search_segments (first_row, last_row, rows, tokens, bytes, dead_rows, "
                              "dead_tokens) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0)"));
  RETURN_IF_ERROR(
      insert.BindAll(segment.first_row, segment.last_row, segment.rows, segment.tokens, segment.bytes).Run());
  const int64_t id = db.last_insert_rowid();
  ASSIGN_OR_RETURN(Statement postings,
                   db.Prepare("INSERT INTO search_postings (segment, first_term, part, data) VALUES (?1, ?2, ?3, ?4)"));
  for (size_t part = 0; part < segment.postings.size(); ++part) {
    const search::PostingBlock& block = segment.postings[part];
    postings.BindAll(id, static_cast<int64_t>(block.first_term), static_cast<int64_t>(part), BorrowedBlob{block.data});
    RETURN_IF_ERROR(postings.Run());
  }
  ASSIGN_OR_RETURN(Statement rows,
                   db.Prepare("INSERT INTO search_rows (segment, first_row, data) VALUES (?1, ?2, ?3)"));
  for (const search::RowBlock& block : segment.row_blocks) {
    RETURN_IF_ERROR(rows.BindAll(id, block.first_row, BorrowedBlob{block.data}).Run());
  }
  return absl::OkStatus();
}

absl::Status MergeStored(Connection& db, const std::vector<SegmentInfo>& segments) {
  ASSIGN_OR_RETURN(const std::unordered_set<int64_t> dead, ReadDeadRows(db));
  std::vector<search::Segment> read;
  for (const SegmentInfo& info : segments) {
    ASSIGN_OR_RETURN(read.emplace_back(), ReadSegment(db, info));
  }
  const auto is_dead = [&dead](int64_t row) { return !dead.empty() && dead.contains(row); };
  ASSIGN_OR_RETURN(const search::Segment merged, search::MergeSegments(read, is_dead));
  for (const SegmentInfo& info : segments) RETURN_IF_ERROR(DeleteSegment(db, info));
  return WriteSegment(db, merged);
}

}  // namespace gangmu::measures
