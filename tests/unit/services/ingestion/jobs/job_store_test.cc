#include "services/ingestion/jobs/job_store.h"

#include "tests/unit/services/ingestion/jobs/job_fixture.h"

namespace gangmu::jobs {
namespace {

using JobStoreTest = JobStoreFixture;

Reason ReasonOf(const absl::Status& status) { return DetailsOf(status).reason; }

TEST_F(JobStoreTest, CreatingTwiceGivesOneJob) {
  const Job first = store_->Create({.id = "a", .request_id = "r1", .display_name = "archive"}).value();
  EXPECT_EQ(first.state, JobState::kOpen);
  EXPECT_EQ(store_->Create({.request_id = "r1"})->id, "a");
  EXPECT_EQ(ReasonOf(store_->Create({.id = "a"}).status()), Reason::kALREADY_EXISTS);
  EXPECT_EQ(store_->List(0, 10)->size(), 1u);
}

TEST_F(JobStoreTest, AnUnfinishedJobIsFoundByItsResumeKeyAndAFinishedOneIsNot) {
  const std::string first = store_->Create({.resume_key = "work"})->id;
  EXPECT_EQ(store_->Create({.resume_key = "work"})->id, first);
  ASSERT_TRUE(store_->Start(first, /*more_items=*/true, false).ok());
  ASSERT_TRUE(store_->Pause(first).ok());
  EXPECT_EQ(store_->Create({.resume_key = "work"})->id, first);
  ASSERT_TRUE(store_->Cancel(first).ok());
  EXPECT_NE(store_->Create({.resume_key = "work"})->id, first);
}

TEST_F(JobStoreTest, PiecesMayComeTwiceAndMayNotLeaveAGap) {
  ASSERT_TRUE(store_->Create({.id = "a"}).ok());
  ASSERT_TRUE(Upload("a", "k", "0123", 0, 10).ok());
  ASSERT_TRUE(Upload("a", "k", "0123", 0, 10).ok()) << "a repeated piece";
  const absl::Status gap = Upload("a", "k", "67", 6, 10);
  EXPECT_EQ(gap.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(DetailsOf(gap).metadata.back(), (std::pair<std::string, std::string>("received", "4")));
  EXPECT_EQ(Upload("a", "new", "67", 6, 10).code(), absl::StatusCode::kOutOfRange);
  ASSERT_TRUE(Upload("a", "k", "2345", 2, 10).ok()) << "overlaps what is there";
  EXPECT_EQ(ReasonOf(Upload("a", "k", "01X3", 0, 10)), Reason::kCONFLICT);
  EXPECT_EQ(ReasonOf(Upload("a", "k", "0123", 0, 11)), Reason::kCONFLICT);
  EXPECT_EQ(Items("a")[0].phase, ItemPhase::kReceiving);
  ASSERT_TRUE(Upload("a", "k", "6789", 6, 10).ok());
  const std::vector<Item> items = Items("a");
  ASSERT_EQ(items.size(), 1u) << "a refused item leaves nothing behind";
  EXPECT_EQ(items[0].phase, ItemPhase::kPending);
  EXPECT_EQ(store_->Content(items[0]).value(), "0123456789");
}

TEST_F(JobStoreTest, AnEmptyItemIsComplete) {
  ASSERT_TRUE(store_->Create({.id = "a"}).ok());
  ASSERT_TRUE(Upload("a", "k", "").ok());
  EXPECT_EQ(Items("a", ItemPhase::kPending).size(), 1u);
  EXPECT_EQ(store_->Content(Items("a")[0]).value(), "");
}

TEST_F(JobStoreTest, OnePieceThatIsWrongRefusesItsWholeRequest) {
  ASSERT_TRUE(store_->Create({.id = "a"}).ok());
  const Chunk good = {"good", "", "about", 2, 0, "ok"};
  const Chunk gap = {"gap", "", "about", 2, 1, "k"};
  EXPECT_FALSE(store_->Upload("a", {good, gap}).ok());
  EXPECT_TRUE(Items("a").empty());
}

TEST_F(JobStoreTest, DecisionsFinishAJobAndFreeItsBytes) {
  ASSERT_TRUE(store_->Create({.id = "a"}).ok());
  ASSERT_TRUE(Upload("a", "one", "1").ok());
  ASSERT_TRUE(Upload("a", "two", "22").ok());
  ASSERT_TRUE(Upload("a", "half", "2", 0, 9).ok());
  EXPECT_EQ(ReasonOf(store_->Start("a", false, false).status()), Reason::kPRECONDITION_FAILED) << "bytes are missing";
  EXPECT_EQ(store_->Start("a", false, /*drop_incomplete=*/true)->state, JobState::kRunning);
  EXPECT_EQ(ReasonOf(Upload("a", "late", "x")), Reason::kPRECONDITION_FAILED);
  const std::vector<Item> items = Items("a");
  ASSERT_EQ(items.size(), 2u);
  ASSERT_TRUE(store_->Record({Decide(items[0])}).ok());
  EXPECT_EQ(store_->Get("a")->state, JobState::kRunning);
  ASSERT_TRUE(store_->Record({Decide(items[1], /*dead=*/true)}).ok());
  const Job job = store_->Get("a").value();
  EXPECT_EQ(job.state, JobState::kSucceeded);
  EXPECT_EQ(job.end_time, clock_.now);
  EXPECT_EQ(store_->Content(items[0]).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(store_->Content(items[1]).value(), "22") << "a dead letter keeps its bytes";
  const auto counts = store_->Counts(job.job).value();
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0].items, 1);
  EXPECT_EQ(counts[0].indicators, 3);
  EXPECT_EQ(counts[1].phase, ItemPhase::kDead);
  const auto decided = store_->ListDecided(job.job, 1, 10).value();
  ASSERT_EQ(decided.size(), 1u);
  EXPECT_EQ(decided[0].key, "two");
}

TEST_F(JobStoreTest, ADecisionCountsOnce) {
  ASSERT_TRUE(store_->Create({.id = "a"}).ok());
  ASSERT_TRUE(Upload("a", "one", "1").ok());
  ASSERT_TRUE(store_->Start("a", true, false).ok());
  const Item item = Items("a")[0];
  ASSERT_TRUE(store_->Record({Decide(item)}).ok());
  ASSERT_TRUE(store_->Record({Decide(item, true)}).ok());
  EXPECT_EQ(Items("a")[0].phase, ItemPhase::kDone);
  EXPECT_EQ(store_->Get("a")->last_sequence, 1);
}

TEST_F(JobStoreTest, DeadLettersGetAnotherTry) {
  ASSERT_TRUE(store_->Create({.id = "a"}).ok());
  for (const char* key : {"one", "two", "three"}) ASSERT_TRUE(Upload("a", key, key).ok());
  ASSERT_TRUE(store_->Start("a", false, false).ok());
  for (const Item& item : Items("a")) ASSERT_TRUE(store_->Record({Decide(item, true)}).ok());
  EXPECT_EQ(store_->Redrive("a", {}, "EMPTY_DOCUMENT").value(), 0);
  EXPECT_EQ(store_->Get("a")->state, JobState::kSucceeded);
  EXPECT_EQ(store_->Redrive("a", {2}, "NOT_TEXT").value(), 1);
  EXPECT_EQ(store_->Get("a")->state, JobState::kRunning);
  EXPECT_EQ(Items("a", ItemPhase::kPending)[0].key, "two");
  EXPECT_EQ(store_->Redrive("a", {}, "").value(), 2);
  for (const Item& item : Items("a")) ASSERT_TRUE(store_->Record({Decide(item)}).ok());
  EXPECT_EQ(store_->Get("a")->state, JobState::kSucceeded);
  EXPECT_EQ(Items("a")[0].attempts, 2);
}

TEST_F(JobStoreTest, StatesFollowTheirRules) {
  ASSERT_TRUE(store_->Create({.id = "a"}).ok());
  ASSERT_TRUE(Upload("a", "one", "1").ok());
  EXPECT_EQ(ReasonOf(store_->Pause("a").status()), Reason::kPRECONDITION_FAILED) << "not started";
  EXPECT_EQ(store_->Start("a", true, false)->state, JobState::kRunning);
  EXPECT_EQ(ReasonOf(store_->Delete("a")), Reason::kPRECONDITION_FAILED) << "running";
  EXPECT_EQ(store_->Pause("a")->state, JobState::kPaused);
  EXPECT_EQ(store_->Pause("a")->state, JobState::kPaused);
  EXPECT_TRUE(store_->RunningJobs()->empty());
  EXPECT_EQ(store_->Start("a", false, false)->state, JobState::kPaused) << "all items are there, and it stays paused";
  EXPECT_EQ(store_->Resume("a")->state, JobState::kRunning);
  EXPECT_EQ(store_->Cancel("a")->state, JobState::kCancelled);
  EXPECT_EQ(store_->Cancel("a")->state, JobState::kCancelled);
  ASSERT_TRUE(store_->Record({Decide(Items("a")[0])}).ok());
  EXPECT_EQ(Items("a")[0].phase, ItemPhase::kPending) << "a decision after the end counts no more";
  EXPECT_EQ(ReasonOf(store_->Resume("a").status()), Reason::kPRECONDITION_FAILED);
  EXPECT_EQ(ReasonOf(store_->Redrive("a", {}, "").status()), Reason::kPRECONDITION_FAILED);
  CleanUp();
  EXPECT_EQ(ReasonOf(store_->Content(Items("a")[0]).status()), Reason::kPURGED);
  ASSERT_TRUE(store_->Delete("a").ok());
  EXPECT_EQ(ReasonOf(store_->Get("a").status()), Reason::kNOT_FOUND);
  CleanUp();
  EXPECT_TRUE(store_->Create({.id = "a"}).ok()) << "its name is free again";
}

TEST_F(JobStoreTest, UploadsWaitWhileTooMuchLiesOnDisk) {
  options_.max_held_bytes = 10;
  options_.max_waiting_items = 3;
  Open();
  ASSERT_TRUE(store_->Create({.id = "a"}).ok());
  ASSERT_TRUE(Upload("a", "one", "12345678").ok());
  const absl::Status full = Upload("a", "two", "123");
  EXPECT_EQ(ReasonOf(full), Reason::kOVERLOADED);
  EXPECT_TRUE(DetailsOf(full).retry_delay.has_value());
  Open();
  EXPECT_EQ(ReasonOf(Upload("a", "two", "123")), Reason::kOVERLOADED) << "also after a restart";
  ASSERT_TRUE(store_->Start("a", true, false).ok());
  ASSERT_TRUE(store_->Record({Decide(Items("a")[0])}).ok());
  EXPECT_TRUE(Upload("a", "two", "123").ok());
  ASSERT_TRUE(Upload("a", "three", "").ok());
  ASSERT_TRUE(Upload("a", "four", "").ok());
  EXPECT_EQ(ReasonOf(Upload("a", "five", "")), Reason::kOVERLOADED) << "too many items";
  ASSERT_TRUE(store_->Cancel("a").ok());
  CleanUp();
  ASSERT_TRUE(store_->Create({.id = "b"}).ok());
  EXPECT_TRUE(Upload("b", "k", "123456789").ok());
}

TEST_F(JobStoreTest, FinishedJobsGoAfterTheirRetention) {
  ASSERT_TRUE(store_->Create({.id = "old"}).ok());
  ASSERT_TRUE(Upload("old", "k", "bytes").ok());
  ASSERT_TRUE(store_->Start("old", false, false).ok());
  ASSERT_TRUE(store_->Record({Decide(Items("old")[0], /*dead=*/true)}).ok());
  ASSERT_TRUE(store_->Create({.id = "unfinished"}).ok());
  clock_.now += options_.retention;
  CleanUp();
  EXPECT_TRUE(store_->Get("old").ok());
  clock_.now += absl::Seconds(1);
  CleanUp();
  EXPECT_EQ(ReasonOf(store_->Get("old").status()), Reason::kNOT_FOUND);
  EXPECT_TRUE(store_->Get("unfinished").ok());
}

TEST_F(JobStoreTest, ASecondProcessIsKeptAway) {
  const auto second = JobStore::Open(options_);
  EXPECT_EQ(ReasonOf(second.status()), Reason::kPRECONDITION_FAILED);
}

}  // namespace
}  // namespace gangmu::jobs
