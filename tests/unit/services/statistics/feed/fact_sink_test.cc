#include "services/statistics/feed/fact_sink.h"

#include "common/text/strings.h"
#include "gtest/gtest.h"

namespace gangmu::statistics {
namespace {

policy::v1::DocumentRecord Record(int number) {
  policy::v1::DocumentRecord record;
  record.mutable_document()->set_name(StrCat("documents/d", number));
  policy::v1::Indicator& indicator = *record.add_indicators();
  indicator.set_name(StrCat(record.document().name(), "/indicators/i"));
  indicator.set_value("1");
  indicator.set_unit("家");
  indicator.set_kind(policy::v1::INDICATOR_KIND_LEVEL);
  indicator.set_measure(-1);
  indicator.set_part_of(-1);
  indicator.set_restates(-1);
  return record;
}

void Snapshot(FactSink& sink, int documents, const Position& position) {
  sink.BeginSnapshot();
  for (int i = 0; i < documents; ++i) ASSERT_TRUE(sink.ApplyRecord(Record(i), position).ok());
  sink.CommitSnapshot(position);
}

// All records of a snapshot stand at one place, however many batches they are loaded in.
TEST(FactSink, ASnapshotOfAnySizeIsWhole) {
  for (const int documents : {0, 1, 511, 512, 513, 1'500}) {
    FactSink sink(UnitLookup{});
    Snapshot(sink, documents, {"store", "epoch", 77});
    const auto view = sink.View();
    ASSERT_TRUE(view.ok()) << view.status();
    EXPECT_EQ(view->counts.documents, documents);
    EXPECT_EQ(view->counts.indicators, documents);
    EXPECT_EQ(PlaceOf(*view->snapshot), 77);
  }
}

TEST(FactSink, ARebuildTakesTheOthersPlaceAtItsEnd) {
  FactSink sink(UnitLookup{});
  EXPECT_EQ(sink.View().status().code(), absl::StatusCode::kUnavailable);
  Snapshot(sink, 600, {"store", "epoch", 77});
  sink.BeginSnapshot();
  ASSERT_TRUE(sink.ApplyRecord(Record(0), {"store", "other", 5}).ok());
  EXPECT_EQ(sink.View()->counts.documents, 600);
  sink.CommitSnapshot({"store", "other", 5});
  EXPECT_EQ(sink.View()->counts.documents, 1);
  EXPECT_EQ(sink.View()->epoch, "other");
}

}  // namespace
}  // namespace gangmu::statistics
