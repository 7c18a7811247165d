#include "common/sync/thread_pool.h"

#include <limits>

namespace gangmu {

ThreadPool::ThreadPool(size_t threads, size_t max_queued) : tasks_(max_queued, std::numeric_limits<size_t>::max()) {
  MutexLock lock(&join_mutex_);
  threads_.reserve(threads);
  for (size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] {
      while (auto task = tasks_.Pop()) (*task)();
    });
  }
}

ThreadPool::~ThreadPool() { Shutdown(); }

void ThreadPool::Shutdown() {
  tasks_.Close();
  MutexLock lock(&join_mutex_);
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace gangmu
