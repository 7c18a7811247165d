// Saves the facts from time to time and at the end, so that the next start need not read every document again.
#pragma once

#include <optional>
#include <string>
#include <thread>

#include "absl/time/time.h"

#include "common/position/position.h"
#include "common/sync/mutex.h"
#include "services/statistics/feed/fact_sink.h"

namespace gangmu::statistics {

// Thread safe.
class FactKeeper {
 public:
  // Saves what `facts` shows to `path`, at most once an `interval` and where something has changed. A file that cannot
  // be written is logged and tried again: answers do not depend on it. `facts` outlives it.
  FactKeeper(const FactSink* facts, std::string path, absl::Duration interval);
  ~FactKeeper();  // as Stop

  // Starts the saving thread. Once.
  void Start();
  // Saves a last time and ends the thread. Idempotent.
  void Stop();

 private:
  void Run();
  // Takes the time that it took.
  absl::Duration Save();

  const FactSink& facts_;
  const std::string path_;
  const absl::Duration interval_;
  std::optional<Position> saved_;  // of the thread, then of Stop
  std::thread thread_;
  Mutex mutex_;
  CondVar stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace gangmu::statistics
