// How many things happened per second lately.
#pragma once

#include <cstdint>
#include <deque>

#include "absl/time/time.h"

namespace gangmu::jobs {

// Over the last half minute. `now` is monotonic. Not thread safe.
class RateMeter {
 public:
  void Add(absl::Duration now, int64_t count);
  // 0 where nothing happened lately.
  double PerSecond(absl::Duration now) const;

 private:
  struct Event {
    absl::Duration at;
    int64_t count = 0;
  };
  std::deque<Event> events_;  // at most one for each half second
};

}  // namespace gangmu::jobs
