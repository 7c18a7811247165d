// The whole command: parses the command line, runs the chosen subcommand, explains what goes wrong.
#pragma once

#include "services/cli/terminal.h"

namespace gangmu::cli {

// Returns the exit code of the process (see exit_code.h).
int Run(int argc, const char* const* argv, const Terminal& terminal);

}  // namespace gangmu::cli
