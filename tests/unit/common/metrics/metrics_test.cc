#include "common/metrics/metrics.h"

#include <string>
#include <thread>
#include <vector>

#include "common/metrics/registry.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

TEST(MetricsRegistry, WritesTheExpositionFormat) {
  MetricsRegistry metrics;
  metrics.CounterOf({"gangmu_puts_total", "Documents put.", {{"outcome", "created"}}}).Add(3);
  metrics.CounterOf({"gangmu_puts_total", "Documents put.", {{"outcome", "un\"chan\\ged\n"}}}).Add(1);
  metrics.GaugeOf({"gangmu_jobs", "Jobs\nnow.", {}}).Set(-2);
  Histogram& seconds = metrics.HistogramOf({"gangmu_put_seconds", "Time of a put.", {}}, {0.1, 1});
  seconds.Observe(0.05);
  seconds.Observe(0.1);
  seconds.Observe(0.5);
  seconds.Observe(30);
  EXPECT_EQ(metrics.Text(), R"(# HELP gangmu_jobs Jobs\nnow.
# TYPE gangmu_jobs gauge
gangmu_jobs -2
# HELP gangmu_put_seconds Time of a put.
# TYPE gangmu_put_seconds histogram
gangmu_put_seconds_bucket{le="0.1"} 2
gangmu_put_seconds_bucket{le="1"} 3
gangmu_put_seconds_bucket{le="+Inf"} 4
gangmu_put_seconds_sum 30.65
gangmu_put_seconds_count 4
# HELP gangmu_puts_total Documents put.
# TYPE gangmu_puts_total counter
gangmu_puts_total{outcome="created"} 3
gangmu_puts_total{outcome="un\"chan\\ged\n"} 1
)");
}

TEST(MetricsRegistry, TheSameNameAndLabelsAreTheSameMetric) {
  MetricsRegistry metrics;
  Counter& a = metrics.CounterOf({"a_total", "A.", {{"k", "v"}}});
  EXPECT_EQ(&a, &metrics.CounterOf({"a_total", "A.", {{"k", "v"}}}));
  EXPECT_NE(&a, &metrics.CounterOf({"a_total", "A.", {{"k", "w"}}}));
}

TEST(MetricsRegistryDeathTest, TwoKindsUnderOneNameAreADefect) {
  MetricsRegistry metrics;
  metrics.CounterOf({"a_total", "A.", {}});
  EXPECT_DEATH(metrics.GaugeOf({"a_total", "A.", {}}), "a_total is used as counter and as gauge");
}

TEST(MetricsRegistry, ThreadsLoseNothing) {
  MetricsRegistry metrics;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&metrics] {
      for (int i = 0; i < 5'000; ++i) {
        metrics.CounterOf({"c_total", "C.", {}}).Add(1);
        metrics.GaugeOf({"g", "G.", {}}).Add(i % 2 == 0 ? 1 : -1);
        metrics.HistogramOf({"h", "H.", {}}, LatencyBounds()).Observe(1);
      }
    });
  }
  while (metrics.Text().find("c_total 20000\n") == std::string::npos) std::this_thread::yield();
  for (std::thread& thread : threads) thread.join();
  EXPECT_NE(metrics.Text().find("\ng 0\n"), std::string::npos);
  EXPECT_NE(metrics.Text().find("\nh_sum 20000\nh_count 20000\n"), std::string::npos);
}

TEST(InertMetrics, TakesAllAndKeepsNothing) {
  InertMetrics().CounterOf({"a_total", "A.", {}}).Add(1);
  InertMetrics().GaugeOf({"a_total", "A.", {}}).Set(1);
  InertMetrics().HistogramOf({"a_total", "A.", {}}, LatencyBounds()).Observe(1);
}

}  // namespace
}  // namespace gangmu
