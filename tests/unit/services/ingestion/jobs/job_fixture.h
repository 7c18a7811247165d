// A store of jobs in a folder of its own, with a clock that the test turns.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/status/error.h"
#include "gtest/gtest.h"
#include "services/ingestion/jobs/job_store.h"
#include "tests/support/temp_dir.h"

namespace gangmu::jobs {

class TurnedClock final : public Clock {
 public:
  absl::Time Now() override { return now; }
  absl::Duration Monotonic() override { return SystemClock().Monotonic(); }
  void Sleep(absl::Duration delay) override { now += delay; }
  absl::Time now = absl::FromUnixSeconds(1'700'000'000);
};

class JobStoreFixture : public ::testing::Test {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    store_.reset();
    options_.path = folder_.File("jobs.db");
    options_.clock = &clock_;
    auto store = JobStore::Open(options_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  absl::Status Upload(const std::string& job, const std::string& key, const std::string& content, int64_t start = 0,
                      int64_t size = -1, const std::string& identity = "") {
    const Chunk chunk = {key,   identity, "about", size < 0 ? static_cast<int64_t>(content.size()) : size,
                         start, content};
    return store_->Upload(job, {chunk}).status();
  }
  std::vector<Item> Items(const std::string& job, std::optional<ItemPhase> phase = std::nullopt) {
    return store_->ListItems(store_->Get(job)->job, phase, 0, 1000).value();
  }
  Decision Decide(const Item& item, bool dead = false) {
    Decision decision;
    decision.item = item.item;
    decision.dead = dead;
    decision.outcome = dead ? 5 : 1;
    decision.reason = dead ? "NOT_TEXT" : "";
    decision.result = "result of " + item.key;
    decision.measures = 2;
    decision.indicators = 3;
    return decision;
  }
  void CleanUp() {
    for (;;) {
      const auto more = store_->CleanUpSome();
      ASSERT_TRUE(more.ok()) << more.status();
      if (!*more) return;
    }
  }

  testing::TempDir folder_;
  TurnedClock clock_;
  JobStoreOptions options_;
  std::unique_ptr<JobStore> store_;
};

}  // namespace gangmu::jobs
