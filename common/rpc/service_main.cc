#include "common/rpc/service_main.h"

#include <cstdlib>
#include <pthread.h>
#include <signal.h>

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu {
namespace {

sigset_t StopSet() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

}  // namespace

StopSignals::StopSignals() {
  const sigset_t set = StopSet();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

void StopSignals::Wait() {
  const sigset_t set = StopSet();
  int number = 0;
  while (sigwait(&set, &number) != 0) {
  }
  LogInfo("stopping; a second signal ends at once", {{"signal", number == SIGTERM ? "SIGTERM" : "SIGINT"}});
  // The default action of both is to end the process, and this thread is the one that takes it.
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

int RunApplication(StopSignals& signals, const Settings& settings, const LogOptions& log,
                   absl::FunctionRef<absl::StatusOr<std::unique_ptr<Application>>()> start) {
  InitLogging(log);
  LogFields fields;
  for (const auto& [name, value] : settings.Values()) fields.push_back({name, value});
  LogInfo("starting", fields);
  auto application = start();
  if (!application.ok()) {
    LogError("cannot start", {{"reason", ReasonName(DetailsOf(application.status()).reason)},
                              {"error", ToStd(application.status().message())}});
    return EXIT_FAILURE;
  }
  LogInfo("serving");
  signals.Wait();
  (*application)->Stop();
  LogInfo("stopped");
  return EXIT_SUCCESS;
}

}  // namespace gangmu
