// Threads that help queries.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace gangmu::statistics {

// Thread safe. Uses the standard library's locks: this room stands below common/sync.
class WorkerPool {
 public:
  explicit WorkerPool(size_t threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  size_t threads() const { return threads_.size(); }

  // Calls body(0) here and body(1) … body(helpers) on threads that are free, and returns when all that began have
  // ended. The body shares out its work itself, so that a busy pool costs parallelism only, never time.
  void Run(size_t helpers, const std::function<void(size_t)>& body);

 private:
  struct Job {
    const std::function<void(size_t)>* body;
    size_t next = 1;     // worker number of the next helper
    size_t waiting = 0;  // helpers that may still begin
    size_t running = 0;
  };

  void Work();

  std::mutex mutex_;
  std::condition_variable begun_;
  std::condition_variable ended_;
  std::deque<Job*> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gangmu::statistics
