// A fixed set of read-only connections to one database.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/sqlite/connection.h"
#include "common/sync/mutex.h"

namespace gangmu::sqlite {

// Thread safe. Outlives its leases.
class ReaderPool {
 public:
  // A connection lent to one thread, given back on destruction.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    friend class ReaderPool;
    Lease(ReaderPool* pool, std::unique_ptr<Connection> connection);
    ReaderPool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Opens `size` (≥ 1) connections at once, so that a lack of rights or descriptors shows at the start.
  // `prepare`, where given, is run on each of them, for example to add SQL functions.
  static absl::StatusOr<std::unique_ptr<ReaderPool>> Open(
      const std::string& path, OpenOptions options, int size,
      const std::function<absl::Status(Connection&)>& prepare = nullptr);

  // Waits for a free connection for at most `timeout`: UNAVAILABLE STORE_BUSY after that.
  absl::StatusOr<Lease> Acquire(absl::Duration timeout);

 private:
  ReaderPool() = default;
  void GiveBack(std::unique_ptr<Connection> connection);

  Mutex mutex_;
  CondVar given_back_;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace gangmu::sqlite
