// The search index of one connection as common/search reads it.
#pragma once

#include <unordered_set>
#include <vector>

#include "common/search/rank.h"
#include "common/sqlite/connection.h"
#include "services/measures/store/sqlite/search_segments.h"

namespace gangmu::measures {

// Must be used inside one transaction.
class SqlitePostings final : public search::PostingSource {
 public:
  static absl::StatusOr<SqlitePostings> Open(sqlite::Connection& db);

  absl::Status Read(search::Term first, search::Term last, std::vector<search::Place>& places) override;
  absl::StatusOr<std::vector<search::RowSize>> Sizes(const std::vector<int64_t>& rows) override;
  absl::StatusOr<search::Totals> ReadTotals() override;

 private:
  SqlitePostings(sqlite::Connection& db, std::vector<SegmentInfo> segments, std::unordered_set<int64_t> dead)
      : db_(db), segments_(std::move(segments)), dead_(std::move(dead)) {}
  absl::Status ReadFrom(const SegmentInfo& info, search::Term first, search::Term last,
                        std::vector<search::Place>& places);

  sqlite::Connection& db_;
  std::vector<SegmentInfo> segments_;
  std::unordered_set<int64_t> dead_;
};

}  // namespace gangmu::measures
