#include "services/ingestion/rpc/budget.h"

#include <thread>

#include "common/status/error.h"
#include "gtest/gtest.h"

namespace gangmu::ingestion {
namespace {

TEST(Budget, ItemsAndBytesAreBoundedAndComeBack) {
  Budget budget(2, 100);
  auto a = budget.TryTake(60);
  ASSERT_TRUE(a.ok());
  const auto too_many_bytes = budget.TryTake(41);
  EXPECT_EQ(DetailsOf(too_many_bytes.status()).reason, Reason::kOVERLOADED);
  auto b = budget.TryTake(40);
  ASSERT_TRUE(b.ok());
  EXPECT_FALSE(budget.TryTake(0).ok());
  a->reset();
  EXPECT_EQ(budget.items(), 1U);
  EXPECT_EQ(budget.bytes(), 40U);
}

TEST(Budget, SomethingLargerThanTheBudgetGetsInAlone) {
  Budget budget(2, 100);
  auto large = budget.TryTake(1000);
  ASSERT_TRUE(large.ok());
  EXPECT_FALSE(budget.TryTake(1).ok());
}

TEST(Budget, TakeWaitsForRoomAndGivesUpWithItsCaller) {
  Budget budget(1, 100);
  auto held = budget.TryTake(1);
  const auto gone = [] { return absl::CancelledError("gone"); };
  EXPECT_EQ(budget.Take(1, gone).status().code(), absl::StatusCode::kCancelled);
  std::thread giver([&] { held->reset(); });
  EXPECT_TRUE(budget.Take(1, [] { return absl::OkStatus(); }).ok());
  giver.join();
}

}  // namespace
}  // namespace gangmu::ingestion
