// Commit times that never repeat and never go back, whatever the wall clock does.
#pragma once

#include "common/sync/mutex.h"
#include "common/time/clock.h"

namespace gangmu {

// Gives max(clock, last + 1 µs) in whole microseconds. Thread safe.
class CommitClock {
 public:
  // `last` is the newest commit time of the store, absl::InfinitePast() for an empty one.
  CommitClock(Clock& clock, absl::Time last) : clock_(clock), last_(last) {}

  absl::Time Next() {
    MutexLock lock(&mutex_);
    const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
    const absl::Time least = last_ + absl::Microseconds(1);
    last_ = now > least ? now : least;
    return last_;
  }

 private:
  Clock& clock_;
  Mutex mutex_;
  absl::Time last_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace gangmu
