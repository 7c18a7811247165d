// Writing and reading single documents and their parts through the service's stubs.
#include "common/digest/sha256.h"
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DocumentCalls : public MeasureServerTest {
 protected:
  static v1::PutDocumentsRequest PutRequestOf(const policy::v1::DocumentRecord& record) {
    v1::PutDocumentsRequest request;
    *request.add_documents()->mutable_record() = record;
    return request;
  }
  policy::v1::DocumentRecord Record(const std::string& name) {
    v1::GetDocumentRecordRequest request;
    request.set_name(name);
    const auto record = Call(&Stub::GetDocumentRecord, request);
    EXPECT_TRUE(record.ok()) << record.status();
    return record.ok() ? *record : policy::v1::DocumentRecord();
  }
};

TEST_F(DocumentCalls, EveryOutcomeOfAPutHasItsName) {
  const auto sample = SampleRecord("documents/a", "甲");
  v1::PutDocumentsResponse response = Put({sample, SampleRecord("documents/b", "乙")});
  ASSERT_THAT(response.results(), SizeIs(2));
  EXPECT_EQ(response.results(0).outcome(), v1::PUT_OUTCOME_CREATED);
  EXPECT_EQ(response.results(0).name(), "documents/a");
  EXPECT_EQ(response.results(1).name(), "documents/b");
  EXPECT_EQ(response.results(0).revision(), 1);
  EXPECT_NE(response.results(0).etag(), "");
  EXPECT_EQ(response.position(), store().GetStoreInfo({})->head.ToString());

  auto newer = sample;
  newer.mutable_document()->set_extractor_version("x2");
  response = Put({newer});
  EXPECT_EQ(response.results(0).outcome(), v1::PUT_OUTCOME_UNCHANGED);
  EXPECT_TRUE(response.results(0).extraction_outdated());

  v1::PutDocumentsRequest replace = PutRequestOf(newer);
  replace.mutable_documents(0)->set_replace_extraction(true);
  const auto replaced = Call(&Stub::PutDocuments, replace);
  ASSERT_TRUE(replaced.ok()) << replaced.status();
  EXPECT_EQ(replaced->results(0).outcome(), v1::PUT_OUTCOME_NEW_REVISION);
  EXPECT_EQ(replaced->results(0).revision(), 2);

  const v1::PutResult copy = PutSample("documents/copy", "甲");
  EXPECT_EQ(copy.outcome(), v1::PUT_OUTCOME_DUPLICATE);
  EXPECT_EQ(copy.duplicate_of(), "documents/a");
}

TEST_F(DocumentCalls, RepeatedRequestIdGetsTheFirstAnswer) {
  v1::PutDocumentsRequest request = PutRequestOf(SampleRecord("documents/a", "甲"));
  request.set_request_id("r-1");
  const auto first = Call(&Stub::PutDocuments, request);
  const auto again = Call(&Stub::PutDocuments, request);
  ASSERT_TRUE(first.ok() && again.ok()) << first.status() << again.status();
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(again->results(0).outcome(), v1::PUT_OUTCOME_CREATED);

  v1::PutDocumentsRequest other = PutRequestOf(SampleRecord("documents/b", "乙"));
  other.set_request_id("r-1");
  const absl::Status refused = Call(&Stub::PutDocuments, other).status();
  EXPECT_THAT(refused, FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_FIELD));
  EXPECT_THAT(ViolatedFields(refused), ElementsAre("request_id"));
}

TEST_F(DocumentCalls, ValidateOnlyAnswersAndStoresNothing) {
  v1::PutDocumentsRequest request = PutRequestOf(SampleRecord("documents/a", "甲"));
  request.set_validate_only(true);
  const auto tried = Call(&Stub::PutDocuments, request);
  ASSERT_TRUE(tried.ok()) << tried.status();
  EXPECT_EQ(tried->results(0).outcome(), v1::PUT_OUTCOME_CREATED);
  EXPECT_EQ(store().GetStoreInfo({})->document_count, 0);
}

TEST_F(DocumentCalls, EtagGuardsPutAndDelete) {
  const v1::PutResult first = PutSample("documents/a", "甲");
  v1::PutDocumentsRequest put = PutRequestOf(SampleRecord("documents/a", "乙"));
  put.mutable_documents(0)->set_etag("0-0");
  const absl::Status mismatch = Call(&Stub::PutDocuments, put).status();
  EXPECT_THAT(mismatch, FailsWith(StatusCode::kAborted, Reason::kETAG_MISMATCH));
  EXPECT_EQ(MetadataOf(mismatch, "name"), "documents/a");
  put.mutable_documents(0)->set_etag(first.etag());
  EXPECT_TRUE(Call(&Stub::PutDocuments, put).ok());

  v1::DeleteDocumentRequest gone;
  gone.set_name("documents/a");
  gone.set_etag(first.etag());
  EXPECT_THAT(Call(&Stub::DeleteDocument, gone), FailsWith(StatusCode::kAborted, Reason::kETAG_MISMATCH));
}

TEST_F(DocumentCalls, CheckSaysWhatIsStored) {
  const v1::PutResult put = PutSample("documents/a", "甲");
  v1::CheckDocumentsRequest request;
  request.add_names("documents/missing");
  request.add_names("documents/a");
  const auto checked = Call(&Stub::CheckDocuments, request);
  ASSERT_TRUE(checked.ok()) << checked.status();
  ASSERT_THAT(checked->states(), SizeIs(2));
  EXPECT_FALSE(checked->states(0).exists());
  EXPECT_EQ(checked->states(0).name(), "documents/missing");
  EXPECT_TRUE(checked->states(1).exists());
  EXPECT_EQ(checked->states(1).text_sha256(), Sha256Hex(SampleRecord("documents/a", "甲").document().text()));
  EXPECT_EQ(checked->states(1).extractor_version(), "x1");
  EXPECT_EQ(checked->states(1).etag(), put.etag());
  EXPECT_EQ(checked->states(1).revision(), 1);
  EXPECT_EQ(checked->position(), store().GetStoreInfo({})->head.ToString());
}

TEST_F(DocumentCalls, ViewsDecideWhatIsReturned) {
  PutSample("documents/a", "甲");
  const std::string text = SampleRecord("documents/a", "甲").document().text();
  v1::GetDocumentRequest one;
  one.set_name("documents/a");
  EXPECT_EQ(Call(&Stub::GetDocument, one)->text(), text) << "FULL is the default of Get";
  one.set_view(v1::VIEW_BASIC);
  EXPECT_EQ(Call(&Stub::GetDocument, one)->text(), "");

  v1::GetDocumentRecordRequest whole;
  whole.set_name("documents/a");
  EXPECT_EQ(Call(&Stub::GetDocumentRecord, whole)->measures(0).text(), "一是减少审批，取消审批35项。");
  whole.set_view(v1::VIEW_BASIC);
  const auto basic = Call(&Stub::GetDocumentRecord, whole);
  EXPECT_EQ(basic->measures(0).text(), "");
  EXPECT_EQ(basic->document().text(), "");
  EXPECT_THAT(basic->indicators(), SizeIs(4));
  EXPECT_THAT(basic->sections(), SizeIs(2));

  v1::BatchGetDocumentsRequest batch;
  batch.add_names("documents/a");
  EXPECT_EQ(Call(&Stub::BatchGetDocuments, batch)->documents(0).text(), "") << "BASIC is the default of BatchGet";
  batch.set_view(v1::VIEW_FULL);
  EXPECT_EQ(Call(&Stub::BatchGetDocuments, batch)->documents(0).text(), text);
}

TEST_F(DocumentCalls, PartsAreReadByTheirNames) {
  PutSample("documents/a", "甲");
  const policy::v1::DocumentRecord record = Record("documents/a");
  v1::GetMeasureRequest measure;
  measure.set_name(record.measures(1).name());
  EXPECT_EQ(Call(&Stub::GetMeasure, measure)->SerializeAsString(), record.measures(1).SerializeAsString());
  v1::GetIndicatorRequest indicator;
  indicator.set_name(record.indicators(2).name());
  EXPECT_EQ(Call(&Stub::GetIndicator, indicator)->SerializeAsString(), record.indicators(2).SerializeAsString());
}

TEST_F(DocumentCalls, BatchComesInTheOrderAskedForOrNotAtAll) {
  Put({SampleRecord("documents/a", "甲"), SampleRecord("documents/b", "乙")});
  v1::BatchGetDocumentsRequest request;
  for (const char* name : {"documents/b", "documents/a", "documents/b"}) request.add_names(name);
  const auto batch = Call(&Stub::BatchGetDocuments, request);
  ASSERT_TRUE(batch.ok()) << batch.status();
  ASSERT_THAT(batch->documents(), SizeIs(3));
  EXPECT_EQ(batch->documents(0).name(), "documents/b");
  EXPECT_EQ(batch->documents(1).name(), "documents/a");
  request.add_names("documents/missing");
  const absl::Status missing = Call(&Stub::BatchGetDocuments, request).status();
  EXPECT_THAT(missing, FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
  EXPECT_EQ(MetadataOf(missing, "name"), "documents/missing");
}

TEST_F(DocumentCalls, WhatIsMissingIsNotFoundByName) {
  PutSample("documents/a", "甲");
  v1::GetDocumentRequest document;
  document.set_name("documents/missing");
  v1::GetDocumentRecordRequest record;
  record.set_name("documents/missing");
  v1::GetMeasureRequest measure;
  measure.set_name("documents/a/measures/0");
  v1::GetIndicatorRequest indicator;
  indicator.set_name("documents/a/indicators/0");
  v1::GetDocumentSourceRequest source;
  source.set_name("documents/a");  // stored without original bytes
  v1::DeleteDocumentRequest gone;
  gone.set_name("documents/missing");
  for (const absl::Status& status :
       {Call(&Stub::GetDocument, document).status(), Call(&Stub::GetDocumentRecord, record).status(),
        Call(&Stub::GetMeasure, measure).status(), Call(&Stub::GetIndicator, indicator).status(),
        Call(&Stub::GetDocumentSource, source).status(), Call(&Stub::DeleteDocument, gone).status()}) {
    EXPECT_THAT(status, FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
  }
  gone.set_allow_missing(true);
  EXPECT_TRUE(Call(&Stub::DeleteDocument, gone).ok());
}

TEST_F(DocumentCalls, DeletedDocumentsAreSeenOnlyWhereAskedFor) {
  PutSample("documents/a", "甲");
  v1::DeleteDocumentRequest gone;
  gone.set_name("documents/a");
  gone.set_author("li");
  gone.set_reason("withdrawn");
  gone.set_validate_only(true);
  EXPECT_TRUE(Call(&Stub::DeleteDocument, gone).ok());
  EXPECT_EQ(store().GetStoreInfo({})->document_count, 1);
  gone.set_validate_only(false);
  const auto deleted = Call(&Stub::DeleteDocument, gone);
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_TRUE(deleted->has_delete_time());
  EXPECT_EQ(deleted->revision(), 2);
  EXPECT_EQ((*store().ListRevisions("documents/a", {}, {}))[0].reason, "withdrawn");

  v1::GetDocumentRequest one;
  one.set_name("documents/a");
  EXPECT_THAT(Call(&Stub::GetDocument, one), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
  one.set_show_deleted(true);
  EXPECT_TRUE(Call(&Stub::GetDocument, one).ok());
  v1::ListDocumentsRequest list;
  EXPECT_THAT(Call(&Stub::ListDocuments, list)->documents(), IsEmpty());
  list.set_show_deleted(true);
  EXPECT_THAT(Call(&Stub::ListDocuments, list)->documents(), SizeIs(1));
}

TEST_F(DocumentCalls, SourceBytesComeBackAsTheyCame) {
  const std::string bytes("\xb9\xd8\0\xd3\xda", 5);  // GBK, and a zero
  v1::PutDocumentsRequest request = PutRequestOf(SampleRecord("documents/a", "甲"));
  request.mutable_documents(0)->set_source(bytes);
  ASSERT_TRUE(Call(&Stub::PutDocuments, request).ok());
  v1::GetDocumentSourceRequest source;
  source.set_name("documents/a");
  const auto answer = Call(&Stub::GetDocumentSource, source);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->content(), bytes);
  EXPECT_EQ(answer->source().sha256(), Sha256Hex(bytes));
  EXPECT_EQ(answer->source().size_bytes(), 5);
}

TEST_F(DocumentCalls, StoreInfoCountsWhatLives) {
  Put({SampleRecord("documents/a", "甲"), SampleRecord("documents/b", "乙")});
  const auto info = Call(&Stub::GetStoreInfo, v1::GetStoreInfoRequest());
  ASSERT_TRUE(info.ok()) << info.status();
  const StoreInfo stored = *store().GetStoreInfo({});
  EXPECT_EQ(info->store_id(), stored.head.store_id);
  EXPECT_EQ(info->epoch(), stored.head.epoch);
  EXPECT_EQ(info->position(), stored.head.ToString());
  EXPECT_EQ(info->schema_version(), stored.schema_version);
  EXPECT_EQ(info->backend(), "sqlite");
  EXPECT_EQ(info->document_count(), 2);
  EXPECT_EQ(info->measure_count(), 6);
  EXPECT_EQ(info->indicator_count(), 8);
}

}  // namespace
}  // namespace gangmu::measures::testing
