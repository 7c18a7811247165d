// What all subcommands share during one run of the command.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "services/cli/exit_code.h"
#include "services/cli/terminal.h"

namespace gangmu::cli {

// Where the services listen; flags and GANGMU_…_ADDRESS set them.
struct Addresses {
  std::string ingestion = "127.0.0.1:7101";
  std::string measures = "127.0.0.1:7102";
  std::string statistics = "127.0.0.1:7103";
};

struct Session {
  Terminal terminal;
  Addresses addresses;
  absl::Duration timeout = absl::Seconds(60);  // of one unary call
  // Expressions as typed, by the request field they go to (filter, order_by): errors point into them.
  std::map<std::string, std::string> expressions;
  // Set by the chosen subcommand while the command line is parsed, run afterwards. Returns an exit code, or an error
  // that is then explained to the user.
  std::function<absl::StatusOr<ExitCode>()> action;
};

}  // namespace gangmu::cli
