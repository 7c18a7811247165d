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

void ServerSettings::Declare(Settings& settings) {
  settings.Address("listen", &listen, "address to listen on; 0.0.0.0:PORT for all networks (no access control yet)");
  settings.Int("max-calls", &max_calls, "unary calls at once; more get RESOURCE_EXHAUSTED").Between(1, 4096);
  settings.Int("max-streams", &max_streams, "streaming calls at once; each holds a thread").Between(1, 4096);
  settings.Bytes("max-message", &max_message, "largest message, both ways").Between(64 * 1024, 1024 * kMebibyte);
  settings.Duration("drain", &drain, "time for running calls to finish when stopping")
      .Between(absl::ZeroDuration(), absl::Hours(1));
  settings.Choice("log-level", &log_level, {"debug", "info", "warning", "error", "off"}, "least level that is logged");
  settings.Choice("log-format", &log_format, {"text", "json"}, "form of the log lines on stderr");
  settings.Path("port-file", &port_file, "file that gets host:port once the server listens, for scripts with port 0");
  settings.Bool("healthcheck", &healthcheck, "ask the server at --listen whether it serves, and exit with 0 or 1");
}

LogOptions ServerSettings::log() const {
  LogOptions options;
  if (log_level == "debug") options.level = LogLevel::kDebug;
  if (log_level == "warning") options.level = LogLevel::kWarning;
  if (log_level == "error") options.level = LogLevel::kError;
  if (log_level == "off") options.level = LogLevel::kOff;
  if (log_format == "json") options.format = LogFormat::kJson;
  return options;
}

ServerOptions ServerSettings::server() const {
  ServerOptions options;
  options.address = listen;
  options.max_message_bytes = max_message;
  options.drain = drain;
  options.port_file = port_file;
  return options;
}

CallRunnerOptions ServerSettings::calls() const {
  CallRunnerOptions options;
  options.max_calls = max_calls;
  options.max_streams = max_streams;
  return options;
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
