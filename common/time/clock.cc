#include "common/time/clock.h"

#include <chrono>
#include <thread>

#include "absl/time/clock.h"

namespace gangmu {
namespace {

class OsClock final : public Clock {
 public:
  absl::Time Now() override { return absl::Now(); }
  absl::Duration Monotonic() override { return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch()); }
  void Sleep(absl::Duration delay) override { std::this_thread::sleep_for(absl::ToChronoNanoseconds(delay)); }
};

}  // namespace

Clock& SystemClock() {
  static OsClock* const clock = new OsClock;
  return *clock;
}

}  // namespace gangmu
