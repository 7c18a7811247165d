#include "common/sync/mutex.h"

namespace gangmu {

SteadyTime SteadyDeadline(absl::Duration delay) {
  // Adding more than a few centuries overflows the clock's nanoseconds.
  constexpr absl::Duration kForever = absl::Hours(24 * 365 * 100);
  const SteadyTime now = std::chrono::steady_clock::now();
  if (delay > kForever) delay = kForever;
  if (delay < absl::ZeroDuration()) delay = absl::ZeroDuration();
  return now + absl::ToChronoNanoseconds(delay);
}

void CondVar::Wait(Mutex* mutex) {
  std::unique_lock<std::mutex> lock(mutex->mutex_, std::adopt_lock);
  condition_.wait(lock);
  lock.release();
}

bool CondVar::WaitUntil(Mutex* mutex, SteadyTime deadline) {
  std::unique_lock<std::mutex> lock(mutex->mutex_, std::adopt_lock);
  const std::cv_status status = condition_.wait_until(lock, deadline);
  lock.release();
  return status == std::cv_status::no_timeout;
}

void Event::Set() {
  MutexLock lock(&mutex_);
  set_ = true;
  changed_.NotifyAll();
}

bool Event::IsSet() const {
  MutexLock lock(&mutex_);
  return set_;
}

void Event::Wait() const {
  MutexLock lock(&mutex_);
  while (!set_) changed_.Wait(&mutex_);
}

bool Event::WaitFor(absl::Duration timeout) const {
  const SteadyTime deadline = SteadyDeadline(timeout);
  MutexLock lock(&mutex_);
  while (!set_ && changed_.WaitUntil(&mutex_, deadline)) {
  }
  return set_;
}

}  // namespace gangmu
