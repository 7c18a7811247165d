#include "services/ingestion/jobs/rate_meter.h"

#include <algorithm>

namespace gangmu::jobs {
namespace {

constexpr absl::Duration kWindow = absl::Seconds(30);
constexpr absl::Duration kGrain = absl::Milliseconds(500);

}  // namespace

void RateMeter::Add(absl::Duration now, int64_t count) {
  while (!events_.empty() && now - events_.front().at > kWindow) events_.pop_front();
  if (!events_.empty() && now - events_.back().at < kGrain) {
    events_.back().count += count;
  } else {
    events_.push_back({now, count});
  }
}

double RateMeter::PerSecond(absl::Duration now) const {
  int64_t count = 0;
  absl::Duration since = absl::ZeroDuration();
  for (const Event& event : events_) {
    const absl::Duration age = now - event.at;
    if (age > kWindow) continue;
    count += event.count;
    since = std::max(since, age);
  }
  // The first event stands for the time before it, of which nothing is known: a second at least.
  return static_cast<double>(count) / std::max(1.0, absl::ToDoubleSeconds(since));
}

}  // namespace gangmu::jobs
