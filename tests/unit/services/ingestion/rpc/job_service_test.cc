// Jobs through the typed stub, against a measures service that can misbehave.
#include <map>
#include <string>
#include <thread>

#include "common/rpc/channel.h"
#include "common/time/clock.h"
#include "gtest/gtest.h"
#include "services/ingestion/app.h"
#include "services/ingestion/jobs/job_store.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/services/ingestion/rpc/fake_measures.h"

namespace gangmu::ingestion {
namespace {

std::string TextOf(int i) {
  return "青禾市节约用水实施方案\n\n一、重点任务\n（一）改造管网。年内改造老旧管网" + std::to_string(10 + i) +
         "公里。\n（二）推广器具。新增节水器具12万件。\n";
}

class JobServiceTest : public ::testing::Test {
 protected:
  void SetUp() override { Start({}); }

  void Start(Config config) {
    app_.reset();
    config.server.address = "127.0.0.1:0";
    config.data = folder_.path();
    auto app = App::Start(config, measures_.channel());
    ASSERT_TRUE(app.ok()) << app.status();
    app_ = *std::move(app);
    stub_ = v1::JobService::NewStub(MakeChannel({.target = app_->target()}));
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (v1::JobService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                             Response*),
                                const Request& request) {
    grpc::ClientContext context;
    PrepareCall(context, absl::Seconds(60));
    Response response;
    const absl::Status status = FromGrpcStatus((stub_.get()->*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  std::string Create(const std::string& id) {
    v1::CreateJobRequest request;
    request.set_job_id(id);
    request.mutable_job()->set_display_name("archive");
    const auto job = Call(&v1::JobService::Stub::CreateJob, request);
    EXPECT_TRUE(job.ok()) << job.status();
    return job.ok() ? job->name() : "";
  }
  absl::StatusOr<v1::UploadJobItemsResponse> Upload(const std::string& job, const std::string& key,
                                                    const std::string& content, const std::string& id = "",
                                                    int64_t offset = 0, int64_t size = -1) {
    v1::UploadJobItemsRequest request;
    request.set_name(job);
    v1::JobItemChunk* chunk = request.add_chunks();
    chunk->set_key(key);
    chunk->mutable_document()->set_source_uri(key);
    chunk->mutable_document()->set_document_id(id);
    chunk->set_byte_count(size < 0 ? static_cast<int64_t>(content.size()) : size);
    chunk->set_offset(offset);
    chunk->set_data(content);
    return Call(&v1::JobService::Stub::UploadJobItems, request);
  }
  absl::StatusOr<v1::Job> StartJob(const std::string& job, bool more_items = false) {
    v1::StartJobRequest request;
    request.set_name(job);
    request.set_more_items(more_items);
    return Call(&v1::JobService::Stub::StartJob, request);
  }
  v1::Job Get(const std::string& job) {
    v1::GetJobRequest request;
    request.set_name(job);
    const auto got = Call(&v1::JobService::Stub::GetJob, request);
    EXPECT_TRUE(got.ok()) << got.status();
    return got.value_or(v1::Job());
  }
  // Watches to the end: the last job, and the items in the order they were decided.
  v1::Job Watch(const std::string& name, std::vector<v1::JobItem>* items, int64_t after = 0) {
    grpc::ClientContext context;
    PrepareCall(context, absl::Seconds(60));
    v1::WatchJobRequest request;
    request.set_name(name);
    request.set_include_items(true);
    request.set_after_sequence(after);
    auto stream = stub_->WatchJob(&context, request);
    v1::WatchJobResponse response;
    v1::Job job;
    while (stream->Read(&response)) {
      job = response.job();
      items->insert(items->end(), response.items().begin(), response.items().end());
    }
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return job;
  }
  template <typename Condition>
  bool Eventually(Condition condition) {
    for (int i = 0; i < 400; ++i) {
      if (condition()) return true;
      SystemClock().Sleep(absl::Milliseconds(25));
    }
    return false;
  }

  testing::TempDir folder_;
  FakeMeasures measures_;
  std::unique_ptr<App> app_;
  std::unique_ptr<v1::JobService::Stub> stub_;
};

TEST_F(JobServiceTest, AJobTakesDocumentsInAndTellsOfEach) {
  const std::string job = Create("spring");
  EXPECT_EQ(job, "jobs/spring");
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(Upload(job, "doc-" + std::to_string(i), TextOf(i)).ok());
  ASSERT_TRUE(Upload(job, "picture", std::string("\x89PNG\r\n\x1A\n", 8)).ok());
  ASSERT_TRUE(Upload(job, "bad id", TextOf(99), "Bad Id").ok());
  EXPECT_EQ(Get(job).state(), v1::JOB_STATE_OPEN);
  EXPECT_EQ(measures_.size(), 0u) << "nothing is worked on before the start";
  ASSERT_TRUE(StartJob(job).ok());
  std::vector<v1::JobItem> items;
  const v1::Job end = Watch(job, &items);
  EXPECT_EQ(end.state(), v1::JOB_STATE_SUCCEEDED);
  EXPECT_TRUE(end.has_end_time());
  EXPECT_EQ(end.item_count(), 42);
  EXPECT_EQ(end.measure_count(), 80);
  ASSERT_EQ(items.size(), 42u);
  std::map<std::string, v1::JobItem> by_key;
  for (size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(items[i].sequence(), static_cast<int64_t>(i) + 1);
    by_key[items[i].key()] = items[i];
  }
  const v1::JobItem& first = by_key["doc-0"];
  EXPECT_EQ(first.phase(), v1::JOB_ITEM_PHASE_DONE);
  EXPECT_EQ(first.attempts(), 1);
  EXPECT_EQ(first.result().outcome(), v1::INGEST_OUTCOME_CREATED);
  EXPECT_EQ(measures_.Record(first.result().document()).document().text(), TextOf(0));
  EXPECT_EQ(DetailsOf(FromRpcStatus(by_key["picture"].result().status())).reason, Reason::kUNSUPPORTED_MEDIA_TYPE);
  EXPECT_EQ(DetailsOf(FromRpcStatus(by_key["bad id"].result().status())).reason, Reason::kINVALID_FIELD);
  EXPECT_EQ(by_key["bad id"].phase(), v1::JOB_ITEM_PHASE_DEAD);
  EXPECT_EQ(measures_.size(), 40u);
  std::vector<v1::JobItem> rest;
  Watch(job, &rest, /*after=*/40);
  EXPECT_EQ(rest.size(), 2u);
}

TEST_F(JobServiceTest, ItemsCanComeWhileTheJobRuns) {
  const std::string job = Create("a");
  ASSERT_TRUE(StartJob(job, /*more_items=*/true).ok());
  ASSERT_TRUE(Upload(job, "one", TextOf(1)).ok());
  EXPECT_TRUE(Eventually([&] { return measures_.size() == 1; }));
  EXPECT_EQ(Get(job).state(), v1::JOB_STATE_RUNNING);
  ASSERT_TRUE(Upload(job, "two", TextOf(2)).ok());
  ASSERT_TRUE(StartJob(job).ok());
  std::vector<v1::JobItem> items;
  EXPECT_EQ(Watch(job, &items).state(), v1::JOB_STATE_SUCCEEDED);
  EXPECT_EQ(items.size(), 2u);
}

TEST_F(JobServiceTest, ARepeatedPieceIsHarmlessWhateverTheOrderOfItsLabelsInMemory) {
  const std::string job = Create("labels");
  v1::UploadJobItemsRequest request;
  request.set_name(job);
  v1::JobItemChunk* chunk = request.add_chunks();
  chunk->set_key("a");
  chunk->set_byte_count(1);
  chunk->set_data("x");
  for (int i = 0; i < 40; ++i) (*chunk->mutable_document()->mutable_labels())["k" + std::to_string(i)] = "v";
  ASSERT_TRUE(Call(&v1::JobService::Stub::UploadJobItems, request).ok());
  for (int round = 0; round < 20; ++round) {
    auto& labels = *chunk->mutable_document()->mutable_labels();
    labels.clear();
    for (int i = 0; i < 40; ++i) labels["k" + std::to_string((i * 7 + round) % 40)] = "v";
    const auto again = Call(&v1::JobService::Stub::UploadJobItems, request);
    ASSERT_TRUE(again.ok()) << again.status();
  }
}

TEST_F(JobServiceTest, UploadsTellWhatIsWrongWithThem) {
  const std::string job = Create("a");
  EXPECT_EQ(Upload(job, "k", "1234", "", 0, 10)->items(0).received_bytes(), 4);
  EXPECT_EQ(Upload(job, "k", "1234", "", 0, 10)->items(0).name(), "jobs/a/items/1");
  const absl::Status gap = Upload(job, "k", "9", "", 8, 10).status();
  EXPECT_EQ(gap.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(DetailsOf(Upload(job, "k", "1x34", "", 0, 10).status()).reason, Reason::kCONFLICT);
  EXPECT_EQ(DetailsOf(Upload(job, "", "1").status()).reason, Reason::kINVALID_FIELD);
  EXPECT_EQ(DetailsOf(Upload(job, "k2", "12", "", 9, 10).status()).reason, Reason::kINVALID_FIELD);
  EXPECT_EQ(DetailsOf(Upload(job, "k3", "1", "", 0, int64_t{1} << 40).status()).reason, Reason::kINVALID_FIELD);
  EXPECT_EQ(DetailsOf(Upload("jobs/none", "k", "1").status()).reason, Reason::kNOT_FOUND);
  EXPECT_EQ(DetailsOf(Upload("nonsense", "k", "1").status()).reason, Reason::kINVALID_FIELD);
  EXPECT_EQ(DetailsOf(StartJob(job).status()).reason, Reason::kPRECONDITION_FAILED) << "bytes are missing";
}

TEST_F(JobServiceTest, AJobWaitsForTheStoreSaysSoAndGoesOn) {
  for (const absl::StatusCode code : {absl::StatusCode::kUnavailable, absl::StatusCode::kAborted}) {
    measures_.FailNext(1'000'000, code);
    const std::string job = Create("waits-" + std::to_string(static_cast<int>(code)));
    ASSERT_TRUE(Upload(job, job, TextOf(static_cast<int>(code))).ok());
    ASSERT_TRUE(StartJob(job).ok());
    EXPECT_TRUE(Eventually([&] { return Get(job).waiting().code() == static_cast<int>(code); }));
    EXPECT_EQ(Get(job).in_flight_count(), 1);
    measures_.FailNext(0, absl::StatusCode::kOk);
    std::vector<v1::JobItem> items;
    const v1::Job end = Watch(job, &items);
    EXPECT_EQ(end.state(), v1::JOB_STATE_SUCCEEDED);
    EXPECT_FALSE(end.has_waiting());
    EXPECT_EQ(items[0].result().outcome(), v1::INGEST_OUTCOME_CREATED);
  }
}

TEST_F(JobServiceTest, AFullOrReadOnlyStoreIsWaitedForToo) {
  const std::pair<Reason, absl::StatusCode> faults[] = {{Reason::kDISK_FULL, absl::StatusCode::kResourceExhausted},
                                                        {Reason::kREAD_ONLY, absl::StatusCode::kFailedPrecondition},
                                                        {Reason::kSTORE_BUSY, absl::StatusCode::kUnavailable}};
  for (const auto& [reason, code] : faults) {
    measures_.FailNext(1'000'000, Error(code, reason, "told to fail"));
    const int number = static_cast<int>(reason);
    const std::string job = Create("faults-" + std::to_string(number));
    ASSERT_TRUE(Upload(job, job, TextOf(number)).ok());
    ASSERT_TRUE(StartJob(job).ok());
    EXPECT_TRUE(Eventually([&] { return DetailsOf(FromRpcStatus(Get(job).waiting())).reason == reason; }))
        << ReasonName(reason) << " " << Get(job).ShortDebugString();
    measures_.FailNext(0, absl::OkStatus());
    std::vector<v1::JobItem> items;
    EXPECT_EQ(Watch(job, &items).state(), v1::JOB_STATE_SUCCEEDED);
    ASSERT_EQ(items.size(), 1U);
    EXPECT_EQ(items[0].result().outcome(), v1::INGEST_OUTCOME_CREATED);
  }
}

TEST_F(JobServiceTest, ASlowStoreHoldsUpNoOtherCall) {
  measures_.SlowDown(absl::Seconds(1));
  const std::string job = Create("slow");
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(Upload(job, std::to_string(i), TextOf(i)).ok());
  ASSERT_TRUE(StartJob(job).ok());
  ASSERT_TRUE(Eventually([&] { return Get(job).in_flight_count() > 0; }));
  auto stub = v1::IngestionService::NewStub(MakeChannel({.target = app_->target()}));
  v1::ExtractDocumentRequest request;
  request.mutable_document()->set_content(TextOf(9));
  v1::ExtractDocumentResponse response;
  grpc::ClientContext context;
  PrepareCall(context, absl::Seconds(60));
  EXPECT_TRUE(stub->ExtractDocument(&context, request, &response).ok());
  EXPECT_EQ(Get(job).state(), v1::JOB_STATE_RUNNING) << "it is still at work";
  std::vector<v1::JobItem> items;
  EXPECT_EQ(Watch(job, &items).state(), v1::JOB_STATE_SUCCEEDED);
  EXPECT_EQ(items.size(), 4U);
}

// The process died after the store's commit and before that of the decision: the outcome is that of the first try.
TEST_F(JobServiceTest, TheOutcomeAfterAKillBetweenTwoCommitsIsThatOfTheTryThatStoredIt) {
  auto ingestion = v1::IngestionService::NewStub(MakeChannel({.target = app_->target()}));
  const auto store = [&](const std::string& id, const std::string& text) {
    v1::IngestDocumentRequest request;
    request.mutable_document()->set_document_id(id);
    request.mutable_document()->set_content(text);
    v1::IngestDocumentResponse response;
    grpc::ClientContext context;
    PrepareCall(context, absl::Seconds(60));
    ASSERT_TRUE(ingestion->IngestDocument(&context, request, &response).ok());
  };
  store("old", TextOf(1));
  store("revised", TextOf(2));
  SystemClock().Sleep(absl::Milliseconds(5));
  const std::string job = Create("killed");
  ASSERT_TRUE(Upload(job, "old", TextOf(1), "old").ok());
  ASSERT_TRUE(Upload(job, "new", TextOf(3), "new").ok());
  ASSERT_TRUE(Upload(job, "revised", TextOf(4), "revised").ok());
  SystemClock().Sleep(absl::Milliseconds(5));
  store("new", TextOf(3));
  store("revised", TextOf(4));
  app_.reset();
  {
    auto jobs = jobs::JobStore::Open({.path = folder_.File("jobs.db")});
    ASSERT_TRUE(jobs.ok()) << jobs.status();
    const auto items = (*jobs)->ListItems((*jobs)->Get("killed")->job, std::nullopt, 0, 10);
    for (const jobs::Item& item : *items) ASSERT_TRUE((*jobs)->NoteStarts({item.item}).ok());
  }
  Start({});
  ASSERT_TRUE(StartJob(job).ok());
  std::vector<v1::JobItem> items;
  ASSERT_EQ(Watch(job, &items).state(), v1::JOB_STATE_SUCCEEDED);
  std::map<std::string, v1::IngestResult> results;
  for (const v1::JobItem& item : items) results[item.key()] = item.result();
  EXPECT_EQ(results["old"].outcome(), v1::INGEST_OUTCOME_UNCHANGED) << "it was there before";
  EXPECT_EQ(results["new"].outcome(), v1::INGEST_OUTCOME_CREATED);
  EXPECT_EQ(results["new"].indicator_count(), 2);
  EXPECT_EQ(results["revised"].outcome(), v1::INGEST_OUTCOME_NEW_REVISION);
}

TEST_F(JobServiceTest, ARestartGoesOnWithWhatIsLeft) {
  measures_.FailNext(1'000'000, absl::StatusCode::kUnavailable);
  const std::string job = Create("a");
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(Upload(job, "doc-" + std::to_string(i), TextOf(i)).ok());
  ASSERT_TRUE(StartJob(job).ok());
  EXPECT_TRUE(Eventually([&] { return Get(job).in_flight_count() > 0; }));
  app_->Stop();
  measures_.FailNext(0, absl::StatusCode::kOk);
  Start({});
  std::vector<v1::JobItem> items;
  EXPECT_EQ(Watch(job, &items).state(), v1::JOB_STATE_SUCCEEDED);
  EXPECT_EQ(items.size(), 30u);
  EXPECT_EQ(measures_.size(), 30u);
}

TEST_F(JobServiceTest, DeadLettersAreListedDownloadedAndRedriven) {
  const std::string job = Create("a");
  const std::string marked = "机密★1年\n" + TextOf(1);
  ASSERT_TRUE(Upload(job, "marked", marked).ok());
  ASSERT_TRUE(Upload(job, "empty", "").ok());
  ASSERT_TRUE(Upload(job, "good", TextOf(2)).ok());
  ASSERT_TRUE(StartJob(job).ok());
  std::vector<v1::JobItem> items;
  Watch(job, &items);
  v1::ListJobItemsRequest list;
  list.set_parent(job);
  list.set_phase(v1::JOB_ITEM_PHASE_DEAD);
  list.set_page_size(1);
  std::vector<v1::JobItem> dead;
  do {
    const auto page = Call(&v1::JobService::Stub::ListJobItems, list);
    ASSERT_TRUE(page.ok()) << page.status();
    dead.insert(dead.end(), page->items().begin(), page->items().end());
    list.set_page_token(page->next_page_token());
  } while (!list.page_token().empty());
  ASSERT_EQ(dead.size(), 2u);
  EXPECT_EQ(dead[0].key(), "marked");

  grpc::ClientContext context;
  PrepareCall(context, absl::Seconds(60));
  v1::DownloadJobItemRequest download;
  download.set_name(dead[0].name());
  auto stream = stub_->DownloadJobItem(&context, download);
  v1::DownloadJobItemResponse piece;
  std::string bytes;
  while (stream->Read(&piece)) bytes += piece.data();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(bytes, marked);

  Config config;
  config.admit_classified = true;
  Start(config);
  v1::RedriveJobItemsRequest redrive;
  redrive.set_parent(job);
  redrive.set_reason("CLASSIFIED");
  const auto redriven = Call(&v1::JobService::Stub::RedriveJobItems, redrive);
  ASSERT_TRUE(redriven.ok()) << redriven.status();
  EXPECT_EQ(redriven->redriven_count(), 1);
  std::vector<v1::JobItem> again;
  EXPECT_EQ(Watch(job, &again, 3).state(), v1::JOB_STATE_SUCCEEDED);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].result().outcome(), v1::INGEST_OUTCOME_CREATED);
  EXPECT_EQ(again[0].attempts(), 2);
}

TEST_F(JobServiceTest, PausedCancelledAndDeletedJobsStoreNothingMore) {
  const std::string job = Create("a");
  ASSERT_TRUE(StartJob(job, /*more_items=*/true).ok());
  v1::PauseJobRequest pause;
  pause.set_name(job);
  EXPECT_EQ(Call(&v1::JobService::Stub::PauseJob, pause)->state(), v1::JOB_STATE_PAUSED);
  ASSERT_TRUE(Upload(job, "one", TextOf(1)).ok()) << "a paused job still takes items";
  v1::CancelJobRequest cancel;
  cancel.set_name(job);
  EXPECT_EQ(Call(&v1::JobService::Stub::CancelJob, cancel)->state(), v1::JOB_STATE_CANCELLED);
  v1::DeleteJobRequest remove;
  remove.set_name(job);
  EXPECT_TRUE(Call(&v1::JobService::Stub::DeleteJob, remove).ok());
  v1::GetJobRequest get;
  get.set_name(job);
  EXPECT_EQ(DetailsOf(Call(&v1::JobService::Stub::GetJob, get).status()).reason, Reason::kNOT_FOUND);
  EXPECT_EQ(measures_.size(), 0u);
}

TEST_F(JobServiceTest, JobsAreListedNewestFirstInPages) {
  for (const char* id : {"a", "b", "c"}) Create(id);
  v1::ListJobsRequest list;
  list.set_page_size(2);
  const auto first = Call(&v1::JobService::Stub::ListJobs, list);
  ASSERT_EQ(first->jobs_size(), 2);
  EXPECT_EQ(first->jobs(0).name(), "jobs/c");
  list.set_page_token(first->next_page_token());
  const auto second = Call(&v1::JobService::Stub::ListJobs, list);
  ASSERT_EQ(second->jobs_size(), 1);
  EXPECT_EQ(second->jobs(0).name(), "jobs/a");
  EXPECT_TRUE(second->next_page_token().empty());
  list.set_page_token("damaged");
  EXPECT_EQ(DetailsOf(Call(&v1::JobService::Stub::ListJobs, list).status()).reason, Reason::kINVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace gangmu::ingestion
