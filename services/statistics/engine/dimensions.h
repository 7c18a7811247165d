// The dimensions a query may group by.
#pragma once

#include <string_view>
#include <vector>

#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

struct DimensionInfo {
  std::string_view name;
  std::string_view description;
  bool bucket = false;       // of time or place: a fact may span several
  bool multivalued = false;  // a fact may have several values and counts under each; totals are not the sum of the rows
};

// Those of one kind of facts, by name.
std::vector<DimensionInfo> Dimensions(FactKind facts);

}  // namespace gangmu::statistics
