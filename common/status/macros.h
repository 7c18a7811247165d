// Early return on error. The only macros of the project besides X-macros.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define GANGMU_CONCAT_INNER(a, b) a##b
#define GANGMU_CONCAT(a, b) GANGMU_CONCAT_INNER(a, b)

// RETURN_IF_ERROR(expression that yields absl::Status);
#define RETURN_IF_ERROR(expr)                           \
  do {                                                  \
    if (absl::Status _status = (expr); !_status.ok()) { \
      return _status;                                   \
    }                                                   \
  } while (false)

// ASSIGN_OR_RETURN(auto x, expression that yields absl::StatusOr);
#define ASSIGN_OR_RETURN(lhs, expr) ASSIGN_OR_RETURN_IMPL(GANGMU_CONCAT(_status_or_, __LINE__), lhs, expr)
#define ASSIGN_OR_RETURN_IMPL(tmp, lhs, expr) \
  auto tmp = (expr);                          \
  if (!tmp.ok()) return tmp.status();         \
  lhs = std::move(tmp).value()
