// A caller who leaves ends the query that runs for it, through the whole service.
#include <chrono>
#include <thread>

#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/text/strings.h"
#include "gtest/gtest.h"
#include "services/statistics/names.h"
#include "services/statistics/rpc/statistics_service.h"

namespace gangmu::statistics {
namespace {

using std::chrono::steady_clock;

double SecondsSince(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

class CancelledQuery : public ::testing::Test {
 protected:
  CancelledQuery() {
    const Position position{"store", "epoch", 1};
    sink_.BeginSnapshot();
    for (int d = 0; d < 400; ++d) {
      DocumentFacts facts;
      facts.name = StrCat("documents/", d);
      for (int i = 0; i < 1'000; ++i) {
        IndicatorFact indicator;
        indicator.id = StrCat(i);
        indicator.unit = "家";
        indicator.kind = 1;
        indicator.value = Decimal::FromInt(i);
        indicator.subject = StrCat(d, "/", i);
        facts.indicators.push_back(std::move(indicator));
      }
      sink_.LoadFacts(std::move(facts), position);
    }
    sink_.CommitSnapshot(position);
    server_ = *Server::Start({}, runner_, {{&service_, v1::StatisticsService::service_full_name()}});
    // Many groups and many passes: it takes its time.
    request_.add_group_by("subject");
    for (int k = 0; k < 12; ++k) {
      v1::Metric& metric = *request_.add_metrics();
      metric.set_function(v1::METRIC_FUNCTION_PERCENTILE);
      metric.set_percentile(StrCat(5 + k));
    }
    request_.set_limit(1);
  }

  // The call's status; the caller leaves after `patience`.
  grpc::StatusCode Ask(std::chrono::duration<double> patience) {
    v1::StatisticsService::Stub stub(MakeChannel({.target = server_->local_target()}));
    grpc::ClientContext context;
    std::thread leaver([&] {
      std::this_thread::sleep_for(patience);
      context.TryCancel();
    });
    v1::QueryStatisticsResponse answer;
    const grpc::Status status = stub.QueryStatistics(&context, request_, &answer);
    leaver.join();
    return status.error_code();
  }

  FactSink sink_{CatalogueUnit};
  const Engine engine_{1};
  Follower follower_{nullptr, &sink_, &SystemClock()};
  CallRunner runner_;
  StatisticsServiceImpl service_{
      &runner_, {.engine = &engine_, .facts = &sink_, .follower = &follower_}, {.display_name = NameForPeople}};
  std::unique_ptr<Server> server_;
  v1::QueryStatisticsRequest request_;
};

// Stop waits for handlers that still run: it returns as late as the query ends.
TEST_F(CancelledQuery, EndsLongBeforeItWouldHave) {
  v1::StatisticsService::Stub stub(MakeChannel({.target = server_->local_target()}));
  grpc::ClientContext context;
  v1::QueryStatisticsResponse answer;
  const auto whole_begin = steady_clock::now();
  ASSERT_TRUE(stub.QueryStatistics(&context, request_, &answer).ok());
  const double whole = SecondsSince(whole_begin);
  const auto begin = steady_clock::now();
  EXPECT_EQ(Ask(std::chrono::duration<double>(whole / 20)), grpc::StatusCode::CANCELLED);
  server_->Stop();
  EXPECT_LT(SecondsSince(begin), whole / 2);
}

}  // namespace
}  // namespace gangmu::statistics
