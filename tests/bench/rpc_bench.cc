// Unary calls of the measures service beside an echo of the same runtime, and aggregates of the statistics service
// beside SQLite over one flat table of the same facts in memory. All on loopback in one process, one run.
//   rpc_bench [SECONDS [DOCUMENTS]]    seconds for each rate (2 by default); documents ingested first (288 by default)
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "common/rpc/call_runner.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/time/clock.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "gangmu/statistics/v1/statistics_service.grpc.pb.h"
#include "tests/bench/call_rate.h"
#include "tests/bench/flat_facts.h"
#include "tests/bench/suite_in_process.h"
#include "tests/support/echo_service.h"

namespace gangmu::testing {
namespace {

using measures::v1::MeasureService;
using statistics::v1::StatisticsService;

// A call that asks for the names in turn.
template <typename Request, typename Response>
std::function<OneCall()> Gets(MeasureService::Stub* stub,
                              grpc::Status (MeasureService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                           Response*),
                              const std::vector<std::string>& names) {
  return [=, &names]() -> OneCall {
    return [=, &names, n = size_t{0}]() mutable {
      grpc::ClientContext context;
      Request request;
      request.set_name(names[n++ % names.size()]);
      Response response;
      return (stub->*method)(&context, request, &response).ok();
    };
  };
}

std::function<OneCall()> Pages(MeasureService::Stub* stub) {
  return [stub]() -> OneCall {
    return [stub] {
      grpc::ClientContext context;
      measures::v1::ListIndicatorsRequest request;
      request.set_parent("documents/-");
      request.set_filter("unit = \"CNY\" AND value >= 100000000");
      measures::v1::ListIndicatorsResponse response;
      return stub->ListIndicators(&context, request, &response).ok() && response.indicators_size() > 0;
    };
  };
}

std::function<OneCall()> Echoes(v1::EchoService::Stub* stub) {
  return [stub]() -> OneCall {
    return [stub] {
      grpc::ClientContext context;
      EchoRequest request;
      request.set_text("documents/0123456789abcdef");
      EchoResponse response;
      return stub->Echo(&context, request, &response).ok();
    };
  };
}

void UnaryCalls(const SuiteInProcess& suite, const FlatFacts& facts, double seconds) {
  CallRunner runner(CallRunnerOptions{});
  EchoServiceImpl echo(runner);
  const auto server = Server::Start({}, runner, {{&echo, std::string(kEchoName)}});
  if (!server.ok()) std::exit(EXIT_FAILURE);
  const auto echo_stub = v1::EchoService::NewStub(MakeChannel({.target = (*server)->local_target()}));
  const auto stub = MeasureService::NewStub(MakeChannel({.target = suite.measures()}));
  for (const int callers : {1, 32}) {
    const double base = CallRate(callers, seconds, Echoes(echo_stub.get()));
    std::printf("%2d callers: echo %.0f/s\n", callers, base);
    const auto show = [&](const char* name, const std::function<OneCall()>& call) {
      const double rate = CallRate(callers, seconds, call);
      std::printf("            %-38s %7.0f/s, ratio to echo %.2f\n", name, rate, rate / base);
    };
    show("GetIndicator", Gets(stub.get(), &MeasureService::Stub::GetIndicator, facts.indicator_names));
    show("GetMeasure", Gets(stub.get(), &MeasureService::Stub::GetMeasure, facts.measure_names));
    show("GetDocument (with its text)", Gets(stub.get(), &MeasureService::Stub::GetDocument, facts.document_names));
    show("ListIndicators (50 that match a filter)", Pages(stub.get()));
  }
}

struct Aggregate {
  const char* name;
  std::vector<std::string> group_by;
  const char* filter;
  const char* sql;
};

// The least of seven, in milliseconds.
template <typename Run>
double Best(Run&& run) {
  double best = 1e9;
  for (int i = 0; i < 7; ++i) {
    const absl::Duration start = SystemClock().Monotonic();
    if (!run()) {
      std::puts("a query failed");
      std::exit(EXIT_FAILURE);
    }
    best = std::min(best, absl::ToDoubleMilliseconds(SystemClock().Monotonic() - start));
  }
  return best;
}

void Aggregates(const SuiteInProcess& suite, const FlatFacts& facts, const std::string& position) {
  const std::vector<Aggregate> aggregates = {
      {"count and sum by unit", {"unit"}, "", "SELECT unit, count(*), sum(value) FROM facts GROUP BY unit"},
      {"count and sum by topic, unit",
       {"topic", "unit"},
       "",
       "SELECT topic, unit, count(*), sum(value) FROM facts GROUP BY topic, unit"},
      {"count and sum of money by kind, target",
       {"kind", "target", "unit"},
       "unit = \"CNY\"",
       "SELECT kind, target, unit, count(*), sum(value) FROM facts WHERE unit = 'CNY' GROUP BY kind, target, unit"},
  };
  const auto stub = StatisticsService::NewStub(MakeChannel({.target = suite.statistics()}));
  std::printf("aggregates over %zu indicators:\n", facts.indicator_names.size());
  for (const Aggregate& aggregate : aggregates) {
    statistics::v1::QueryStatisticsRequest request;
    for (const std::string& dimension : aggregate.group_by) request.add_group_by(dimension);
    request.set_filter(aggregate.filter);
    request.add_metrics()->set_function(statistics::v1::METRIC_FUNCTION_COUNT);
    request.add_metrics()->set_function(statistics::v1::METRIC_FUNCTION_SUM);
    request.set_additivity(statistics::v1::ADDITIVITY_ALLOW);  // SQLite adds whatever there is
    request.set_min_position(position);
    const double ours = Best([&] {
      grpc::ClientContext context;
      statistics::v1::QueryStatisticsResponse response;
      return stub->QueryStatistics(&context, request, &response).ok() && response.rows_size() > 0;
    });
    const double sqlite = Best([&] { return facts.Run(aggregate.sql) > 0; });
    std::printf("  %-40s call %.2f ms, SQLite in process %.2f ms, ratio %.1f\n", aggregate.name, ours, sqlite,
                sqlite / ours);
  }
}

int Main(double seconds, size_t documents) {
  SuiteInProcess suite;
  std::string position;
  suite.Ingest(BenchDocuments(documents), 64, &position);
  const FlatFacts facts(suite.measures());
  UnaryCalls(suite, facts, seconds);
  Aggregates(suite, facts, position);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace gangmu::testing

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 2;
  const int documents = argc > 2 ? std::atoi(argv[2]) : 288;
  if (seconds <= 0 || documents < 1) {
    std::fputs("rpc_bench [SECONDS [DOCUMENTS]]: want numbers above 0\n", stderr);
    return EXIT_FAILURE;
  }
  return gangmu::testing::Main(seconds, static_cast<size_t>(documents));
}
