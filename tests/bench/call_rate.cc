#include "tests/bench/call_rate.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "common/time/clock.h"

namespace gangmu::testing {

double CallRate(int callers, double seconds, const std::function<OneCall()>& make_call) {
  std::atomic<long> calls{0};
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;
  const absl::Duration start = SystemClock().Monotonic();
  for (int i = 0; i < callers; ++i) {
    threads.emplace_back([&, call = make_call()] {
      while (!stop) {
        if (!call()) {
          std::puts("a call failed");
          std::exit(EXIT_FAILURE);
        }
        ++calls;
      }
    });
  }
  SystemClock().Sleep(absl::Seconds(seconds));
  stop = true;
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(calls) / absl::ToDoubleSeconds(SystemClock().Monotonic() - start);
}

}  // namespace gangmu::testing
