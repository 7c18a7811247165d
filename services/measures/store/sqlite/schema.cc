#include "services/measures/store/sqlite/schema.h"

#include "common/sqlite/transaction.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "measures_store_sqlite_data.h"
#include "services/measures/store/sqlite/relation_rows.h"
#include "services/measures/store/sqlite/search_index.h"

namespace gangmu::measures {
namespace {

absl::StatusOr<std::string> ReadInfo(sqlite::Connection& db, std::string_view key) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT value FROM store_info WHERE key = ?1"));
  read.Bind(1, key);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  return found ? std::string(read.Text(0)) : std::string();
}

absl::Status WriteInfo(sqlite::Connection& db, std::string_view key, const std::string& value) {
  ASSIGN_OR_RETURN(auto insert, db.Prepare("INSERT INTO store_info (key, value) VALUES (?1, ?2)"));
  return insert.BindAll(key, value).Run();
}

absl::Status GiveIdentity(sqlite::Connection& db, IdSource& ids) {
  ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(db, sqlite::Transaction::Kind::kWrite));
  ASSIGN_OR_RETURN(const std::string known, ReadInfo(db, "store_id"));
  if (!known.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(WriteInfo(db, "store_id", ids.NewUuid()));
  RETURN_IF_ERROR(WriteInfo(db, "epoch", ids.NewUuid()));
  return transaction.Commit();
}

}  // namespace

const std::vector<sqlite::Migration>& StoreMigrations() {
  static const auto& migrations = *new std::vector<sqlite::Migration>{
      {1, "initial", k_m0001_initial},   {2, "corrections", k_m0002_corrections}, {3, "search", k_m0003_search},
      {4, "tracking", k_m0004_tracking}, {5, "relations", k_m0005_relations},     {6, "codelists", k_m0006_codelists},
  };
  return migrations;
}

absl::StatusOr<FeedIdentity> PrepareSchema(sqlite::Connection& db, IdSource& ids) {
  RETURN_IF_ERROR(sqlite::Migrate(db, kApplicationId, StoreMigrations()));
  RETURN_IF_ERROR(GiveIdentity(db, ids));
  RETURN_IF_ERROR(IndexWhatIsMissing(db));
  RETURN_IF_ERROR(AddMissingRelations(db));
  FeedIdentity feed;
  ASSIGN_OR_RETURN(feed.store_id, ReadInfo(db, "store_id"));
  ASSIGN_OR_RETURN(feed.epoch, ReadInfo(db, "epoch"));
  if (feed.store_id.empty() || feed.epoch.empty()) {
    return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "the store has lost its identity");
  }
  return feed;
}

}  // namespace gangmu::measures
