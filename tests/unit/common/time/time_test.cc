#include <set>
#include <string>

#include "common/time/civil.h"
#include "common/time/clock.h"
#include "common/time/commit_clock.h"
#include "common/time/fake_clock.h"
#include "common/time/id_source.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

absl::Time At(std::string_view text) { return ParseTimestamp(text).value(); }

TEST(Civil, DaysChangeAtMidnightInShanghai) {
  EXPECT_EQ(ShanghaiDay(At("2021-12-31T15:59:59.999999Z")), absl::CivilDay(2021, 12, 31));
  EXPECT_EQ(ShanghaiDay(At("2021-12-31T16:00:00Z")), absl::CivilDay(2022, 1, 1));
  EXPECT_EQ(StartOfShanghaiDay(absl::CivilDay(2022, 1, 1)), At("2021-12-31T16:00:00Z"));
}

TEST(Civil, DaysGoThereAndBack) {
  for (const char* text : {"2022-01-05", "0001-01-01", "9999-12-31", "2024-02-29"}) {
    ASSERT_TRUE(ParseDay(text).has_value()) << text;
    EXPECT_EQ(FormatDay(*ParseDay(text)), text);
  }
}

TEST(Civil, WhatIsNoDayIsNone) {
  for (const char* text : {"", "2022-1-5", "2022-13-01", "2022-02-30", "2023-02-29", "2022-00-10", "2022-10-00",
                           "0000-01-01", "2022/01/05", " 2022-01-05", "2022-01-05 ", "2022-01-05T00:00:00Z",
                           "２０２２-01-05", "+022-01-05", "20220105"}) {
    EXPECT_EQ(ParseDay(text), std::nullopt) << text;
  }
}

TEST(Civil, TimestampsHaveOneLengthSoThatTheirTextSorts) {
  EXPECT_EQ(FormatTimestamp(absl::FromUnixMicros(1)), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(FormatTimestamp(At("2022-01-05T09:02:03+08:00")), "2022-01-05T01:02:03.000000Z");
  EXPECT_EQ(FormatTimestamp(At("2022-01-05T01:02:03.000004Z")), "2022-01-05T01:02:03.000004Z");
}

TEST(Civil, WhatIsNoTimestampIsNone) {
  for (const char* text : {"", "2022-01-05", "2022-01-05T01:02:03", "infinite-future", " 2022-01-05T01:02:03Z",
                           "2022-01-05T01:02:03Z ", "2022-01-05 01:02:03Z", "2022-02-30T01:02:03Z"}) {
    EXPECT_EQ(ParseTimestamp(text), std::nullopt) << text;
  }
}

TEST(FakeClock, MovesOnlyWhenTold) {
  FakeClock clock(At("2022-01-01T00:00:00Z"));
  EXPECT_EQ(clock.Now(), clock.Now());
  const absl::Duration before = clock.Monotonic();
  clock.Sleep(absl::Seconds(5));
  EXPECT_EQ(clock.Now(), At("2022-01-01T00:00:05Z"));
  EXPECT_EQ(clock.Monotonic() - before, absl::Seconds(5));
  clock.SetWall(At("2021-01-01T00:00:00Z"));
  EXPECT_EQ(clock.Monotonic() - before, absl::Seconds(5));
}

TEST(SystemClock, MonotonicTimePassesWithSleep) {
  const absl::Duration before = SystemClock().Monotonic();
  SystemClock().Sleep(absl::Milliseconds(5));
  EXPECT_GE(SystemClock().Monotonic() - before, absl::Milliseconds(5));
}

TEST(CommitClock, NeverRepeatsAndNeverGoesBack) {
  const absl::Time start = At("2022-01-01T00:00:00Z");
  FakeClock clock(start);
  CommitClock commits(clock, absl::InfinitePast());
  EXPECT_EQ(commits.Next(), start);
  EXPECT_EQ(commits.Next(), start + absl::Microseconds(1));
  clock.SetWall(start - absl::Hours(1));
  EXPECT_EQ(commits.Next(), start + absl::Microseconds(2));
  clock.SetWall(start + absl::Hours(1) + absl::Nanoseconds(1'999));
  EXPECT_EQ(commits.Next(), start + absl::Hours(1) + absl::Microseconds(1)) << "whole microseconds";
}

TEST(CommitClock, GoesOnBehindTheNewestCommitOfTheStore) {
  const absl::Time last = At("2030-01-01T00:00:00Z");
  FakeClock clock(At("2022-01-01T00:00:00Z"));
  CommitClock commits(clock, last);
  EXPECT_EQ(commits.Next(), last + absl::Microseconds(1));
}

TEST(IdSource, UuidsHaveTheFormOfVersion4) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = SystemIds().NewUuid();
    ASSERT_THAT(id, ::testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    ASSERT_TRUE(seen.insert(id).second);
  }
}

TEST(IdSource, SeedsRepeat) {
  const auto a = SeededIds(42), b = SeededIds(42), c = SeededIds(43);
  for (int i = 0; i < 10; ++i) {
    const std::string id = a->NewUuid();
    EXPECT_EQ(id, b->NewUuid());
    EXPECT_NE(id, c->NewUuid());
  }
  // Fixed: the first value of splitmix64 for seed 0.
  EXPECT_EQ(SeededIds(0)->Next64(), 0xE220A8397B1DCDAFu);
}

}  // namespace
}  // namespace gangmu
