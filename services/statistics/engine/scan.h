// One pass over the facts: filter, group, feed the kernels.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"

#include "services/statistics/engine/grouping.h"
#include "services/statistics/engine/kernels.h"
#include "services/statistics/engine/predicate.h"
#include "services/statistics/engine/query.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

class WorkerPool;

// What one pass does. Immutable while it runs.
struct ScanPlan {
  const Snapshot* snapshot = nullptr;
  const Query* query = nullptr;
  const CompiledFilter* filter = nullptr;
  const Grouping* grouping = nullptr;
  Place as_of = 0;
  uint8_t left_out_flags = 0;  // of FactFlag: facts with one of them are kept from numeric kernels
};

// Facts of a group that were kept from all or from numeric kernels.
using LeftOutTable = std::vector<LeftOutCounts>;

// The state of one worker, and after merging the result.
struct ScanState {
  explicit ScanState(const Grouping& grouping) : groups(grouping) {}

  GroupNumbers groups;
  std::vector<std::unique_ptr<Kernel>> facts;    // every fact that counts
  std::vector<std::unique_ptr<Kernel>> numeric;  // those that may be added: no parts, no restatements
  CountKernel all;                               // every fact that counts, by group
  LeftOutTable left_out;                         // empty where nothing was
  int64_t matched = 0;
  int64_t scanned = 0;
};

// Makes the kernels of one worker.
using KernelFactory = std::function<void(ScanState&)>;

// Scans with up to pool.threads() helpers. Errors: CANCELLED, LIMIT_EXCEEDED (groups).
absl::StatusOr<std::unique_ptr<ScanState>> Scan(const ScanPlan& plan, const KernelFactory& make_kernels,
                                                WorkerPool& pool);

// Why a document's facts are kept from every kernel of the query; nullopt where they are not.
std::optional<LeftOut> DocumentLeftOut(const Query& query, const Segment& segment, uint32_t document);
// Facts of these are kept from numeric kernels: the first that applies.
std::optional<LeftOut> FactLeftOut(uint32_t flags, uint8_t left_out_flags);

}  // namespace gangmu::statistics
