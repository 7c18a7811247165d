// The contract of reading: filters, order, pages, the feed, streams, history.
#include <atomic>
#include <random>
#include <set>
#include <thread>

#include "common/status/error.h"
#include "common/text/utf8.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(MeasureStoreContract, FiltersSpeakOfParentsAndChildren) {
  PutOne(SampleRecord("documents/a", "甲"));
  auto other = SampleRecord("documents/b", "乙");
  other.mutable_document()->mutable_region()->set_code("430100");
  other.mutable_document()->mutable_region()->set_name("长沙市");
  other.mutable_document()->set_publish_date("2020-05-01");
  (*other.mutable_document()->mutable_labels())["team"] = "east";
  PutOne(other);

  EXPECT_THAT(DocumentNames(R"(region.code = "420100")"), ElementsAre("documents/a"));
  EXPECT_THAT(DocumentNames(R"(within(region, "430000"))"), ElementsAre("documents/b"));
  EXPECT_THAT(DocumentNames(R"(publish_date < "2021-01-01")"), ElementsAre("documents/b"));
  EXPECT_THAT(DocumentNames(R"(labels.team = "east")"), ElementsAre("documents/b"));
  EXPECT_THAT(DocumentNames(R"(has(indicators, unit = "家" AND value > 100))"),
              ElementsAre("documents/a", "documents/b"));
  EXPECT_THAT(DocumentNames(R"(has(indicators, unit = "家" AND value > 1000))"), IsEmpty());
  EXPECT_THAT(DocumentNames(R"(has(measures, heading : "审批") AND region : "武汉")"), ElementsAre("documents/a"));

  EXPECT_THAT(MeasureHeadings(R"(has(indicators, unit = "家" AND value > 100) AND document.region : "武汉")"),
              ElementsAre("扶持企业"));
  EXPECT_THAT(MeasureHeadings(R"(section_path : "改善民生" AND document.name = "documents/b")"),
              ElementsAre("增加学位"));
  EXPECT_THAT(MeasureHeadings(R"(text : "补贴" AND NOT document.labels:team)"), ElementsAre("扶持企业"));

  EXPECT_THAT(IndicatorTexts(R"(value >= 12 AND value <= 35 AND document.publish_date >= "2022-01-01")", "value"),
              ElementsAre("12所", "35项"));
  EXPECT_THAT(IndicatorTexts(R"(measure.topic = "工业、交通" AND document.name = "documents/a")", "ordinal desc"),
              ElementsAre("2.5亿元", "470家"));
  EXPECT_THAT(IndicatorTexts("", "value desc, document.name desc"),
              ElementsAre("2.5亿元", "2.5亿元", "470家", "470家", "35项", "35项", "12所", "12所"));
  EXPECT_THAT(IndicatorTexts("kind = INCREASE"), IsEmpty());
}

TEST_P(MeasureStoreContract, FaultyListsAreRefusedWithTheirReason) {
  PutOne(SampleRecord("documents/a", "甲"));
  const auto reason = [&](ListRequest request) {
    const absl::Status status = store_->ListIndicators(request, {}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return DetailsOf(status).reason;
  };
  EXPECT_EQ(reason({.filter = "valeu > 3"}), Reason::kFILTER_INVALID);
  EXPECT_EQ(reason({.filter = "value > 家"}), Reason::kFILTER_INVALID);
  EXPECT_EQ(reason({.order_by = "colour"}), Reason::kINVALID_FIELD);
  EXPECT_EQ(reason({.cursor = "x"}), Reason::kINVALID_PAGE_TOKEN);
  EXPECT_EQ(reason({.cursor = std::string("t\xff\xff\xff\xffx")}), Reason::kINVALID_PAGE_TOKEN);
}

TEST_P(MeasureStoreContract, AbsentValuesArePagedThroughInBothDirections) {
  std::vector<policy::v1::DocumentRecord> records;
  for (int i = 0; i < 9; ++i) {
    auto record = SampleRecord("documents/" + std::to_string(i), std::to_string(i));
    record.mutable_indicators()->DeleteSubrange(1, 3);
    record.mutable_indicators(0)->set_value(i % 3 == 0 ? "" : std::to_string(i));
    records.push_back(record);
  }
  Put(records);
  for (const int page_size : {1, 2, 4, 100}) {
    EXPECT_THAT(IndicatorTexts("", "value", page_size), SizeIs(9));
    EXPECT_THAT(IndicatorTexts("", "value desc", page_size), SizeIs(9));
    EXPECT_THAT(DocumentNames("", "title desc", page_size), SizeIs(9));
  }
}

// Rows that stand still while others come and go are seen exactly once.
TEST_P(MeasureStoreContract, PagesHangTogetherUnderConcurrentWrites) {
  std::set<std::string> still;
  for (int i = 0; i < 40; ++i) {
    const std::string name = "documents/still-" + std::to_string(i * 37 % 100);
    PutOne(SampleRecord(name, std::to_string(i)));
    still.insert(name);
  }
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    std::mt19937 random(7);
    for (int i = 0; !stop; ++i) {
      const std::string name = "documents/s" + std::to_string(random() % 30);
      const auto record = SampleRecord(name, "变" + std::to_string(i));
      PutRequest request;
      request.documents = {{.record = &record}};
      store_->PutDocuments(request, {}).status().IgnoreError();
      if (random() % 3 == 0) store_->DeleteDocument({.name = name, .allow_missing = true}, {}).status().IgnoreError();
    }
  });
  std::mt19937 random(11);
  for (const char* order : {"", "name desc", "title", "publish_date desc, title desc"}) {
    const int page_size = 1 + static_cast<int>(random() % 7);
    std::multiset<std::string> seen;
    for (const std::string& name : DocumentNames("", order, page_size)) {
      if (still.contains(name)) seen.insert(name);
    }
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()), still) << order;
    EXPECT_EQ(seen.size(), still.size()) << order;
  }
  stop = true;
  writer.join();
}

TEST_P(MeasureStoreContract, FeedGivesEveryChangeWithItsFactsInOrder) {
  PutOne(SampleRecord("documents/a", "甲"));
  PutOne(SampleRecord("documents/a", "乙"));
  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/a"}, {}).ok());
  PutOne(SampleRecord("documents/b", "丙"));
  const auto changes = Changes();
  ASSERT_THAT(changes, SizeIs(4));
  EXPECT_EQ(changes[0].cause, ChangeCause::kCreated);
  EXPECT_EQ(changes[0].record.document().title(), "关于改革的报告甲");  // as it was then, not as it is now
  EXPECT_THAT(changes[0].record.indicators(), SizeIs(4));
  EXPECT_EQ(changes[0].record.document().text(), "");
  EXPECT_EQ(changes[1].cause, ChangeCause::kNewText);
  EXPECT_EQ(changes[1].record.document().title(), "关于改革的报告乙");
  EXPECT_EQ(changes[2].cause, ChangeCause::kDeleted);
  EXPECT_EQ(changes[2].record.document().name(), "documents/a");
  EXPECT_TRUE(changes[2].record.document().has_delete_time());
  EXPECT_THAT(changes[2].record.indicators(), IsEmpty());
  for (size_t i = 0; i < changes.size(); ++i) EXPECT_EQ(changes[i].position.place, static_cast<int64_t>(i) + 1);
  EXPECT_EQ(changes.back().position, Head());
  EXPECT_THAT(Changes(changes[2].position), SizeIs(1));
  EXPECT_THAT(Changes(Head()), IsEmpty());
}

TEST_P(MeasureStoreContract, PositionsThatCannotBeServedAreToldApart) {
  PutOne(SampleRecord("documents/a", "甲"));
  const auto reason = [&](const Position& position) {
    return DetailsOf(store_->ReadChanges(position, 10, {}).status()).reason;
  };
  Position other = Head();
  other.store_id = "another";
  EXPECT_EQ(reason(other), Reason::kINVALID_POSITION);
  other = Head();
  other.epoch = "another";
  EXPECT_EQ(reason(other), Reason::kSTORE_EPOCH_CHANGED);
  other = Head();
  ++other.place;
  EXPECT_EQ(reason(other), Reason::kINVALID_POSITION);
}

TEST_P(MeasureStoreContract, WaitingEndsWithTheNextCommit) {
  PutOne(SampleRecord("documents/a", "甲"));
  const int64_t place = Head().place;
  EXPECT_TRUE(store_->WaitForCommitAfter(place - 1, absl::ZeroDuration()));
  EXPECT_FALSE(store_->WaitForCommitAfter(place, absl::Milliseconds(20)));
  std::thread writer([&] { PutOne(SampleRecord("documents/b", "乙")); });
  EXPECT_TRUE(store_->WaitForCommitAfter(place, absl::Seconds(60)));
  writer.join();
}

TEST_P(MeasureStoreContract, CompactionForgetsThePastAndNothingElse) {
  PutOne(SampleRecord("documents/a", "甲"));
  const Position old = Head();
  PutOne(SampleRecord("documents/a", "乙"));
  PutOne(SampleRecord("documents/b", "丙"));
  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/b"}, {}).ok());
  const Position horizon = Head();
  ASSERT_TRUE(store_->PurgeHistory({.before = {.position = horizon}}, {}).ok());

  EXPECT_EQ(DetailsOf(store_->ReadChanges(old, 10, {}).status()).reason, Reason::kCHANGES_COMPACTED);
  EXPECT_EQ(DetailsOf(store_->ReadChanges(std::nullopt, 10, {}).status()).reason, Reason::kCHANGES_COMPACTED);
  EXPECT_EQ(DetailsOf(store_->GetDocument("documents/a", {.as_of = {.position = old}}, {}).status()).reason,
            Reason::kPURGED);
  EXPECT_THAT(Changes(horizon), IsEmpty());
  EXPECT_EQ(Head(), horizon);
  EXPECT_EQ(store_->GetDocument("documents/a", {}, {})->title(), "关于改革的报告乙");
  EXPECT_THAT(IndicatorTexts(""), SizeIs(4));
  Reopen();
  EXPECT_EQ(Head(), horizon);
  ASSERT_TRUE(store_->UndeleteDocument({.name = "documents/b"}, {}).ok());
  EXPECT_THAT(IndicatorTexts(""), SizeIs(8));
  EXPECT_EQ(Head().place, horizon.place + 1);
}

TEST_P(MeasureStoreContract, ReadsAsOfAMomentShowWhatWasEffectiveThen) {
  PutOne(SampleRecord("documents/a", "甲"));
  const Position first = Head();
  const absl::Time first_time = clock_.Now();
  clock_.Advance(absl::Hours(1));
  auto changed = SampleRecord("documents/a", "乙");
  changed.mutable_indicators()->DeleteSubrange(1, 3);
  PutOne(changed);
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/a"}, {}).ok());

  for (const AsOf& then : {AsOf{.position = first}, AsOf{.time = first_time + absl::Minutes(59)}}) {
    EXPECT_EQ(store_->GetDocument("documents/a", {.as_of = then}, {})->title(), "关于改革的报告甲");
    EXPECT_THAT(store_->GetDocumentRecord("documents/a", {.as_of = then}, {})->indicators(), SizeIs(4));
    ListRequest list{.filter = R"(document.title : "甲" AND has(indicators, unit = "家"))", .options = {.as_of = then}};
    EXPECT_THAT(store_->ListMeasures(list, {})->items, SizeIs(1));
  }
  EXPECT_THAT(store_->ListDocuments({.options = {.as_of = {.time = first_time - absl::Hours(1)}}}, {})->items,
              IsEmpty());
  const auto history = store_->ListRevisions("documents/a", {}, {});
  ASSERT_THAT(*history, SizeIs(3));
  EXPECT_EQ((*history)[0].cause, ChangeCause::kDeleted);
  EXPECT_EQ((*history)[2].position, first);
}

TEST_P(MeasureStoreContract, HistorySaysWhoAndWhy) {
  const auto record = SampleRecord("documents/a", "甲");
  PutRequest request{.authorship = {.author = "li", .reason = "first delivery"}};
  request.documents = {{.record = &record}};
  ASSERT_TRUE(store_->PutDocuments(request, {}).ok());
  const auto history = store_->ListRevisions("documents/a", {}, {});
  ASSERT_THAT(*history, SizeIs(1));
  EXPECT_EQ((*history)[0].author, "li");
  EXPECT_EQ((*history)[0].reason, "first delivery");
  EXPECT_EQ((*history)[0].commit_time, clock_.Now());
}

// A stream is one state of the store although it holds no transaction, and the feed from its position completes it.
TEST_P(MeasureStoreContract, StreamIsOneStateAndGoesOnWhereItStopped) {
  PutOne(SampleRecord("documents/" + std::string(200, '0'), "长"));
  for (int i = 1; i < 7; ++i) PutOne(SampleRecord("documents/" + std::to_string(i), std::to_string(i)));
  RecordStreamRequest request{.view = View::kFull, .max_records = 2};
  std::vector<std::string> titles;
  Position position;
  for (int round = 0;; ++round) {
    auto batch = store_->ReadRecords(request, {});
    ASSERT_TRUE(batch.ok()) << batch.status();
    if (round == 0) position = batch->position;
    EXPECT_EQ(batch->position, position);
    for (const std::string& bytes : batch->records) {
      policy::v1::DocumentRecord record;
      ASSERT_TRUE(record.ParseFromString(bytes));
      const ReadOptions then{.view = View::kFull, .as_of = {.position = position}};
      EXPECT_EQ(record.ShortDebugString(),
                store_->GetDocumentRecord(record.document().name(), then, {})->ShortDebugString());
      titles.push_back(record.document().title());
      EXPECT_NE(record.document().text(), "");
    }
    if (batch->complete) break;
    request.cursor = batch->cursors.back();
    EXPECT_TRUE(IsValidUtf8(request.cursor));  // it travels as text
    PutOne(SampleRecord("documents/6", "后" + std::to_string(round)));
    PutOne(SampleRecord("documents/5-" + std::to_string(round), "新" + std::to_string(round)));
    if (round == 1) Reopen();
  }
  ASSERT_THAT(titles, SizeIs(7));
  EXPECT_EQ(titles[6], "关于改革的报告6");
  EXPECT_THAT(Changes(position), SizeIs(6));
  EXPECT_EQ(DetailsOf(store_->ReadRecords({.cursor = "x"}, {}).status()).reason, Reason::kINVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace gangmu::measures::testing
