#include "tests/integration/suite.h"

#include <cstdlib>
#include <filesystem>
#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace gangmu::testing {
namespace {

std::shared_ptr<grpc::Channel> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(64 << 20);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a restarted server is reached at once
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// Starts a service and remembers its address, so that the next start takes the same.
std::unique_ptr<ServiceProcess> StartAt(std::string* address, const std::string& program, std::vector<std::string> args,
                                        const std::string& folder) {
  args.push_back("--address=" + *address);
  auto process = ServiceProcess::Start(program, args, folder);
  EXPECT_TRUE(process.ok()) << process.status();
  if (!process.ok()) return nullptr;
  // A restart changes nothing, and others may read the address meanwhile.
  if (*address != process->address()) *address = process->address();
  return std::make_unique<ServiceProcess>(*std::move(process));
}

}  // namespace

Suite::Suite() {
  for (const char* name : {"measures", "ingestion", "statistics"}) {
    std::filesystem::create_directory(folder_.File(name));
  }
}

void Suite::StartMeasures() {
  measures_ = StartAt(&measures_address_, "gangmu-measures", {"--data=" + folder_.File("measures")}, folder_.path());
}

void Suite::StartIngestion() {
  ingestion_ =
      StartAt(&ingestion_address_, "gangmu-ingestion",
              {"--data=" + folder_.File("ingestion"), "--measures-address=" + measures_address_}, folder_.path());
}

void Suite::StartStatistics() {
  statistics_ =
      StartAt(&statistics_address_, "gangmu-statistics",
              {"--data=" + folder_.File("statistics"), "--measures-address=" + measures_address_}, folder_.path());
}

void Suite::StartAll() {
  StartMeasures();
  StartIngestion();
  StartStatistics();
}

RunResult Suite::Gangmu(std::vector<std::string> args, const std::string& input) {
  // By environment, since each command takes the flags of its own services only.
  setenv("GANGMU_INGESTION_ADDRESS", ingestion_address_.c_str(), 1);
  setenv("GANGMU_MEASURES_ADDRESS", measures_address_.c_str(), 1);
  setenv("GANGMU_STATISTICS_ADDRESS", statistics_address_.c_str(), 1);
  return RunProgram("gangmu", args, input);
}

void Suite::KillAndRestart(const std::string& service) {
  if (service == "measures") {
    measures_->Kill();
    StartMeasures();
  } else if (service == "ingestion") {
    ingestion_->Kill();
    StartIngestion();
  } else {
    statistics_->Kill();
    StartStatistics();
  }
}

std::unique_ptr<ingestion::v1::IngestionService::Stub> Suite::IngestionStub() {
  return ingestion::v1::IngestionService::NewStub(Connect(ingestion_address_));
}

std::unique_ptr<ingestion::v1::JobService::Stub> Suite::JobStub() {
  return ingestion::v1::JobService::NewStub(Connect(ingestion_address_));
}

std::unique_ptr<measures::v1::MeasureService::Stub> Suite::MeasuresStub() {
  return measures::v1::MeasureService::NewStub(Connect(measures_address_));
}

std::unique_ptr<statistics::v1::StatisticsService::Stub> Suite::StatisticsStub() {
  return statistics::v1::StatisticsService::NewStub(Connect(statistics_address_));
}

std::map<std::string, std::string> Suite::StoredRecords() {
  auto stub = MeasuresStub();
  grpc::ClientContext context;
  measures::v1::StreamDocumentsRequest request;
  request.set_view(measures::v1::VIEW_FULL);
  auto reader = stub->StreamDocuments(&context, request);
  std::map<std::string, std::string> records;
  measures::v1::StreamDocumentsResponse response;
  bool complete = false;
  while (reader->Read(&response)) {
    complete = complete || response.complete();
    if (!response.has_record()) continue;
    policy::v1::DocumentRecord record = response.record();
    policy::v1::Document& document = *record.mutable_document();
    document.clear_create_time();
    document.clear_update_time();
    document.clear_etag();
    std::string text;
    google::protobuf::TextFormat::PrintToString(record, &text);
    EXPECT_TRUE(records.emplace(document.name(), text).second) << "sent twice: " << document.name();
  }
  const grpc::Status status = reader->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_TRUE(complete);
  return records;
}

int64_t Suite::StoredIndicators() {
  auto stub = MeasuresStub();
  grpc::ClientContext context;
  measures::v1::GetStoreInfoResponse info;
  const grpc::Status status = stub->GetStoreInfo(&context, {}, &info);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return info.indicator_count();
}

int64_t Suite::CountedIndicators() {
  auto measures = MeasuresStub();
  measures::v1::GetStoreInfoResponse info;
  {
    grpc::ClientContext context;
    const grpc::Status status = measures->GetStoreInfo(&context, {}, &info);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  auto stub = StatisticsStub();
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
  statistics::v1::QueryStatisticsRequest request;
  request.set_min_position(info.position());
  request.set_include_parts(true);
  request.set_include_restatements(true);
  request.set_include_duplicates(true);
  request.add_metrics()->set_function(statistics::v1::METRIC_FUNCTION_COUNT);
  statistics::v1::QueryStatisticsResponse response;
  const grpc::Status status = stub->QueryStatistics(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.matched_facts();
}

std::string SamplesFolder() { return absl::StrCat(GANGMU_SOURCE_DIR, "/tests/data/samples"); }

std::string CorpusFolder() {
  const std::string path = absl::StrCat(GANGMU_SOURCE_DIR, "/../shared/corpus/text");
  return std::filesystem::is_directory(path) ? path : "";
}

}  // namespace gangmu::testing
