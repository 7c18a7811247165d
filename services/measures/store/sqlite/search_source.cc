#include "services/measures/store/sqlite/search_source.h"

#include <algorithm>

#include "common/status/error.h"
#include "common/status/macros.h"

namespace gangmu::measures {
namespace {

using sqlite::Statement;

absl::Status Damaged() {
  return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a block of the search index is damaged");
}

}  // namespace

absl::StatusOr<SqlitePostings> SqlitePostings::Open(sqlite::Connection& db) {
  ASSIGN_OR_RETURN(std::vector<SegmentInfo> segments, ListSegments(db));
  ASSIGN_OR_RETURN(std::unordered_set<int64_t> dead, ReadDeadRows(db));
  return SqlitePostings(db, std::move(segments), std::move(dead));
}

absl::Status SqlitePostings::Read(search::Term first, search::Term last, std::vector<search::Place>& places) {
  const auto before = static_cast<std::ptrdiff_t>(places.size());
  for (const SegmentInfo& info : segments_) RETURN_IF_ERROR(ReadFrom(info, first, last, places));
  if (!dead_.empty()) {
    const auto is_dead = [this](search::Place place) { return dead_.contains(search::RowOf(place)); };
    places.erase(std::remove_if(places.begin() + before, places.end(), is_dead), places.end());
  }
  if (first != last) std::sort(places.begin() + before, places.end());
  return absl::OkStatus();
}

// A list may have begun in the last block whose first term lies before `first`.
absl::Status SqlitePostings::ReadFrom(const SegmentInfo& info, search::Term first, search::Term last,
                                      std::vector<search::Place>& places) {
  ASSIGN_OR_RETURN(Statement read,
                   db_.Prepare("SELECT first_term, data FROM search_postings WHERE segment = ?1 AND first_term >= "
                               "coalesce((SELECT max(first_term) FROM search_postings WHERE segment = ?1 AND "
                               "first_term < ?2), ?2) AND first_term <= ?3 ORDER BY first_term, part"));
  read.BindAll(info.segment, static_cast<int64_t>(first), static_cast<int64_t>(last));
  bool whole = true;
  const auto take = [&](search::Term term, std::string_view list) {
    if (term > last) return false;
    if (term >= first) whole &= search::DecodePlaces(list, info.first_row, places);
    return true;
  };
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return whole ? absl::OkStatus() : Damaged();
    RETURN_IF_ERROR(search::VisitLists(static_cast<search::Term>(read.Int(0)), read.Bytes(1), take));
  }
}

absl::StatusOr<std::vector<search::RowSize>> SqlitePostings::Sizes(const std::vector<int64_t>& rows) {
  std::vector<search::RowSize> out;
  out.reserve(rows.size());
  ASSIGN_OR_RETURN(Statement find, db_.Prepare("SELECT first_row, data FROM search_rows WHERE segment = ?1 AND "
                                               "first_row <= ?2 ORDER BY first_row DESC LIMIT 1"));
  auto info = segments_.begin();
  std::vector<search::RowSize> block;
  auto next = block.cend();
  for (const int64_t row : rows) {
    while (next != block.cend() && next->row < row) ++next;
    if (next == block.cend()) {
      while (info != segments_.end() && info->last_row < row) ++info;
      if (info == segments_.end()) return Damaged();
      find.Reset();
      find.BindAll(info->segment, row);
      ASSIGN_OR_RETURN(const bool found, find.Step());
      if (!found) return Damaged();
      block.clear();
      RETURN_IF_ERROR(search::ReadRowBlock({find.Int(0), std::string(find.Bytes(1))}, block));
      next = block.cbegin();
      while (next != block.cend() && next->row < row) ++next;
    }
    if (next == block.cend() || next->row != row) return Damaged();
    out.push_back(*next);
  }
  return out;
}

absl::StatusOr<search::Totals> SqlitePostings::ReadTotals() {
  search::Totals totals;
  for (const SegmentInfo& info : segments_) {
    totals.entries += info.rows - info.dead_rows;
    totals.tokens += info.tokens - info.dead_tokens;
  }
  return totals;
}

}  // namespace gangmu::measures
