// A fixed number of threads behind a bounded queue of tasks.
#pragma once

#include <functional>
#include <thread>
#include <vector>

#include "common/sync/bounded_queue.h"

namespace gangmu {

// Thread safe. Tasks must not throw, and must not Submit to their own pool (with a full queue that waits for itself;
// TrySubmit is fine).
class ThreadPool {
 public:
  using Task = std::function<void()>;

  // Starts `threads` (≥ 1) threads; at most `max_queued` (≥ 1) tasks wait.
  ThreadPool(size_t threads, size_t max_queued);
  // As Shutdown.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // Waits for room in the queue. False after Shutdown: the task will not run.
  bool Submit(Task task) { return tasks_.Push(std::move(task)); }
  // Never waits. False where the queue is full or the pool shut down: the task will not run.
  bool TrySubmit(Task task) { return tasks_.TryPush(std::move(task)); }

  // Takes no more tasks, runs all that were taken, joins the threads. Idempotent; not from a task.
  void Shutdown();

  size_t queued() const { return tasks_.size(); }

 private:
  BoundedQueue<Task> tasks_;
  Mutex join_mutex_;
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(join_mutex_);
};

}  // namespace gangmu
