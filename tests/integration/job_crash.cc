#include "tests/integration/job_crash.h"

#include <atomic>
#include <random>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "gangmu/ingestion/v1/job_service.grpc.pb.h"
#include "gtest/gtest.h"

namespace gangmu::testing {
namespace {

using ingestion::v1::JobItem;
using ingestion::v1::JobService;

constexpr absl::Duration kLongest = absl::Minutes(30);
constexpr char kJobName[] = "jobs/crash";

// Calls until the service answers, since it may be killed at any moment.
template <typename Request, typename Response>
Response CallUntilAnswered(Suite& suite,
                           grpc::Status (JobService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                           const Request& request, absl::Time end) {
  for (;;) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
    Response response;
    const auto stub = suite.JobStub();
    const grpc::Status status = (stub.get()->*method)(&context, request, &response);
    if (status.ok()) return response;
    if (absl::Now() > end) {
      ADD_FAILURE() << status.error_message();
      return response;
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
}

// Keys of items that were acknowledged as complete.
std::set<std::string> UploadAll(Suite& suite, const std::vector<ingestion::v1::RawDocument>& documents,
                                absl::Time end) {
  std::set<std::string> acknowledged;
  for (size_t i = 0; i < documents.size();) {
    ingestion::v1::UploadJobItemsRequest request;
    request.set_name(kJobName);
    for (; i < documents.size() && request.chunks_size() < 20; ++i) {
      ingestion::v1::JobItemChunk* chunk = request.add_chunks();
      chunk->set_key(documents[i].source_uri());
      *chunk->mutable_document() = documents[i];
      chunk->mutable_document()->clear_content();
      chunk->set_byte_count(static_cast<int64_t>(documents[i].content().size()));
      chunk->set_data(documents[i].content());
    }
    const auto response = CallUntilAnswered(suite, &JobService::Stub::UploadJobItems, request, end);
    for (const auto& item : response.items()) acknowledged.insert(item.key());
  }
  return acknowledged;
}

std::map<std::string, JobItem> ListAll(Suite& suite, absl::Time end) {
  std::map<std::string, JobItem> items;
  ingestion::v1::ListJobItemsRequest request;
  request.set_parent(kJobName);
  request.set_page_size(1000);
  do {
    const auto page = CallUntilAnswered(suite, &JobService::Stub::ListJobItems, request, end);
    for (const JobItem& item : page.items()) items[item.key()] = item;
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return items;
}

bool IsFinished(Suite& suite, absl::Time end) {
  ingestion::v1::GetJobRequest request;
  request.set_name(kJobName);
  return CallUntilAnswered(suite, &JobService::Stub::GetJob, request, end).state() ==
         ingestion::v1::JOB_STATE_SUCCEEDED;
}

}  // namespace

std::map<std::string, JobItem> RunJobThroughKills(Suite& suite,
                                                  const std::vector<ingestion::v1::RawDocument>& documents,
                                                  const CrashPlan& plan) {
  const absl::Time end = absl::Now() + kLongest;
  ingestion::v1::CreateJobRequest create;
  create.set_job_id("crash");
  create.set_request_id("crash");
  CallUntilAnswered(suite, &JobService::Stub::CreateJob, create, end);
  ingestion::v1::StartJobRequest start;
  start.set_name(kJobName);
  start.set_more_items(true);
  CallUntilAnswered(suite, &JobService::Stub::StartJob, start, end);
  std::set<std::string> acknowledged;
  std::thread client([&] {
    acknowledged = UploadAll(suite, documents, end);
    start.set_more_items(false);
    CallUntilAnswered(suite, &JobService::Stub::StartJob, start, end);
  });
  std::mt19937 random(plan.seed);
  for (int i = 0; i < plan.kills; ++i) {
    absl::SleepFor(absl::Milliseconds(random() % (plan.longest_ms + 1)));
    suite.KillAndRestart(i % 2 == 0 ? "ingestion" : "measures");
  }
  client.join();
  while (!IsFinished(suite, end) && absl::Now() < end) absl::SleepFor(absl::Milliseconds(100));
  EXPECT_TRUE(IsFinished(suite, end));
  std::map<std::string, JobItem> items = ListAll(suite, end);
  for (const std::string& key : acknowledged) EXPECT_TRUE(items.contains(key)) << "acknowledged and lost: " << key;
  return items;
}

void ExpectKillsChangeNothing(const std::vector<ingestion::v1::RawDocument>& documents, const CrashPlan& plan) {
  Suite calm, shaken;
  for (Suite* suite : {&calm, &shaken}) {
    suite->StartMeasures();
    suite->StartIngestion();
  }
  const auto expected = RunJobThroughKills(calm, documents, {});
  const auto items = RunJobThroughKills(shaken, documents, plan);
  ASSERT_EQ(expected.size(), documents.size());
  ASSERT_EQ(items.size(), documents.size());
  int repeated = 0;
  for (const auto& [key, item] : expected) {
    const JobItem& other = items.at(key);
    EXPECT_EQ(other.phase(), item.phase()) << key;
    EXPECT_EQ(other.result().document(), item.result().document()) << key;
    EXPECT_EQ(other.result().revision(), item.result().revision()) << key;
    // Also of what was stored just before a kill, with its outcome not yet recorded.
    EXPECT_EQ(other.result().outcome(), item.result().outcome()) << key;
    EXPECT_EQ(other.result().indicator_count(), item.result().indicator_count()) << key;
    repeated += other.attempts() > 1 ? 1 : 0;
  }
  std::cout << plan.kills << " kills, " << documents.size() << " documents, " << repeated << " tried more than once\n";
  EXPECT_EQ(shaken.StoredRecords(), calm.StoredRecords());
}

}  // namespace gangmu::testing
