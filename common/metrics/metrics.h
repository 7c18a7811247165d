// Counters, gauges and histograms behind an interface, with an inert twin for tests and tools.
//
//   Counter& puts = metrics.CounterOf({"gangmu_store_puts_total", "Documents put.", {{"outcome", "created"}}});
//   puts.Add(1);
//
// Asking again for the same name and labels gives the same object; it lives as long as its Metrics. Names and labels
// follow Prometheus: gangmu_<room>_<what>_<unit>, counters end in _total, times in seconds, sizes in bytes. Labels have
// few values; never ids or text of documents. Thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace gangmu {

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

struct MetricName {
  std::string name;
  std::string help;
  MetricLabels labels;
};

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void Add(uint64_t n) = 0;
};

class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual void Set(int64_t value) = 0;
  virtual void Add(int64_t delta) = 0;
};

class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void Observe(double value) = 0;
};

class Metrics {
 public:
  virtual ~Metrics() = default;
  virtual Counter& CounterOf(const MetricName& name) = 0;
  virtual Gauge& GaugeOf(const MetricName& name) = 0;
  // `bounds`: rising upper bounds of the buckets (inclusive), without the last, infinite one.
  virtual Histogram& HistogramOf(const MetricName& name, const std::vector<double>& bounds) = 0;
};

// 1 ms to 30 s, about three a decade: enough for calls, commits and queries.
const std::vector<double>& LatencyBounds();

// Takes everything and keeps nothing; lives as long as the process.
Metrics& InertMetrics();

}  // namespace gangmu
