#include "services/ingestion/rpc/budget.h"

#include "common/status/error.h"
#include "common/status/macros.h"

namespace gangmu::ingestion {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(500);
constexpr absl::Duration kCheckInterval = absl::Milliseconds(100);

}  // namespace

bool Budget::HasRoom(size_t bytes) const {
  if (items_ == 0) return true;
  return items_ < max_items_ && bytes <= max_bytes_ && bytes_ <= max_bytes_ - bytes;
}

Budget::Ticket Budget::Add(size_t bytes) {
  ++items_;
  bytes_ += bytes;
  return Ticket(this, [this, bytes](const void*) { GiveBack(bytes); });
}

void Budget::GiveBack(size_t bytes) {
  MutexLock lock(&mutex_);
  --items_;
  bytes_ -= bytes;
  room_.NotifyAll();
}

absl::StatusOr<Budget::Ticket> Budget::TryTake(size_t bytes) {
  MutexLock lock(&mutex_);
  if (HasRoom(bytes)) return Add(bytes);
  return Error(absl::StatusCode::kResourceExhausted, Reason::kOVERLOADED,
               "too many documents are being taken in; try again after the given delay")
      .RetryAfter(kRetryDelay);
}

absl::StatusOr<Budget::Ticket> Budget::Take(size_t bytes, absl::FunctionRef<absl::Status()> check) {
  MutexLock lock(&mutex_);
  while (!HasRoom(bytes)) {
    RETURN_IF_ERROR(check());
    room_.WaitUntil(&mutex_, SteadyDeadline(kCheckInterval));
  }
  return Add(bytes);
}

size_t Budget::items() const {
  MutexLock lock(&mutex_);
  return items_;
}

size_t Budget::bytes() const {
  MutexLock lock(&mutex_);
  return bytes_;
}

}  // namespace gangmu::ingestion
