#include "services/measures/store/sqlite/search_index.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"

#include "common/sqlite/transaction.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/search_entry.h"
#include "services/measures/store/sqlite/record_reader.h"
#include "services/measures/store/sqlite/search_segments.h"

namespace gangmu::measures {
namespace {

using sqlite::Connection;
using sqlite::Statement;

// So many segments of about one size are merged into one. Each byte of the index is written about log8(size / put)
// times, and a search looks into about 8 log8(size / put) segments and those that have become large.
constexpr size_t kFanout = 8;
// A merge is part of a put: beyond this size it would keep the writers waiting for more than a moment.
constexpr int64_t kLargestMerge = 48 << 20;

// Segments of one level have the same order of magnitude.
int LevelOf(int64_t bytes) {
  int level = 0;
  for (int64_t bound = 16 << 10; bytes > bound; bound *= static_cast<int64_t>(kFanout)) ++level;
  return level;
}

// The newest segments up to some level, where they are many enough to be merged; else none.
std::vector<SegmentInfo> DueForMerge(const std::vector<SegmentInfo>& segments) {
  for (int level = 0; level < 8; ++level) {
    size_t first = segments.size();
    int64_t bytes = 0;
    while (first > 0 && LevelOf(segments[first - 1].bytes) <= level &&
           bytes + segments[first - 1].bytes <= kLargestMerge) {
      bytes += segments[--first].bytes;
    }
    if (segments.size() - first >= kFanout)
      return {segments.begin() + static_cast<std::ptrdiff_t>(first), segments.end()};
  }
  return {};
}

// A segment of which more than a quarter is dead costs more to search than to write anew.
absl::Status RewriteMostlyDead(Connection& db, const std::vector<SegmentInfo>& segments) {
  for (const SegmentInfo& info : segments) {
    if (info.dead_rows * 4 > info.rows) RETURN_IF_ERROR(MergeStored(db, {info}));
  }
  return absl::OkStatus();
}

// The row's length as the index knows it.
absl::StatusOr<int64_t> LengthOf(Connection& db, const SegmentInfo& info, int64_t row) {
  ASSIGN_OR_RETURN(Statement find, db.Prepare("SELECT first_row, data FROM search_rows WHERE segment = ?1 AND "
                                              "first_row <= ?2 ORDER BY first_row DESC LIMIT 1"));
  find.BindAll(info.segment, row);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  std::vector<search::RowSize> sizes;
  if (found) RETURN_IF_ERROR(search::ReadRowBlock({find.Int(0), std::string(find.Bytes(1))}, sizes));
  for (const search::RowSize& size : sizes) {
    if (size.row == row) return size.length;
  }
  return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a measure is missing in the search index");
}

// Rows of measure_rows with what is searched of them.
class MeasureEntries {
 public:
  // Current rows above `after`, rising, at most so many.
  static absl::StatusOr<MeasureEntries> Begin(Connection& db, int64_t after, int64_t most) {
    ASSIGN_OR_RETURN(
        Statement measures,
        db.Prepare("SELECT row, document, ordinal, record, text, name FROM measure_rows WHERE row > ?1 AND "
                   "to_place = 9223372036854775807 ORDER BY row LIMIT ?2"));
    measures.BindAll(after, most);
    ASSIGN_OR_RETURN(Statement subjects,
                     db.Prepare("SELECT subject FROM indicators WHERE document = ?1 AND measure = ?2 AND subject <> '' "
                                "ORDER BY ordinal"));
    return MeasureEntries(std::move(measures), std::move(subjects));
  }

  absl::StatusOr<bool> Next() {
    ASSIGN_OR_RETURN(const bool found, measures_.Step());
    if (!found) return false;
    row = measures_.Int(0);
    name = measures_.Text(5);
    policy::v1::Measure measure;
    const std::string_view record = measures_.Bytes(3);
    if (!measure.ParseFromArray(record.data(), static_cast<int>(record.size()))) {
      return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a stored record does not parse");
    }
    ASSIGN_OR_RETURN(const std::vector<std::string> subjects, Subjects(measures_.Int(1), measures_.Int(2)));
    entry = MakeSearchEntry(measure, subjects, measures_.Text(4));
    return true;
  }

  int64_t row = 0;
  std::string name;
  search::Entry entry;

 private:
  MeasureEntries(Statement measures, Statement subjects)
      : measures_(std::move(measures)), subjects_(std::move(subjects)) {}

  absl::StatusOr<std::vector<std::string>> Subjects(int64_t document, int64_t ordinal) {
    subjects_.Reset();
    subjects_.BindAll(document, ordinal);
    std::vector<std::string> subjects;
    while (true) {
      ASSIGN_OR_RETURN(const bool found, subjects_.Step());
      if (!found) return subjects;
      std::string subject(subjects_.Text(0));
      if (std::find(subjects.begin(), subjects.end(), subject) == subjects.end())
        subjects.push_back(std::move(subject));
    }
  }

  Statement measures_;
  Statement subjects_;
};

absl::StatusOr<std::string> MissingAfter(Connection& db) {
  ASSIGN_OR_RETURN(Statement read, db.Prepare("SELECT value FROM store_info WHERE key = 'search_missing_after'"));
  ASSIGN_OR_RETURN(const bool found, read.Step());
  return found ? std::string(read.Text(0)) : std::string();
}

// One batch in a transaction; false where nothing was left.
absl::StatusOr<bool> IndexSome(Connection& db) {
  constexpr int64_t kBatch = 4000;
  ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(db, sqlite::Transaction::Kind::kWrite));
  ASSIGN_OR_RETURN(const std::string from, MissingAfter(db));
  int64_t after = 0;
  if (!absl::SimpleAtoi(from, &after)) return false;
  SearchIndexWriter index;
  int64_t count = 0;
  {
    ASSIGN_OR_RETURN(MeasureEntries entries, MeasureEntries::Begin(db, after, kBatch));
    while (true) {
      ASSIGN_OR_RETURN(const bool found, entries.Next());
      if (!found) break;
      index.Add(entries.row, entries.entry);
      after = entries.row;
      ++count;
    }
  }
  RETURN_IF_ERROR(index.Flush(db));
  ASSIGN_OR_RETURN(Statement mark,
                   db.Prepare(count < kBatch ? "DELETE FROM store_info WHERE key = 'search_missing_after' AND ?1 <> ''"
                                             : "UPDATE store_info SET value = ?1 WHERE key = 'search_missing_after'"));
  RETURN_IF_ERROR(mark.BindAll(StrCat(after)).Run());
  RETURN_IF_ERROR(transaction.Commit());
  return count == kBatch;
}

// A number for everything that the index says of one row, whatever the order it says it in.
uint64_t Mix(search::Term term, uint32_t position) {
  uint64_t x = term * 0x9E3779B97F4A7C15u + position;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

uint64_t DigestOf(const search::Entry& entry) {
  uint64_t sum = entry.length();
  for (size_t field = 0; field < entry.sizes.size(); ++field) {
    sum += Mix(field, entry.sizes[field]);
  }
  for (size_t i = 0; i + 1 < entry.codes.size(); ++i) {
    if (entry.codes[i] == search::kEnd) continue;
    sum += Mix(search::MakeTerm(entry.codes[i], entry.codes[i + 1]), static_cast<uint32_t>(i));
  }
  return sum;
}

using Digests = std::unordered_map<int64_t, uint64_t>;

absl::Status AddDigests(const search::Segment& segment, Digests& digests) {
  std::vector<search::RowSize> sizes;
  for (const search::RowBlock& block : segment.row_blocks) RETURN_IF_ERROR(search::ReadRowBlock(block, sizes));
  for (const search::RowSize& size : sizes) {
    uint64_t& sum = digests[size.row];
    sum += size.length;
    for (size_t field = 0; field < size.sizes.size(); ++field) sum += Mix(field, size.sizes[field]);
  }
  std::vector<search::Place> places;
  bool whole = true;
  for (const search::PostingBlock& block : segment.postings) {
    const auto add = [&](search::Term term, std::string_view list) {
      places.clear();
      whole &= search::DecodePlaces(list, segment.first_row, places);
      for (const search::Place place : places) digests[search::RowOf(place)] += Mix(term, search::PositionOf(place));
      return true;
    };
    RETURN_IF_ERROR(search::VisitLists(block.first_term, block.data, add));
  }
  if (whole) return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a block of the search index is damaged");
}

void Note(IntegrityReport& report, std::string_view where, std::string_view what) {
  if (report.problems.size() < IntegrityReport::kMaxProblems) {
    report.problems.push_back({std::string(where), std::string(what)});
  }
}

// What the segments say of all rows that live; a damaged segment is a problem, not an error.
absl::StatusOr<Digests> ReadDigests(Connection& db, IntegrityReport& report) {
  ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, ListSegments(db));
  Digests digests;
  for (const SegmentInfo& info : segments) {
    ASSIGN_OR_RETURN(const search::Segment segment, ReadSegment(db, info));
    const absl::Status read = AddDigests(segment, digests);
    if (!read.ok()) Note(report, StrCat("search segment ", info.segment), ToStd(read.message()));
  }
  ASSIGN_OR_RETURN(const std::unordered_set<int64_t> dead, ReadDeadRows(db));
  for (const int64_t row : dead) digests.erase(row);
  return digests;
}

}  // namespace

absl::Status SearchIndexWriter::Close(Connection& db, int64_t row) {
  closed_ = true;
  ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, ListSegments(db));
  for (const SegmentInfo& info : segments) {
    if (row < info.first_row || row > info.last_row) continue;
    ASSIGN_OR_RETURN(const int64_t length, LengthOf(db, info, row));
    ASSIGN_OR_RETURN(Statement insert, db.Prepare("INSERT INTO search_dead (row) VALUES (?1)"));
    RETURN_IF_ERROR(insert.BindAll(row).Run());
    ASSIGN_OR_RETURN(Statement count, db.Prepare("UPDATE search_segments SET dead_rows = dead_rows + 1, "
                                                 "dead_tokens = dead_tokens + ?2 WHERE segment = ?1"));
    return count.BindAll(info.segment, length).Run();
  }
  return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a measure is missing in the search index");
}

absl::Status SearchIndexWriter::Flush(Connection& db) {
  if (added_.empty() && !closed_) return absl::OkStatus();
  closed_ = false;
  RETURN_IF_ERROR(WriteSegment(db, added_.Finish()));
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, ListSegments(db));
    const std::vector<SegmentInfo> due = DueForMerge(segments);
    if (due.empty()) return RewriteMostlyDead(db, segments);
    RETURN_IF_ERROR(MergeStored(db, due));
  }
}

absl::Status IndexWhatIsMissing(Connection& db) {
  while (true) {
    ASSIGN_OR_RETURN(const bool more, IndexSome(db));
    if (!more) return absl::OkStatus();
  }
}

absl::Status ForgetDeadRows(Connection& db) {
  ASSIGN_OR_RETURN(const std::vector<SegmentInfo> segments, ListSegments(db));
  for (const SegmentInfo& info : segments) {
    if (info.dead_rows > 0) RETURN_IF_ERROR(MergeStored(db, {info}));
  }
  return absl::OkStatus();
}

absl::Status CheckSearchIndex(Connection& db, IntegrityReport& report) {
  ASSIGN_OR_RETURN(Digests digests, ReadDigests(db, report));
  ASSIGN_OR_RETURN(MeasureEntries entries, MeasureEntries::Begin(db, 0, INT64_MAX));
  while (true) {
    ASSIGN_OR_RETURN(const bool found, entries.Next());
    if (!found) break;
    const auto it = digests.find(entries.row);
    if (it == digests.end() || it->second != DigestOf(entries.entry)) {
      Note(report, entries.name, "the search index does not hold what its record says");
    }
    if (it != digests.end()) digests.erase(it);
  }
  if (!digests.empty()) Note(report, "search index", StrCat("holds ", digests.size(), " rows that are no measures"));
  return absl::OkStatus();
}

}  // namespace gangmu::measures
