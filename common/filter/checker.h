// Node to Expr: names against the schema, literals against types.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"

#include "common/filter/filter.h"

namespace gangmu::filter {

// `source` is the text that `node` was parsed from. Errors as Filter::Parse.
absl::StatusOr<Expr> Check(std::string_view source, const Node& node, const Schema& schema);

}  // namespace gangmu::filter
