// The settings that every server has, under the same names.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

#include "common/config/settings.h"
#include "common/logging/logging.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/server.h"
#include "common/status/limits.h"

namespace gangmu {

// A part of a service's configuration. The defaults are those of the fields; the service gives its own address.
struct ServerSettings {
  std::string address;  // host:port
  bool allow_remote = false;
  std::string port_file;
  int max_calls = 64;
  int max_streams = 256;
  uint64_t max_message = kMaxMessageBytes;
  absl::Duration drain = absl::Seconds(10);
  std::string log_level = "info";
  std::string log_format = "text";
  bool healthcheck = false;

  // Declares all of them, with the check that an address beyond loopback was asked for by name.
  void Declare(Settings& settings);

  LogOptions log() const;
  ServerOptions server() const;
  // Without metrics and authenticator, which the application gives.
  CallRunnerOptions calls() const;
};

}  // namespace gangmu
