// A clock that moves only when told, for tests and for runs that must give the same bytes again.
#pragma once

#include "common/sync/mutex.h"
#include "common/time/clock.h"

namespace gangmu {

// Thread safe. Sleep moves the clock itself and returns at once.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(absl::Time now = absl::FromUnixSeconds(1'700'000'000)) : now_(now) {}

  absl::Time Now() override {
    MutexLock lock(&mutex_);
    return now_;
  }
  absl::Duration Monotonic() override {
    MutexLock lock(&mutex_);
    return monotonic_;
  }
  void Sleep(absl::Duration delay) override { Advance(delay); }

  // Moves wall and monotonic time. `delay` ≥ 0.
  void Advance(absl::Duration delay) {
    MutexLock lock(&mutex_);
    now_ += delay;
    monotonic_ += delay;
  }
  // Sets the wall clock only, also back: what an administrator or NTP does.
  void SetWall(absl::Time now) {
    MutexLock lock(&mutex_);
    now_ = now;
  }

 private:
  Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  absl::Duration monotonic_ ABSL_GUARDED_BY(mutex_) = absl::ZeroDuration();
};

}  // namespace gangmu
