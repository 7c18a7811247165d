// Which entries fit a query, and how well: BM25 in integers, so that every machine and every backend gives the same
// order.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/search/postings.h"
#include "common/search/query.h"
#include "common/search/segment.h"

namespace gangmu::search {

// How often a hit in each field counts.
using FieldWeights = std::array<uint32_t, kFields>;

// Living entries and the sum of their lengths.
struct Totals {
  int64_t entries = 0;
  int64_t tokens = 0;
};

// An index as ranking reads it. One thread at a time.
class PostingSource {
 public:
  virtual ~PostingSource() = default;
  // Places of living entries with terms in [first, last], rising, appended.
  virtual absl::Status Read(Term first, Term last, std::vector<Place>& places) = 0;
  // The sizes of these rows, which rise and live.
  virtual absl::StatusOr<std::vector<RowSize>> Sizes(const std::vector<int64_t>& rows) = 0;
  virtual absl::StatusOr<Totals> ReadTotals() = 0;
};

struct Hit {
  int64_t row = 0;
  int64_t score = 0;  // with 16 binary places; above 0
  bool operator==(const Hit&) const = default;
};

// The rows that fit, rising. Errors: those of the source.
absl::StatusOr<std::vector<int64_t>> FindRows(const Query& query, PostingSource& source);
// The same with their scores: the sum over all wanted phrases that the entry holds.
absl::StatusOr<std::vector<Hit>> Rank(const Query& query, const FieldWeights& weights, PostingSource& source);

// log2 of `value` > 0 with 16 binary places, rounded down.
int64_t Log2(uint64_t value);
// What one phrase that `with_phrase` entries hold gives an entry of that length which holds it `frequency` times
// (weighted, above 0): BM25 with k1 = 1.2, b = 0.75 and log2((N + 1) / (n + 1/2)) as the weight of the phrase.
int64_t PhraseScore(uint64_t frequency, uint32_t length, int64_t with_phrase, const Totals& totals);

}  // namespace gangmu::search
