// The statistics service over a CSV of facts: nine aggregate queries, best of seven, in process and as whole calls
// through gRPC on loopback.
//   statistics_bench FACTS.csv [--shuffle] [--superseded] [--region R0042] [--topic T03] [--answers DIR] [--runs 7]
//   [--only q3]
// --shuffle: documents come in random order; --superseded: one document in ten was there before in another revision;
// --answers: compares with DIR/q1.csv … as another engine wrote them. Prints JSON: milliseconds, and the growth of
// resident memory a fact held.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <malloc.h>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/text/strings.h"
#include "common/time/clock.h"
#include "google/protobuf/arena.h"
#include "services/statistics/names.h"
#include "services/statistics/rpc/statistics_service.h"
#include "tests/bench/statistics_facts.h"
#include "tests/bench/statistics_queries.h"

namespace gangmu::statistics::testing {
namespace {

struct Options {
  std::string csv;
  std::string region = "R0042";
  std::string topic = "T03";
  std::string answers;
  std::string only;
  bool shuffle = false;
  bool superseded = false;
  int runs = 7;
};

Options ParseOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string arg = argv[i];
    const auto next = [&] { return std::string(i + 1 < argc ? argv[++i] : ""); };
    if (arg == "--shuffle") {
      options.shuffle = true;
    } else if (arg == "--superseded") {
      options.superseded = true;
    } else if (arg == "--region") {
      options.region = next();
    } else if (arg == "--topic") {
      options.topic = next();
    } else if (arg == "--answers") {
      options.answers = next();
    } else if (arg == "--only") {
      options.only = next();
    } else if (arg == "--runs") {
      options.runs = std::stoi(next());
    } else {
      options.csv = arg;
    }
  }
  if (options.csv.empty()) {
    std::fprintf(stderr,
                 "usage: statistics_bench FACTS.csv [--shuffle] [--superseded] [--region R] [--topic T] "
                 "[--answers DIR] [--runs N] [--only QUERY]\n");
    std::exit(2);
  }
  return options;
}

size_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

// Another revision of a document, which the real one replaces.
DocumentFacts OtherRevision(const DocumentFacts& facts) {
  DocumentFacts other = facts;
  for (IndicatorFact& i : other.indicators) {
    if (i.value) i.value = Decimal::FromInt(1);
  }
  return other;
}

// Returns how many facts are held of superseded revisions.
int64_t Load(const Options& options, FactSink& sink) {
  std::vector<DocumentFacts> documents = ReadFacts(options.csv);
  std::mt19937_64 random(7);
  if (options.shuffle) std::shuffle(documents.begin(), documents.end(), random);
  Position position{"bench", "e0", 1};
  sink.BeginSnapshot();
  std::vector<DocumentFacts> later;
  int64_t superseded = 0;
  for (size_t d = 0; d < documents.size(); ++d) {
    const bool revised = options.superseded && d % 10 == 0;
    sink.LoadFacts(revised ? OtherRevision(documents[d]) : documents[d], position);
    if (revised) later.push_back(std::move(documents[d]));
    documents[d] = DocumentFacts();
  }
  sink.CommitSnapshot(position);
  for (DocumentFacts& facts : later) {
    ++position.place;
    Change change;
    change.facts = std::move(facts);
    change.place = position.place;
    superseded += static_cast<int64_t>(change.facts.indicators.size());
    sink.ApplyFacts(std::move(change), position);
  }
  return superseded;
}

template <typename F>
double BestMillis(int runs, F&& f) {
  double best = 1e9;
  for (int k = 0; k < runs; ++k) {
    const auto start = std::chrono::steady_clock::now();
    f();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  return best;
}

void Fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

void CheckAnswer(const NamedQuery& query, const v1::QueryStatisticsResponse& answer, const std::string& folder) {
  const std::vector<std::string> ours = AnswerLines(query.name, answer);
  const std::vector<std::string> theirs = PeerLines(StrCat(folder, "/", query.name, ".csv"));
  if (ours == theirs) return;
  for (size_t k = 0; k < std::max(ours.size(), theirs.size()); ++k) {
    const std::string a = k < ours.size() ? ours[k] : "no row";
    const std::string b = k < theirs.size() ? theirs[k] : "no row";
    if (a != b) Fail(StrCat(query.name, " differs: ours ", a, ", theirs ", b));
  }
}

// One call, its answer read into an arena, as a C++ caller does with many small messages; compared with the peer's
// where `answers` names their folder.
void Call(v1::StatisticsService::Stub& stub, const NamedQuery& query, const std::string& answers) {
  google::protobuf::Arena arena;
  auto* answer = google::protobuf::Arena::CreateMessage<v1::QueryStatisticsResponse>(&arena);
  grpc::ClientContext context;
  const grpc::Status status = stub.QueryStatistics(&context, query.request, answer);
  if (!status.ok()) Fail(StrCat(query.name, ": ", status.error_message()));
  if (!answers.empty()) CheckAnswer(query, *answer, answers);
}

std::string JsonOf(const std::vector<std::pair<std::string, double>>& times) {
  std::string out;
  char number[32];
  for (const auto& [name, millis] : times) {
    std::snprintf(number, sizeof number, "%.2f", millis);
    StrAppend(&out, out.empty() ? "" : ",", "\"", name, "\":", number);
  }
  return StrCat("{", out, "}");
}

int Main(int argc, char** argv) {
  const Options options = ParseOptions(argc, argv);
  const size_t before = ResidentBytes();
  FactSink sink(CatalogueUnit, options.superseded ? 1'000'000'000 : 0);
  const int64_t superseded = Load(options, sink);
  malloc_trim(0);  // what the loader freed is not memory of facts
  const FactView view = *sink.View();
  const double bytes =
      static_cast<double>(ResidentBytes() - before) / static_cast<double>(view.counts.indicators + superseded);

  const Engine engine(std::max(1u, std::thread::hardware_concurrency()) - 1);
  Follower follower(nullptr, &sink, &SystemClock());
  CallRunner runner;
  StatisticsServiceImpl service(&runner, {.engine = &engine, .facts = &sink, .follower = &follower}, {NameForPeople});
  auto server = Server::Start({}, runner, {{&service, v1::StatisticsService::service_full_name()}});
  if (!server.ok()) Fail(server.status().ToString());
  v1::StatisticsService::Stub stub(MakeChannel({.target = (*server)->local_target()}));

  std::vector<std::pair<std::string, double>> calls;
  std::vector<std::pair<std::string, double>> in_process;
  for (const NamedQuery& query : PeerQueries(options.region, options.topic)) {
    if (!options.only.empty() && query.name != options.only) continue;
    calls.emplace_back(query.name, BestMillis(options.runs, [&] { Call(stub, query, ""); }));
    if (!options.answers.empty()) Call(stub, query, options.answers);
    in_process.emplace_back(query.name, BestMillis(options.runs, [&] {
                              const auto result = engine.Run(*view.snapshot, *ToQuery(query.request));
                              if (!result.ok()) Fail(result.status().ToString());
                            }));
  }
  // What a form asks for: the values that are left of each dimension under a filter.
  std::vector<std::pair<std::string, double>> values;
  for (const char* dimension : {"topic", "region_province", "issuer", "publish_year", "unit", "subject"}) {
    v1::ListValuesRequest request;
    request.set_dimension(dimension);
    request.set_filter("kind = LEVEL");
    if (!options.only.empty()) break;
    values.emplace_back(dimension, BestMillis(options.runs, [&] {
                          grpc::ClientContext context;
                          v1::ListValuesResponse answer;
                          const grpc::Status status = stub.ListValues(&context, request, &answer);
                          if (!status.ok()) Fail(StrCat("values of ", dimension, ": ", status.error_message()));
                        }));
  }
  std::printf(
      "{\"engine\":\"gangmu\",\"facts\":%lld,\"bytes_a_fact\":%.1f,\"grpc\":%s,\"in_process\":%s,\"list_values\":%s}\n",
      static_cast<long long>(view.counts.indicators), bytes, JsonOf(calls).c_str(), JsonOf(in_process).c_str(),
      JsonOf(values).c_str());
  (*server)->Stop();
  return 0;
}

}  // namespace
}  // namespace gangmu::statistics::testing

int main(int argc, char** argv) { return gangmu::statistics::testing::Main(argc, argv); }
