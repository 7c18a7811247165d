// The schema of the SQLite store: its migrations and the identity of a new store.
#pragma once

#include "absl/status/statusor.h"

#include "common/sqlite/migrations.h"
#include "common/time/id_source.h"
#include "services/measures/store/sqlite/feed.h"

namespace gangmu::measures {

inline constexpr uint32_t kApplicationId = 0x474D4D53;  // "GMMS"

const std::vector<sqlite::Migration>& StoreMigrations();

// Migrates the database, and where it is new gives it its identity.
absl::StatusOr<FeedIdentity> PrepareSchema(sqlite::Connection& db, IdSource& ids);

}  // namespace gangmu::measures
