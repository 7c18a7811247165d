// Reading and writing whole segments of the search index.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/search/segment.h"
#include "common/sqlite/connection.h"

namespace gangmu::measures {

// A row of search_segments.
struct SegmentInfo {
  int64_t segment = 0;
  int64_t first_row = 0;
  int64_t last_row = 0;
  int64_t rows = 0;
  int64_t tokens = 0;
  int64_t bytes = 0;
  int64_t dead_rows = 0;
  int64_t dead_tokens = 0;
};

// By rows.
absl::StatusOr<std::vector<SegmentInfo>> ListSegments(sqlite::Connection& db);
absl::StatusOr<std::unordered_set<int64_t>> ReadDeadRows(sqlite::Connection& db);

absl::StatusOr<search::Segment> ReadSegment(sqlite::Connection& db, const SegmentInfo& info);
// Nothing where it holds no rows.
absl::Status WriteSegment(sqlite::Connection& db, const search::Segment& segment);
// Puts one segment with what lives of these in their place. They follow each other in the list.
absl::Status MergeStored(sqlite::Connection& db, const std::vector<SegmentInfo>& segments);

}  // namespace gangmu::measures
