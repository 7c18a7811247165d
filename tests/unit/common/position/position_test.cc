#include "common/position/position.h"

#include "common/status/error.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

TEST(PositionTest, RoundTrips) {
  const Position p{"store-1", "e2", 1234567890123};
  const auto back = Position::Parse(p.ToString());
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, p);
}

TEST(PositionTest, RefusesEverythingThatWasCutOrChanged) {
  const std::string good = Position{"s", "e", 42}.ToString();
  for (size_t i = 0; i < good.size(); ++i) {
    EXPECT_FALSE(Position::Parse(good.substr(0, i)).ok()) << i;
    std::string changed = good;
    changed[i] = changed[i] == '7' ? '8' : '7';
    EXPECT_FALSE(Position::Parse(changed).ok()) << changed;
  }
  const auto status = Position::Parse("1.s.e.0042.00000000").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DetailsOf(status).reason, Reason::kINVALID_POSITION);
}

TEST(PositionTest, KnowsItsFeed) {
  const Position a{"s", "e1", 1};
  EXPECT_TRUE(a.SameFeed({"s", "e1", 9}));
  EXPECT_FALSE(a.SameFeed({"s", "e2", 1}));
  EXPECT_FALSE(a.SameFeed({"t", "e1", 1}));
}

}  // namespace
}  // namespace gangmu
