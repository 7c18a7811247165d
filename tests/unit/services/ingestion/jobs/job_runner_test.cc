#include "services/ingestion/jobs/job_runner.h"

#include <atomic>
#include <deque>
#include <map>

#include "tests/support/power_loss_vfs.h"
#include "tests/unit/services/ingestion/jobs/job_fixture.h"

namespace gangmu::jobs {
namespace {

// Collects items and answers when and how the test says.
class FakeProcessor final : public Processor {
 public:
  bool Process(const Job&, const Item& item, std::string content, std::function<void(Verdict)> done) override {
    {
      MutexLock lock(&mutex_);
      if (stopped_) return false;
      seen_.push_back(item.key);
      ++under_way_[item.identity];
      if (!item.identity.empty() && under_way_[item.identity] > 1) overlapped_ = true;
      waiting_.push_back({item, std::move(done)});
      changed_.NotifyAll();
    }
    if (automatic_) AnswerOne();
    return true;
  }
  absl::Status Trouble() override { return absl::OkStatus(); }
  Decision Rejection(const absl::Status& why) override {
    return {.dead = true, .outcome = 5, .reason = "DATA_CORRUPTED"};
  }

  void AnswerOne(absl::Status again = absl::OkStatus()) {
    Waiting next;
    {
      MutexLock lock(&mutex_);
      while (waiting_.empty()) changed_.Wait(&mutex_);
      next = std::move(waiting_.front());
      waiting_.pop_front();
      --under_way_[next.item.identity];
    }
    next.done({.again = std::move(again), .decision = {.outcome = 1, .result = "r"}});
  }
  void Stop() {
    std::deque<Waiting> left;
    {
      MutexLock lock(&mutex_);
      stopped_ = true;
      left.swap(waiting_);
    }
    for (Waiting& entry : left) entry.done({.again = absl::UnavailableError("stopping")});
  }
  void SetAutomatic() { automatic_ = true; }
  std::vector<std::string> seen() const {
    MutexLock lock(&mutex_);
    return seen_;
  }
  bool overlapped() const {
    MutexLock lock(&mutex_);
    return overlapped_;
  }

 private:
  struct Waiting {
    Item item;
    std::function<void(Verdict)> done;
  };
  mutable Mutex mutex_;
  CondVar changed_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::string> seen_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> under_way_ ABSL_GUARDED_BY(mutex_);
  bool overlapped_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> automatic_{false};
};

class JobRunnerTest : public JobStoreFixture {
 protected:
  void TearDown() override { StopRunner(); }

  void StartRunner(size_t max_in_flight = 8) {
    RunnerOptions options;
    options.max_in_flight = max_in_flight;
    options.retry_delay = absl::Milliseconds(10);
    runner_ = std::make_unique<JobRunner>(options, store_.get(), &processor_);
  }
  void StopRunner() {
    if (runner_ == nullptr) return;
    runner_->StopHandingOut();
    processor_.Stop();
    runner_->Stop();
    runner_.reset();
  }
  void Fill(const std::string& job, int items, const std::string& identity = "") {
    ASSERT_TRUE(store_->Create({.id = job}).ok());
    for (int i = 0; i < items; ++i) {
      ASSERT_TRUE(Upload(job, job + std::to_string(i), "x", 0, 1, identity).ok());
    }
    ASSERT_TRUE(store_->Start(job, false, false).ok());
  }
  template <typename Condition>
  bool Eventually(Condition condition) {
    for (int i = 0; i < 2000; ++i) {
      if (condition()) return true;
      SystemClock().Sleep(absl::Milliseconds(5));
    }
    return false;
  }
  bool Finishes(const std::string& job) {
    return Eventually([&] { return store_->Get(job)->state == JobState::kSucceeded; });
  }

  FakeProcessor processor_;
  std::unique_ptr<JobRunner> runner_;
};

TEST_F(JobRunnerTest, WorksThroughAllItemsOnce) {
  processor_.SetAutomatic();
  StartRunner();
  Fill("a", 300);
  ASSERT_TRUE(Finishes("a"));
  EXPECT_EQ(processor_.seen().size(), 300u);
  for (const Item& item : Items("a")) EXPECT_EQ(item.attempts, 1);
  EXPECT_EQ(runner_->InFlight(store_->Get("a")->job), 0);
}

TEST_F(JobRunnerTest, NoMoreThanTheLimitIsUnderWay) {
  StartRunner(/*max_in_flight=*/8);
  Fill("a", 100);
  ASSERT_TRUE(Eventually([&] { return processor_.seen().size() == 8; }));
  SystemClock().Sleep(absl::Milliseconds(50));
  EXPECT_EQ(processor_.seen().size(), 8u);
  EXPECT_EQ(runner_->InFlight(store_->Get("a")->job), 8);
  processor_.AnswerOne();
  EXPECT_TRUE(Eventually([&] { return processor_.seen().size() == 9; }));
}

TEST_F(JobRunnerTest, ItemsOfOneIdentityGoOneAfterTheOtherInTheirOrder) {
  StartRunner();
  Fill("a", 30, "documents/same");
  for (int i = 0; i < 30; ++i) processor_.AnswerOne(i % 3 == 0 ? absl::UnavailableError("away") : absl::OkStatus());
  for (int i = 0; i < 10; ++i) processor_.AnswerOne();
  ASSERT_TRUE(Finishes("a"));
  EXPECT_FALSE(processor_.overlapped());
  std::vector<std::string> order;
  const auto decided = store_->ListDecided(store_->Get("a")->job, 0, 100);
  for (const Item& item : *decided) order.push_back(item.key);
  for (int i = 0; i < 30; ++i) EXPECT_EQ(order[i], "a" + std::to_string(i));
}

TEST_F(JobRunnerTest, AnItemThatIsGivenBackIsTriedAgainAndTheReasonShows) {
  StartRunner();
  Fill("a", 1);
  processor_.AnswerOne(absl::UnavailableError("the store is away"));
  EXPECT_TRUE(Eventually([&] { return runner_->Trouble().message() == "the store is away"; }));
  processor_.AnswerOne(absl::UnavailableError("the store is away"));
  processor_.AnswerOne();
  ASSERT_TRUE(Finishes("a"));
  EXPECT_TRUE(runner_->Trouble().ok());
  EXPECT_EQ(Items("a")[0].attempts, 3);
}

TEST_F(JobRunnerTest, APausedJobHandsOutNothingAndJobsTakeTurns) {
  StartRunner(/*max_in_flight=*/200);
  Fill("a", 1);
  processor_.AnswerOne();
  ASSERT_TRUE(Finishes("a"));
  ASSERT_TRUE(store_->Create({.id = "b"}).ok());
  ASSERT_TRUE(store_->Start("b", true, false).ok());
  ASSERT_TRUE(store_->Pause("b").ok());
  ASSERT_TRUE(Upload("b", "b0", "x").ok());
  SystemClock().Sleep(absl::Milliseconds(50));
  EXPECT_EQ(processor_.seen().size(), 1u);
  processor_.SetAutomatic();
  ASSERT_TRUE(store_->Resume("b").ok());
  EXPECT_TRUE(Eventually([&] { return processor_.seen().size() == 2; }));
}

TEST_F(JobRunnerTest, AStopLeavesUndecidedItemsForTheNextStart) {
  StartRunner();
  Fill("a", 20);
  for (int i = 0; i < 5; ++i) processor_.AnswerOne();
  ASSERT_TRUE(Eventually([&] { return Items("a", ItemPhase::kDone).size() == 5; }));
  StopRunner();
  EXPECT_EQ(Items("a", ItemPhase::kPending).size(), 15u);
  Open();
  FakeProcessor next;
  next.SetAutomatic();
  JobRunner runner({}, store_.get(), &next);
  ASSERT_TRUE(Finishes("a"));
  EXPECT_EQ(next.seen().size(), 15u);
}

TEST_F(JobRunnerTest, AJobMayAskForFewerUnderWay) {
  ASSERT_TRUE(store_->Create({.id = "a", .max_in_flight = 2}).ok());
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(Upload("a", std::to_string(i), "x").ok());
  ASSERT_TRUE(store_->Start("a", false, false).ok());
  const int64_t row = store_->Get("a")->job;
  StartRunner();
  ASSERT_TRUE(Eventually([&] { return runner_->InFlight(row) == 2; }));
  SystemClock().Sleep(absl::Milliseconds(50));
  EXPECT_EQ(runner_->InFlight(row), 2);
  processor_.SetAutomatic();
  processor_.AnswerOne();
  processor_.AnswerOne();
  EXPECT_TRUE(Finishes("a"));
}

// The process dies with what is under way: the store is opened anew, and nothing was given back.
TEST_F(JobRunnerTest, AnItemThatEndsTheProcessEachTimeCostsItsOwnPlaceOnly) {
  Fill("a", 100);
  ASSERT_TRUE(store_->NoteStarts({Items("a")[0].item, Items("a")[1].item}).ok());  // died with both
  Open();
  processor_.SetAutomatic();
  StartRunner(64);
  ASSERT_TRUE(Finishes("a"));
  ASSERT_EQ(processor_.seen().size(), 100u);
  EXPECT_EQ(processor_.seen()[0], "a2");
  EXPECT_EQ(processor_.seen()[98], "a0") << "suspects come last, in company of each other";
  EXPECT_EQ(processor_.seen()[99], "a1");
}

TEST_F(JobRunnerTest, AnItemThatDiedOftenEnoughIsADeadLetterAndIsNeverHandedOutAgain) {
  Fill("a", 3);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(store_->NoteStarts({Items("a")[1].item}).ok());
  processor_.SetAutomatic();
  StartRunner();
  ASSERT_TRUE(Finishes("a"));
  EXPECT_EQ(processor_.seen(), (std::vector<std::string>{"a0", "a2"}));
  ASSERT_EQ(Items("a", ItemPhase::kDead).size(), 1u);
  EXPECT_EQ(*store_->Redrive("a", {}, ""), 1);
  ASSERT_TRUE(Finishes("a")) << "after an upgrade it has all its tries again";
  EXPECT_EQ(processor_.seen().back(), "a1");
}

TEST_F(JobRunnerTest, WhatIsGivenBackIsNoSuspect) {
  Fill("a", 2);
  StartRunner();
  ASSERT_TRUE(Eventually([&] { return processor_.seen().size() == 2; }));
  EXPECT_EQ(Items("a")[0].starts, 1);
  processor_.AnswerOne(absl::UnavailableError("away"));
  StopRunner();
  EXPECT_EQ(Items("a")[0].starts, 0);
  EXPECT_EQ(Items("a")[1].starts, 0);
}

TEST_F(JobRunnerTest, RedrivenItemsAreTakenUpAgain) {
  processor_.SetAutomatic();
  StartRunner();
  Fill("a", 3);
  ASSERT_TRUE(Finishes("a"));
  ASSERT_TRUE(store_->Create({.id = "b"}).ok());
  ASSERT_TRUE(Upload("b", "b0", "x").ok());
  ASSERT_TRUE(store_->Record({Decide(Items("b")[0], /*dead=*/true)}).ok());
  ASSERT_TRUE(store_->Start("b", false, false).ok());
  EXPECT_EQ(store_->Get("b")->state, JobState::kSucceeded);
  EXPECT_EQ(store_->Redrive("b", {}, "").value(), 1);
  ASSERT_TRUE(Finishes("b"));
  EXPECT_EQ(Items("b")[0].phase, ItemPhase::kDone);
}

class JobRunnerDiskTest : public JobRunnerTest {
 protected:
  void SetUp() override {
    options_.vfs = vfs_.name();
    Open();
  }
  void TearDown() override {
    StopRunner();
    store_.reset();  // before the file system that it stands on
  }

  testing::PowerLossVfs vfs_;
};

TEST_F(JobRunnerDiskTest, DecisionsThatFindTheDiskFullAreKeptAndWrittenLater) {
  Fill("a", 30);
  StartRunner();
  ASSERT_TRUE(Eventually([&] { return processor_.seen().size() == 8; }));
  vfs_.FillDiskAfter(1, /*torn=*/false);
  processor_.SetAutomatic();
  for (int i = 0; i < 8; ++i) processor_.AnswerOne();
  ASSERT_TRUE(Eventually([&] { return DetailsOf(runner_->Trouble()).reason == Reason::kDISK_FULL; })) << "it says so";
  EXPECT_EQ(store_->Get("a")->state, JobState::kRunning);
  EXPECT_EQ(processor_.seen().size(), 8u) << "nothing more is handed out";
  vfs_.FreeDisk();
  ASSERT_TRUE(Finishes("a"));
  EXPECT_TRUE(runner_->Trouble().ok()) << runner_->Trouble();
  EXPECT_EQ(Items("a", ItemPhase::kDone).size(), 30u);
  EXPECT_EQ(processor_.seen().size(), 30u) << "no item was done twice";
}

}  // namespace
}  // namespace gangmu::jobs
