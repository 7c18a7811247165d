// `gangmu indicators add`: an indicator that the extraction missed.
#pragma once

#include "CLI/App.hpp"
#include "services/cli/session.h"

namespace gangmu::cli {

void AddIndicatorsAdd(CLI::App& indicators, Session& session);

}  // namespace gangmu::cli
