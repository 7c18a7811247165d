#include <atomic>
#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "common/sync/bounded_queue.h"
#include "common/sync/mutex.h"
#include "common/sync/thread_pool.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

constexpr absl::Duration kShort = absl::Milliseconds(30);
constexpr absl::Duration kLong = absl::Seconds(30);

TEST(Mutex, ExcludesOthers) {
  Mutex mutex;
  int counter = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20'000; ++i) {
        MutexLock lock(&mutex);
        ++counter;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter, 80'000);
}

TEST(CondVar, WaitsAreBoundedByTheDeadline) {
  Mutex mutex;
  CondVar never;
  MutexLock lock(&mutex);
  const SteadyTime before = std::chrono::steady_clock::now();
  const SteadyTime deadline = SteadyDeadline(kShort);
  while (never.WaitUntil(&mutex, deadline)) {
  }
  EXPECT_GE(std::chrono::steady_clock::now() - before, absl::ToChronoNanoseconds(kShort));
}

TEST(SteadyDeadline, TakesDurationsThatOverflow) {
  const SteadyTime now = std::chrono::steady_clock::now();
  EXPECT_GT(SteadyDeadline(absl::InfiniteDuration()) - now, std::chrono::hours(24 * 365));
  const SteadyTime past = SteadyDeadline(-absl::InfiniteDuration());
  EXPECT_LE(past, std::chrono::steady_clock::now());
}

TEST(Event, HappensOnceForAllWaiters) {
  Event event;
  EXPECT_FALSE(event.IsSet());
  EXPECT_FALSE(event.WaitFor(kShort));
  std::atomic<int> woken{0};
  std::vector<std::thread> waiters;
  for (int i = 0; i < 3; ++i) {
    waiters.emplace_back([&] {
      event.Wait();
      ++woken;
    });
  }
  event.Set();
  event.Set();
  for (std::thread& waiter : waiters) waiter.join();
  EXPECT_EQ(woken, 3);
  EXPECT_TRUE(event.WaitFor(absl::ZeroDuration()));
}

TEST(BoundedQueue, KeepsOrderAndCountsItemsAndBytes) {
  BoundedQueue<std::string> queue(3, 10);
  EXPECT_TRUE(queue.TryPush("a", 4));
  EXPECT_TRUE(queue.TryPush("b", 6));
  EXPECT_FALSE(queue.TryPush("c", 1)) << "more bytes than fit";
  EXPECT_EQ(queue.bytes(), 10u);
  EXPECT_EQ(queue.Pop(), "a");
  EXPECT_TRUE(queue.TryPush("c", 2));
  EXPECT_TRUE(queue.TryPush("d", 0));
  EXPECT_FALSE(queue.TryPush("e", 0)) << "more items than fit";
  EXPECT_EQ(queue.size(), 3u);
  EXPECT_EQ(queue.bytes(), 8u);
  EXPECT_EQ(queue.Pop(), "b");
  EXPECT_EQ(queue.Pop(), "c");
  EXPECT_EQ(queue.Pop(), "d");
  EXPECT_EQ(queue.bytes(), 0u);
}

TEST(BoundedQueue, ARefusedItemIsUntouched) {
  BoundedQueue<std::unique_ptr<int>> queue(1, 10);
  EXPECT_TRUE(queue.TryPush(std::make_unique<int>(1)));
  auto item = std::make_unique<int>(2);
  EXPECT_FALSE(queue.TryPush(std::move(item)));
  ASSERT_NE(item, nullptr);
  queue.Close();
  EXPECT_TRUE(queue.Pop().has_value());
  EXPECT_FALSE(queue.TryPush(std::move(item)));
  ASSERT_NE(item, nullptr);
}

TEST(BoundedQueue, AnItemLargerThanAllPassesAlone) {
  BoundedQueue<int> queue(10, 100);
  EXPECT_TRUE(queue.TryPush(1, 1'000));
  EXPECT_FALSE(queue.TryPush(2, 1));
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_TRUE(queue.TryPush(2, 1));
}

TEST(BoundedQueue, PushWaitsForRoomAndPopForItems) {
  BoundedQueue<int> queue(1, 100);
  ASSERT_TRUE(queue.Push(1));
  Event pushed;
  std::thread producer([&] {
    EXPECT_TRUE(queue.Push(2));
    pushed.Set();
  });
  EXPECT_FALSE(pushed.WaitFor(kShort));
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_TRUE(pushed.WaitFor(kLong));
  producer.join();
  EXPECT_EQ(queue.Pop(), 2);
  EXPECT_EQ(queue.PopUntil(SteadyDeadline(kShort)), std::nullopt);
}

TEST(BoundedQueue, CloseWakesAllAndKeepsWhatIsQueued) {
  BoundedQueue<int> queue(1, 100);
  ASSERT_TRUE(queue.Push(1));
  std::thread producer([&] { EXPECT_FALSE(queue.Push(2)); });
  Event started;
  BoundedQueue<int> empty(1, 100);
  std::thread consumer([&] {
    started.Set();
    EXPECT_EQ(empty.Pop(), std::nullopt);
  });
  started.Wait();
  queue.Close();
  empty.Close();
  producer.join();
  consumer.join();
  EXPECT_EQ(queue.Pop(), 1);
  EXPECT_EQ(queue.Pop(), std::nullopt);
}

TEST(BoundedQueue, ManyProducersAndConsumersLoseAndDoubleNothing) {
  constexpr int kThreads = 4, kItems = 5'000;
  BoundedQueue<int> queue(16, 64);
  std::vector<std::thread> producers, consumers;
  std::vector<std::vector<int>> taken(kThreads);
  for (int t = 0; t < kThreads; ++t) {
    producers.emplace_back([&, t] {
      for (int i = 0; i < kItems; ++i) ASSERT_TRUE(queue.Push(t * kItems + i, static_cast<size_t>(i % 100)));
    });
    consumers.emplace_back([&, t] {
      while (auto item = queue.Pop()) taken[static_cast<size_t>(t)].push_back(*item);
    });
  }
  for (std::thread& producer : producers) producer.join();
  queue.Close();
  for (std::thread& consumer : consumers) consumer.join();
  std::set<int> all;
  size_t count = 0;
  for (const auto& some : taken) {
    all.insert(some.begin(), some.end());
    count += some.size();
  }
  EXPECT_EQ(count, static_cast<size_t>(kThreads * kItems));
  EXPECT_EQ(all.size(), count);
  EXPECT_EQ(queue.bytes(), 0u);
}

TEST(ThreadPool, RunsAllThatItTookBeforeItEnds) {
  std::atomic<int> ran{0};
  {
    ThreadPool pool(3, 4);
    for (int i = 0; i < 200; ++i) EXPECT_TRUE(pool.Submit([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 200);
}

TEST(ThreadPool, RefusesWhatDoesNotFitAndAllAfterShutdown) {
  ThreadPool pool(1, 1);
  Event running, release;
  EXPECT_TRUE(pool.Submit([&] {
    running.Set();
    release.Wait();
  }));
  running.Wait();
  EXPECT_TRUE(pool.TrySubmit([] {}));
  EXPECT_FALSE(pool.TrySubmit([] {}));
  EXPECT_EQ(pool.queued(), 1u);
  release.Set();
  pool.Shutdown();
  EXPECT_FALSE(pool.Submit([] { ADD_FAILURE(); }));
  EXPECT_FALSE(pool.TrySubmit([] { ADD_FAILURE(); }));
}

TEST(ThreadPool, TasksRunAtTheSameTime) {
  ThreadPool pool(2, 2);
  Event first, second;
  std::atomic<int> met{0};
  EXPECT_TRUE(pool.Submit([&] {
    first.Set();
    met += second.WaitFor(kLong) ? 1 : 0;
  }));
  EXPECT_TRUE(pool.Submit([&] {
    second.Set();
    met += first.WaitFor(kLong) ? 1 : 0;
  }));
  pool.Shutdown();
  EXPECT_EQ(met, 2);
}

}  // namespace
}  // namespace gangmu
