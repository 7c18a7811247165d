// The injected clock. Nothing outside this room asks the operating system for the time.
#pragma once

#include "absl/time/time.h"

namespace gangmu {

// Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time; may jump either way.
  virtual absl::Time Now() = 0;
  // Time since some fixed moment; never goes back. For durations and deadlines.
  virtual absl::Duration Monotonic() = 0;
  virtual void Sleep(absl::Duration delay) = 0;
};

// The operating system's clock; lives as long as the process.
Clock& SystemClock();

}  // namespace gangmu
