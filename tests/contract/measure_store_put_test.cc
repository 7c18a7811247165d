// The contract of writing.
#include <thread>

#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "common/text/utf8.h"
#include "google/protobuf/util/time_util.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {
namespace {

using google::protobuf::util::TimeUtil;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_P(MeasureStoreContract, StoredRecordComesBackWhole) {
  const auto sample = SampleRecord("documents/a", "甲");
  const PutResult put = PutOne(sample);
  EXPECT_EQ(put.outcome, PutOutcome::kCreated);
  EXPECT_EQ(put.revision, 1);
  EXPECT_EQ(put.name, "documents/a");

  const auto record = store_->GetDocumentRecord("documents/a", {.view = View::kFull}, {});
  ASSERT_TRUE(record.ok()) << record.status();
  const policy::v1::Document& d = record->document();
  EXPECT_EQ(d.text(), sample.document().text());
  EXPECT_EQ(d.text_sha256(), Sha256Hex(sample.document().text()));
  EXPECT_EQ(d.title(), "关于改革的报告甲");
  EXPECT_EQ(d.etag(), put.etag);
  EXPECT_EQ(d.revision(), 1);
  EXPECT_EQ(d.measure_count(), 3);
  EXPECT_EQ(d.indicator_count(), 4);
  EXPECT_EQ(TimeUtil::TimestampToMicroseconds(d.create_time()), absl::ToUnixMicros(clock_.Now()));
  ASSERT_THAT(record->sections(), SizeIs(2));
  EXPECT_EQ(record->sections(1).heading(), "改善民生");
  ASSERT_THAT(record->measures(), SizeIs(3));
  EXPECT_EQ(record->measures(1).text(), "二是扶持企业，新增企业470家，发放补贴2.5亿元。");
  EXPECT_THAT(record->measures(1).section_path(), ElementsAre("优化营商环境"));
  ASSERT_THAT(record->indicators(), SizeIs(4));
  EXPECT_EQ(record->indicators(2).value(), "250000000");
  EXPECT_EQ(record->indicators(2).measure_name(), record->measures(1).name());
  EXPECT_EQ(record->indicators(2).ordinal(), 2);

  const auto measure = store_->GetMeasure(record->measures(2).name(), {.view = View::kFull}, {});
  ASSERT_TRUE(measure.ok()) << measure.status();
  EXPECT_EQ(measure->SerializeAsString(), record->measures(2).SerializeAsString());
  const auto indicator = store_->GetIndicator(record->indicators(3).name(), {}, {});
  ASSERT_TRUE(indicator.ok()) << indicator.status();
  EXPECT_EQ(indicator->SerializeAsString(), record->indicators(3).SerializeAsString());

  EXPECT_EQ(store_->GetDocument("documents/a", {}, {})->text(), "");
  EXPECT_EQ(store_->GetDocument("documents/a", {.view = View::kFull}, {})->text(), sample.document().text());
}

TEST_P(MeasureStoreContract, MissingResourcesAreNotFound) {
  PutOne(SampleRecord("documents/a", "甲"));
  for (const absl::Status& status :
       {store_->GetDocument("documents/b", {}, {}).status(), store_->GetDocumentRecord("documents/b", {}, {}).status(),
        store_->GetMeasure("documents/a/measures/0", {}, {}).status(),
        store_->GetIndicator("documents/a/indicators/0", {}, {}).status(),
        store_->BatchGetDocuments({"documents/a", "documents/b"}, {}, {}).status(),
        store_->ListRevisions("documents/b", {}, {}).status(), store_->GetDocumentSource("documents/a", {}).status(),
        store_->ListMeasures({.parent = "documents/b"}, {}).status()}) {
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound) << status;
    EXPECT_EQ(DetailsOf(status).reason, Reason::kNOT_FOUND);
  }
}

TEST_P(MeasureStoreContract, SameTextIsUnchangedWhateverTheExtractor) {
  const auto sample = SampleRecord("documents/a", "甲");
  const PutResult first = PutOne(sample);
  const Position head = Head();
  PutResult again = PutOne(sample);
  EXPECT_EQ(again.outcome, PutOutcome::kUnchanged);
  EXPECT_FALSE(again.extraction_outdated);
  EXPECT_EQ(again.etag, first.etag);

  auto newer = sample;
  newer.mutable_document()->set_extractor_version("x2");
  again = PutOne(newer);
  EXPECT_EQ(again.outcome, PutOutcome::kUnchanged);
  EXPECT_TRUE(again.extraction_outdated);
  EXPECT_EQ(Head(), head);
}

TEST_P(MeasureStoreContract, ReextractionReplacesRecordsWhereAskedFor) {
  auto sample = SampleRecord("documents/a", "甲");
  PutOne(sample);
  sample.mutable_document()->set_extractor_version("x2");
  sample.mutable_indicators(0)->set_subject("审批事项");
  sample.mutable_indicators()->DeleteSubrange(3, 1);
  const PutResult put = PutOne(sample, /*replace_extraction=*/true);
  EXPECT_EQ(put.outcome, PutOutcome::kNewRevision);
  EXPECT_EQ(put.revision, 2);
  EXPECT_THAT(IndicatorTexts("", "ordinal"), ElementsAre("35项", "470家", "2.5亿元"));
  EXPECT_THAT(IndicatorTexts(R"(subject = "审批事项")"), ElementsAre("35项"));
  EXPECT_EQ(PutOne(sample, true).outcome, PutOutcome::kUnchanged);
}

TEST_P(MeasureStoreContract, IdsSurviveEditsElsewhere) {
  PutOne(SampleRecord("documents/a", "甲"));
  const auto before = store_->GetDocumentRecord("documents/a", {}, {});
  const PutResult put = PutOne(SampleRecord("documents/a", "，修订稿"));
  EXPECT_EQ(put.outcome, PutOutcome::kNewRevision);
  EXPECT_EQ(put.revision, 2);
  const auto after = store_->GetDocumentRecord("documents/a", {}, {});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(before->measures(i).name(), after->measures(i).name());
  for (int i = 0; i < 4; ++i) EXPECT_EQ(before->indicators(i).name(), after->indicators(i).name());
  EXPECT_NE(before->measures(0).span().start(), after->measures(0).span().start());
  EXPECT_EQ(TimeUtil::TimestampToMicroseconds(before->document().create_time()),
            TimeUtil::TimestampToMicroseconds(after->document().create_time()));
  EXPECT_LT(TimeUtil::TimestampToMicroseconds(before->document().update_time()),
            TimeUtil::TimestampToMicroseconds(after->document().update_time()));
}

TEST_P(MeasureStoreContract, EqualWordsGetDifferentIds) {
  const std::string text = "一是检查，检查3次。\n一是检查，检查3次。\n";
  auto record = RecordBuilder("documents/a", text)
                    .Measure("一是", "检查", "一是检查，检查3次。")
                    .Indicator("一是检查，检查3次。", "3次", "3", "次")
                    .Measure("一是", "检查", "一是检查，检查3次。")
                    .Indicator("一是检查，检查3次。", "3次", "3", "次")
                    .record();
  PutOne(record);
  const auto stored = store_->GetDocumentRecord("documents/a", {}, {});
  EXPECT_NE(stored->measures(0).name(), stored->measures(1).name());
  EXPECT_NE(stored->indicators(0).name(), stored->indicators(1).name());
}

TEST_P(MeasureStoreContract, BatchIsAtomicAndNamesAllFaults) {
  const auto good = SampleRecord("documents/good", "甲");
  auto bad = SampleRecord("documents/bad", "乙");
  bad.mutable_indicators(1)->set_value("4O0");
  bad.mutable_indicators(2)->set_measure(7);
  bad.mutable_measures(0)->mutable_span()->set_end(100000);
  bad.mutable_document()->set_publish_date("2022-02-30");
  PutRequest request;
  request.documents = {{.record = &good}, {.record = &bad}};
  const absl::Status status = store_->PutDocuments(request, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  std::vector<std::string> fields;
  for (const FieldViolation& v : DetailsOf(status).violations) fields.push_back(v.field);
  EXPECT_THAT(fields,
              ElementsAre("documents[1].record.document.publish_date", "documents[1].record.measures[0].span",
                          "documents[1].record.indicators[1].value", "documents[1].record.indicators[2].measure"));
  EXPECT_THAT(DocumentNames(""), IsEmpty());
}

TEST_P(MeasureStoreContract, MeasuresThatAllHoldTheWholeTextAreRefused) {
  auto record = SampleRecord("documents/a", "甲");
  auto& first = *record.mutable_measures(0);
  first.mutable_span()->set_start(0);
  first.mutable_span()->set_end(static_cast<int32_t>(CountCodePoints(record.document().text())));
  for (int i = 0; i < 4; ++i) *record.add_measures() = record.measures(0);
  PutRequest request;
  request.documents = {{.record = &record}};
  const absl::Status status = store_->PutDocuments(request, {}).status();
  ASSERT_EQ(DetailsOf(status).violations.size(), 1u) << status;
  EXPECT_EQ(DetailsOf(status).violations[0].field, "documents[0].record.measures");
}

TEST_P(MeasureStoreContract, TextsThatAreNoneAreRefusedWithTheirReason) {
  const auto reason = [&](std::string text) {
    policy::v1::DocumentRecord record;
    record.mutable_document()->set_name("documents/a");
    record.mutable_document()->mutable_text()->swap(text);
    PutRequest request;
    request.documents = {{.record = &record}};
    return DetailsOf(store_->PutDocuments(request, {}).status()).reason;
  };
  EXPECT_EQ(reason(""), Reason::kEMPTY_DOCUMENT);
  EXPECT_EQ(reason(std::string((8 << 20) + 1, 'a')), Reason::kDOCUMENT_TOO_LARGE);
  EXPECT_EQ(reason("\xff\xfe"), Reason::kINVALID_FIELD);
  EXPECT_THAT(DocumentNames(""), IsEmpty());
}

TEST_P(MeasureStoreContract, EtagGuardsAgainstLostUpdates) {
  const PutResult first = PutOne(SampleRecord("documents/a", "甲"));
  const auto second = SampleRecord("documents/a", "乙");
  PutRequest request;
  request.documents = {{.record = &second, .etag = "0-0"}};
  absl::Status status = store_->PutDocuments(request, {}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(DetailsOf(status).reason, Reason::kETAG_MISMATCH);
  request.documents[0].etag = first.etag;
  EXPECT_TRUE(store_->PutDocuments(request, {}).ok());
  EXPECT_EQ(DetailsOf(store_->PutDocuments(request, {}).status()).reason, Reason::kETAG_MISMATCH);
  EXPECT_EQ(DetailsOf(store_->DeleteDocument({.name = "documents/a", .etag = first.etag}, {}).status()).reason,
            Reason::kETAG_MISMATCH);
}

TEST_P(MeasureStoreContract, RepeatedRequestGetsTheFirstAnswer) {
  const auto record = SampleRecord("documents/a", "甲");
  PutRequest request;
  request.documents = {{.record = &record}};
  request.request_id = "r1";
  const auto first = store_->PutDocuments(request, {});
  ASSERT_TRUE(first.ok()) << first.status();
  PutOne(SampleRecord("documents/other", "丙"));
  Reopen();
  const auto again = store_->PutDocuments(request, {});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->results, first->results);
  EXPECT_EQ(again->results[0].outcome, PutOutcome::kCreated);
  EXPECT_EQ(again->position, first->position);

  const auto other = SampleRecord("documents/b", "乙");
  request.documents = {{.record = &other}};
  const absl::Status status = store_->PutDocuments(request, {}).status();
  EXPECT_EQ(DetailsOf(status).reason, Reason::kINVALID_FIELD);
  EXPECT_EQ(DetailsOf(status).violations[0].field, "request_id");

  clock_.Advance(absl::Hours(25));  // kept for a day
  EXPECT_TRUE(store_->PutDocuments({.documents = request.documents, .request_id = "r2"}, {}).ok());
  EXPECT_TRUE(store_->PutDocuments(request, {}).ok());
}

TEST_P(MeasureStoreContract, ValidateOnlyStoresNothing) {
  const auto record = SampleRecord("documents/a", "甲");
  PutRequest request;
  request.documents = {{.record = &record}};
  request.validate_only = true;
  request.request_id = "r1";
  const auto tried = store_->PutDocuments(request, {});
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_EQ(tried->results[0].outcome, PutOutcome::kCreated);
  EXPECT_THAT(DocumentNames(""), IsEmpty());
  EXPECT_THAT(Changes(), IsEmpty());
  request.validate_only = false;
  EXPECT_EQ(store_->PutDocuments(request, {})->results[0].outcome, PutOutcome::kCreated);
  EXPECT_TRUE(store_->DeleteDocument({.name = "documents/a", .validate_only = true}, {}).ok());
  EXPECT_THAT(DocumentNames(""), ElementsAre("documents/a"));
}

TEST_P(MeasureStoreContract, DuplicatesAreStoredAndMarkedWhateverTheOrderOfArrival) {
  auto early = SampleRecord("documents/z-early", "甲");
  early.mutable_document()->set_publish_date("2021-01-01");
  auto late = SampleRecord("documents/a-late", "甲");
  auto undated = SampleRecord("documents/b-undated", "甲");
  undated.mutable_document()->clear_publish_date();

  const PutResult second_first = PutOne(late);
  EXPECT_EQ(second_first.outcome, PutOutcome::kCreated);
  const PutResult duplicate = PutOne(undated);
  EXPECT_EQ(duplicate.outcome, PutOutcome::kDuplicate);
  EXPECT_EQ(duplicate.duplicate_of, "documents/a-late");
  const PutResult representative = PutOne(early);
  EXPECT_EQ(representative.outcome, PutOutcome::kDuplicate);
  EXPECT_EQ(representative.duplicate_of, "documents/a-late");

  EXPECT_THAT(DocumentNames(R"(duplicate_of = "documents/z-early")"),
              ElementsAre("documents/a-late", "documents/b-undated"));
  EXPECT_THAT(DocumentNames(R"(duplicate_of = "")"), ElementsAre("documents/z-early"));
  EXPECT_THAT(IndicatorTexts(R"(text = "35项")"), SizeIs(3));  // none is dropped

  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/z-early"}, {}).ok());
  EXPECT_EQ(store_->GetDocument("documents/a-late", {}, {})->duplicate_of(), "");
  EXPECT_EQ(store_->GetDocument("documents/b-undated", {}, {})->duplicate_of(), "documents/a-late");

  PutOne(SampleRecord("documents/a-late", "丁"));  // leaves the cluster
  EXPECT_EQ(store_->GetDocument("documents/b-undated", {}, {})->duplicate_of(), "");
  EXPECT_EQ(PutOne(undated).outcome, PutOutcome::kUnchanged);
}

TEST_P(MeasureStoreContract, ClusterChangesAreInTheFeed) {
  auto late = SampleRecord("documents/a", "甲");
  auto early = SampleRecord("documents/b", "甲");
  early.mutable_document()->set_publish_date("2021-01-01");
  PutOne(late);
  PutOne(early);
  const auto changes = Changes();
  ASSERT_THAT(changes, SizeIs(3));
  EXPECT_EQ(changes[0].record.document().duplicate_of(), "");
  EXPECT_EQ(changes[1].record.document().name(), "documents/b");
  EXPECT_EQ(changes[2].record.document().name(), "documents/a");
  EXPECT_EQ(changes[2].cause, ChangeCause::kCluster);
  EXPECT_EQ(changes[2].record.document().duplicate_of(), "documents/b");
  EXPECT_THAT(changes[2].record.indicators(), SizeIs(4));
}

TEST_P(MeasureStoreContract, DeletedDocumentsHideAndComeBack) {
  PutOne(SampleRecord("documents/a", "甲"));
  const auto before = store_->GetDocumentRecord("documents/a", {.view = View::kFull}, {});
  clock_.Advance(absl::Seconds(1));
  const auto deleted = store_->DeleteDocument({.name = "documents/a"}, {});
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_TRUE(deleted->has_delete_time());
  EXPECT_EQ(deleted->revision(), 2);
  EXPECT_EQ(store_->GetDocument("documents/a", {}, {}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(store_->GetDocument("documents/a", {.show_deleted = true}, {}).ok());
  EXPECT_THAT(DocumentNames(""), IsEmpty());
  EXPECT_THAT(MeasureHeadings(""), IsEmpty());
  EXPECT_THAT(IndicatorTexts(""), IsEmpty());
  EXPECT_THAT(store_->ListDocuments({.options = {.show_deleted = true}}, {})->items, SizeIs(1));
  EXPECT_EQ(store_->DeleteDocument({.name = "documents/a"}, {}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(store_->DeleteDocument({.name = "documents/a", .allow_missing = true}, {}).ok());
  EXPECT_TRUE(store_->DeleteDocument({.name = "documents/never", .allow_missing = true}, {}).ok());
  EXPECT_FALSE(store_->CheckDocuments({"documents/a"}, {})->states[0].exists);

  const auto living = store_->UndeleteDocument({.name = "documents/a"}, {});
  ASSERT_TRUE(living.ok()) << living.status();
  EXPECT_FALSE(living->has_delete_time());
  const auto after = store_->GetDocumentRecord("documents/a", {.view = View::kFull}, {});
  ASSERT_EQ(after->indicators_size(), before->indicators_size());
  for (int i = 0; i < after->indicators_size(); ++i) {
    EXPECT_EQ(after->indicators(i).SerializeAsString(), before->indicators(i).SerializeAsString());
  }
  for (int i = 0; i < after->measures_size(); ++i) {
    EXPECT_EQ(after->measures(i).SerializeAsString(), before->measures(i).SerializeAsString());
  }
  EXPECT_EQ(after->document().measure_count(), 3);
  EXPECT_EQ(DetailsOf(store_->UndeleteDocument({.name = "documents/a"}, {}).status()).reason,
            Reason::kPRECONDITION_FAILED);
}

TEST_P(MeasureStoreContract, PutOnADeletedNameRevivesIt) {
  PutOne(SampleRecord("documents/a", "甲"));
  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/a"}, {}).ok());
  const PutResult put = PutOne(SampleRecord("documents/a", "甲"));
  EXPECT_EQ(put.outcome, PutOutcome::kNewRevision);
  EXPECT_EQ(put.revision, 3);
  EXPECT_THAT(IndicatorTexts(""), SizeIs(4));
}

TEST_P(MeasureStoreContract, SourceBytesComeBackAsTheyCame) {
  const std::string bytes("\xb9\xd8\0\xd3\xda", 5);  // GBK, and a zero
  for (const char* name : {"documents/a", "documents/b"}) {
    auto record = SampleRecord(name, name);
    record.mutable_document()->mutable_source()->set_media_type("text/plain");
    PutRequest request;
    request.documents = {{.record = &record, .source = bytes}};
    ASSERT_TRUE(store_->PutDocuments(request, {}).ok());
    const auto source = store_->GetDocumentSource(name, {});
    ASSERT_TRUE(source.ok()) << source.status();
    EXPECT_EQ(source->bytes, bytes);
    EXPECT_EQ(source->info.sha256(), Sha256Hex(bytes));
    EXPECT_EQ(source->info.size_bytes(), 5);
    EXPECT_EQ(source->info.media_type(), "text/plain");
  }
  auto wrong = SampleRecord("documents/c", "丙");
  wrong.mutable_document()->mutable_source()->set_sha256(Sha256Hex("other"));
  PutRequest request;
  request.documents = {{.record = &wrong, .source = bytes}};
  EXPECT_EQ(DetailsOf(store_->PutDocuments(request, {}).status()).violations[0].field,
            "documents[0].record.document.source.sha256");
}

TEST_P(MeasureStoreContract, EverythingIsThereAfterReopening) {
  const PutResult put = PutOne(SampleRecord("documents/a", "甲"));
  const Position head = Head();
  Reopen();
  EXPECT_EQ(Head(), head);
  EXPECT_EQ(store_->GetDocument("documents/a", {}, {})->etag(), put.etag);
  const auto info = store_->GetStoreInfo({});
  EXPECT_EQ(info->document_count, 1);
  EXPECT_EQ(info->measure_count, 3);
  EXPECT_EQ(info->indicator_count, 4);
}

TEST_P(MeasureStoreContract, CommitTimesRiseThoughTheClockGoesBack) {
  PutOne(SampleRecord("documents/a", "甲"));
  clock_.SetWall(clock_.Now() - absl::Hours(1));
  PutOne(SampleRecord("documents/b", "乙"));
  Reopen();
  PutOne(SampleRecord("documents/c", "丙"));
  const auto changes = Changes();
  ASSERT_THAT(changes, SizeIs(3));
  EXPECT_EQ(changes[1].commit_time, changes[0].commit_time + absl::Microseconds(1));
  EXPECT_EQ(changes[2].commit_time, changes[1].commit_time + absl::Microseconds(1));
}

TEST_P(MeasureStoreContract, ConcurrentPutsNeitherDisturbNorFailEachOther) {
  constexpr int kThreads = 8, kPuts = 12;
  std::vector<std::thread> threads;
  std::vector<int> failures(kThreads), refused(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kPuts; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        const auto record = SampleRecord("documents/" + id, id);
        PutRequest request;
        request.documents = {{.record = &record}};
        const bool doomed = i % 3 == 2;
        if (doomed) request.documents[0].etag = "none";
        const auto receipt = store_->PutDocuments(request, {});
        if (doomed) {
          refused[t] += DetailsOf(receipt.status()).reason == Reason::kETAG_MISMATCH;
        } else {
          failures[t] += !receipt.ok() || receipt->results[0].outcome != PutOutcome::kCreated;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(failures, ::testing::Each(0));
  EXPECT_THAT(refused, ::testing::Each(kPuts / 3));
  const auto changes = Changes();
  ASSERT_THAT(changes, SizeIs(kThreads * kPuts * 2 / 3));
  for (size_t i = 1; i < changes.size(); ++i) {
    EXPECT_EQ(changes[i].position.place, changes[i - 1].position.place + 1);
    EXPECT_GT(changes[i].commit_time, changes[i - 1].commit_time);
  }
}

TEST_P(MeasureStoreContract, WriteWhoseCallerIsGoneIsGivenUp) {
  const auto record = SampleRecord("documents/a", "甲");
  PutRequest request;
  request.documents = {{.record = &record}};
  // Either answer of a race is honest: what is refused is not there, what is acknowledged is.
  const auto receipt = store_->PutDocuments(request, {.deadline = clock_.Now() - absl::Seconds(1)});
  EXPECT_EQ(store_->GetDocument("documents/a", {}, {}).ok(), receipt.ok());
}

TEST_P(MeasureStoreContract, ReadWhoseDeadlineHasPassedEnds) {
  std::vector<policy::v1::DocumentRecord> records;
  for (int i = 0; i < 60; ++i) records.push_back(SampleRecord("documents/" + std::to_string(i), std::to_string(i)));
  Put(records);
  ListRequest request{.filter = R"(has(indicators, subject : "无") OR has(measures, text : "无"))", .page_size = 1000};
  const absl::Status late = store_->ListDocuments(request, {.deadline = clock_.Now() - absl::Seconds(1)}).status();
  EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded) << late;
  const absl::Status cancelled = store_->ListDocuments(request, {.cancelled = [] { return true; }}).status();
  EXPECT_EQ(cancelled.code(), absl::StatusCode::kCancelled) << cancelled;
  EXPECT_TRUE(store_->ListDocuments(request, {}).ok());
}

}  // namespace
}  // namespace gangmu::measures::testing
