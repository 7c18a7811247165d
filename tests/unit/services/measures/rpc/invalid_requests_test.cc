// Requests that are wrong by themselves: all violations at once, before any state is touched.
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

class InvalidRequests : public MeasureServerTest {
 protected:
  static void ExpectViolations(const absl::Status& status, const std::vector<std::string>& fields) {
    EXPECT_THAT(status, FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_FIELD));
    EXPECT_EQ(ViolatedFields(status), fields) << status;
  }
};

TEST_F(InvalidRequests, PutNamesEveryFault) {
  v1::PutDocumentsRequest request;
  ExpectViolations(Call(&Stub::PutDocuments, request).status(), {"documents"});
  for (int i = 0; i <= 100; ++i) {
    request.add_documents()->mutable_record()->mutable_document()->set_name("documents/" + std::to_string(i));
  }
  ExpectViolations(Call(&Stub::PutDocuments, request).status(), {"documents"});

  request.Clear();
  *request.add_documents()->mutable_record() = SampleRecord("documents/a", "甲");
  *request.add_documents()->mutable_record() = SampleRecord("Documents/a", "乙");
  *request.add_documents()->mutable_record() = SampleRecord("documents/有", "丙");
  request.set_request_id(std::string(65, 'r'));
  request.set_author(std::string(129, 'a'));
  request.set_reason(std::string(513, 'b'));
  ExpectViolations(
      Call(&Stub::PutDocuments, request).status(),
      {"documents[1].record.document.name", "documents[2].record.document.name", "request_id", "author", "reason"});
}

TEST_F(InvalidRequests, RecordsAreCheckedPartByPart) {
  auto record = SampleRecord("documents/a", "甲");
  record.mutable_document()->set_publish_date("2022-02-30");
  record.mutable_sections(1)->set_parent(5);
  record.mutable_measures(0)->mutable_span()->set_end(100000);
  record.mutable_indicators(0)->clear_span();
  record.mutable_indicators(1)->set_value("4O0");
  record.mutable_indicators(2)->set_qualifier(policy::v1::QUALIFIER_UNSPECIFIED);
  record.mutable_indicators(3)->set_confidence(101);
  record.mutable_indicators(3)->set_kind(policy::v1::INDICATOR_KIND_UNSPECIFIED);
  v1::PutDocumentsRequest request;
  *request.add_documents()->mutable_record() = record;
  ExpectViolations(Call(&Stub::PutDocuments, request).status(),
                   {"documents[0].record.document.publish_date", "documents[0].record.sections[1].parent",
                    "documents[0].record.measures[0].span", "documents[0].record.indicators[0].span",
                    "documents[0].record.indicators[1].value", "documents[0].record.indicators[2].qualifier",
                    "documents[0].record.indicators[3].kind", "documents[0].record.indicators[3].confidence"});
}

TEST_F(InvalidRequests, TextsThatAreNoneHaveTheirOwnReasons) {
  const auto put = [&](const std::string& text) {
    v1::PutDocumentsRequest request;
    auto* document = request.add_documents()->mutable_record()->mutable_document();
    document->set_name("documents/a");
    document->set_text(text);
    return Call(&Stub::PutDocuments, request).status();
  };
  const absl::Status empty = put("");
  EXPECT_THAT(empty, FailsWith(StatusCode::kInvalidArgument, Reason::kEMPTY_DOCUMENT));
  EXPECT_THAT(ViolatedFields(empty), ElementsAre("documents[0].record.document.text"));
  const absl::Status large = put(std::string((8 << 20) + 1, 'a'));
  EXPECT_THAT(large, FailsWith(StatusCode::kInvalidArgument, Reason::kDOCUMENT_TOO_LARGE));
  EXPECT_THAT(ViolatedFields(large), ElementsAre("documents[0].record.document.text"));
}

TEST_F(InvalidRequests, NamesAreOfTheirForm) {
  const std::vector<std::string> bad_documents = {"",
                                                  "documents",
                                                  "documents/",
                                                  "documents/A",
                                                  "documents/a/",
                                                  "documents/a/measures/b",
                                                  "documents/-",
                                                  "x/a",
                                                  "documents/" + std::string(129, 'a')};
  for (const std::string& name : bad_documents) {
    SCOPED_TRACE(name);
    v1::GetDocumentRequest get;
    get.set_name(name);
    ExpectViolations(Call(&Stub::GetDocument, get).status(), {"name"});
    v1::GetDocumentRecordRequest record;
    record.set_name(name);
    ExpectViolations(Call(&Stub::GetDocumentRecord, record).status(), {"name"});
    v1::GetDocumentSourceRequest source;
    source.set_name(name);
    ExpectViolations(Call(&Stub::GetDocumentSource, source).status(), {"name"});
    v1::DeleteDocumentRequest gone;
    gone.set_name(name);
    ExpectViolations(Call(&Stub::DeleteDocument, gone).status(), {"name"});
  }
  for (const char* name : {"", "documents/a", "documents/a/indicators/b", "documents/a/measures/", "measures/b"}) {
    SCOPED_TRACE(name);
    v1::GetMeasureRequest measure;
    measure.set_name(name);
    ExpectViolations(Call(&Stub::GetMeasure, measure).status(), {"name"});
  }
  v1::GetIndicatorRequest indicator;
  indicator.set_name("documents/a/measures/b");
  ExpectViolations(Call(&Stub::GetIndicator, indicator).status(), {"name"});
}

TEST_F(InvalidRequests, ListsNameEveryFault) {
  v1::ListMeasuresRequest measures;
  measures.set_page_size(-1);
  measures.set_view(static_cast<v1::View>(9));
  ExpectViolations(Call(&Stub::ListMeasures, measures).status(), {"parent", "page_size", "view"});
  v1::ListIndicatorsRequest indicators;
  indicators.set_parent("documents/a/measures/b");
  ExpectViolations(Call(&Stub::ListIndicators, indicators).status(), {"parent"});
  v1::ListDocumentsRequest documents;
  documents.set_page_size(-5);
  ExpectViolations(Call(&Stub::ListDocuments, documents).status(), {"page_size"});
}

TEST_F(InvalidRequests, BatchesHaveTheirBounds) {
  v1::CheckDocumentsRequest check;
  ExpectViolations(Call(&Stub::CheckDocuments, check).status(), {"names"});
  for (int i = 0; i <= 1000; ++i) check.add_names("documents/" + std::to_string(i));
  ExpectViolations(Call(&Stub::CheckDocuments, check).status(), {"names"});
  v1::BatchGetDocumentsRequest batch;
  ExpectViolations(Call(&Stub::BatchGetDocuments, batch).status(), {"names"});
  batch.add_names("documents/a");
  batch.add_names("a");
  ExpectViolations(Call(&Stub::BatchGetDocuments, batch).status(), {"names[1]"});
  for (int i = 0; i <= 100; ++i) batch.add_names("documents/a");
  ExpectViolations(Call(&Stub::BatchGetDocuments, batch).status(), {"names"});
}

TEST_F(InvalidRequests, StreamsAreCheckedBeforeTheyBegin) {
  v1::StreamDocumentsRequest stream;
  stream.set_view(static_cast<v1::View>(9));
  ExpectViolations(Stream(&Stub::StreamDocuments, stream).status(), {"view"});
  for (const int seconds : {-1, 0, 301}) {
    v1::WatchChangesRequest watch;
    watch.mutable_heartbeat()->set_seconds(seconds);
    ExpectViolations(Stream(&Stub::WatchChanges, watch).status(), {"heartbeat"});
  }
}

}  // namespace
}  // namespace gangmu::measures::testing
