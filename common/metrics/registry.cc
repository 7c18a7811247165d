#include "common/metrics/registry.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "absl/strings/str_replace.h"

#include "common/text/strings.h"

namespace gangmu {
namespace {

std::string EscapedLabel(std::string_view value) {
  return absl::StrReplaceAll(ToAbsl(value), {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}});
}

std::string EscapedHelp(std::string_view help) {
  return absl::StrReplaceAll(ToAbsl(help), {{"\\", "\\\\"}, {"\n", "\\n"}});
}

// name="value",… without braces.
std::string LabelText(const MetricLabels& labels) {
  std::string out;
  for (const auto& [key, value] : labels) {
    StrAppend(&out, out.empty() ? "" : ",", key, "=\"", EscapedLabel(value), "\"");
  }
  return out;
}

std::string Braced(std::string_view labels) { return labels.empty() ? "" : StrCat("{", labels, "}"); }

}  // namespace

class MetricsRegistry::Instrument {
 public:
  virtual ~Instrument() = default;
  virtual void AppendTo(std::string& out, std::string_view name, std::string_view labels) const = 0;
};

class MetricsRegistry::CounterImpl final : public Instrument, public Counter {
 public:
  void Add(uint64_t n) override { value_.fetch_add(n, std::memory_order_relaxed); }
  void AppendTo(std::string& out, std::string_view name, std::string_view labels) const override {
    StrAppend(&out, name, Braced(labels), " ", value_.load(std::memory_order_relaxed), "\n");
  }

 private:
  std::atomic<uint64_t> value_{0};
};

class MetricsRegistry::GaugeImpl final : public Instrument, public Gauge {
 public:
  void Set(int64_t value) override { value_.store(value, std::memory_order_relaxed); }
  void Add(int64_t delta) override { value_.fetch_add(delta, std::memory_order_relaxed); }
  void AppendTo(std::string& out, std::string_view name, std::string_view labels) const override {
    StrAppend(&out, name, Braced(labels), " ", value_.load(std::memory_order_relaxed), "\n");
  }

 private:
  std::atomic<int64_t> value_{0};
};

class MetricsRegistry::HistogramImpl final : public Instrument, public Histogram {
 public:
  explicit HistogramImpl(const std::vector<double>& bounds) : bounds_(bounds), counts_(bounds.size() + 1) {}

  void Observe(double value) override {
    const auto bucket = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
    MutexLock lock(&mutex_);
    ++counts_[static_cast<size_t>(bucket)];
    sum_ += value;
  }

  void AppendTo(std::string& out, std::string_view name, std::string_view labels) const override {
    const std::string_view comma = labels.empty() ? "" : ",";
    MutexLock lock(&mutex_);
    uint64_t total = 0;
    for (size_t i = 0; i < counts_.size(); ++i) {
      total += counts_[i];
      const std::string bound = i < bounds_.size() ? StrCat(bounds_[i]) : "+Inf";
      StrAppend(&out, name, "_bucket{", labels, comma, "le=\"", bound, "\"} ", total, "\n");
    }
    StrAppend(&out, name, "_sum", Braced(labels), " ", sum_, "\n");
    StrAppend(&out, name, "_count", Braced(labels), " ", total, "\n");
  }

 private:
  const std::vector<double> bounds_;
  mutable Mutex mutex_;
  std::vector<uint64_t> counts_ ABSL_GUARDED_BY(mutex_);
  double sum_ ABSL_GUARDED_BY(mutex_) = 0;
};

struct MetricsRegistry::Family {
  std::string kind;
  std::string help;
  std::map<std::string, std::unique_ptr<Instrument>> instruments;  // by label text

  template <typename Impl, typename... Args>
  Impl& Get(const MetricLabels& labels, const Args&... args) {
    auto& slot = instruments[LabelText(labels)];
    if (slot == nullptr) slot = std::make_unique<Impl>(args...);
    return static_cast<Impl&>(*slot);
  }
};

MetricsRegistry::MetricsRegistry() = default;
MetricsRegistry::~MetricsRegistry() = default;

MetricsRegistry::Family& MetricsRegistry::FamilyOf(const MetricName& name, const char* kind) {
  auto& family = families_[name.name];
  if (family == nullptr) family = std::make_unique<Family>(Family{kind, name.help, {}});
  if (family->kind != kind) {
    std::fprintf(stderr, "metric %s is used as %s and as %s\n", name.name.c_str(), family->kind.c_str(), kind);
    std::abort();
  }
  return *family;
}

Counter& MetricsRegistry::CounterOf(const MetricName& name) {
  MutexLock lock(&mutex_);
  return FamilyOf(name, "counter").Get<CounterImpl>(name.labels);
}

Gauge& MetricsRegistry::GaugeOf(const MetricName& name) {
  MutexLock lock(&mutex_);
  return FamilyOf(name, "gauge").Get<GaugeImpl>(name.labels);
}

Histogram& MetricsRegistry::HistogramOf(const MetricName& name, const std::vector<double>& bounds) {
  MutexLock lock(&mutex_);
  return FamilyOf(name, "histogram").Get<HistogramImpl>(name.labels, bounds);
}

std::string MetricsRegistry::Text() const {
  std::string out;
  MutexLock lock(&mutex_);
  for (const auto& [name, family] : families_) {
    StrAppend(&out, "# HELP ", name, " ", EscapedHelp(family->help), "\n# TYPE ", name, " ", family->kind, "\n");
    for (const auto& [labels, instrument] : family->instruments) instrument->AppendTo(out, name, labels);
  }
  return out;
}

}  // namespace gangmu
