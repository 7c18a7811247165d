// Segments: the postings of a range of rows, written once and merged later, so that storing an entry costs a few large
// writes and no search for each of its terms. The blocks of a segment are what a store keeps. Pure; not thread safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/search/entry.h"
#include "common/search/postings.h"

namespace gangmu::search {

// A piece of the lists of a segment: consecutive terms with their places. A long list goes on in the next block.
struct PostingBlock {
  Term first_term = 0;
  std::string data;
};

// The sizes of some rows.
struct RowBlock {
  int64_t first_row = 0;
  std::string data;
};

struct RowSize {
  int64_t row = 0;
  FieldSizes sizes{};
  uint32_t length = 0;
};

struct Segment {
  int64_t first_row = 0;  // the base of all numbers in the blocks
  int64_t last_row = 0;
  int64_t rows = 0;
  int64_t tokens = 0;                  // lengths of all rows
  int64_t bytes = 0;                   // of all blocks
  std::vector<PostingBlock> postings;  // by first term
  std::vector<RowBlock> row_blocks;    // by first row
};

// Collects entries into a segment.
class SegmentBuilder {
 public:
  // Rows rise.
  void Add(int64_t row, const Entry& entry);
  bool empty() const { return rows_.empty(); }
  // The builder is empty afterwards.
  Segment Finish();

 private:
  std::vector<RowSize> rows_;
  std::vector<Term> terms_;
  std::vector<Place> places_;  // of each term
};

// The lists of one block. False from `visit` ends it. DATA_CORRUPTED where the block is damaged.
absl::Status VisitLists(Term first_term, std::string_view data,
                        absl::FunctionRef<bool(Term term, std::string_view places)> visit);
// Appended to `rows`. DATA_CORRUPTED where the block is damaged.
absl::Status ReadRowBlock(const RowBlock& block, std::vector<RowSize>& rows);

// One segment with what lives of several, which follow each other in rows. `is_dead` says which rows go; the result may
// hold no row at all.
absl::StatusOr<Segment> MergeSegments(const std::vector<Segment>& segments,
                                      const std::function<bool(int64_t row)>& is_dead);

}  // namespace gangmu::search
