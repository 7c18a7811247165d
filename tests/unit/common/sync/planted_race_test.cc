// A race on purpose: shows that a build with the thread sanitizer, with the suppressions in force, still fails on one.
#include <gtest/gtest.h>
#include <thread>

#include "common/sync/mutex.h"

namespace gangmu {
namespace {

int RaceAndExit(bool locked) {
  Mutex mutex;
  int counter = 0;
  const auto count = [&] {
    for (int i = 0; i < 10'000; ++i) {
      if (locked) mutex.Lock();
      counter += 1;
      if (locked) mutex.Unlock();
    }
  };
  std::thread other(count);
  count();
  other.join();
  return counter > 0 ? 0 : 1;
}

// The sanitizer's exit code for a run with findings is 66.
TEST(PlantedRaceDeathTest, IsReported) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(std::exit(RaceAndExit(false)), ::testing::ExitedWithCode(66), "data race");
}

TEST(PlantedRaceDeathTest, TheSameWithALockIsNot) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(std::exit(RaceAndExit(true)), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace gangmu
