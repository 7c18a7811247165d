// A race on purpose, in a handler under gRPC's frames: shows that the suppressions for gRPC hide none of ours.
#include <atomic>
#include <cstdlib>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

#include "tests/unit/common/rpc/echo_server.h"

namespace gangmu::testing {
namespace {

int CallTwiceAtOnce(bool locked) {
  EchoServer echo;
  Mutex mutex;
  int counter = 0;
  std::atomic<int> inside{0};
  echo.service.on_echo = [&](CallContext&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    ++inside;
    while (inside < 2) std::this_thread::yield();
    for (int i = 0; i < 1'000; ++i) {
      if (locked) mutex.Lock();
      counter += 1;
      if (locked) mutex.Unlock();
    }
    return EchoResponse();
  };
  echo.Start();
  std::vector<std::thread> callers;
  for (int i = 0; i < 2; ++i) callers.emplace_back([&] { (void)echo.Echo("x"); });
  for (std::thread& caller : callers) caller.join();
  echo.server->Stop();
  return counter > 0 ? 0 : 1;
}

// The sanitizer's exit code for a run with findings is 66.
TEST(PlantedHandlerRaceDeathTest, IsReported) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(std::exit(CallTwiceAtOnce(false)), ::testing::ExitedWithCode(66), "data race");
}

TEST(PlantedHandlerRaceDeathTest, TheSameWithALockIsNot) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(std::exit(CallTwiceAtOnce(true)), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace gangmu::testing
