// A blocking first-in first-out queue with a bound on items and on bytes: what carries backpressure between stages.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <utility>

#include "common/sync/mutex.h"

namespace gangmu {

// Thread safe. Any number of producers and consumers.
template <typename T>
class BoundedQueue {
 public:
  // At most `max_items` items (≥ 1) of together at most `max_bytes`. An item larger than `max_bytes` is taken when the
  // queue is empty: refusing it for ever would stall its producer.
  BoundedQueue(size_t max_items, size_t max_bytes) : max_items_(max_items), max_bytes_(max_bytes) {}

  // Waits for room. False where the queue was closed; the item is then dropped.
  bool Push(T item, size_t bytes = 0) {
    MutexLock lock(&mutex_);
    while (!closed_ && !HasRoom(bytes)) room_.Wait(&mutex_);
    return Add(item, bytes);
  }

  // Never waits. False where there is no room or the queue is closed; `item` is then untouched.
  bool TryPush(T&& item, size_t bytes = 0) {
    MutexLock lock(&mutex_);
    return HasRoom(bytes) && Add(item, bytes);
  }

  // Waits for an item. nullopt where the queue is closed and empty.
  std::optional<T> Pop() {
    MutexLock lock(&mutex_);
    while (!closed_ && entries_.empty()) items_.Wait(&mutex_);
    return Take();
  }

  // Waits for an item at most until `deadline`. nullopt also where the time is over.
  std::optional<T> PopUntil(SteadyTime deadline) {
    MutexLock lock(&mutex_);
    while (!closed_ && entries_.empty() && items_.WaitUntil(&mutex_, deadline)) {
    }
    return Take();
  }

  // No more pushes; what is queued can still be popped. Wakes all waiters.
  void Close() {
    MutexLock lock(&mutex_);
    closed_ = true;
    room_.NotifyAll();
    items_.NotifyAll();
  }

  size_t size() const {
    MutexLock lock(&mutex_);
    return entries_.size();
  }
  size_t bytes() const {
    MutexLock lock(&mutex_);
    return bytes_;
  }

 private:
  struct Entry {
    T item;
    size_t bytes;
  };

  bool HasRoom(size_t bytes) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (entries_.empty()) return true;
    return entries_.size() < max_items_ && bytes <= max_bytes_ && bytes_ <= max_bytes_ - bytes;
  }

  bool Add(T& item, size_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (closed_) return false;
    entries_.push_back({std::move(item), bytes});
    bytes_ += bytes;
    items_.NotifyOne();
    return true;
  }

  std::optional<T> Take() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (entries_.empty()) return std::nullopt;
    Entry entry = std::move(entries_.front());
    entries_.pop_front();
    bytes_ -= entry.bytes;
    // All, not one: the first waiter may need more bytes than became free while another fits.
    room_.NotifyAll();
    return std::move(entry.item);
  }

  const size_t max_items_;
  const size_t max_bytes_;
  mutable Mutex mutex_;
  CondVar room_;
  CondVar items_;
  std::deque<Entry> entries_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace gangmu
