// What a reader holds: an immutable list of segments at one place.
#pragma once

#include <memory>
#include <vector>

#include "services/statistics/engine/catalog.h"
#include "services/statistics/engine/segment.h"
#include "services/statistics/engine/unit_table.h"

namespace gangmu::statistics {

struct Snapshot {
  std::vector<std::shared_ptr<const Segment>> segments;  // oldest first
  std::shared_ptr<const Catalog> catalog;
  DomainSizes sizes{};  // codes at or above these are of later changes
  UnitLookup units;
  Place place = 0;
  Place horizon = 0;
};

}  // namespace gangmu::statistics
