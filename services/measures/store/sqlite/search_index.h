// The search index over current measures, in the tables of the store and in the transactions that change it.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"

#include "common/search/segment.h"
#include "common/sqlite/connection.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// What one write adds and takes away. Not thread safe.
class SearchIndexWriter {
 public:
  // A new current row; rows rise.
  void Add(int64_t row, const search::Entry& entry) { added_.Add(row, entry); }
  // A row that is no longer current; not one that was added and not flushed.
  absl::Status Close(sqlite::Connection& db, int64_t row);
  // Writes what was added as a segment, merges the newest segments where they have become many, and rewrites those of
  // which much is dead. Must come before the transaction, or the savepoint of the write, ends.
  absl::Status Flush(sqlite::Connection& db);

 private:
  search::SegmentBuilder added_;
  bool closed_ = false;
};

// Indexes what an older version stored. Goes on where a process that ended meanwhile had come to.
absl::Status IndexWhatIsMissing(sqlite::Connection& db);

// Rewrites segments without their dead rows, so that nothing of what a purge forgets stays behind.
absl::Status ForgetDeadRows(sqlite::Connection& db);

// Whether the index holds of each current measure just what its record says, and of nothing else.
absl::Status CheckSearchIndex(sqlite::Connection& db, IntegrityReport& report);

}  // namespace gangmu::measures
