#include <string>

#include "common/status/error.h"
#include "common/text/utf8.h"
#include "gtest/gtest.h"
#include "services/ingestion/readers/reader.h"
#include "tests/support/documents/documents.h"

namespace gangmu::readers {
namespace {

using testing::Encode;

constexpr char kText[] =
    "关于印发节约用水办法的通知\n各区人民政府：\n现将办法印发给你们，请遵照执行。全市新增节水器具12万件。\n";

Reason ReasonOf(const absl::StatusOr<ReadDocument>& read) {
  return read.ok() ? Reason::kINTERNAL : DetailsOf(read.status()).reason;
}

struct Case {
  const char* name;
  std::string bytes;
  const char* charset;
  const char* evidence;
};

TEST(PlainText, EveryCharsetGivesTheSameText) {
  const Case cases[] = {
      {"utf-8", kText, "UTF-8", "detection"},
      {"utf-8 with mark", std::string("\xEF\xBB\xBF") + kText, "UTF-8", "bom"},
      {"utf-16le with mark", "\xFF\xFE" + Encode(kText, "UTF-16LE"), "UTF-16LE", "bom"},
      {"utf-16be with mark", "\xFE\xFF" + Encode(kText, "UTF-16BE"), "UTF-16BE", "bom"},
      {"gb18030", Encode(kText, "GB18030"), "GB18030", "detection"},
      {"gbk", Encode(kText, "GBK"), "GB18030", "detection"},
  };
  for (const Case& c : cases) {
    const auto read = Read(c.bytes);
    ASSERT_TRUE(read.ok()) << c.name << ": " << read.status();
    EXPECT_EQ(read->text, kText) << c.name;
    EXPECT_EQ(read->charset, c.charset) << c.name;
    EXPECT_EQ(read->charset_evidence, c.evidence) << c.name;
    EXPECT_EQ(read->media_type, "text/plain") << c.name;
  }
}

TEST(PlainText, Big5IsReadAndACallersCharsetIsNamed) {
  const std::string text = "關於加強用水管理的通知\n各區公所：請依規定辦理，並於本月底前回報。\n";
  const auto read = Read(Encode(text, "BIG5"), {.charset = "big5"});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->text, text);
  EXPECT_EQ(read->charset, "Big5");
  EXPECT_EQ(read->charset_evidence, "caller");
}

TEST(PlainText, CrlfBecomesLfAndALoneCrStays) {
  const auto read = Read("第一行\r\n第二行\r尾\r\r\n末行\r");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->text, "第一行\n第二行\r尾\r\n末行\r");
}

TEST(PlainText, AnchorsLeadBackToTheBytesOfTheFile) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "第" + std::to_string(i) + "条 各单位应当节约用水，㐀𠮷两字为扩展区汉字。\r\n";
  for (const char* charset : {"UTF-8", "GB18030", "UTF-16LE"}) {
    const std::string bytes = (charset == std::string("UTF-16LE") ? "\xFF\xFE" : "") + Encode(text, charset);
    const auto read = Read(bytes);
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_GT(read->source_map.size(), 5U);
    for (const SourceAnchor& anchor : read->source_map) {
      const size_t at = *ByteOffset(read->text, anchor.text_offset);
      const std::string line = read->text.substr(at, read->text.find('\n', at) - at);
      EXPECT_EQ(bytes.substr(anchor.byte, Encode(line, charset).size()), Encode(line, charset)) << charset;
    }
  }
}

TEST(PlainText, WhatIsNoTextIsRefusedWithItsReason) {
  EXPECT_EQ(ReasonOf(Read("")), Reason::kEMPTY_DOCUMENT);
  EXPECT_EQ(ReasonOf(Read(" \r\n\t\u3000\n")), Reason::kEMPTY_DOCUMENT);
  EXPECT_EQ(ReasonOf(Read("\xEF\xBB\xBF")), Reason::kEMPTY_DOCUMENT);
  EXPECT_EQ(ReasonOf(Read(std::string("\x01\x02\x00\xFF\xFE\x80\x81", 7))), Reason::kNOT_TEXT);
}

TEST(PlainText, ABinaryIsRefusedByTheTypeFound) {
  const std::pair<std::string, std::string> cases[] = {
      {std::string("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16), "image/png"},
      {"\xFF\xD8\xFF\xE0 JFIF", "image/jpeg"},
      {"{\\rtf1\\ansi }", "application/rtf"},
      {"\x1F\x8B\x08", "application/gzip"},
      {"\x7F"
       "ELF\x02\x01\x01",
       "application/x-elf"},
      {"<?xml version=\"1.0\"?><data>一</data>", "application/xml"},
  };
  for (const auto& [bytes, type] : cases) {
    const auto read = Read(bytes);
    ASSERT_EQ(ReasonOf(read), Reason::kUNSUPPORTED_MEDIA_TYPE) << type;
    const ErrorDetails details = DetailsOf(read.status());
    EXPECT_EQ(details.metadata, (std::vector<std::pair<std::string, std::string>>{{"mediaType", type}}));
  }
}

TEST(PlainText, TheTextLimitHoldsOnTheDecodedText) {
  Limits limits;
  limits.max_text_bytes = 30;
  EXPECT_TRUE(Read("一二三四五六七八九十", {}, limits).ok());
  EXPECT_EQ(ReasonOf(Read("一二三四五六七八九十。", {}, limits)), Reason::kDOCUMENT_TOO_LARGE);
  EXPECT_EQ(ReasonOf(Read(Encode("一二三四五六七八九十。", "GBK"), {.charset = "gbk"}, limits)),
            Reason::kDOCUMENT_TOO_LARGE);
  EXPECT_EQ(ReasonOf(Read(std::string(9 << 20, 'a'))), Reason::kDOCUMENT_TOO_LARGE);
}

}  // namespace
}  // namespace gangmu::readers
