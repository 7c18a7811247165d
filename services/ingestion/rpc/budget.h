// How much work may be in flight: items and bytes, over all calls together. What keeps memory flat under any load.
#pragma once

#include <cstddef>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "common/sync/mutex.h"

namespace gangmu::ingestion {

// Thread safe; outlives its tickets.
class Budget {
 public:
  // Gives its share back when the last copy is gone.
  using Ticket = std::shared_ptr<const void>;

  Budget(size_t max_items, size_t max_bytes) : max_items_(max_items), max_bytes_(max_bytes) {}

  // RESOURCE_EXHAUSTED (OVERLOADED) with a retry delay where there is no room. Something larger than the whole budget
  // gets in when nothing else is: refusing it for ever would help nobody.
  absl::StatusOr<Ticket> TryTake(size_t bytes);
  // Waits for room as long as `check` is OK, which is asked every 100 ms; its error otherwise.
  absl::StatusOr<Ticket> Take(size_t bytes, absl::FunctionRef<absl::Status()> check);

  size_t items() const;
  size_t bytes() const;

 private:
  bool HasRoom(size_t bytes) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Ticket Add(size_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveBack(size_t bytes);

  const size_t max_items_;
  const size_t max_bytes_;
  mutable Mutex mutex_;
  CondVar room_;
  size_t items_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace gangmu::ingestion
