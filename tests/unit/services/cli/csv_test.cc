#include "services/cli/output/csv.h"

#include "gtest/gtest.h"

namespace gangmu::cli {
namespace {

TEST(CsvLine, QuotesWhatNeedsIt) {
  EXPECT_EQ(CsvLine({"科技、教育", "1,234", "a \"b\"", "two\nlines", ""}),
            "科技、教育,\"1,234\",\"a \"\"b\"\"\",\"two\nlines\",\n");
}

}  // namespace
}  // namespace gangmu::cli
