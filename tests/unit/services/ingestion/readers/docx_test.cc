#include <string>

#include "common/status/error.h"
#include "gtest/gtest.h"
#include "services/ingestion/readers/docx_numbering.h"
#include "services/ingestion/readers/media_type.h"
#include "services/ingestion/readers/reader.h"
#include "tests/support/documents/documents.h"

namespace gangmu::readers {
namespace {

using testing::MakeDocxOf;

std::string WordRun(std::string_view text) { return "<w:r><w:t>" + std::string(text) + "</w:t></w:r>"; }
std::string Paragraph(std::string_view text) { return "<w:p>" + WordRun(text) + "</w:p>"; }
std::string Numbered(int list, int level, std::string_view text) {
  return "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" + std::to_string(level) + "\"/><w:numId w:val=\"" +
         std::to_string(list) + "\"/></w:numPr></w:pPr>" + WordRun(text) + "</w:p>";
}
std::string LevelXml(int level, std::string_view format, std::string_view text, std::string_view more = {}) {
  return "<w:lvl w:ilvl=\"" + std::to_string(level) + "\"><w:start w:val=\"1\"/><w:numFmt w:val=\"" +
         std::string(format) + "\"/>" + std::string(more) + "<w:lvlText w:val=\"" + std::string(text) + "\"/></w:lvl>";
}

std::string TextOfDocx(const std::string& bytes) {
  const auto read = Read(bytes);
  EXPECT_TRUE(read.ok()) << read.status();
  return read.ok() ? read->text : "";
}

TEST(Docx, ParagraphsAreLines) {
  const auto read = Read(testing::MakeDocx("标题\n\n　　一、总体要求\n到2025年建成12个站点。\n"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->text, "标题\n一、总体要求\n到2025年建成12个站点。\n");
  EXPECT_EQ(read->media_type, kDocx);
  EXPECT_EQ(read->charset, "");
}

TEST(Docx, AutomaticNumbersAreText) {
  const std::string numbering = "<w:abstractNum w:abstractNumId=\"7\">" + LevelXml(0, "chineseCounting", "%1、") +
                                LevelXml(1, "japaneseCounting", "（%2）") + LevelXml(2, "decimal", "%3.") +
                                LevelXml(3, "decimal", "%1.%4", "<w:isLgl/>") +
                                "</w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>";
  const std::string body = Numbered(1, 0, "总体要求") + Numbered(1, 1, "指导思想") + Numbered(1, 1, "基本原则") +
                           Numbered(1, 2, "节水优先") + Numbered(1, 0, "重点任务") + Numbered(1, 1, "建设管网") +
                           Numbered(1, 3, "细目") + Paragraph("结语");
  EXPECT_EQ(TextOfDocx(MakeDocxOf(body, numbering)),
            "一、总体要求\n（一）指导思想\n（二）基本原则\n1.节水优先\n二、重点任务\n（一）建设管网\n2.1 细目\n结语\n");
}

TEST(Docx, AStyleNumbersAndAStartIsOverridden) {
  const std::string numbering =
      "<w:abstractNum w:abstractNumId=\"1\">" + LevelXml(0, "decimal", "第%1条") +
      "</w:abstractNum><w:num w:numId=\"3\"><w:abstractNumId w:val=\"1\"/><w:lvlOverride w:ilvl=\"0\">"
      "<w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>";
  const std::string styles =
      "<w:style w:styleId=\"Base\"><w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr></w:pPr></w:style>"
      "<w:style w:styleId=\"Article\"><w:basedOn w:val=\"Base\"/></w:style>";
  const std::string styled = "<w:p><w:pPr><w:pStyle w:val=\"Article\"/></w:pPr>";
  EXPECT_EQ(
      TextOfDocx(MakeDocxOf(styled + WordRun("甲") + "</w:p>" + styled + WordRun("乙") + "</w:p>", numbering, styles)),
      "第5条甲\n第6条乙\n");
}

TEST(Docx, NumberFormatsAreThoseOfWord) {
  EXPECT_EQ(FormatNumber(10, "chineseCounting"), "十");
  EXPECT_EQ(FormatNumber(11, "chineseCountingThousand"), "十一");
  EXPECT_EQ(FormatNumber(20, "chineseCounting"), "二十");
  EXPECT_EQ(FormatNumber(103, "chineseCountingThousand"), "一百零三");
  EXPECT_EQ(FormatNumber(12, "chineseLegalSimplified"), "壹拾贰");
  EXPECT_EQ(FormatNumber(3, "decimalEnclosedCircleChinese"), "③");
  EXPECT_EQ(FormatNumber(2, "ideographTraditional"), "乙");
  EXPECT_EQ(FormatNumber(14, "upperRoman"), "XIV");
  EXPECT_EQ(FormatNumber(28, "lowerLetter"), "bb");
  EXPECT_EQ(FormatNumber(12, "decimalFullWidth"), "１２");
  EXPECT_EQ(FormatNumber(3, "none"), "");
}

TEST(Docx, RevisionsShowTheirResult) {
  const std::string body = "<w:p>" + WordRun("全市新增") +
                           "<w:del><w:r><w:delText>10</w:delText></w:r></w:del><w:ins>" + WordRun("12") + "</w:ins>" +
                           WordRun("万件。") + "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>";
  EXPECT_EQ(TextOfDocx(MakeDocxOf(body)), "全市新增12万件。\n");
}

TEST(Docx, TablesAreRowsAndAFrameIsItsText) {
  const auto cell = [](std::string_view text) { return "<w:tc>" + Paragraph(text) + "</w:tc>"; };
  const std::string table = "<w:tbl><w:tr>" + cell("指标") + cell("目标值") + "</w:tr><w:tr>" + cell("供水量") +
                            cell("") + "</w:tr></w:tbl><w:tbl><w:tr><w:tc>" + Paragraph("框内一段") +
                            Paragraph("框内二段") + "</w:tc></w:tr></w:tbl>";
  EXPECT_EQ(TextOfDocx(MakeDocxOf(Paragraph("前文") + table)),
            "前文\n| 指标 | 目标值 |\n| 供水量 | |\n框内一段\n框内二段\n");
}

TEST(Docx, ContentControlsAndTextBoxesAreRead) {
  const std::string body = "<w:sdt><w:sdtPr/><w:sdtContent>" + Paragraph("控件内") + "</w:sdtContent></w:sdt><w:p>" +
                           WordRun("段落") + "<w:r><w:pict><w:txbxContent>" + Paragraph("文本框") +
                           "</w:txbxContent></w:pict></w:r></w:p>";
  EXPECT_EQ(TextOfDocx(MakeDocxOf(body)), "控件内\n段落\n文本框\n");
}

}  // namespace
}  // namespace gangmu::readers
