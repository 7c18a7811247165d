// What the store acknowledges survives power loss, cut at every single write of a put.
#include <gtest/gtest.h>

#include "common/sqlite/connection.h"
#include "common/time/fake_clock.h"
#include "services/measures/store/sqlite/sqlite_store.h"
#include "tests/contract/record_builder.h"
#include "tests/support/power_loss_vfs.h"
#include "tests/support/temp_dir.h"

namespace gangmu::measures {
namespace {

using ::gangmu::testing::PowerLossVfs;
using ::gangmu::testing::TempDir;
using testing::SampleRecord;

std::string Name(int i) { return "documents/" + std::to_string(i); }

bool Put(MeasureStore& store, int i) {
  const auto record = SampleRecord(Name(i), std::to_string(i));
  PutRequest request;
  request.documents = {{.record = &record, .source = "original bytes"}};
  return store.PutDocuments(request, {}).ok();
}

std::string Integrity(const std::string& path, const std::string& vfs) {
  auto db = sqlite::Connection::Open(path, {.vfs = vfs});
  if (!db.ok()) return db.status().ToString();
  auto check = (*db)->Prepare("PRAGMA integrity_check");
  return check.ok() && check->Step().ok() ? std::string(check->Text(0)) : "not readable";
}

class DurabilityTest : public ::testing::TestWithParam<PowerLossVfs::Survivors> {};

TEST_P(DurabilityTest, NothingAcknowledgedIsLostAndNothingIsHalfApplied) {
  int64_t cut_after = 1;
  for (bool cut = true; cut; ++cut_after) {
    SCOPED_TRACE(::testing::Message() << "cut after " << cut_after);
    PowerLossVfs vfs;
    TempDir dir;
    FakeClock clock;
    const SqliteStoreOptions options{.path = dir.File("m.db"), .readers = 1, .clock = &clock, .vfs = vfs.name()};
    int acknowledged = 1;
    {
      auto store = OpenSqliteStore(options);
      ASSERT_TRUE(store.ok()) << store.status();
      ASSERT_TRUE(Put(**store, 0));
      vfs.CutPowerAfter(cut_after);
      while (acknowledged < 3 && Put(**store, acknowledged)) ++acknowledged;
      cut = vfs.power_is_off();
    }
    vfs.Reboot(GetParam(), static_cast<uint64_t>(cut_after));
    ASSERT_EQ(Integrity(options.path, vfs.name()), "ok");
    auto store = OpenSqliteStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    const auto info = (*store)->GetStoreInfo({});
    ASSERT_TRUE(info.ok()) << info.status();
    EXPECT_GE(info->document_count, acknowledged);
    EXPECT_LE(info->document_count, acknowledged + 1);
    EXPECT_EQ(info->head.place, info->document_count);
    for (int i = 0; i < info->document_count; ++i) {
      const auto record = (*store)->GetDocumentRecord(Name(i), {.view = View::kFull}, {});
      ASSERT_TRUE(record.ok()) << record.status();
      EXPECT_EQ(record->document().text(), SampleRecord(Name(i), std::to_string(i)).document().text());
      EXPECT_EQ(record->measures_size(), 3);
      EXPECT_EQ(record->indicators_size(), 4);
      EXPECT_EQ((*store)->GetDocumentSource(Name(i), {})->bytes, "original bytes");
    }
    EXPECT_TRUE(Put(**store, 9));  // and the store goes on
  }
  EXPECT_GT(cut_after, 10) << "the puts wrote too little to show anything";
}

INSTANTIATE_TEST_SUITE_P(Survivors, DurabilityTest,
                         ::testing::Values(PowerLossVfs::Survivors::kSyncedOnly,
                                           PowerLossVfs::Survivors::kRandomSectors));

}  // namespace
}  // namespace gangmu::measures
