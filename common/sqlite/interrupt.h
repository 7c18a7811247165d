// How a caller's deadline and cancellation reach a running query.
#pragma once

#include <functional>

#include "absl/time/time.h"

#include "common/time/clock.h"

namespace gangmu::sqlite {

// Asked every few thousand steps of a running statement, in the thread that runs it.
struct Interrupt {
  absl::Time deadline = absl::InfiniteFuture();  // of the clock below
  Clock* clock = &SystemClock();
  std::function<bool()> cancelled;  // may be empty; must be cheap
};

}  // namespace gangmu::sqlite
