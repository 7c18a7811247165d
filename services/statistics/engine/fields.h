// The filter language of statistics: the fields of each kind of facts. Names are those of the store where both have
// them, so that one filter serves both.
#pragma once

#include "common/filter/schema.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

// Lives as long as the process.
const filter::Schema& FilterSchema(FactKind facts);

}  // namespace gangmu::statistics
