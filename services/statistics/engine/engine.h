// Answers queries over a snapshot of facts. Exact decimals; results do not depend on the number of workers.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "services/statistics/engine/fact_table.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

class Segment;
class WorkerPool;

// One fact behind a cell.
struct Evidence {
  std::string document;             // resource name
  std::string id;                   // of the indicator or measure within the document; empty for documents
  bool used = true;                 // false where it was left out
  LeftOut reason = LeftOut::kPart;  // where not used
  // Where it lies, as long as the snapshot lives.
  const Segment* segment = nullptr;
  uint32_t document_place = 0;
  uint32_t row = 0;
};

// What a query would do.
struct Plan {
  uint64_t segments = 0;
  uint64_t documents = 0;       // looked at
  uint64_t scanned_facts = 0;   // upper bound: facts of the documents that pass the document part of the filter
  uint64_t passes = 0;          // times that the facts are gone through
  uint64_t groups = 0;          // upper bound
  bool dense = false;           // groups in an array, else in a hash table
  std::string document_filter;  // canonical text of the conjuncts that are decided once a document
  std::string fact_filter;      // of those decided once a fact
  uint64_t cost() const { return scanned_facts + groups; }
};

// Thread safe: any number of queries at once.
class Engine {
 public:
  // `workers` threads besides the calling one take part in large queries.
  explicit Engine(size_t workers);
  ~Engine();

  // Errors: INVALID_ARGUMENT QUERY_INVALID (unknown dimension with near matches, bad metric, bad combination);
  // FAILED_PRECONDITION MIXED_UNITS and NON_ADDITIVE with metadata `units` (or `kinds`, `periods`, `regions`) and
  // `groupBy`, dimensions with which the query adds up (or `allow`, where those are more than a query may have);
  // RESOURCE_EXHAUSTED COST_LIMIT_EXCEEDED; OUT_OF_RANGE DECIMAL_OVERFLOW; FAILED_PRECONDITION PURGED for an as_of
  // before the horizon; RESOURCE_EXHAUSTED LIMIT_EXCEEDED for more groups than allowed; CANCELLED or what
  // Query::interrupted says.
  absl::StatusOr<Answer> Run(const Snapshot& snapshot, const Query& query) const;

  // The facts behind cell `metric` of the row with these dimension values, by document name and order in the document;
  // `blocked` is that of the cell. `visit` returns false to stop. Errors as Run.
  absl::Status ListEvidence(const Snapshot& snapshot, const Query& query, const std::vector<DimensionValue>& row,
                            size_t metric, std::optional<LeftOut> blocked,
                            const std::function<bool(const Evidence&)>& visit) const;

  absl::StatusOr<Plan> Explain(const Snapshot& snapshot, const Query& query) const;

 private:
  std::unique_ptr<WorkerPool> pool_;
};

}  // namespace gangmu::statistics
