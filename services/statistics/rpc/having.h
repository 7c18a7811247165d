// Reads the text of a having clause.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

// "count >= 5 AND sum(value) > 100": names of `metrics`, an operator, a decimal; blanks do not matter. Nothing for an
// empty text. INVALID_ARGUMENT (QUERY_INVALID).
absl::StatusOr<std::vector<Having>> ParseHaving(std::string_view text, const std::vector<Metric>& metrics);

}  // namespace gangmu::statistics
