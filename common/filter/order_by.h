// order_by after AIP-132: "publish_date desc, name".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "common/filter/schema.h"

namespace gangmu::filter {

// One part as written, unresolved.
struct OrderPart {
  std::string name;
  bool descending = false;
  size_t begin = 0;  // bytes of the source
  size_t end = 0;
  bool operator==(const OrderPart&) const = default;
};

struct OrderKey {
  const Field* field = nullptr;
  bool descending = false;
};

// Commas part the list; each part is a name, which may hold brackets as in sum(value), and asc or desc. At most 16
// parts. Errors: INVALID_ARGUMENT (INVALID_FIELD) on the field order_by with metadata position and token.
absl::StatusOr<std::vector<OrderPart>> SplitOrderBy(std::string_view text);

// The keys of `text` in order; empty for a blank text. A field comes once and must be sortable. Errors as SplitOrderBy,
// with near matches for unknown fields.
absl::StatusOr<std::vector<OrderKey>> ParseOrderBy(std::string_view text, const Schema& schema);

// Canonical text: "publish_date desc, name".
std::string ToString(const std::vector<OrderKey>& keys);

}  // namespace gangmu::filter
