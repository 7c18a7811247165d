// Errors in the words of somebody at a keyboard: what went wrong, where in the expression, what to do about it.
#pragma once

#include <string>

#include "absl/status/status.h"

#include "services/cli/session.h"

namespace gangmu::cli {

// Several lines, each ended by a newline, the first beginning with "gangmu: ". `status` is not OK.
std::string Explain(const absl::Status& status, const Session& session);

// The expression on one line and a line of carets below the token at `position` (code points from 0), indented by two
// blanks. A token beyond the end is one caret.
std::string PointInto(std::string_view expression, size_t position, std::string_view token);

}  // namespace gangmu::cli
