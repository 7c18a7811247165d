// The SQLite store under the contract.
#include "services/measures/store/sqlite/sqlite_store.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/support/temp_dir.h"

namespace gangmu::measures::testing {
namespace {

class SqliteBackend final : public StoreBackend {
 public:
  absl::StatusOr<std::unique_ptr<MeasureStore>> Open(Clock& clock) override {
    return OpenSqliteStore({.path = dir_.File("measures.db"), .clock = &clock});
  }

 private:
  gangmu::testing::TempDir dir_;
};

std::unique_ptr<StoreBackend> MakeSqliteBackend() { return std::make_unique<SqliteBackend>(); }

}  // namespace

INSTANTIATE_TEST_SUITE_P(Sqlite, MeasureStoreContract, ::testing::Values(&MakeSqliteBackend));

}  // namespace gangmu::measures::testing
