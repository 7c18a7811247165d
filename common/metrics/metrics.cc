#include "common/metrics/metrics.h"

namespace gangmu {
namespace {

class InertCounter final : public Counter {
  void Add(uint64_t) override {}
};
class InertGauge final : public Gauge {
  void Set(int64_t) override {}
  void Add(int64_t) override {}
};
class InertHistogram final : public Histogram {
  void Observe(double) override {}
};

class Inert final : public Metrics {
 public:
  Counter& CounterOf(const MetricName&) override { return counter_; }
  Gauge& GaugeOf(const MetricName&) override { return gauge_; }
  Histogram& HistogramOf(const MetricName&, const std::vector<double>&) override { return histogram_; }

 private:
  InertCounter counter_;
  InertGauge gauge_;
  InertHistogram histogram_;
};

}  // namespace

const std::vector<double>& LatencyBounds() {
  static const auto* const bounds =
      new std::vector<double>{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  return *bounds;
}

Metrics& InertMetrics() {
  static auto* const inert = new Inert;
  return *inert;
}

}  // namespace gangmu
