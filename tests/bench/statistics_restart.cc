// A restart of the statistics service with many facts: how long saving them takes, and then from the start of the
// process's service to its first answer and to the last change that came while it was away.
//   statistics_restart FACTS.csv [CHANGES]
// Prints JSON. The measures service is a scripted one that has CHANGES (default 1,000) changes behind the saved place.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "common/text/strings.h"
#include "services/statistics/app.h"
#include "services/statistics/feed/fact_image.h"
#include "services/statistics/names.h"
#include "tests/bench/statistics_facts.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/services/statistics/feed/fake_measures.h"

namespace gangmu::statistics::testing {
namespace {

using gangmu::testing::FakeMeasuresServer;
using gangmu::testing::TempDir;

double SecondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void Fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

struct Saved {
  double seconds = 0;
  uint64_t bytes = 0;
  int64_t facts = 0;
};

// Saves the facts of the CSV as those of the scripted service before its first change.
Saved Save(const std::string& csv, const std::string& path) {
  FactSink sink(CatalogueUnit);
  const Position start{"fake", "e0", 0};
  sink.BeginSnapshot();
  for (DocumentFacts& facts : ReadFacts(csv)) sink.LoadFacts(std::move(facts), start);
  sink.CommitSnapshot(start);
  Saved saved{.facts = sink.View()->counts.indicators};
  const auto begin = std::chrono::steady_clock::now();
  const auto bytes = SaveFacts(*sink.View(), path);
  if (!bytes.ok()) Fail(bytes.status().ToString());
  saved.seconds = SecondsSince(begin);
  saved.bytes = *bytes;
  return saved;
}

// Asks for the number of all facts until there is an answer; `min_position` may be empty.
int64_t Count(v1::StatisticsService::Stub& stub, const std::string& min_position) {
  v1::QueryStatisticsRequest request;
  request.set_min_position(min_position);
  for (int attempt = 0; attempt < 100'000; ++attempt) {
    grpc::ClientContext context;
    v1::QueryStatisticsResponse answer;
    const grpc::Status status = stub.QueryStatistics(&context, request, &answer);
    if (status.ok()) return answer.matched_facts();
    if (status.error_code() != grpc::StatusCode::UNAVAILABLE) Fail(status.error_message());
    absl::SleepFor(absl::Milliseconds(2));
  }
  Fail("the service never answered");
  return 0;
}

int Main(int argc, char** argv) {
  if (argc < 2) Fail("usage: statistics_restart FACTS.csv [CHANGES]");
  const int changes = argc > 2 ? std::atoi(argv[2]) : 1'000;
  const TempDir folder;
  const Saved saved = Save(argv[1], folder.File("facts.image"));
  FakeMeasuresServer measures;
  std::string last;
  for (int i = 0; i < changes; ++i) last = measures.service.Put(StrCat("documents/new", i));

  Config config;
  config.server.address = "127.0.0.1:0";
  config.measures_address = measures.address;
  config.data = folder.path();
  const auto begin = std::chrono::steady_clock::now();
  auto app = App::Start(config);
  if (!app.ok()) Fail(app.status().ToString());
  auto stub = v1::StatisticsService::NewStub(grpc::CreateChannel((*app)->target(), grpc::InsecureChannelCredentials()));
  const int64_t at_first = Count(*stub, "");
  const double first_answer = SecondsSince(begin);
  const int64_t at_end = Count(*stub, last);
  const double caught_up = SecondsSince(begin);
  if (at_first < saved.facts || at_end != saved.facts + changes) Fail("facts are missing after the restart");
  if (measures.service.snapshots() != 0) Fail("the restart read all documents");
  std::printf(
      "{\"facts\":%lld,\"image_bytes\":%llu,\"save_s\":%.2f,\"first_answer_s\":%.2f,\"changes\":%d,\"caught_up_s\":%."
      "2f}\n",
      static_cast<long long>(saved.facts), static_cast<unsigned long long>(saved.bytes), saved.seconds, first_answer,
      changes, caught_up);
  return 0;
}

}  // namespace
}  // namespace gangmu::statistics::testing

int main(int argc, char** argv) { return gangmu::statistics::testing::Main(argc, argv); }
