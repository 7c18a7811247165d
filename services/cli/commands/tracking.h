// Subcommands of `gangmu measures` about what becomes of measures over the years.
#pragma once

#include "CLI/App.hpp"
#include "services/cli/session.h"

namespace gangmu::cli {

// status, link, unlink, links and line.
void AddTracking(CLI::App& measures, Session& session);

}  // namespace gangmu::cli
