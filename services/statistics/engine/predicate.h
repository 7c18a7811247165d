// A filter compiled against one snapshot: truth tables over dictionary codes, ranges over numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/filter/filter.h"
#include "services/statistics/engine/columns.h"
#include "services/statistics/engine/query.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

struct Predicate {
  enum class Kind : uint8_t {
    kAnd,
    kOr,
    kNot,
    kCodes,   // truth over the codes of a column
    kNumber,  // a number of the fact in a range
    kName,    // the fact's own resource name: evaluated row by row
  };
  Kind kind = Kind::kAnd;
  std::vector<Predicate> children;
  ColumnRef column;                // kCodes
  std::vector<uint8_t> truth;      // kCodes: by code, 0 or 1
  std::optional<uint32_t> only;    // kCodes: the one code that passes
  Number number = Number::kValue;  // kNumber
  filter::Op op = filter::Op::kEqual;
  Decimal operand;
  bool presence_only = false;          // kNumber: whether there is one
  const filter::Expr* expr = nullptr;  // kName

  // Whether documents alone decide it.
  bool OfDocument() const;
  // Whether no code at all passes.
  bool Never() const;
};

// The filter as conjuncts: all must hold. Those of documents are decided once a document.
struct CompiledFilter {
  std::vector<Predicate> document;
  std::vector<Predicate> fact;
  std::string document_text;  // canonical
  std::string fact_text;
  // The one unit that every fact that passes has, where a conjunct says so.
  std::optional<uint32_t> unit;
};

// INVALID_ARGUMENT (FILTER_INVALID) where the filter was parsed with another schema or asks what columns cannot tell.
absl::StatusOr<CompiledFilter> CompileFilter(const filter::Filter& filter, FactKind facts, const Snapshot& snapshot);

// Refines selections of one segment. Reused block after block; not thread safe.
class PredicateRunner {
 public:
  PredicateRunner(const std::vector<Predicate>& conjuncts, FactKind facts, const Segment& segment,
                  const Snapshot& snapshot);

  // Whether the columns' ranges rule out every row.
  bool NothingPasses() const { return nothing_passes_; }

  // Rows begin + offset for the offsets in `selection` (`count` of them, rising), or begin … begin + count where it is
  // null; writes the offsets that pass to `out` and returns their number. `documents[k]` is the document of row begin +
  // k, needed where WantsDocuments. `out` may be `selection`.
  uint32_t Refine(uint32_t begin, const uint16_t* selection, uint32_t count, const uint32_t* documents, uint16_t* out);
  bool empty() const { return conjuncts_.empty(); }
  // Whether a predicate of documents hides in a conjunct over facts.
  bool WantsDocuments() const { return wants_documents_; }

 private:
  // A number's range in coefficients of each unit.
  struct Range {
    __int128 low;
    __int128 high;
  };
  struct Node {
    const Predicate* predicate = nullptr;
    const CodeColumn* column = nullptr;
    std::vector<Range> ranges;  // by unit code
    std::vector<Node> children;
    int constant = -1;  // 0 or 1 where the same for all rows of the segment
  };

  Node Prepare(const Predicate& predicate) const;
  std::vector<Range> Ranges(const Predicate& predicate) const;
  bool TestNumber(const Node& node, uint32_t row) const;
  bool TestName(const Predicate& predicate, uint32_t row, uint32_t document) const;
  uint32_t CodeAt(const Node& node, uint32_t row, uint32_t document) const;
  bool Test(const Node& node, uint32_t row, uint32_t document) const;
  uint32_t RefineCodes(const Node& node, uint32_t begin, const uint16_t* selection, uint32_t count,
                       uint16_t* out) const;

  const FactKind facts_;
  const Segment& segment_;
  const Snapshot& snapshot_;
  std::vector<Node> conjuncts_;
  bool nothing_passes_ = false;
  bool wants_documents_ = false;
};

// Documents of a segment that pass all conjuncts: ands 0 or 1 into `pass`.
void TestDocuments(const std::vector<Predicate>& conjuncts, const Segment& segment, std::vector<uint8_t>& pass);

}  // namespace gangmu::statistics
