// Groups single items into batches without making anybody wait: while one batch is on its way, the next one gathers.
#pragma once

#include <deque>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "common/sync/mutex.h"

namespace gangmu::ingestion {

// Thread safe. Add never blocks: what bounds the queue is the budget of those who add.
template <typename Item>
class Batcher {
 public:
  using Flush = std::function<void(std::vector<Item>)>;

  // `flush` runs on `threads` threads of the batcher, each with 1 to `max_items` items of together at most `max_bytes`
  // (one item may be larger), in the order they were added.
  Batcher(size_t max_items, size_t max_bytes, int threads, Flush flush)
      : max_items_(max_items), max_bytes_(max_bytes), flush_(std::move(flush)) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
  }
  ~Batcher() { Shutdown(); }
  Batcher(const Batcher&) = delete;
  Batcher& operator=(const Batcher&) = delete;

  void Add(Item item, size_t bytes) {
    MutexLock lock(&mutex_);
    waiting_.push_back({std::move(item), bytes});
    changed_.NotifyOne();
  }

  // Flushes what is there and ends the threads. Nothing may be added afterwards. Idempotent; one thread at a time.
  void Shutdown() {
    {
      MutexLock lock(&mutex_);
      closed_ = true;
      changed_.NotifyAll();
    }
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

 private:
  struct Entry {
    Item item;
    size_t bytes;
  };

  void Run() {
    for (std::vector<Item> batch = Next(); !batch.empty(); batch = Next()) flush_(std::move(batch));
  }

  // Empty at the end.
  std::vector<Item> Next() {
    MutexLock lock(&mutex_);
    while (!closed_ && waiting_.empty()) changed_.Wait(&mutex_);
    std::vector<Item> batch;
    size_t bytes = 0;
    while (!waiting_.empty() && batch.size() < max_items_) {
      if (!batch.empty() && bytes + waiting_.front().bytes > max_bytes_) break;
      bytes += waiting_.front().bytes;
      batch.push_back(std::move(waiting_.front().item));
      waiting_.pop_front();
    }
    return batch;
  }

  const size_t max_items_;
  const size_t max_bytes_;
  const Flush flush_;
  Mutex mutex_;
  CondVar changed_;
  std::deque<Entry> waiting_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace gangmu::ingestion
