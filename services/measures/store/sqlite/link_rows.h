// The rows of links between measures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "gangmu/policy/v1/measure_link.pb.h"
#include "services/measures/store/sqlite/snapshot.h"

namespace gangmu::measures {

struct LinkRow {
  int64_t id = 0;
  int64_t from_document = 0;
  policy::v1::MeasureLink link;  // with name and state
};

// What is known of the ends of a new link.
struct LinkEnds {
  int64_t from_document = 0;
  int64_t to_document = 0;
};

// The id of the new row.
absl::StatusOr<int64_t> InsertLink(sqlite::Connection& db, const LinkEnds& ends, int64_t place,
                                   const policy::v1::MeasureLink& link);
// `link` says who removed it.
absl::Status CloseLink(sqlite::Connection& db, int64_t id, int64_t place, const policy::v1::MeasureLink& link);

// nullopt where there is none of that name.
absl::StatusOr<std::optional<LinkRow>> FindLink(sqlite::Connection& db, const std::string& name);
// The one of that kind between these ends that was not removed.
absl::StatusOr<std::optional<LinkRow>> FindLinkBetween(sqlite::Connection& db, const policy::v1::MeasureLink& link);

// At most `limit` behind the id `after`. `document`: that of either end, nullopt for all.
absl::StatusOr<std::vector<LinkRow>> ReadLinks(sqlite::Connection& db, std::optional<int64_t> document,
                                               policy::v1::LinkState state, int64_t after, int limit);

// Those from or to a measure that hold at the moment of the snapshot.
absl::StatusOr<std::vector<LinkRow>> ReadLinksOf(const Snapshot& snapshot, const std::string& measure);

}  // namespace gangmu::measures
