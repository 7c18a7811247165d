#include "services/ingestion/rpc/batcher.h"

#include <atomic>

#include "gtest/gtest.h"

namespace gangmu::ingestion {
namespace {

TEST(Batcher, WhatGathersWhileOneBatchIsOnItsWayGoesTogether) {
  Event first_started, go_on;
  std::vector<std::vector<int>> batches;
  Batcher<int> batcher(3, 100, 1, [&](std::vector<int> batch) {
    batches.push_back(batch);
    if (batches.size() > 1) return;
    first_started.Set();
    go_on.Wait();
  });
  batcher.Add(0, 10);
  first_started.Wait();
  for (int i = 1; i <= 4; ++i) batcher.Add(i, 10);
  batcher.Add(5, 95);
  batcher.Add(6, 95);
  batcher.Add(7, 500);
  go_on.Set();
  batcher.Shutdown();
  EXPECT_EQ(batches, (std::vector<std::vector<int>>{{0}, {1, 2, 3}, {4}, {5}, {6}, {7}}));
}

}  // namespace
}  // namespace gangmu::ingestion
