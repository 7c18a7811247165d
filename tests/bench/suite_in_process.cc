#include "tests/bench/suite_in_process.h"

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "absl/strings/numbers.h"

#include "common/logging/logging.h"
#include "common/rpc/channel.h"
#include "common/text/strings.h"
#include "common/time/clock.h"
#include "gangmu/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tests/support/extraction/texts.h"

namespace gangmu::testing {
namespace {

[[noreturn]] void Fail(std::string_view what) {
  std::printf("%.*s\n", static_cast<int>(what.size()), what.data());
  std::exit(EXIT_FAILURE);
}

template <typename App>
std::unique_ptr<App> OrFail(absl::StatusOr<std::unique_ptr<App>> app) {
  if (!app.ok()) Fail(app.status().ToString());
  return *std::move(app);
}

// Lets at most so many documents be under way.
class Window {
 public:
  explicit Window(size_t size) : free_(size) {}
  void Take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return free_ > 0; });
    --free_;
  }
  void Give() {
    const std::lock_guard lock(mutex_);
    ++free_;
    changed_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t free_;
};

}  // namespace

SuiteInProcess::SuiteInProcess() : path_(folder_.path()) {
  if (std::freopen("/dev/null", "w", stderr) == nullptr) Fail("cannot open /dev/null");
  InitLogging({LogLevel::kInfo, LogFormat::kJson});
  measures::Config measures;
  measures.data = folder_.File("measures");
  measures.server.address = "127.0.0.1:0";
  measures_ = OrFail(measures::App::Start(measures));
  ingestion::Config ingestion;
  ingestion.server.address = "127.0.0.1:0";
  ingestion.data = folder_.File("ingestion");
  ingestion.measures = measures_->target();
  ingestion_ = OrFail(ingestion::App::Start(ingestion));
  statistics::Config statistics;
  statistics.server.address = "127.0.0.1:0";
  statistics.measures_address = measures_->target();
  statistics_ = OrFail(statistics::App::Start(statistics));
}

SuiteInProcess::~SuiteInProcess() { Stop(); }

void SuiteInProcess::Stop() {
  if (ingestion_) ingestion_->Stop();
  if (statistics_) statistics_->Stop();
  if (measures_) measures_->Stop();
  ingestion_.reset();
  statistics_.reset();
  measures_.reset();
}

int64_t SuiteInProcess::StoreTransactions() const {
  const std::string text = measures_->metrics().Text();
  const std::string name = "\ngangmu_store_transactions_total ";
  const size_t at = text.find(name);
  if (at == std::string::npos) Fail("the store does not count its transactions");
  const size_t begin = at + name.size();
  int64_t value = 0;
  if (!absl::SimpleAtoi(ToAbsl(std::string_view(text).substr(begin, text.find('\n', begin) - begin)), &value)) {
    Fail("the store's count of transactions is no number");
  }
  return value;
}

double SuiteInProcess::Ingest(const std::vector<ingestion::v1::RawDocument>& documents, size_t in_flight,
                              std::string* position) {
  const auto stub = ingestion::v1::IngestionService::NewStub(MakeChannel({.target = ingestion()}));
  grpc::ClientContext context;
  const absl::Duration start = SystemClock().Monotonic();
  const auto stream = stub->IngestDocuments(&context);
  Window window(in_flight);
  std::thread writer([&] {
    ingestion::v1::IngestDocumentsRequest request;
    for (size_t i = 0; i < documents.size(); ++i) {
      window.Take();
      *request.mutable_document() = documents[i];
      request.set_index(static_cast<int64_t>(i));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  size_t stored = 0;
  ingestion::v1::IngestDocumentsResponse response;
  while (stream->Read(&response)) {
    const auto outcome = response.result().outcome();
    if (outcome != ingestion::v1::INGEST_OUTCOME_CREATED && outcome != ingestion::v1::INGEST_OUTCOME_DUPLICATE) {
      Fail("a document was not stored: " + response.result().ShortDebugString());
    }
    if (position != nullptr) *position = response.result().position();
    ++stored;
    window.Give();
  }
  writer.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok() || stored != documents.size()) Fail("the stream ended early: " + status.error_message());
  return absl::ToDoubleSeconds(SystemClock().Monotonic() - start);
}

std::vector<ingestion::v1::RawDocument> BenchDocuments(size_t count) {
  const std::vector<TextFile> texts = CorpusOrSampleTexts();
  std::vector<ingestion::v1::RawDocument> documents(count);
  for (size_t i = 0; i < count; ++i) {
    const TextFile& text = texts[i % texts.size()];
    documents[i].set_source_uri(StrCat("copy-", i / texts.size(), "/", text.id, ".txt"));
    documents[i].set_content(StrCat(text.text, "\n第", i / texts.size(), "号抄件\n"));
  }
  return documents;
}

}  // namespace gangmu::testing
