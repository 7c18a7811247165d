// Whatever people do to the store is done or not done: power cut at every single write of a correction, a review, a
// status, a link, its removal, a deletion and a purge.
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/time/fake_clock.h"
#include "services/measures/store/sqlite/sqlite_store.h"
#include "tests/contract/record_builder.h"
#include "tests/support/power_loss_vfs.h"
#include "tests/support/temp_dir.h"

namespace gangmu::measures {
namespace {

using ::gangmu::testing::PowerLossVfs;
using ::gangmu::testing::TempDir;
using ::testing::IsEmpty;
using testing::SampleRecord;

absl::Status Put(MeasureStore& store, const std::string& name, const std::string& mark) {
  const auto record = SampleRecord(name, mark);
  PutRequest request;
  request.documents = {{.record = &record}};
  return store.PutDocuments(request, {}).status();
}

absl::Status Correct(MeasureStore& store, policy::v1::Correction correction) {
  return store.Correct({.document = "documents/a", .corrections = {std::move(correction)}}, {}).status();
}

std::string MeasureOf(MeasureStore& store, const std::string& document) {
  return store.GetDocumentRecord(document, {}, {})->measures(0).name();
}

// One thing that people do. It finds what the fixture prepares.
struct Edit {
  const char* name;
  absl::Status (*run)(MeasureStore& store);
};

absl::Status Reject(MeasureStore& store) {
  policy::v1::Correction c;
  c.set_kind(policy::v1::CORRECTION_KIND_REJECT);
  c.set_target(store.GetDocumentRecord("documents/a", {}, {})->indicators(0).name());
  return Correct(store, c);
}

absl::Status Review(MeasureStore& store) {
  policy::v1::Correction c;
  c.set_kind(policy::v1::CORRECTION_KIND_REVIEW);
  c.set_target(MeasureOf(store, "documents/a"));
  c.set_review(policy::v1::REVIEW_STATE_CONFIRMED);
  return Correct(store, c);
}

absl::Status Status(MeasureStore& store) {
  policy::v1::Correction c;
  c.set_kind(policy::v1::CORRECTION_KIND_STATUS);
  c.set_target(MeasureOf(store, "documents/a"));
  c.mutable_transition()->set_status(policy::v1::MEASURE_STATUS_DONE);
  c.mutable_transition()->set_date("2023-01-01");
  return Correct(store, c);
}

absl::Status Link(MeasureStore& store) {
  LinkRequest request;
  request.link.set_kind(policy::v1::LINK_KIND_IMPLEMENTS);
  request.link.set_from(MeasureOf(store, "documents/b"));
  request.link.set_to(MeasureOf(store, "documents/a"));
  return store.LinkMeasures(request, {}).status();
}

absl::Status Unlink(MeasureStore& store) { return store.UnlinkMeasures({.name = "documents/a/links/1"}, {}).status(); }

absl::Status Delete(MeasureStore& store) { return store.DeleteDocument({.name = "documents/a"}, {}).status(); }

absl::Status Purge(MeasureStore& store) {
  return store.PurgeHistory({.before = {.position = store.GetStoreInfo({})->head}}, {}).status();
}

// All that can be asked of the store.
std::string Everything(MeasureStore& store) {
  auto lines = store.Export({});
  EXPECT_TRUE(lines.ok()) << lines.status();
  if (!lines.ok()) return "";
  std::string all;
  for (std::string more = *(*lines)->Read(1 << 20); !more.empty(); more = *(*lines)->Read(1 << 20)) all += more;
  return all;
}

class EditDurabilityTest : public ::testing::TestWithParam<Edit> {
 protected:
  // A store with a history, a link and a correction; the same bytes every time but for its identity.
  static void Prepare(MeasureStore& store) {
    ASSERT_TRUE(Put(store, "documents/a", "旧").ok());
    ASSERT_TRUE(Put(store, "documents/a", "甲").ok());
    ASSERT_TRUE(Put(store, "documents/b", "乙").ok());
    LinkRequest link;
    link.link.set_kind(policy::v1::LINK_KIND_CONTINUES);
    link.link.set_from(MeasureOf(store, "documents/a"));
    link.link.set_to(store.GetDocumentRecord("documents/b", {}, {})->measures(1).name());
    ASSERT_TRUE(store.LinkMeasures(link, {}).ok());
  }
};

TEST_P(EditDurabilityTest, IsDoneOrNotDone) {
  bool cut = true;
  int cuts = 0;
  for (int64_t cut_after = 1; cut; ++cut_after) {
    SCOPED_TRACE(::testing::Message() << "cut after " << cut_after);
    PowerLossVfs vfs;
    TempDir dir;
    FakeClock clock;
    const SqliteStoreOptions options{.path = dir.File("m.db"), .readers = 1, .clock = &clock, .vfs = vfs.name()};
    std::string before;
    bool acknowledged = false;
    {
      auto store = OpenSqliteStore(options);
      ASSERT_TRUE(store.ok()) << store.status();
      ASSERT_NO_FATAL_FAILURE(Prepare(**store));
      before = Everything(**store);
      vfs.CutPowerAfter(cut_after);
      acknowledged = GetParam().run(**store).ok();
      cut = vfs.power_is_off();
    }
    cuts += cut ? 1 : 0;
    vfs.Reboot();
    auto store = OpenSqliteStore(options);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_THAT((*store)->CheckIntegrity({})->problems, IsEmpty());
    const std::string found = Everything(**store);
    if (acknowledged) {
      EXPECT_NE(found, before) << "it was acknowledged";
    } else if (found != before) {  // it came onto the disk, but nobody heard of it any more: then all of it did
      EXPECT_NE(GetParam().run(**store).code(), absl::StatusCode::kDataLoss);
    }
    EXPECT_TRUE(Put(**store, "documents/c", "丙").ok()) << "and the store goes on";
  }
  EXPECT_GT(cuts, 3) << "it wrote too little to show anything";
}

INSTANTIATE_TEST_SUITE_P(Edits, EditDurabilityTest,
                         ::testing::Values(Edit{"Reject", Reject}, Edit{"Review", Review}, Edit{"Status", Status},
                                           Edit{"Link", Link}, Edit{"Unlink", Unlink}, Edit{"Delete", Delete},
                                           Edit{"Purge", Purge}),
                         [](const auto& edit) { return std::string(edit.param.name); });

}  // namespace
}  // namespace gangmu::measures
