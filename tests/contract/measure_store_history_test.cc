// The contract of the past and of bulk reading: revisions, purging, streams of parts, batches.
#include <algorithm>

#include "common/status/error.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(MeasureStoreContract, RevisionsComeBackAsTheyWere) {
  PutOne(SampleRecord("documents/a", "甲"));
  auto second = SampleRecord("documents/a", "乙");
  second.mutable_indicators()->DeleteSubrange(1, 3);
  PutOne(second);
  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/a"}, {}).ok());

  EXPECT_EQ(store_->GetRevision("documents/a", 1, {})->document().title(), "关于改革的报告甲");
  EXPECT_EQ(store_->GetRevision("documents/a", 1, {})->document().text(), SampleRecord("x", "甲").document().text());
  EXPECT_THAT(store_->GetRevision("documents/a", 1, {})->indicators(), SizeIs(4));
  EXPECT_THAT(store_->GetRevision("documents/a", 2, {})->indicators(), SizeIs(1));
  const auto newest = store_->GetRevision("documents/a", 0, {});
  ASSERT_TRUE(newest.ok()) << newest.status();
  EXPECT_TRUE(newest->document().has_delete_time());
  EXPECT_EQ(newest->document().revision(), 3);
  EXPECT_EQ(DetailsOf(store_->GetRevision("documents/a", 4, {}).status()).reason, Reason::kNOT_FOUND);
  EXPECT_EQ(DetailsOf(store_->GetRevision("documents/b", 0, {}).status()).reason, Reason::kNOT_FOUND);

  const auto page = store_->ListRevisions("documents/a", {.below = 3, .limit = 1}, {});
  ASSERT_THAT(*page, SizeIs(1));
  EXPECT_EQ((*page)[0].revision, 2);
}

TEST_P(MeasureStoreContract, APreviewIsWhatAPutWouldMakeAndWritesNothing) {
  PutOne(SampleRecord("documents/a", "甲"));
  policy::v1::Correction correction;
  correction.set_kind(policy::v1::CORRECTION_KIND_UPDATE);
  correction.set_target(store_->GetDocumentRecord("documents/a", {}, {})->indicators(0).name());
  correction.mutable_indicator()->set_unit("户");
  correction.add_fields("unit");
  ASSERT_TRUE(store_->Correct({.document = "documents/a", .corrections = {correction}}, {}).ok());
  auto anew = SampleRecord("documents/a", "甲");
  anew.mutable_document()->set_extractor_version("another");
  anew.mutable_indicators(0)->set_subject("市场主体");
  anew.mutable_indicators()->DeleteSubrange(2, 1);
  const Position head = Head();

  const auto preview = store_->PreviewDocument(anew, {});
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(Head(), head);
  EXPECT_THAT(preview->before.indicators(), SizeIs(4));
  EXPECT_THAT(preview->after.indicators(), SizeIs(3));
  EXPECT_EQ(preview->after.indicators(0).unit(), "户") << "the correction lies over it";
  PutOne(anew, /*replace_extraction=*/true);
  const auto stored = store_->GetDocumentRecord("documents/a", {}, {});
  ASSERT_THAT(stored->indicators(), SizeIs(3));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(stored->indicators(i).SerializeAsString(), preview->after.indicators(i).SerializeAsString());
  }
  EXPECT_EQ(DetailsOf(store_->PreviewDocument(SampleRecord("documents/none", "甲"), {}).status()).reason,
            Reason::kNOT_FOUND);
}

TEST_P(MeasureStoreContract, PurgeSaysBeforehandWhatItForgets) {
  const Position start = Head();
  PutOne(SampleRecord("documents/a", "甲"));
  auto longer = SampleRecord("documents/a", "，修订稿");  // moves everything behind it
  PutOne(longer);
  const Position between = Head();
  PutOne(SampleRecord("documents/a", "丙"));
  const auto preview = store_->PurgeHistory({.before = {.position = between}, .validate_only = true}, {});
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->horizon, between);
  EXPECT_EQ(preview->changes, 2);
  EXPECT_EQ(preview->document_versions, 1);
  EXPECT_EQ(preview->measure_versions, 3);
  EXPECT_EQ(preview->indicator_versions, 4);
  EXPECT_EQ(preview->texts, 1);
  EXPECT_EQ(store_->GetRevision("documents/a", 1, {})->document().revision(), 1);
  EXPECT_EQ(store_->GetStoreInfo({})->change_horizon.place, 0);

  const auto purged = store_->PurgeHistory({.before = {.position = between}}, {});
  ASSERT_TRUE(purged.ok()) << purged.status();
  EXPECT_EQ(purged->measure_versions, preview->measure_versions);
  EXPECT_EQ(purged->texts, preview->texts);
  EXPECT_EQ(store_->GetStoreInfo({})->change_horizon, between);
  EXPECT_EQ(DetailsOf(store_->GetRevision("documents/a", 1, {}).status()).reason, Reason::kPURGED);
  EXPECT_EQ(store_->GetRevision("documents/a", 2, {})->document().title(), "关于改革的报告，修订稿");
  EXPECT_THAT(store_->GetRevision("documents/a", 2, {})->measures(), SizeIs(3));
  EXPECT_THAT(*store_->ListRevisions("documents/a", {}, {}), SizeIs(1));
  EXPECT_EQ(DetailsOf(store_->PurgeHistory({.before = {.position = start}}, {}).status()).reason, Reason::kPURGED);
}

TEST_P(MeasureStoreContract, PurgeByTimeKeepsWhatCameLater) {
  PutOne(SampleRecord("documents/a", "甲"));
  clock_.Advance(absl::Hours(1));
  const absl::Time noon = clock_.Now();
  PutOne(SampleRecord("documents/a", "乙"));
  const Position at_noon = Head();
  clock_.Advance(absl::Hours(1));
  PutOne(SampleRecord("documents/a", "丙"));
  const auto purged = store_->PurgeHistory({.before = {.time = noon + absl::Minutes(1)}}, {});
  ASSERT_TRUE(purged.ok()) << purged.status();
  EXPECT_EQ(purged->horizon, at_noon);
  const auto at = [&](absl::Time time) { return store_->GetDocument("documents/a", {.as_of = {.time = time}}, {}); };
  EXPECT_EQ(DetailsOf(at(noon - absl::Minutes(1)).status()).reason, Reason::kPURGED);
  EXPECT_EQ(at(clock_.Now())->title(), "关于改革的报告丙");
}

TEST_P(MeasureStoreContract, PartsStreamAsOneStateInTheOrderOfTheirNames) {
  for (int i = 0; i < 5; ++i) PutOne(SampleRecord("documents/" + std::to_string(i), std::to_string(i)));
  const Position before = Head();
  PartStreamRequest request{.filter = R"(unit != "所")", .max_items = 4};
  std::vector<std::string> names;
  for (int round = 0;; ++round) {
    auto batch = store_->ReadIndicators(request, {});
    ASSERT_TRUE(batch.ok()) << batch.status();
    EXPECT_EQ(batch->position, before);
    for (const std::string& item : batch->items) {
      policy::v1::Indicator indicator;
      ASSERT_TRUE(indicator.ParseFromString(item));
      EXPECT_EQ(indicator.SerializeAsString(),
                store_->GetIndicator(indicator.name(), {.as_of = {.position = before}}, {})->SerializeAsString());
      names.push_back(indicator.name());
    }
    request.cursor = batch->cursor;
    if (batch->complete) break;
    PutOne(SampleRecord("documents/0" + std::to_string(round), "新" + std::to_string(round)));
    ASSERT_TRUE(
        store_->DeleteDocument({.name = "documents/" + std::to_string(4 - round), .allow_missing = true}, {}).ok());
  }
  EXPECT_THAT(names, SizeIs(15));
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));

  auto measures = store_->ReadMeasures({.view = View::kFull, .as_of = {.position = before}}, {});
  ASSERT_TRUE(measures.ok()) << measures.status();
  EXPECT_THAT(measures->items, SizeIs(15));
  policy::v1::Measure measure;
  ASSERT_TRUE(measure.ParseFromString(measures->items[0]));
  EXPECT_NE(measure.text(), "");
  EXPECT_EQ(measure.SerializeAsString(),
            store_->GetMeasure(measure.name(), {.view = View::kFull, .as_of = {.position = before}}, {})
                ->SerializeAsString());
  EXPECT_TRUE(measures->complete);
  EXPECT_EQ(DetailsOf(store_->ReadMeasures({.cursor = "x"}, {}).status()).reason, Reason::kINVALID_PAGE_TOKEN);
  EXPECT_EQ(DetailsOf(store_->ReadIndicators({.filter = "valeu > 3"}, {}).status()).reason, Reason::kFILTER_INVALID);

  ASSERT_TRUE(store_->PurgeHistory({.before = {.position = Head()}}, {}).ok());
  EXPECT_EQ(DetailsOf(store_->ReadIndicators(request, {}).status()).reason, Reason::kPURGED);
}

TEST_P(MeasureStoreContract, StreamOfNothingIsComplete) {
  const auto batch = store_->ReadIndicators({}, {});
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_TRUE(batch->complete);
  EXPECT_THAT(batch->items, IsEmpty());
}

TEST_P(MeasureStoreContract, BatchesComeInTheOrderAskedForAsOfAnyMoment) {
  PutOne(SampleRecord("documents/a", "甲"));
  const Position then = Head();
  const auto record = *store_->GetDocumentRecord("documents/a", {}, {});
  const std::vector<std::string> names = {record.indicators(3).name(), record.indicators(0).name()};
  const std::vector<std::string> measure_names = {record.measures(2).name(), record.measures(1).name()};
  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/a"}, {}).ok());
  EXPECT_EQ(DetailsOf(store_->BatchGetIndicators(names, {}, {}).status()).reason, Reason::kNOT_FOUND);
  const auto indicators = store_->BatchGetIndicators(names, {.as_of = {.position = then}}, {});
  ASSERT_TRUE(indicators.ok()) << indicators.status();
  EXPECT_EQ((*indicators)[0].text(), "12所");
  EXPECT_EQ((*indicators)[1].text(), "35项");
  const auto measures = store_->BatchGetMeasures(measure_names, {.view = View::kFull, .as_of = {.position = then}}, {});
  ASSERT_TRUE(measures.ok()) << measures.status();
  EXPECT_EQ((*measures)[0].heading(), "增加学位");
  EXPECT_EQ((*measures)[1].text(), "二是扶持企业，新增企业470家，发放补贴2.5亿元。");
}

}  // namespace
}  // namespace gangmu::measures::testing
