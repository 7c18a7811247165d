#include "common/sqlite/reader_pool.h"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "common/status/error.h"
#include "tests/support/temp_dir.h"

namespace gangmu::sqlite {
namespace {

class ReaderPoolTest : public ::testing::Test {
 protected:
  void SetUp() override {
    writer_ = Connection::Open(dir_.File("test.db")).value();
    ASSERT_TRUE(writer_->Execute("CREATE TABLE t (x INTEGER) STRICT; INSERT INTO t VALUES (7)").ok());
    pool_ = ReaderPool::Open(dir_.File("test.db"), {}, 2).value();
  }
  gangmu::testing::TempDir dir_;
  std::unique_ptr<Connection> writer_;
  std::unique_ptr<ReaderPool> pool_;
};

TEST_F(ReaderPoolTest, LendsEachReaderToOneThreadAtATime) {
  std::atomic<int> in_use = 0, most = 0, wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        auto reader = pool_->Acquire(absl::Seconds(30));
        if (!reader.ok()) {
          ++wrong;
          continue;
        }
        int now = ++in_use;
        int seen = most;
        while (now > seen && !most.compare_exchange_weak(seen, now)) {
        }
        auto read = (*reader)->Prepare("SELECT x FROM t");
        if (!read->Step().value() || read->Int(0) != 7) ++wrong;
        --in_use;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(most, 2);
}

TEST_F(ReaderPoolTest, SaysBusyWhereAllReadersStayLent) {
  auto first = pool_->Acquire(absl::ZeroDuration());
  auto second = pool_->Acquire(absl::ZeroDuration());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(DetailsOf(pool_->Acquire(absl::Milliseconds(10)).status()).reason, Reason::kSTORE_BUSY);
}

TEST_F(ReaderPoolTest, MissingFileIsAnErrorOfOpen) {
  EXPECT_FALSE(ReaderPool::Open(dir_.File("absent.db"), {}, 1).ok());
}

}  // namespace
}  // namespace gangmu::sqlite
