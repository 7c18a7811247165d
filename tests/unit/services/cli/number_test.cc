#include "services/cli/output/number.h"

#include "gtest/gtest.h"

namespace gangmu::cli {
namespace {

TEST(WithThousands, GroupsTheWholePart) {
  EXPECT_EQ(WithThousands("278200000000"), "278,200,000,000");
  EXPECT_EQ(WithThousands("-1234.56789"), "-1,234.56789");
  EXPECT_EQ(WithThousands("999"), "999");
  EXPECT_EQ(WithThousands("1000"), "1,000");
  EXPECT_EQ(WithThousands("-100"), "-100");
  EXPECT_EQ(WithThousands("0.0001"), "0.0001");
  EXPECT_EQ(WithThousands(""), "");
  EXPECT_EQ(WithThousands("no number"), "no number");
}

}  // namespace
}  // namespace gangmu::cli
