// What two states of a document differ in.
#include "services/measures/store/record_diff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace gangmu::measures {
namespace {

using policy::v1::DocumentRecord;
using policy::v1::RecordChange;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> Fields(const RecordChange& change) {
  std::vector<std::string> lines;
  for (const auto& f : change.fields()) lines.push_back(f.field() + ": " + f.before() + " -> " + f.after());
  return lines;
}

DocumentRecord Sample() {
  DocumentRecord record;
  auto& document = *record.mutable_document();
  document.set_name("documents/a");
  document.set_title("报告");
  document.mutable_region()->set_code("420100");
  (*document.mutable_labels())["team"] = "east";
  document.set_revision(1);
  auto& measure = *record.add_measures();
  measure.set_name("documents/a/measures/m");
  measure.set_heading("减少审批");
  measure.add_instruments("资金投入");
  measure.set_text("减少审批。");
  measure.mutable_span()->set_end(5);
  for (const char* id : {"x", "y"}) {
    auto& indicator = *record.add_indicators();
    indicator.set_name(std::string("documents/a/indicators/") + id);
    indicator.set_text("35项");
    indicator.set_value("35");
    indicator.set_kind(policy::v1::INDICATOR_KIND_LEVEL);
    indicator.mutable_period()->set_end("2022-12-31");
  }
  return record;
}

TEST(RecordDiff, EqualStatesDifferInNothing) {
  DocumentRecord later = Sample();
  later.mutable_document()->set_revision(7);
  later.mutable_document()->set_etag("7-x");
  later.mutable_measures(0)->mutable_span()->set_end(9);
  later.mutable_indicators(0)->set_measure(4);
  later.mutable_indicators(0)->set_ordinal(4);
  EXPECT_THAT(CompareRecords(Sample(), later, Places::kIgnore), IsEmpty());
  const auto placed = CompareRecords(Sample(), later, Places::kCompare);
  ASSERT_THAT(placed, SizeIs(2));
  EXPECT_THAT(Fields(placed[0]), ElementsAre("span.end: 5 -> 9"));
}

TEST(RecordDiff, ChangedFieldsAreNamedWithBothValues) {
  DocumentRecord later = Sample();
  later.mutable_document()->mutable_region()->set_code("420000");
  (*later.mutable_document()->mutable_labels())["team"] = "west";
  (*later.mutable_document()->mutable_labels())["lot"] = "3";
  later.mutable_measures(0)->add_instruments("人才培养");
  later.mutable_measures(0)->set_text("减少审批事项。");
  later.mutable_indicators(1)->clear_value();
  later.mutable_indicators(1)->set_kind(policy::v1::INDICATOR_KIND_DECREASE);
  const auto changes = CompareRecords(Sample(), later, Places::kIgnore);
  ASSERT_THAT(changes, SizeIs(3));
  EXPECT_EQ(changes[0].name(), "documents/a");
  EXPECT_EQ(changes[0].text(), "报告");
  EXPECT_THAT(Fields(changes[0]),
              ElementsAre("region.code: 420100 -> 420000", "labels.lot:  -> 3", "labels.team: east -> west"));
  EXPECT_THAT(Fields(changes[1]),
              ElementsAre("text: 减少审批。 -> 减少审批事项。", "instruments: 资金投入 -> 资金投入, 人才培养"));
  EXPECT_EQ(changes[2].name(), "documents/a/indicators/y");
  EXPECT_THAT(Fields(changes[2]),
              ElementsAre("kind: INDICATOR_KIND_LEVEL -> INDICATOR_KIND_DECREASE", "value: 35 -> "));
}

TEST(RecordDiff, PartsThatCameAndWentAreListedWithWhatTheySay) {
  DocumentRecord later = Sample();
  later.mutable_indicators(0)->set_name("documents/a/indicators/new");
  const auto changes = CompareRecords(Sample(), later, Places::kIgnore);
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].kind(), policy::v1::RECORD_CHANGE_KIND_ADDED);
  EXPECT_EQ(changes[0].name(), "documents/a/indicators/new");
  EXPECT_THAT(Fields(changes[0]), ElementsAre("text:  -> 35项", "value:  -> 35", "kind:  -> INDICATOR_KIND_LEVEL",
                                              "period.end:  -> 2022-12-31"));
  EXPECT_EQ(changes[1].kind(), policy::v1::RECORD_CHANGE_KIND_REMOVED);
  EXPECT_EQ(changes[1].name(), "documents/a/indicators/x");
  EXPECT_EQ(changes[1].text(), "35项");
}

TEST(RecordDiff, NothingBeforeMakesEverythingNew) {
  const auto changes = CompareRecords(DocumentRecord(), Sample(), Places::kIgnore);
  ASSERT_THAT(changes, SizeIs(4));
  for (const auto& change : changes) EXPECT_EQ(change.kind(), policy::v1::RECORD_CHANGE_KIND_ADDED);
}

}  // namespace
}  // namespace gangmu::measures
