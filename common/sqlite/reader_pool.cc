#include "common/sqlite/reader_pool.h"

#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"

namespace gangmu::sqlite {

ReaderPool::Lease::Lease(ReaderPool* pool, std::unique_ptr<Connection> connection)
    : pool_(pool), connection_(std::move(connection)) {}

ReaderPool::Lease::Lease(Lease&& other) noexcept = default;

ReaderPool::Lease::~Lease() {
  if (connection_) pool_->GiveBack(std::move(connection_));
}

absl::StatusOr<std::unique_ptr<ReaderPool>> ReaderPool::Open(const std::string& path, OpenOptions options, int size,
                                                             const std::function<absl::Status(Connection&)>& prepare) {
  options.mode = OpenOptions::Mode::kReadOnly;
  std::unique_ptr<ReaderPool> pool(new ReaderPool);
  for (int i = 0; i < size; ++i) {
    ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, Connection::Open(path, options));
    if (prepare) RETURN_IF_ERROR(prepare(*connection));
    pool->GiveBack(std::move(connection));
  }
  return pool;
}

absl::StatusOr<ReaderPool::Lease> ReaderPool::Acquire(absl::Duration timeout) {
  const SteadyTime deadline = SteadyDeadline(timeout);
  MutexLock lock(&mutex_);
  while (idle_.empty()) {
    if (!given_back_.WaitUntil(&mutex_, deadline) && idle_.empty()) {
      return Error(absl::StatusCode::kUnavailable, Reason::kSTORE_BUSY, "all readers of the store are in use")
          .RetryAfter(absl::Milliseconds(100));
    }
  }
  std::unique_ptr<Connection> connection = std::move(idle_.back());
  idle_.pop_back();
  return Lease(this, std::move(connection));
}

void ReaderPool::GiveBack(std::unique_ptr<Connection> connection) {
  {
    MutexLock lock(&mutex_);
    idle_.push_back(std::move(connection));
  }
  given_back_.NotifyOne();
}

}  // namespace gangmu::sqlite
