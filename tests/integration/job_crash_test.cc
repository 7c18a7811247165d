// A few rounds of what soak_test does at length.
#include "tests/integration/job_crash.h"

#include "gtest/gtest.h"
#include "tests/integration/stream_in.h"

namespace gangmu::testing {
namespace {

TEST(JobCrashTest, AKilledJobEndsAsAnUndisturbedOne) {
  ExpectKillsChangeNothing(SampleVariants("crash", 40), {.kills = 6, .longest_ms = 400, .seed = 7});
}

}  // namespace
}  // namespace gangmu::testing
