#include "services/ingestion/readers/page_layout.h"

#include <string>

#include "common/status/error.h"
#include "gtest/gtest.h"
#include "services/ingestion/readers/reader.h"
#include "tests/support/documents/documents.h"

namespace gangmu::readers {
namespace {

using testing::MakeOfd;
using testing::MakePdf;
using testing::PageStyle;

// Four pages of numbered measures, each paragraph several lines long.
std::string LongText() {
  std::string text = "关于加强城市供水管理工作的实施意见\n";
  for (int i = 1; i <= 24; ++i) {
    text += "（" + std::to_string(i) + "）实施第" + std::to_string(i) +
            "项工程。年内改造老旧管网86公里，完成投资2.4亿元，新建泵站12座，供水普及率达到98.5%，确保居民用水安全，"
            "各区人民政府要落实主体责任，市水务局会同有关部门加强督促检查，每季度通报一次进展情况。\n";
  }
  return text;
}

TEST(PageLayout, APdfGivesItsParagraphsBack) {
  const auto read = Read(MakePdf(LongText()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->text, LongText());
  EXPECT_EQ(read->media_type, "application/pdf");
  EXPECT_EQ(read->source_map.front().page, 1);
  EXPECT_GT(read->source_map.back().page, 3);
}

TEST(PageLayout, AnOfdGivesItsParagraphsBack) {
  const auto read = Read(MakeOfd(LongText()));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->text, LongText());
  EXPECT_EQ(read->media_type, "application/ofd");
  EXPECT_GT(read->source_map.back().page, 3);
}

TEST(PageLayout, RunningHeadsAndPageNumbersGo) {
  PageStyle style;
  style.running_head = "青禾市人民政府公报2023年第4期";
  for (const std::string& bytes : {MakePdf(LongText(), style), MakeOfd(LongText(), style)}) {
    const auto read = Read(bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->text, LongText());
  }
}

TEST(PageLayout, WrappedWordsAndNumbersAreWholeAgain) {
  std::string line = "全市供水总量达到12";
  JoinWrapped("34万吨，", &line);
  EXPECT_EQ(line, "全市供水总量达到1234万吨，");
  line = "the water sup-";
  JoinWrapped("ply of", &line);
  JoinWrapped("the city", &line);
  EXPECT_EQ(line, "the water supply of the city");
  line = "2021-";
  JoinWrapped("2025年", &line);
  EXPECT_EQ(line, "2021-2025年");
}

TEST(PageLayout, AShortLineEndsAParagraphAndAnIndentBeginsOne) {
  const std::vector<PageSize> pages = {{600, 800}};
  const auto line = [](double left, double right, double top, const char* text) {
    return PageLine{1, left, right, top, top + 16, text};
  };
  TextBuilder out(1000);
  AddParagraphs({line(112, 528, 200, "第一段首行"), line(80, 528, 230, "第一段次行"), line(80, 200, 260, "第一段末行"),
                 line(80, 528, 290, "第二段首行"), line(112, 528, 320, "第三段首行")},
                pages, &out);
  EXPECT_EQ(std::move(out).Finish("application/pdf")->text, "第一段首行第一段次行第一段末行\n第二段首行\n第三段首行\n");
}

TEST(PageLayout, PdfWithoutTextIsEmpty) {
  const auto read = Read(MakePdf(""));
  ASSERT_FALSE(read.ok());
  PageStyle style;
  style.page_numbers = false;
  const auto blank = Read(MakePdf("1", style));
  EXPECT_TRUE(blank.ok()) << blank.status();
}

}  // namespace
}  // namespace gangmu::readers
