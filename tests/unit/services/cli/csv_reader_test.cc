#include "services/cli/client/csv_reader.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cli/output/csv.h"

namespace gangmu::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CsvReader, ReadsQuotesLineEndsAndAByteOrderMark) {
  const auto rows =
      ParseCsv("\xEF\xBB\xBFpath,title\r\na.txt,\"关于\"\"五个一\"\"的通知, 第二稿\"\r\n\r\nb.txt,\"两\n行\"\nc.txt,");
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_THAT(*rows, ElementsAre(ElementsAre("path", "title"), ElementsAre("a.txt", "关于\"五个一\"的通知, 第二稿"),
                                 ElementsAre("b.txt", "两\n行"), ElementsAre("c.txt", "")));
  EXPECT_THAT(*ParseCsv(""), IsEmpty());
}

TEST(CsvReader, ReadsWhatTheWriterWrites) {
  const std::vector<std::string> cells = {"a,b", "\"", "", "x\r\ny", "甲"};
  EXPECT_THAT(*ParseCsv(CsvLine(cells)), ElementsAre(cells));
}

TEST(CsvReader, RefusesBrokenQuotesWithTheirRow) {
  EXPECT_THAT(ParseCsv("a\n\"b").status().ToString(), HasSubstr("row 2 has a quote that is never closed"));
  EXPECT_THAT(ParseCsv("\"a\"b\n").status().ToString(), HasSubstr("row 1 has text behind a closing quote"));
}

}  // namespace
}  // namespace gangmu::cli
