// The lag of statistics: from the moment a caller knows that a document is stored until a query answers with it, while
// documents come in at half of the rate that the same suite has just taken. Three services in one process, on loopback.
//   lag_bench [DOCUMENTS]    1,500 by default
// Prints the rate, and the lag's median and 99th percentile in milliseconds. Fails where the median is 100 ms or more.
#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/rpc/channel.h"
#include "common/time/clock.h"
#include "gangmu/ingestion/v1/ingestion_service.grpc.pb.h"
#include "gangmu/statistics/v1/statistics_service.grpc.pb.h"
#include "tests/bench/suite_in_process.h"

namespace gangmu::testing {
namespace {

using Documents = std::vector<ingestion::v1::RawDocument>;

constexpr size_t kInFlight = 64;
constexpr size_t kAskers = 2;
constexpr double kMostMillis = 100;

// Asks for the sum of all amounts of money, as of `position`.
void Ask(statistics::v1::StatisticsService::Stub& stub, const std::string& position) {
  statistics::v1::QueryStatisticsRequest request;
  request.set_filter("unit = \"CNY\"");
  request.add_group_by("publish_year");
  request.add_metrics()->set_function(statistics::v1::METRIC_FUNCTION_SUM);
  request.set_additivity(statistics::v1::ADDITIVITY_ALLOW);
  request.set_min_position(position);
  statistics::v1::QueryStatisticsResponse answer;
  grpc::ClientContext context;
  const grpc::Status status = stub.QueryStatistics(&context, request, &answer);
  if (status.ok()) return;
  std::printf("a query failed: %s\n", status.error_message().c_str());
  std::exit(EXIT_FAILURE);
}

// What was acknowledged last and was not asked for yet. An asker that is busy takes the newest when it is free, so that
// a slow answer does not make a queue of old ones.
class Acknowledged {
 public:
  struct Item {
    std::string position;
    absl::Duration at;
  };
  void Put(const std::string& position) {
    const std::lock_guard lock(mutex_);
    item_ = {position, SystemClock().Monotonic()};
    there_ = true;
    changed_.notify_one();
  }
  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  std::optional<Item> Take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return there_ || closed_; });
    if (!there_) return std::nullopt;
    there_ = false;
    return item_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  Item item_;
  bool there_ = false;
  bool closed_ = false;
};

// Streams documents in at `rate` a second and hands each acknowledged position on.
void Feed(const SuiteInProcess& suite, const Documents& documents, double rate, Acknowledged& acknowledged) {
  const auto stub = ingestion::v1::IngestionService::NewStub(MakeChannel({.target = suite.ingestion()}));
  grpc::ClientContext context;
  const auto stream = stub->IngestDocuments(&context);
  std::thread writer([&] {
    const absl::Duration start = SystemClock().Monotonic();
    for (size_t i = 0; i < documents.size(); ++i) {
      const absl::Duration due = start + absl::Seconds(static_cast<double>(i) / rate);
      absl::SleepFor(due - SystemClock().Monotonic());
      ingestion::v1::IngestDocumentsRequest request;
      *request.mutable_document() = documents[i];
      request.set_index(static_cast<int64_t>(i));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  for (ingestion::v1::IngestDocumentsResponse response; stream->Read(&response);) {
    acknowledged.Put(response.result().position());
  }
  writer.join();
  acknowledged.Close();
}

std::vector<double> Lags(const SuiteInProcess& suite, const Documents& documents, double rate) {
  Acknowledged acknowledged;
  std::mutex mutex;
  std::vector<double> lags;
  std::vector<std::thread> askers;
  for (size_t i = 0; i < kAskers; ++i) {
    askers.emplace_back([&] {
      statistics::v1::StatisticsService::Stub stub(MakeChannel({.target = suite.statistics()}));
      while (const auto item = acknowledged.Take()) {
        Ask(stub, item->position);
        const double lag = absl::ToDoubleMilliseconds(SystemClock().Monotonic() - item->at);
        const std::lock_guard lock(mutex);
        lags.push_back(lag);
      }
    });
  }
  Feed(suite, documents, rate, acknowledged);
  for (std::thread& asker : askers) asker.join();
  std::sort(lags.begin(), lags.end());
  return lags;
}

int Main(size_t count) {
  const Documents documents = BenchDocuments(2 * count);
  const auto middle = documents.begin() + static_cast<std::ptrdiff_t>(count);
  SuiteInProcess suite;
  const double seconds = suite.Ingest({documents.begin(), middle}, kInFlight, nullptr);
  const double rate = static_cast<double>(count) / seconds;
  const std::vector<double> lags = Lags(suite, {middle, documents.end()}, rate / 2);
  if (lags.size() < 20) {
    std::printf("only %zu answers: take more documents\n", lags.size());
    return EXIT_FAILURE;
  }
  const double median = lags[lags.size() / 2];
  std::printf(
      "%.0f documents/s taken; at %.0f/s: %zu answers, lag median %.1f ms, 99th percentile %.1f ms, most %.1f ms\n",
      rate, rate / 2, lags.size(), median, lags[lags.size() * 99 / 100], lags.back());
  return median < kMostMillis ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace gangmu::testing

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 1'500;
  if (count < 100) {
    std::fputs("lag_bench [DOCUMENTS]: want 100 or more\n", stderr);
    return EXIT_FAILURE;
  }
  return gangmu::testing::Main(static_cast<size_t>(count));
}
