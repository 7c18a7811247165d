// Metrics that are kept, and their text for Prometheus (exposition format 0.0.4).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/metrics/metrics.h"
#include "common/sync/mutex.h"

namespace gangmu {

// Thread safe. The first use of a name settles its kind, help and bounds; another kind under the same name is a defect
// of the program and ends it.
class MetricsRegistry final : public Metrics {
 public:
  MetricsRegistry();
  ~MetricsRegistry() override;

  Counter& CounterOf(const MetricName& name) override;
  Gauge& GaugeOf(const MetricName& name) override;
  Histogram& HistogramOf(const MetricName& name, const std::vector<double>& bounds) override;

  // All metrics in order of name and labels. Each number is read atomically, the whole is not one moment.
  std::string Text() const;

 private:
  class Instrument;
  class CounterImpl;
  class GaugeImpl;
  class HistogramImpl;
  struct Family;

  Family& FamilyOf(const MetricName& name, const char* kind) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable Mutex mutex_;
  std::map<std::string, std::unique_ptr<Family>> families_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace gangmu
