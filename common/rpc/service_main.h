// The frame of a service's main: signals, settings, log, start, stop. See README.md of this room for an example.
#pragma once

#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

#include "common/config/settings.h"
#include "common/logging/logging.h"
#include "common/rpc/server_settings.h"  // IWYU pragma: export

namespace gangmu {

// SIGTERM and SIGINT as a thing to wait for. The first line of main: signals must be blocked before the first thread
// starts, else they end the process through a thread that does not block them. SIGPIPE is ignored. Child processes
// inherit the mask: code that forks resets it (pthread_sigmask) before exec.
class StopSignals {
 public:
  StopSignals();
  // Returns at the first signal. A second one then ends the process at once.
  void Wait();
};

// A started service, or several in one process. The constructor's work is done by the function that makes it: stores
// opened and migrated, then the server started.
class Application {
 public:
  virtual ~Application() = default;
  // Server stopped (drained), jobs checkpointed, stores closed, in this order. Called once.
  virtual void Stop() = 0;
};

// From checked settings to the exit code: starts the log, starts the application, waits for a signal, stops it. 0 after
// an orderly stop; 1, with the error on stderr, where the start failed.
int RunApplication(StopSignals& signals, const Settings& settings, const LogOptions& log,
                   absl::FunctionRef<absl::StatusOr<std::unique_ptr<Application>>()> start);

}  // namespace gangmu
