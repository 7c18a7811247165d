#include "common/rpc/server_settings.h"

#include <optional>

#include "common/config/values.h"

namespace gangmu {
namespace {

bool IsLoopback(const std::string& address) {
  const auto parsed = ParseHostPort(address);
  if (!parsed) return false;
  // The whole of 127/8 (RFC 1122), as a number: 127.example.org is a name like any other.
  const bool ipv4 = parsed->host.find_first_not_of("0123456789.") == std::string::npos;
  return parsed->host == "localhost" || parsed->host == "[::1]" || (ipv4 && parsed->host.starts_with("127."));
}

}  // namespace

void ServerSettings::Declare(Settings& settings) {
  settings.Address("address", &address, "host:port to listen on; port 0 takes a free one").Check([this] {
    return allow_remote || IsLoopback(address)
               ? std::nullopt
               : std::optional<std::string>(
                     "is reachable from other machines, and there is no access control: add "
                     "--allow-remote if that is meant");
  });
  settings.Bool("allow-remote", &allow_remote, "permit an --address beyond loopback");
  settings.Int("max-calls", &max_calls, "unary calls at once; more get RESOURCE_EXHAUSTED").Between(1, 4096);
  settings.Int("max-streams", &max_streams, "streaming calls at once; each holds a thread").Between(1, 4096);
  settings.Bytes("max-message", &max_message, "largest message, both ways").Between(64 * 1024, 1024 * kMebibyte);
  settings.Duration("drain", &drain, "time for running calls to finish when stopping")
      .Between(absl::ZeroDuration(), absl::Hours(1));
  settings.Choice("log-level", &log_level, {"debug", "info", "warning", "error", "off"}, "least level that is logged");
  settings.Choice("log-format", &log_format, {"text", "json"}, "form of the log lines on stderr");
  settings.Path("port-file", &port_file, "file that gets host:port once the server listens");
  settings.Bool("healthcheck", &healthcheck, "ask the server at --address whether it serves, and exit with 0 or 1");
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
  options.address = address;
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

}  // namespace gangmu
