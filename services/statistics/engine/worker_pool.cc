#include "services/statistics/engine/worker_pool.h"

#include <algorithm>

namespace gangmu::statistics {

WorkerPool::WorkerPool(size_t threads) {
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  begun_.notify_all();
  for (std::thread& t : threads_) t.join();
}

void WorkerPool::Run(size_t helpers, const std::function<void(size_t)>& body) {
  Job job{&body};
  if (const size_t wanted = std::min(helpers, threads_.size()); wanted > 0) {
    {
      std::lock_guard lock(mutex_);
      job.waiting = wanted;
      jobs_.push_back(&job);
    }
    wanted == 1 ? begun_.notify_one() : begun_.notify_all();
  }
  body(0);
  std::unique_lock lock(mutex_);
  if (job.waiting > 0) {
    job.waiting = 0;
    jobs_.erase(std::find(jobs_.begin(), jobs_.end(), &job));
  }
  ended_.wait(lock, [&] { return job.running == 0; });
}

void WorkerPool::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    begun_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    Job* const job = jobs_.front();
    const size_t number = job->next++;
    ++job->running;
    if (--job->waiting == 0) jobs_.pop_front();
    lock.unlock();
    (*job->body)(number);
    lock.lock();
    if (--job->running == 0) ended_.notify_all();
  }
}

}  // namespace gangmu::statistics
