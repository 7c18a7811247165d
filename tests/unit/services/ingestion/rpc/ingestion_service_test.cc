#include <map>
#include <string>
#include <thread>

#include "common/digest/sha256.h"
#include "common/rpc/channel.h"
#include "common/time/clock.h"
#include "gtest/gtest.h"
#include "services/ingestion/app.h"
#include "tests/support/documents/documents.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/services/ingestion/rpc/fake_measures.h"

namespace gangmu::ingestion {
namespace {

constexpr char kText[] =
    "青禾市节约用水实施方案\n\n一、重点任务\n（一）改造管网。年内改造老旧管网86公里，完成投资2.4亿元。\n"
    "（二）推广器具。新增节水器具12万件。\n";

class IngestionServiceTest : public ::testing::Test {
 protected:
  void SetUp() override { Start({}); }

  void Start(Config config) {
    app_.reset();
    config.server.address = "127.0.0.1:0";
    config.data = folder_.path();
    auto app = App::Start(config, measures_.channel());
    ASSERT_TRUE(app.ok()) << app.status();
    app_ = *std::move(app);
    stub_ = v1::IngestionService::NewStub(MakeChannel({.target = app_->target()}));
  }

  absl::StatusOr<v1::IngestResult> Ingest(const v1::RawDocument& raw, bool validate_only = false,
                                          const std::string& request_id = "",
                                          absl::Duration timeout = absl::Seconds(60)) {
    v1::IngestDocumentRequest request;
    *request.mutable_document() = raw;
    request.set_validate_only(validate_only);
    request.set_request_id(request_id);
    grpc::ClientContext context;
    PrepareCall(context, timeout);
    v1::IngestDocumentResponse response;
    const absl::Status status = FromGrpcStatus(stub_->IngestDocument(&context, request, &response));
    if (!status.ok()) return status;
    return response.result();
  }

  // All outcomes of a stream, by index.
  std::map<int64_t, v1::IngestResult> IngestAll(const std::vector<v1::RawDocument>& documents) {
    grpc::ClientContext context;
    PrepareCall(context, absl::Seconds(120));
    auto stream = stub_->IngestDocuments(&context);
    std::thread writer([&] {
      for (size_t i = 0; i < documents.size(); ++i) {
        v1::IngestDocumentsRequest request;
        *request.mutable_document() = documents[i];
        request.set_index(static_cast<int64_t>(i));
        if (!stream->Write(request)) break;
      }
      stream->WritesDone();
    });
    std::map<int64_t, v1::IngestResult> results;
    v1::IngestDocumentsResponse response;
    while (stream->Read(&response)) {
      EXPECT_TRUE(results.emplace(response.index(), response.result()).second) << "answered twice";
    }
    writer.join();
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return results;
  }

  testing::TempDir folder_;
  FakeMeasures measures_;
  std::unique_ptr<App> app_;
  std::unique_ptr<v1::IngestionService::Stub> stub_;
};

v1::RawDocument Raw(std::string content, std::string id = "") {
  v1::RawDocument raw;
  raw.set_content(std::move(content));
  raw.set_document_id(std::move(id));
  return raw;
}

TEST_F(IngestionServiceTest, ADocumentIsExtractedStoredAndGivenBack) {
  v1::RawDocument raw = Raw(testing::Encode(kText, "GBK"), "qinghe-water");
  raw.set_source_uri("office/water.txt");
  (*raw.mutable_labels())["batch"] = "spring";
  const auto result = Ingest(raw);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->outcome(), v1::INGEST_OUTCOME_CREATED);
  EXPECT_EQ(result->document(), "documents/qinghe-water");
  EXPECT_EQ(result->revision(), 1);
  EXPECT_EQ(result->measure_count(), 2);
  EXPECT_EQ(result->indicator_count(), 3);
  EXPECT_FALSE(result->position().empty());

  const policy::v1::DocumentRecord record = measures_.Record("documents/qinghe-water");
  EXPECT_EQ(record.document().text(), kText);
  EXPECT_EQ(record.document().source().charset(), "GB18030");
  EXPECT_EQ(record.document().source().uri(), "office/water.txt");
  EXPECT_EQ(record.document().labels().at("batch"), "spring");
  ASSERT_EQ(record.indicators_size(), 3);
  EXPECT_EQ(record.indicators(1).value(), "240000000");
  EXPECT_EQ(record.indicators(1).unit(), "CNY");
  EXPECT_TRUE(record.measures(0).name().empty()) << "names are the store's to give";

  v1::GetDocumentSourceRequest request;
  request.set_name("documents/qinghe-water");
  v1::GetDocumentSourceResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->GetDocumentSource(&context, request, &response).ok());
  EXPECT_EQ(response.content(), raw.content());
  EXPECT_EQ(response.source().sha256(), Sha256Hex(raw.content()));
}

TEST_F(IngestionServiceTest, WhatTheCallerStatesWinsAndIsKeptAsStated) {
  v1::RawDocument raw = Raw(kText, "stated");
  raw.mutable_stated()->set_title("目录所载标题");
  raw.mutable_stated()->set_publish_date("2021-05-06");
  raw.set_publish_date("2020-01-01");
  ASSERT_TRUE(Ingest(raw).ok());
  const policy::v1::Document document = measures_.Record("documents/stated").document();
  EXPECT_EQ(document.title(), "目录所载标题");
  EXPECT_EQ(document.publish_date(), "2021-05-06");
  ASSERT_TRUE(Ingest(Raw(kText, "plain")).ok());
  const policy::v1::Document plain = measures_.Record("documents/plain").document();
  EXPECT_EQ(document.issuer(), plain.issuer()) << "nothing was stated of it";
  EXPECT_FALSE(plain.has_stated());
  EXPECT_EQ(document.stated().title(), "目录所载标题");
  EXPECT_EQ(document.stated().reference_date(), "2020-01-01") << "a re-extraction must know it";
}

TEST_F(IngestionServiceTest, ExtractDocumentStoresNothing) {
  v1::ExtractDocumentRequest request;
  *request.mutable_document() = Raw(kText);
  v1::ExtractDocumentResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->ExtractDocument(&context, request, &response).ok());
  EXPECT_EQ(response.record().measures_size(), 2);
  EXPECT_EQ(response.record().document().name(), "");
  EXPECT_EQ(measures_.size(), 0U);
}

TEST_F(IngestionServiceTest, IdentityIsTheIdElseTheUriElseTheText) {
  v1::RawDocument by_uri = Raw(kText);
  by_uri.set_source_uri("a/b.txt");
  EXPECT_EQ(Ingest(by_uri)->document(), "documents/" + Sha256Hex("a/b.txt").substr(0, 32));
  // The same text in another charset and without an identity of its own is the same document.
  const auto utf8 = Ingest(Raw(kText));
  const auto gbk = Ingest(Raw(testing::Encode(kText, "GBK")));
  EXPECT_EQ(utf8->document(), "documents/" + Sha256Hex(kText).substr(0, 32));
  EXPECT_EQ(utf8->outcome(), v1::INGEST_OUTCOME_DUPLICATE);
  EXPECT_EQ(gbk->document(), utf8->document());
  EXPECT_EQ(gbk->outcome(), v1::INGEST_OUTCOME_UNCHANGED);
}

TEST_F(IngestionServiceTest, UnchangedIsNotPutAgainAndSaysWhetherItsExtractionIsOutdated) {
  ASSERT_TRUE(Ingest(Raw(kText, "a")).ok());
  const int puts = measures_.puts();
  const auto again = Ingest(Raw(kText, "a"));
  EXPECT_EQ(again->outcome(), v1::INGEST_OUTCOME_UNCHANGED);
  EXPECT_FALSE(again->extraction_outdated());
  measures_.MakeOutdated();
  EXPECT_TRUE(Ingest(Raw(kText, "a"))->extraction_outdated());
  EXPECT_EQ(measures_.puts(), puts);
  const auto changed = Ingest(Raw(std::string(kText) + "（三）加强考核。\n", "a"));
  EXPECT_EQ(changed->outcome(), v1::INGEST_OUTCOME_NEW_REVISION);
  EXPECT_EQ(changed->revision(), 2);
}

TEST_F(IngestionServiceTest, ValidateOnlyStoresNothing) {
  const auto result = Ingest(Raw(kText, "a"), /*validate_only=*/true);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->outcome(), v1::INGEST_OUTCOME_CREATED);
  EXPECT_EQ(measures_.size(), 0U);
}

TEST_F(IngestionServiceTest, BadDocumentsAreErrorsWithTheirReason) {
  const auto reason = [&](const v1::RawDocument& raw) { return DetailsOf(Ingest(raw).status()).reason; };
  EXPECT_EQ(reason(Raw("")), Reason::kEMPTY_DOCUMENT);
  EXPECT_EQ(reason(Raw(std::string("\x89PNG\r\n\x1A\n", 8))), Reason::kUNSUPPORTED_MEDIA_TYPE);
  EXPECT_EQ(reason(Raw(std::string(9 << 20, 'a'))), Reason::kDOCUMENT_TOO_LARGE);
  EXPECT_EQ(reason(Raw(kText, "No Such Id")), Reason::kINVALID_FIELD);
  EXPECT_EQ(measures_.size(), 0U);
}

TEST_F(IngestionServiceTest, ASecrecyMarkIsRefusedUnlessAdmitted) {
  const v1::RawDocument marked = Raw("机密★1年\n" + std::string(kText), "marked");
  EXPECT_EQ(DetailsOf(Ingest(marked).status()).reason, Reason::kCLASSIFIED);
  Config config;
  config.admit_classified = true;
  Start(config);
  EXPECT_TRUE(Ingest(marked).ok());
}

TEST_F(IngestionServiceTest, AStoreThatIsAwayForAWhileIsWaitedFor) {
  for (absl::StatusCode code : {absl::StatusCode::kUnavailable, absl::StatusCode::kAborted}) {
    measures_.FailNext(3, code);
    EXPECT_TRUE(Ingest(Raw(kText, "a" + std::to_string(static_cast<int>(code)))).ok());
  }
  measures_.FailNext(1000, absl::StatusCode::kUnavailable);
  const auto late = Ingest(Raw(kText, "late"), false, "", absl::Seconds(1));
  EXPECT_FALSE(late.ok());
  measures_.FailNext(0, absl::StatusCode::kOk);
  EXPECT_TRUE(Ingest(Raw(kText, "late")).ok());
}

TEST_F(IngestionServiceTest, AStreamAnswersEveryDocumentOnceAndOneBadOneFailsAlone) {
  measures_.Refuse("documents/d-7");
  std::vector<v1::RawDocument> documents;
  for (int i = 0; i < 300; ++i) {
    documents.push_back(Raw(std::string(kText) + "文号：" + std::to_string(i) + "\n", "d-" + std::to_string(i)));
  }
  documents[13].set_content("\x01\x02\x03");
  documents[17].set_document_id("Bad Id");
  const auto results = IngestAll(documents);
  ASSERT_EQ(results.size(), documents.size());
  for (const auto& [index, result] : results) {
    const bool bad = index == 7 || index == 13 || index == 17;
    EXPECT_EQ(result.outcome(), bad ? v1::INGEST_OUTCOME_REJECTED : v1::INGEST_OUTCOME_CREATED) << index;
    if (bad) {
      EXPECT_NE(FromRpcStatus(result.status()).code(), absl::StatusCode::kOk);
    }
  }
  EXPECT_EQ(measures_.size(), 297U);
  EXPECT_LT(measures_.puts(), 300) << "puts are grouped";
}

TEST_F(IngestionServiceTest, RevisionsOfOneDocumentKeepTheirOrder) {
  std::vector<v1::RawDocument> documents;
  for (int i = 0; i < 20; ++i) documents.push_back(Raw(std::string(kText) + std::to_string(i) + "\n", "same"));
  const auto results = IngestAll(documents);
  for (const auto& [index, result] : results) EXPECT_EQ(result.revision(), index + 1);
  EXPECT_EQ(measures_.Record("documents/same").document().text(), std::string(kText) + "19\n");
}

TEST_F(IngestionServiceTest, BeyondTheBudgetCallsAreTurnedAwayWithADelay) {
  Config config;
  config.max_documents = 1;
  Start(config);
  constexpr int kFailures = 1'000'000;
  measures_.FailNext(kFailures, absl::StatusCode::kUnavailable);
  // The first one has the whole budget from when it asks the store until the store is there again.
  std::thread waiting([&] { EXPECT_TRUE(Ingest(Raw(kText, "first")).ok()); });
  while (measures_.failures_left() == kFailures) std::this_thread::yield();
  const absl::Status second = Ingest(Raw(kText, "second")).status();
  EXPECT_EQ(DetailsOf(second).reason, Reason::kOVERLOADED);
  EXPECT_TRUE(DetailsOf(second).retry_delay.has_value());
  measures_.FailNext(0, absl::StatusCode::kOk);
  waiting.join();
}

}  // namespace
}  // namespace gangmu::ingestion
