#include "tests/unit/services/measures/rpc/measure_server.h"

#include "common/rpc/channel.h"
#include "services/measures/store/sqlite/sqlite_store.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {

void MeasureServerTest::SetUp() {
  auto store = OpenSqliteStore({.path = dir_.File("measures.db")});
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
  Serve(store_.get());
}

void MeasureServerTest::TearDown() { server_.reset(); }

void MeasureServerTest::Serve(MeasureStore* store) {
  server_.reset();
  runner_ = std::make_unique<CallRunner>();
  measures_ = std::make_unique<MeasureServiceImpl>(runner_.get(), store);
  history_ = std::make_unique<HistoryServiceImpl>(runner_.get(), store);
  corrections_ = std::make_unique<CorrectionServiceImpl>(runner_.get(), store);
  codelists_ = std::make_unique<CodelistServiceImpl>(runner_.get(), store);
  search_ = std::make_unique<SearchServiceImpl>(runner_.get(), store);
  store_service_ = std::make_unique<StoreServiceImpl>(runner_.get(), store);
  tracking_ = std::make_unique<TrackingServiceImpl>(runner_.get(), store);
  auto server = Server::Start({.drain = absl::Seconds(2)}, *runner_,
                              {{measures_.get(), v1::MeasureService::service_full_name()},
                               {history_.get(), v1::HistoryService::service_full_name()},
                               {corrections_.get(), v1::CorrectionService::service_full_name()},
                               {codelists_.get(), v1::CodelistService::service_full_name()},
                               {search_.get(), v1::SearchService::service_full_name()},
                               {store_service_.get(), v1::StoreService::service_full_name()},
                               {tracking_.get(), v1::TrackingService::service_full_name()}});
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  channel_ = MakeChannel({.target = server_->local_target()});
  stub_ = v1::MeasureService::NewStub(channel_);
}

v1::PutDocumentsResponse MeasureServerTest::Put(const std::vector<policy::v1::DocumentRecord>& records) {
  v1::PutDocumentsRequest request;
  for (const auto& record : records) *request.add_documents()->mutable_record() = record;
  const auto response = Call(&Stub::PutDocuments, request);
  EXPECT_TRUE(response.ok()) << response.status();
  return response.ok() ? *response : v1::PutDocumentsResponse();
}

v1::PutResult MeasureServerTest::PutSample(const std::string& name, const std::string& mark) {
  const v1::PutDocumentsResponse response = Put({SampleRecord(name, mark)});
  return response.results_size() == 1 ? response.results(0) : v1::PutResult();
}

std::vector<std::string> ViolatedFields(const absl::Status& status) {
  std::vector<std::string> fields;
  for (const FieldViolation& violation : DetailsOf(status).violations) fields.push_back(violation.field);
  return fields;
}

std::string MetadataOf(const absl::Status& status, const std::string& key) {
  for (const auto& [name, value] : DetailsOf(status).metadata) {
    if (name == key) return value;
  }
  return "";
}

}  // namespace gangmu::measures::testing
