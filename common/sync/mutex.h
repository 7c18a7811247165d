// Locks over the standard library with Abseil's thread annotations. absl::Mutex is not used in this project: Debian's
// Abseil is not instrumented, so ThreadSanitizer reports a false race for each of its locks, and a suppression wide
// enough to silence them would silence real races too.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"

namespace gangmu {

// A plain, non-recursive lock. Thread safe.
class ABSL_LOCKABLE Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }
  bool TryLock() ABSL_EXCLUSIVE_TRYLOCK_FUNCTION(true) { return mutex_.try_lock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

// Holds a Mutex for a scope.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex* mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) { mutex_->Lock(); }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_->Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex* const mutex_;
};

// A moment of the monotonic clock, for waits that changes of the wall clock must not lengthen.
using SteadyTime = std::chrono::steady_clock::time_point;

// `delay` from now; infinite and absurdly long delays become a moment that is never reached.
SteadyTime SteadyDeadline(absl::Duration delay);

// A condition to wait for. Every wait may return spuriously: call it in a loop over the condition.
// No predicate overloads: Clang's analysis does not see the held lock inside a lambda. Thread safe.
class CondVar {
 public:
  void Wait(Mutex* mutex) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  // False where the deadline has passed.
  bool WaitUntil(Mutex* mutex, SteadyTime deadline) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

// Happens once and stays so. Thread safe.
class Event {
 public:
  void Set();
  bool IsSet() const;
  void Wait() const;
  // True where the event has happened within `timeout`.
  bool WaitFor(absl::Duration timeout) const;

 private:
  mutable Mutex mutex_;
  mutable CondVar changed_;
  bool set_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace gangmu
