#include "services/statistics/feed/follower.h"

#include <set>

#include "common/status/error.h"
#include "gtest/gtest.h"
#include "tests/unit/services/statistics/feed/fake_measures.h"

namespace gangmu::statistics {
namespace {

// Keeps the names of the living documents.
class NamesSink : public ChangeSink {
 public:
  std::optional<Position> Restore() override { return kept; }
  void BeginSnapshot() override { next_.clear(); }
  absl::Status ApplyRecord(const policy::v1::DocumentRecord& record, const Position&) override {
    next_.insert(record.document().name());
    return absl::OkStatus();
  }
  void CommitSnapshot(const Position&) override {
    MutexLock lock(&mutex_);
    names_ = next_;
  }
  absl::Status ApplyChange(const measures::v1::Change& change, const Position&) override {
    MutexLock lock(&mutex_);
    const std::string& name = change.record().document().name();
    if (change.kind() == measures::v1::CHANGE_KIND_DELETE) {
      names_.erase(name);
    } else {
      names_.insert(name);
    }
    return absl::OkStatus();
  }
  // What an earlier life left: documents/kept, standing for this position.
  void Keep(const Position& position) {
    kept = position;
    next_ = {"documents/kept"};
  }
  std::set<std::string> names() const {
    MutexLock lock(&mutex_);
    return names_;
  }

 private:
  std::optional<Position> kept;
  std::set<std::string> next_;
  mutable Mutex mutex_;
  std::set<std::string> names_ ABSL_GUARDED_BY(mutex_);
};

class FollowerTest : public ::testing::Test {
 protected:
  FollowerTest() : stub_(server_.NewStub()), follower_(stub_.get(), &sink_, &SystemClock(), Options()) {}
  static FollowerOptions Options() {
    return {
        .heartbeat = absl::Seconds(1), .least_backoff = absl::Milliseconds(5), .most_backoff = absl::Milliseconds(50)};
  }
  absl::Status Reach(const std::string& position) {
    return follower_.WaitFor(*Position::Parse(position), absl::Seconds(20));
  }

  testing::FakeMeasuresServer server_;
  NamesSink sink_;
  std::unique_ptr<measures::v1::MeasureService::Stub> stub_;
  Follower follower_;
};

TEST_F(FollowerTest, ReadsTheSnapshotAndThenTheFeed) {
  server_.service.Put("documents/a");
  server_.service.Put("documents/b");
  const std::string before = server_.service.Delete("documents/a");
  follower_.Start();
  ASSERT_TRUE(Reach(before).ok());
  EXPECT_EQ(sink_.names(), (std::set<std::string>{"documents/b"}));
  ASSERT_TRUE(Reach(server_.service.Put("documents/c")).ok());
  EXPECT_EQ(sink_.names(), (std::set<std::string>{"documents/b", "documents/c"}));
  EXPECT_EQ(follower_.status().state, FeedState::kFollowing);
  EXPECT_EQ(server_.service.snapshots(), 1);
}

TEST_F(FollowerTest, GoesOnBehindABreakWithoutASecondSnapshot) {
  const std::string first = server_.service.Put("documents/a");
  follower_.Start();
  ASSERT_TRUE(Reach(first).ok());
  server_.service.BreakStreams();
  ASSERT_TRUE(Reach(server_.service.Put("documents/b")).ok());
  EXPECT_EQ(sink_.names().size(), 2u);
  EXPECT_EQ(server_.service.snapshots(), 1);
}

TEST_F(FollowerTest, RebuildsAfterARestore) {
  const std::string first = server_.service.Put("documents/a");
  follower_.Start();
  ASSERT_TRUE(Reach(first).ok());
  server_.service.ChangeEpoch();
  ASSERT_TRUE(Reach(server_.service.Put("documents/b")).ok());
  EXPECT_EQ(sink_.names().size(), 2u);
  EXPECT_EQ(server_.service.snapshots(), 2);
  const absl::Status old = Reach(first);
  EXPECT_EQ(DetailsOf(old).reason, Reason::kSTORE_EPOCH_CHANGED);
}

TEST_F(FollowerTest, RebuildsBehindTheCompactionHorizon) {
  const std::string first = server_.service.Put("documents/a");
  // Followed to the first change only: the horizon then moves past it while the stream is broken.
  follower_.Start();
  ASSERT_TRUE(Reach(first).ok());
  follower_.Stop();
  Follower second(stub_.get(), &sink_, &SystemClock(), Options());
  server_.service.Put("documents/b");
  server_.service.Compact();
  second.Start();
  ASSERT_TRUE(second.WaitFor(*Position::Parse(server_.service.Put("documents/c")), absl::Seconds(20)).ok());
  EXPECT_EQ(sink_.names().size(), 3u);
}

TEST_F(FollowerTest, GoesOnFromWhatWasKept) {
  server_.service.Put("documents/a");
  server_.service.Put("documents/b");
  sink_.Keep({"fake", "e0", 1});
  follower_.Start();
  ASSERT_TRUE(Reach(server_.service.Put("documents/c")).ok());
  EXPECT_EQ(sink_.names(), (std::set<std::string>{"documents/b", "documents/c", "documents/kept"}));
  EXPECT_EQ(server_.service.snapshots(), 0);
}

TEST_F(FollowerTest, GoesOnFromWhatWasKeptWhereNothingIsNew) {
  server_.service.Put("documents/a");
  sink_.Keep({"fake", "e0", 1});
  follower_.Start();
  ASSERT_TRUE(Reach(Position{"fake", "e0", 1}.ToString()).ok());
  EXPECT_EQ(sink_.names(), (std::set<std::string>{"documents/kept"}));
  ASSERT_TRUE(Reach(server_.service.Put("documents/b")).ok());
  EXPECT_EQ(server_.service.snapshots(), 0);
}

TEST_F(FollowerTest, ReadsASnapshotWhereWhatWasKeptIsOfAnotherFeedOrTooOld) {
  server_.service.Put("documents/a");
  const std::string last = server_.service.Put("documents/b");
  const auto follow = [&](const Position& kept) {
    NamesSink sink;
    sink.Keep(kept);
    Follower follower(stub_.get(), &sink, &SystemClock(), Options());
    follower.Start();
    EXPECT_TRUE(follower.WaitFor(*Position::Parse(last), absl::Seconds(20)).ok());
    EXPECT_EQ(sink.names(), (std::set<std::string>{"documents/a", "documents/b"}));
  };
  follow({"fake", "other", 1});
  server_.service.Compact();
  follow({"fake", "e0", 1});
  EXPECT_EQ(server_.service.snapshots(), 2);
}

TEST_F(FollowerTest, SaysWhenAPositionDoesNotComeInTime) {
  const std::string first = server_.service.Put("documents/a");
  follower_.Start();
  ASSERT_TRUE(Reach(first).ok());
  const absl::Status status = follower_.WaitFor(Position{"fake", "e0", 99}, absl::Milliseconds(50));
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(FollowerTest, StopsWhileAStreamIsOpenAndWhileNobodyAnswers) {
  follower_.Start();
  follower_.Stop();
  auto nobody =
      measures::v1::MeasureService::NewStub(grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials()));
  Follower lonely(nobody.get(), &sink_, &SystemClock(), Options());
  lonely.Start();
  EXPECT_FALSE(lonely.WaitFor(Position{"fake", "e0", 0}, absl::Milliseconds(100)).ok());
  lonely.Stop();
}

}  // namespace
}  // namespace gangmu::statistics
