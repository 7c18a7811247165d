// The past through the service's stubs: reads as of a moment, revisions, comparison, undelete, purge.
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class HistoryCalls : public MeasureServerTest {
 protected:
  // Three revisions of documents/a: 甲, 乙 without three of its indicators, deleted.
  void SetUp() override {
    MeasureServerTest::SetUp();
    first_ = Put({SampleRecord("documents/a", "甲")}).position();
    auto second = SampleRecord("documents/a", "乙");
    second.mutable_indicators()->DeleteSubrange(1, 3);
    second_ = Put({second}).position();
    v1::DeleteDocumentRequest gone;
    gone.set_name("documents/a");
    gone.set_author("li");
    gone.set_reason("withdrawn");
    ASSERT_TRUE(Call(&Stub::DeleteDocument, gone).ok());
  }
  v1::AsOf At(const std::string& position) {
    v1::AsOf as_of;
    as_of.set_position(position);
    return as_of;
  }

  std::string first_;
  std::string second_;
};

TEST_F(HistoryCalls, EveryReadKnowsThePast) {
  v1::GetDocumentRequest document;
  document.set_name("documents/a");
  *document.mutable_as_of() = At(first_);
  EXPECT_EQ(Call(&Stub::GetDocument, document)->title(), "关于改革的报告甲");
  v1::GetDocumentRecordRequest whole;
  whole.set_name("documents/a");
  *whole.mutable_as_of() = At(first_);
  const auto record = Call(&Stub::GetDocumentRecord, whole);
  ASSERT_TRUE(record.ok()) << record.status();
  v1::GetMeasureRequest measure;
  measure.set_name(record->measures(0).name());
  EXPECT_THAT(Call(&Stub::GetMeasure, measure), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
  *measure.mutable_as_of() = At(first_);
  EXPECT_EQ(Call(&Stub::GetMeasure, measure)->heading(), "减少审批");
  measure.set_view(v1::VIEW_BASIC);
  EXPECT_EQ(Call(&Stub::GetMeasure, measure)->text(), "");
  v1::GetIndicatorRequest indicator;
  indicator.set_name(record->indicators(2).name());
  *indicator.mutable_as_of() = At(first_);
  EXPECT_EQ(Call(&Stub::GetIndicator, indicator)->text(), "2.5亿元");
  *indicator.mutable_as_of() = At(second_);
  EXPECT_THAT(Call(&Stub::GetIndicator, indicator), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));

  v1::BatchGetDocumentsRequest documents;
  documents.add_names("documents/a");
  *documents.mutable_as_of() = At(second_);
  EXPECT_EQ(Call(&Stub::BatchGetDocuments, documents)->documents(0).title(), "关于改革的报告乙");
  v1::BatchGetMeasuresRequest measures;
  measures.add_names(record->measures(2).name());
  measures.add_names(record->measures(1).name());
  *measures.mutable_as_of() = At(first_);
  EXPECT_EQ(Call(&Stub::BatchGetMeasures, measures)->measures(1).heading(), "扶持企业");
  v1::BatchGetIndicatorsRequest indicators;
  indicators.add_names(record->indicators(3).name());
  *indicators.mutable_as_of() = At(first_);
  EXPECT_EQ(Call(&Stub::BatchGetIndicators, indicators)->indicators(0).text(), "12所");
  indicators.clear_as_of();
  EXPECT_THAT(Call(&Stub::BatchGetIndicators, indicators), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
}

TEST_F(HistoryCalls, ListsAndStreamsKnowThePast) {
  v1::ListDocumentsRequest documents;
  EXPECT_THAT(Call(&Stub::ListDocuments, documents)->documents(), IsEmpty());
  *documents.mutable_as_of() = At(second_);
  EXPECT_THAT(Call(&Stub::ListDocuments, documents)->documents(), SizeIs(1));
  v1::ListMeasuresRequest measures;
  measures.set_parent("documents/a");
  *measures.mutable_as_of() = At(first_);
  measures.set_page_size(2);
  const auto page = Call(&Stub::ListMeasures, measures);
  ASSERT_THAT(page->measures(), SizeIs(2));
  measures.set_page_token(page->next_page_token());
  EXPECT_THAT(Call(&Stub::ListMeasures, measures)->measures(), SizeIs(1));
  *measures.mutable_as_of() = At(second_);
  EXPECT_THAT(Call(&Stub::ListMeasures, measures),
              FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN));
  v1::ListIndicatorsRequest indicators;
  indicators.set_parent("documents/-");
  *indicators.mutable_as_of() = At(first_);
  indicators.set_filter(R"(document.title : "甲" AND value > 40)");
  EXPECT_THAT(Call(&Stub::ListIndicators, indicators)->indicators(), SizeIs(2));

  v1::StreamDocumentsRequest records;
  *records.mutable_as_of() = At(first_);
  const auto stream = Stream(&Stub::StreamDocuments, records);
  ASSERT_THAT(*stream, SizeIs(2));
  EXPECT_EQ((*stream)[0].position(), first_);
  EXPECT_THAT((*stream)[0].record().indicators(), SizeIs(4));
  v1::StreamMeasuresRequest stream_measures;
  *stream_measures.mutable_as_of() = At(first_);
  stream_measures.set_view(v1::VIEW_FULL);
  const auto all_measures = Stream(&Stub::StreamMeasures, stream_measures);
  ASSERT_THAT(*all_measures, SizeIs(2));
  EXPECT_THAT((*all_measures)[0].measures(), SizeIs(3));
  EXPECT_NE((*all_measures)[0].measures(0).text(), "");
  EXPECT_TRUE((*all_measures)[1].complete());
  v1::StreamIndicatorsRequest stream_indicators;
  EXPECT_THAT(*Stream(&Stub::StreamIndicators, stream_indicators), SizeIs(1)) << "nothing lives now";
}

TEST_F(HistoryCalls, TimeNamesTheLastCommitBeforeIt) {
  v1::GetDocumentRequest request;
  request.set_name("documents/a");
  request.set_show_deleted(true);
  const auto now = Call(&Stub::GetDocument, request);
  *request.mutable_as_of()->mutable_time() = now->update_time();
  EXPECT_TRUE(Call(&Stub::GetDocument, request)->has_delete_time());
  request.mutable_as_of()->mutable_time()->set_seconds(now->update_time().seconds() + 3600);
  EXPECT_TRUE(Call(&Stub::GetDocument, request)->has_delete_time()) << "a time to come is the present";
  request.mutable_as_of()->mutable_time()->set_seconds(0);
  EXPECT_THAT(Call(&Stub::GetDocument, request), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
  request.mutable_as_of()->mutable_time()->set_nanos(-1);
  EXPECT_THAT(ViolatedFields(Call(&Stub::GetDocument, request).status()), ElementsAre("as_of.time"));
  request.mutable_as_of()->set_position("nonsense");
  EXPECT_THAT(ViolatedFields(Call(&Stub::GetDocument, request).status()), ElementsAre("as_of.position"));
}

TEST_F(HistoryCalls, StreamOfPartsGoesOnBehindItsTokenOnly) {
  std::vector<policy::v1::DocumentRecord> records;
  for (int i = 0; i < 60; ++i) {
    auto record = SampleRecord("documents/" + std::to_string(i), std::to_string(i));
    for (int k = 0; k < 8; ++k) record.mutable_indicators()->Add()->CopyFrom(record.indicators(3));
    records.push_back(record);
  }
  Put(records);
  v1::StreamIndicatorsRequest request;
  const auto whole = Stream(&Stub::StreamIndicators, request);
  ASSERT_TRUE(whole.ok()) << whole.status();
  ASSERT_GE(whole->size(), 3u) << "720 indicators need several messages";
  int all = 0;
  for (const auto& message : *whole) all += message.indicators_size();
  EXPECT_EQ(all, 720);

  request.set_resume_token((*whole)[0].resume_token());
  PutSample("documents/zzz", "新");
  const auto rest = Stream(&Stub::StreamIndicators, request);
  ASSERT_TRUE(rest.ok()) << rest.status();
  int after = 0;
  for (const auto& message : *rest) after += message.indicators_size();
  EXPECT_EQ(after, 720 - (*whole)[0].indicators_size());
  EXPECT_EQ(rest->back().position(), whole->back().position());
  request.set_filter("value > 3");
  const absl::Status other = Stream(&Stub::StreamIndicators, request).status();
  EXPECT_THAT(other, FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN));
  EXPECT_THAT(ViolatedFields(other), ElementsAre("resume_token"));
}

TEST_F(HistoryCalls, RevisionsAreListedNewestFirst) {
  v1::ListDocumentRevisionsRequest request;
  request.set_parent("documents/a");
  request.set_page_size(2);
  const auto first = Call(&HistoryStub::ListDocumentRevisions, request);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_THAT(first->revisions(), SizeIs(2));
  EXPECT_EQ(first->revisions(0).revision(), 3);
  EXPECT_EQ(first->revisions(0).cause(), v1::CHANGE_CAUSE_DELETED);
  EXPECT_EQ(first->revisions(0).author(), "li");
  EXPECT_EQ(first->revisions(0).reason(), "withdrawn");
  EXPECT_EQ(first->revisions(1).cause(), v1::CHANGE_CAUSE_NEW_TEXT);
  EXPECT_EQ(first->revisions(1).position(), second_);
  request.set_page_token(first->next_page_token());
  const auto last = Call(&HistoryStub::ListDocumentRevisions, request);
  ASSERT_THAT(last->revisions(), SizeIs(1));
  EXPECT_EQ(last->revisions(0).cause(), v1::CHANGE_CAUSE_CREATED);
  EXPECT_EQ(last->next_page_token(), "");
  request.set_parent("documents/b");
  EXPECT_THAT(Call(&HistoryStub::ListDocumentRevisions, request),
              FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN));
  request.clear_page_token();
  EXPECT_THAT(Call(&HistoryStub::ListDocumentRevisions, request), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
  request.set_parent("x");
  request.set_page_size(-1);
  EXPECT_THAT(ViolatedFields(Call(&HistoryStub::ListDocumentRevisions, request).status()),
              ElementsAre("parent", "page_size"));
}

TEST_F(HistoryCalls, ComparisonNamesWhatDiffers) {
  v1::CompareRevisionsRequest request;
  request.set_name("documents/a");
  request.set_from_revision(1);
  request.set_to_revision(2);
  const auto compared = Call(&HistoryStub::CompareRevisions, request);
  ASSERT_TRUE(compared.ok()) << compared.status();
  ASSERT_THAT(compared->changes(), SizeIs(4));
  EXPECT_EQ(compared->changes(0).name(), "documents/a");
  EXPECT_EQ(compared->changes(0).fields(0).field(), "title");
  EXPECT_EQ(compared->changes(0).fields(0).before(), "关于改革的报告甲");
  EXPECT_EQ(compared->changes(0).fields(0).after(), "关于改革的报告乙");
  for (int i = 1; i < 4; ++i) EXPECT_EQ(compared->changes(i).kind(), policy::v1::RECORD_CHANGE_KIND_REMOVED);
  EXPECT_EQ(compared->changes(1).text(), "470家");

  request.clear_from_revision();
  request.clear_to_revision();
  const auto newest = Call(&HistoryStub::CompareRevisions, request);
  EXPECT_EQ(newest->from_revision(), 2);
  EXPECT_EQ(newest->to_revision(), 3);
  request.set_to_revision(1);
  EXPECT_THAT(Call(&HistoryStub::CompareRevisions, request)->changes(), SizeIs(8)) << "everything is new";

  request.set_to_revision(9);
  EXPECT_THAT(Call(&HistoryStub::CompareRevisions, request), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
  request.set_from_revision(10);
  EXPECT_THAT(ViolatedFields(Call(&HistoryStub::CompareRevisions, request).status()), ElementsAre("from_revision"));
  request.set_from_revision(-1);
  request.set_to_revision(-1);
  EXPECT_THAT(ViolatedFields(Call(&HistoryStub::CompareRevisions, request).status()),
              ElementsAre("from_revision", "to_revision"));
}

TEST_F(HistoryCalls, UndeleteBringsBackWhatWasThere) {
  v1::UndeleteDocumentRequest request;
  request.set_name("documents/a");
  request.set_etag("0-0");
  EXPECT_THAT(Call(&Stub::UndeleteDocument, request), FailsWith(StatusCode::kAborted, Reason::kETAG_MISMATCH));
  request.clear_etag();
  request.set_author("wang");
  request.set_reason("deleted by mistake");
  request.set_validate_only(true);
  EXPECT_TRUE(Call(&Stub::UndeleteDocument, request).ok());
  EXPECT_EQ(store().GetStoreInfo({})->document_count, 0);
  request.set_validate_only(false);
  const auto living = Call(&Stub::UndeleteDocument, request);
  ASSERT_TRUE(living.ok()) << living.status();
  EXPECT_FALSE(living->has_delete_time());
  EXPECT_EQ(living->revision(), 4);
  EXPECT_EQ((*store().ListRevisions("documents/a", {}, {}))[0].author, "wang");
  EXPECT_THAT(Call(&Stub::UndeleteDocument, request),
              FailsWith(StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED));
  request.set_name("documents/never");
  EXPECT_THAT(Call(&Stub::UndeleteDocument, request), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
}

TEST_F(HistoryCalls, PurgeMovesTheHorizonThatAnswersName) {
  v1::PurgeHistoryRequest request;
  EXPECT_THAT(ViolatedFields(Call(&HistoryStub::PurgeHistory, request).status()), ElementsAre("before"));
  *request.mutable_before() = At(second_);
  request.set_validate_only(true);
  const auto preview = Call(&HistoryStub::PurgeHistory, request);
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_EQ(preview->horizon(), second_);
  EXPECT_EQ(preview->change_count(), 2);
  EXPECT_EQ(preview->document_version_count(), 1);
  EXPECT_EQ(preview->indicator_version_count(), 3);
  EXPECT_EQ(preview->text_count(), 1);
  EXPECT_NE(Call(&Stub::GetStoreInfo, v1::GetStoreInfoRequest())->purge_horizon(), second_);
  request.set_validate_only(false);
  const auto purged = Call(&HistoryStub::PurgeHistory, request);
  EXPECT_EQ(purged->SerializeAsString(), preview->SerializeAsString());
  EXPECT_EQ(Call(&Stub::GetStoreInfo, v1::GetStoreInfoRequest())->purge_horizon(), second_);

  v1::GetDocumentRequest read;
  read.set_name("documents/a");
  *read.mutable_as_of() = At(first_);
  const absl::Status gone = Call(&Stub::GetDocument, read).status();
  EXPECT_THAT(gone, FailsWith(StatusCode::kOutOfRange, Reason::kPURGED));
  EXPECT_EQ(MetadataOf(gone, "horizon"), second_);
  v1::CompareRevisionsRequest compare;
  compare.set_name("documents/a");
  compare.set_from_revision(1);
  const absl::Status forgotten = Call(&HistoryStub::CompareRevisions, compare).status();
  EXPECT_THAT(forgotten, FailsWith(StatusCode::kOutOfRange, Reason::kPURGED));
  EXPECT_EQ(MetadataOf(forgotten, "horizon"), second_);
  v1::WatchChangesRequest watch;
  watch.set_until_current(true);
  EXPECT_THAT(Stream(&Stub::WatchChanges, watch), FailsWith(StatusCode::kOutOfRange, Reason::kCHANGES_COMPACTED));
  *request.mutable_before() = At(first_);
  EXPECT_THAT(Call(&HistoryStub::PurgeHistory, request), FailsWith(StatusCode::kOutOfRange, Reason::kPURGED));
}

}  // namespace
}  // namespace gangmu::measures::testing
