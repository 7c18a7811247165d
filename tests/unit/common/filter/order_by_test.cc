#include "common/filter/order_by.h"

#include <string>

#include "common/status/error.h"
#include "common/text/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/common/filter/sample_world.h"

namespace gangmu::filter {
namespace {

TEST(OrderBy, ReadsFieldsAndDirections) {
  const struct {
    const char* text;
    const char* canonical;
  } cases[] = {{"", ""},
               {"  ", ""},
               {"name", "name"},
               {"name asc", "name"},
               {"publish_date desc, name", "publish_date desc, name"},
               {" publish_date   desc ,name asc ", "publish_date desc, name"},
               {"region.code", "region.code"}};
  for (const auto& c : cases) {
    const auto keys = ParseOrderBy(c.text, DocumentSchema());
    ASSERT_TRUE(keys.ok()) << c.text << keys.status();
    EXPECT_EQ(ToString(*keys), c.canonical);
  }
}

TEST(OrderBy, RefusesWithPosition) {
  const struct {
    const char* text;
    int position;
    const char* message;
  } cases[] = {{"publish_date down", 13, "asc, desc or nothing"},
               {"publish_date DESC", 13, "asc, desc or nothing"},
               {"name,", 5, "a field name is missing"},
               {",name", 0, "a field name is missing"},
               {"name, publish_dat", 6, "did you mean publish_date?"},
               {"labels", 0, "has no order"},
               {"name, name desc", 6, "stands twice"},
               {"name; DROP TABLE x", 6, "asc, desc or nothing"}};
  for (const auto& c : cases) {
    const auto keys = ParseOrderBy(c.text, DocumentSchema());
    ASSERT_FALSE(keys.ok()) << c.text;
    EXPECT_EQ(keys.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(keys.status().message()), ::testing::HasSubstr(c.message)) << c.text;
    EXPECT_THAT(std::string(keys.status().message()), ::testing::HasSubstr(StrCat("position ", c.position, ":")));
    EXPECT_EQ(DetailsOf(keys.status()).violations.at(0).field, "order_by");
  }
}

TEST(OrderBy, SplitKeepsBracketsTogether) {
  const auto parts = SplitOrderBy("sum(value) desc, percentile(value, 90), topic");
  ASSERT_TRUE(parts.ok());
  ASSERT_EQ(parts->size(), 3u);
  EXPECT_EQ((*parts)[0].name, "sum(value)");
  EXPECT_TRUE((*parts)[0].descending);
  EXPECT_EQ((*parts)[2].name, "topic");
}

TEST(OrderBy, BoundsItsCost) {
  std::string many = "a";
  for (int i = 0; i < 20; ++i) many += ",a";
  EXPECT_FALSE(SplitOrderBy(many).ok());
  EXPECT_FALSE(SplitOrderBy(std::string(2000, ' ')).ok());
}

}  // namespace
}  // namespace gangmu::filter
