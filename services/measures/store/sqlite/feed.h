// Reading the change feed and the history, and forgetting what lies before a horizon.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/group_commit.h"
#include "services/measures/store/sqlite/snapshot.h"

namespace gangmu::measures {

// Identity of the feed, for making positions of places.
struct FeedIdentity {
  std::string store_id;
  std::string epoch;
  Position At(int64_t place) const { return {store_id, epoch, place}; }
};

// At most `max_events` changes behind `place`, each with the facts that were effective right after it. A batch also
// ends where it grows beyond a few MiB.
absl::StatusOr<std::vector<ChangeEvent>> ReadChangesAfter(sqlite::Connection& db, const FeedIdentity& feed,
                                                          int64_t place, size_t max_events);

// Newest first; empty where there is none in the range.
absl::StatusOr<std::vector<Revision>> ReadRevisions(sqlite::Connection& db, const FeedIdentity& feed,
                                                    const std::string& name, const RevisionRange& range);

// Changes up to this place are no longer kept; 0 where all are.
absl::StatusOr<int64_t> ReadHorizon(sqlite::Connection& db);

// The newest place of the feed.
absl::StatusOr<int64_t> ReadHead(sqlite::Connection& db);

// Newest place of the commits that are not after `time`; 0 where there is none.
absl::StatusOr<int64_t> PlaceAt(sqlite::Connection& db, absl::Time time);

// Forgets changes up to `place` and what only they need. The report has all but the horizon.
absl::StatusOr<PurgeReport> Purge(WriteScope& scope, int64_t place);

}  // namespace gangmu::measures
