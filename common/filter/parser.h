// Text to Node, after AIP-160 with these settlements: OR binds tighter than AND, and mixing both without brackets is
// refused with the bracketed form as a proposal; juxtaposition is no AND; there are no wildcards but field:*.
#pragma once

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"

#include "common/filter/ast.h"

namespace gangmu::filter {

// What one filter may cost. A filter beyond any of these is INVALID_ARGUMENT (FILTER_INVALID).
struct Limits {
  size_t bytes = 8192;
  int depth = 64;   // brackets, NOTs and function arguments inside each other
  int terms = 200;  // comparisons and functions
};

// nullopt for a blank filter, which everything fits. Errors: INVALID_ARGUMENT (FILTER_INVALID) with metadata position
// (code point from 0), token and, where there is one, proposal.
absl::StatusOr<std::optional<Node>> ParseTree(std::string_view source, const Limits& limits = {});

}  // namespace gangmu::filter
