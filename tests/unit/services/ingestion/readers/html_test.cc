#include <string>

#include "gtest/gtest.h"
#include "services/ingestion/readers/html_masthead.h"
#include "services/ingestion/readers/reader.h"
#include "tests/support/documents/documents.h"

namespace gangmu::readers {
namespace {

using testing::Encode;

constexpr char kTitle[] = "青禾市节约用水实施方案";
constexpr char kBody[] =
    "一、总体要求\n（一）工作目标。到2025年，全市节水型企业达到120家，公共供水管网漏损率降至9%以下。\n"
    "二、重点任务\n（一）改造管网。年内改造老旧管网86公里，完成投资2.4亿元。\n青禾市人民政府办公室\n2023年4月3日\n";

ReadDocument MustRead(const std::string& bytes, const Hints& hints = {}) {
  const auto read = Read(bytes, hints);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? *read : ReadDocument{};
}

TEST(Html, OnlyTheDocumentIsTextAndItsTitleStandsFirst) {
  const ReadDocument read = MustRead(testing::MakeHtmlPage(kBody, kTitle));
  EXPECT_EQ(read.text, std::string(kTitle) + "\n" + kBody);
  EXPECT_EQ(read.media_type, "text/html");
  EXPECT_EQ(read.charset, "UTF-8");
}

TEST(Html, TheMastheadIsMined) {
  const Metadata metadata = MustRead(testing::MakeHtmlPage(kBody, kTitle)).metadata;
  EXPECT_EQ(metadata.title, kTitle);
  EXPECT_EQ(metadata.source, "市政府办公室");
  EXPECT_EQ(metadata.publish_date, "2023-04-05");
  EXPECT_EQ(metadata.channel_path, (std::vector<std::string>{"政务公开", "政策文件"}));
}

TEST(Html, MastheadWithoutMetaNames) {
  const ReadDocument read = MustRead(
      "<html><body><div>您现在的位置：首页 > 公开 > 通知公告</div><h1>通知</h1>"
      "<table><tr><td>发文机关：</td><td>青禾市水务局</td></tr></table><p>来源： 水务局 发布时间：2022年7月8日 "
      "浏览次数：3</p>"
      "<div id='zoom'><p>各单位要节约用水。</p><p>请认真执行，全市用水量下降3%。</p></div></body></html>");
  EXPECT_EQ(read.metadata.issuer, "青禾市水务局");
  EXPECT_EQ(read.metadata.source, "水务局");
  EXPECT_EQ(read.metadata.publish_date, "2022-07-08");
  EXPECT_EQ(read.metadata.channel_path, (std::vector<std::string>{"公开", "通知公告"}));
  EXPECT_EQ(read.text, "通知\n各单位要节约用水。\n请认真执行，全市用水量下降3%。\n");
}

TEST(Html, ABarePageIsReadWhole) { EXPECT_EQ(MustRead(testing::MakeBareHtml(kBody)).text, kBody); }

TEST(Html, TheDeclaredCharsetIsUsedAndNamed) {
  std::string page = testing::MakeHtmlPage(kBody, kTitle);
  page.replace(page.find("utf-8"), 5, "gb2312");
  const ReadDocument read = MustRead(Encode(page, "GBK"));
  EXPECT_EQ(read.text, std::string(kTitle) + "\n" + kBody);
  EXPECT_EQ(read.charset, "GB18030");
  EXPECT_EQ(read.charset_evidence, "declaration");
}

TEST(Html, HeadingsAndDatesBesideTheRunningTextAreKept) {
  const ReadDocument read = MustRead(
      "<div class='page'><div class='nav'><a href='/'>首页</a></div><div class='x'><h2>一、总体要求</h2>"
      "<div class='t'><p>各单位要节约用水，降低能耗，提高效率，确保完成全年任务。</p></div><p>2023年4月3日</p></div>"
      "<p>版权所有 青禾市</p></div>");
  EXPECT_EQ(read.text, "一、总体要求\n各单位要节约用水，降低能耗，提高效率，确保完成全年任务。\n2023年4月3日\n");
}

TEST(Html, TablesAreRowsUnlessTheyLayOutThePage) {
  const ReadDocument read = MustRead(
      "<html><body><table><tr><td><a href='/a'>栏目一</a><a href='/b'>栏目二</a></td><td><p>到2025年建成站点12个。</p>"
      "<table><tr><th>指标</th><th>目标</th></tr><tr><td>供水量</td><td>30万吨</td></tr></table>"
      "<p>各区要抓好落实。</p></td></tr></table></body></html>");
  EXPECT_EQ(read.text, "到2025年建成站点12个。\n| 指标 | 目标 |\n| 供水量 | 30万吨 |\n各区要抓好落实。\n");
}

TEST(Html, BlanksEntitiesListsAndBreaksAreAsShown) {
  const ReadDocument read = MustRead(
      "<body><p>全市&nbsp;&nbsp;新增\n  12&times;3个&ldquo;站点&rdquo;。<br>第二行。<span style='display: "
      "none'>隐</span></p>"
      "<ol start=2><li>建站。<li>修路。</ol><pre>甲  乙。\n丙。</pre></body>");
  EXPECT_EQ(read.text, "全市 新增 12×3个“站点”。\n第二行。\n2.建站。\n3.修路。\n甲  乙。\n丙。\n");
}

TEST(Html, AnchorsLeadBackToTheBytesOfTheFile) {
  std::string page = testing::MakeHtmlPage(kBody, kTitle);
  page.replace(page.find("utf-8"), 5, "gb2312");
  const std::string bytes = Encode(page, "GBK");
  const ReadDocument read = MustRead(bytes);
  ASSERT_EQ(read.source_map.size(), 7U);
  // The parser tells where a piece of text ends, so an anchor stands at the end of its line at the latest.
  const size_t line = bytes.find(Encode("二、重点任务", "GBK"));
  EXPECT_GE(static_cast<size_t>(read.source_map[3].byte), line);
  EXPECT_LE(static_cast<size_t>(read.source_map[3].byte), line + Encode("二、重点任务", "GBK").size());
}

TEST(Html, FirstDateReadsTheUsualForms) {
  EXPECT_EQ(FirstDate("发布于 2023-4-5 09:30"), "2023-04-05");
  EXPECT_EQ(FirstDate("2023年12月31日"), "2023-12-31");
  EXPECT_EQ(FirstDate("2023/02/30 与 2023.03.01"), "2023-03-01");
  EXPECT_EQ(FirstDate("电话 02385551234"), "");
}

}  // namespace
}  // namespace gangmu::readers
