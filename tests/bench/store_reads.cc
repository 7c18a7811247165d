#include "tests/bench/store_reads.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "common/rpc/call_runner.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/sqlite/connection.h"
#include "common/time/clock.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/measures/rpc/measure_service.h"
#include "tests/bench/call_rate.h"
#include "tests/support/echo_service.h"

namespace gangmu::testing {
namespace {

using measures::v1::MeasureService;

[[noreturn]] void Fail(const absl::Status& status) {
  std::printf("%s\n", status.ToString().c_str());
  std::exit(EXIT_FAILURE);
}

template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) Fail(result.status());
  return *std::move(result);
}

// Parts of every hundredth document or so, so that calls do not meet in a few pages.
struct Names {
  std::vector<std::string> indicators;
  std::vector<std::string> measures;
};

Names SpreadNames(measures::MeasureStore& store) {
  const int64_t documents = Must(store.GetStoreInfo({})).document_count;
  Names names;
  for (int64_t i = 0; i < documents; i += std::max<int64_t>(documents / 200, 1)) {
    const auto record = Must(store.GetDocumentRecord("documents/d" + std::to_string(i), {}, {}));
    for (const auto& indicator : record.indicators()) names.indicators.push_back(indicator.name());
    for (const auto& measure : record.measures()) names.measures.push_back(measure.name());
  }
  return names;
}

template <typename Request, typename Response, typename Stub>
std::function<OneCall()> Gets(Stub* stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                              const std::vector<std::string>& names) {
  return [=, &names]() -> OneCall {
    return [=, &names, n = size_t{0}]() mutable {
      grpc::ClientContext context;
      Request request;
      request.set_name(names[(n += 7919) % names.size()]);
      Response response;
      return (stub->*method)(&context, request, &response).ok();
    };
  };
}

std::function<OneCall()> Echoes(v1::EchoService::Stub* stub) {
  return [stub]() -> OneCall {
    return [stub] {
      grpc::ClientContext context;
      EchoRequest request;
      request.set_text("documents/d12345/indicators/0123456789abcdef");
      EchoResponse response;
      return stub->Echo(&context, request, &response).ok();
    };
  };
}

// The least of seven, in milliseconds.
template <typename Run>
double Best(Run&& run) {
  double best = 1e9;
  for (int i = 0; i < 7; ++i) {
    const absl::Duration start = SystemClock().Monotonic();
    run();
    best = std::min(best, absl::ToDoubleMilliseconds(SystemClock().Monotonic() - start));
  }
  return best;
}

int64_t Number(sqlite::Connection& db, const char* sql) {
  auto read = Must(db.Prepare(sql));
  return Must(read.Step()) ? read.Int(0) : 0;
}

}  // namespace

void BenchGets(measures::MeasureStore& store, double seconds) {
  const Names names = SpreadNames(store);
  CallRunner runner, echo_runner;
  measures::MeasureServiceImpl service(&runner, &store);
  EchoServiceImpl echo(echo_runner);
  const auto server = Must(Server::Start({}, runner, {{&service, MeasureService::service_full_name()}}));
  const auto echo_server = Must(Server::Start({}, echo_runner, {{&echo, std::string(kEchoName)}}));
  MeasureService::Stub stub(MakeChannel({.target = server->local_target()}));
  v1::EchoService::Stub echo_stub(MakeChannel({.target = echo_server->local_target()}));
  for (const int callers : {1, 32}) {
    const auto show = [&](const char* name, const std::function<OneCall()>& call) {
      const double base = CallRate(callers, seconds, Echoes(&echo_stub));
      const double rate = CallRate(callers, seconds, call);
      std::printf("  %s, %d callers: %.0f/s, echo %.0f/s, ratio %.2f\n", name, callers, rate, base, rate / base);
    };
    show("GetIndicator", Gets(&stub, &MeasureService::Stub::GetIndicator, names.indicators));
    show("GetMeasure", Gets(&stub, &MeasureService::Stub::GetMeasure, names.measures));
  }
}

void BenchSearches(measures::MeasureStore& store, const std::string& path) {
  auto db = Must(sqlite::Connection::Open(path, {.mode = sqlite::OpenOptions::Mode::kReadOnly}));
  const int64_t bytes = Number(*db, "SELECT sum(bytes) FROM search_segments");
  const int64_t all =
      Number(*db, "SELECT page_count FROM pragma_page_count") * Number(*db, "SELECT page_size FROM pragma_page_size");
  std::printf("  search index: %lld measures, %lld tokens, %lld segments, %.1f MB of %.1f MB, %.2f bytes a token\n",
              static_cast<long long>(Number(*db, "SELECT sum(rows - dead_rows) FROM search_segments")),
              static_cast<long long>(Number(*db, "SELECT sum(tokens) FROM search_segments")),
              static_cast<long long>(Number(*db, "SELECT count(*) FROM search_segments")),
              static_cast<double>(bytes) / 1e6, static_cast<double>(all) / 1e6,
              static_cast<double>(bytes) / static_cast<double>(Number(*db, "SELECT sum(tokens) FROM search_segments")));
  for (const char* query : {"补贴", "业", "优化营商环境", "企业 NOT 补贴", "(补贴 OR 奖励) 企业", "瞪羚"}) {
    for (const char* filter : {"", "document.region.code = \"420100\""}) {
      const measures::SearchRequest request{.query = query, .filter = filter, .page_size = 20};
      size_t found = 0;
      const double ms = Best([&] { found = Must(store.SearchMeasures(request, {})).items.size(); });
      std::printf("  first %zu hits of [%s]%s%s: %.2f ms\n", found, query, *filter == '\0' ? "" : " with ", filter, ms);
    }
  }
  const measures::ListRequest list{.filter = "search(\"补贴\") AND document.region.code = \"420100\"", .page_size = 50};
  const double ms = Best([&] { Must(store.ListMeasures(list, {})); });
  std::printf("  first page of measures with [%s]: %.2f ms\n", list.filter.c_str(), ms);
}

}  // namespace gangmu::testing
