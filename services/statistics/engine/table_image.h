// The fact table as bytes, in parts that each fit memory well: what a restart reads instead of all documents. The parts
// follow each other in one order: a head, a dictionary for each attribute, the segments. Pure: where the bytes lie, and
// whether they were damaged there, is the caller's business.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "services/statistics/engine/catalog.h"
#include "services/statistics/engine/fact_table.h"
#include "services/statistics/engine/segment.h"
#include "services/statistics/engine/unit_table.h"

namespace gangmu::statistics {

// Of the layout below and of what codes and columns mean. Raise it with every change of either: an image of another
// version is refused.
inline constexpr uint32_t kTableImageVersion = 1;

// Calls `take` with part after part; ends with the first error that it returns. Needs no lock: changes that are applied
// meanwhile are not in the image.
absl::Status WriteTableImage(const Snapshot& snapshot, const std::function<absl::Status(std::string_view)>& take);

// Puts a table together from the parts. Not thread safe.
class TableImageReader {
 public:
  TableImageReader();

  // The next part. FAILED_PRECONDITION where it is of another version; DATA_LOSS where it is not what WriteTableImage
  // made. The reader is then of no further use.
  absl::Status Add(std::string_view part);
  // The table, once all parts are there; DATA_LOSS where some are missing.
  absl::StatusOr<std::unique_ptr<FactTable>> Finish(UnitLookup units);

 private:
  absl::Status AddHead(ByteReader& in);
  absl::Status AddDictionary(Attribute attribute, ByteReader& in);
  absl::Status AddSegment(ByteReader& in);

  size_t parts_ = 0;
  size_t segments_ = 0;  // to come in all
  Place place_ = 0;
  Place horizon_ = 0;
  std::shared_ptr<Catalog> catalog_;
  DomainSizes sizes_{};
  std::vector<std::shared_ptr<const Segment>> read_;
};

}  // namespace gangmu::statistics
