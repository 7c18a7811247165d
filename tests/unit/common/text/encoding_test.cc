#include "common/text/encoding.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <unicode/ucnv.h>
#include <vector>

#include "common/status/error.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

constexpr char kSimplified[] =
    "　　2021年，全市深化“放管服”改革，推出35项措施，办理时限压缩至3个工作日；新增就业1.2万人，增长13.5%。\r\n"
    "　　一、优化营商环境。对企业开办实行一次办好，减少材料26份。\n";
constexpr char kTraditional[] =
    "　　2021年，全市推動行政革新，提出35項措施，辦理時限縮短至3個工作日；新增就業1.2萬人，增長13.5%。\r\n"
    "　　一、改善營商環境。對企業開辦實行一次辦好，減少文件26份。\n";

std::string Encoded(const std::string& utf8, const char* charset) {
  UErrorCode error = U_ZERO_ERROR;
  std::string out(utf8.size() * 4 + 16, '\0');
  const int32_t size = ucnv_convert(charset, "UTF-8", out.data(), static_cast<int32_t>(out.size()), utf8.data(),
                                    static_cast<int32_t>(utf8.size()), &error);
  EXPECT_TRUE(U_SUCCESS(error)) << charset << " " << u_errorName(error);
  out.resize(static_cast<size_t>(size));
  return out;
}

struct Case {
  const char* text;
  const char* icu;
  const char* charset;
};

class EncodingTest : public ::testing::TestWithParam<Case> {};

TEST_P(EncodingTest, IsDetected) {
  const Case& c = GetParam();
  const auto decoded = DecodeText(Encoded(c.text, c.icu));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->text, c.text);
  EXPECT_EQ(decoded->charset, c.charset);
  EXPECT_EQ(decoded->evidence, CharsetEvidence::kDetection);
}

// Every beginning of at least a dozen characters is told apart too, at every cut between characters.
TEST_P(EncodingTest, ShortTextsAreDetected) {
  const Case& c = GetParam();
  std::string text = c.text;
  for (size_t cut = 36; cut < text.size(); ++cut) {
    if ((static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) continue;
    const std::string beginning = text.substr(0, cut);
    const auto decoded = DecodeText(Encoded(beginning, c.icu));
    ASSERT_TRUE(decoded.ok()) << cut << " " << decoded.status();
    EXPECT_EQ(decoded->text, beginning) << cut << " " << decoded->charset;
  }
}

TEST_P(EncodingTest, OneDamagedByteMakesItNoText) {
  const Case& c = GetParam();
  std::string text;
  for (int i = 0; i < 20; ++i) text += c.text;
  std::string bytes = Encoded(text, c.icu);
  // 0xFF is no byte of UTF-8, GB18030 or Big5; in UTF-16 a surrogate without its pair does it.
  const bool utf16 = std::string_view(c.charset).starts_with("UTF-16");
  const size_t at = bytes.size() / 2 / 2 * 2;
  bytes[at] = utf16 ? '\xD8' : '\xFF';
  bytes[at + 1] = utf16 ? '\xD8' : bytes[at + 1];
  const auto decoded = DecodeText(bytes);
  ASSERT_FALSE(decoded.ok());
  const ErrorDetails details = DetailsOf(decoded.status());
  EXPECT_EQ(details.reason, Reason::kNOT_TEXT);
  ASSERT_EQ(details.metadata.size(), 2u) << decoded.status();
  EXPECT_EQ(details.metadata[0].second, c.charset);
  EXPECT_NEAR(std::stod(details.metadata[1].second), static_cast<double>(at), 4);
}

INSTANTIATE_TEST_SUITE_P(Charsets, EncodingTest,
                         ::testing::Values(Case{kSimplified, "UTF-8", "UTF-8"}, Case{kTraditional, "UTF-8", "UTF-8"},
                                           Case{kSimplified, "gb18030", "GB18030"},
                                           Case{kTraditional, "gb18030", "GB18030"}, Case{kTraditional, "Big5", "Big5"},
                                           Case{kSimplified, "UTF-16LE", "UTF-16LE"},
                                           Case{kSimplified, "UTF-16BE", "UTF-16BE"},
                                           Case{kTraditional, "UTF-16LE", "UTF-16LE"}),
                         [](const auto& test) { return "Case" + std::to_string(test.index); });

TEST(Encoding, ByteOrderMarksDecideAndAreDropped) {
  const struct {
    std::string mark;
    const char* icu;
    const char* charset;
  } cases[] = {{"\xEF\xBB\xBF", "UTF-8", "UTF-8"},
               {"\xFF\xFE", "UTF-16LE", "UTF-16LE"},
               {"\xFE\xFF", "UTF-16BE", "UTF-16BE"},
               {"\x84\x31\x95\x33", "gb18030", "GB18030"}};
  for (const auto& c : cases) {
    const auto decoded = DecodeText(c.mark + Encoded("改", c.icu), {.caller = "big5", .declared = "big5"});
    ASSERT_TRUE(decoded.ok()) << c.charset << decoded.status();
    EXPECT_EQ(decoded->text, "改");
    EXPECT_EQ(decoded->charset, c.charset);
    EXPECT_EQ(decoded->evidence, CharsetEvidence::kByteOrderMark);
  }
}

TEST(Encoding, HintsDecideWhereTheBytesAreValidInThem) {
  const std::string gbk = Encoded("改革", "gb18030");
  EXPECT_EQ(DecodeText(gbk, {.declared = "GB2312"})->evidence, CharsetEvidence::kDeclaration);
  EXPECT_EQ(DecodeText(gbk, {.caller = "gbk", .declared = "big5"})->evidence, CharsetEvidence::kCaller);
  // A page that says UTF-8 and is none.
  const auto lied_to = DecodeText(Encoded(kSimplified, "gb18030"), {.declared = "utf-8"});
  EXPECT_EQ(lied_to->charset, "GB18030");
  EXPECT_EQ(lied_to->evidence, CharsetEvidence::kDetection);
  EXPECT_EQ(lied_to->text, kSimplified);
  EXPECT_EQ(DecodeText("plain", {.caller = "klingon"})->evidence, CharsetEvidence::kDetection);
}

TEST(Encoding, FourByteAndExtensionCharacters) {
  // U+3400 lies in the four-byte part of GB18030, 囍 in the part that GBK adds to GB2312.
  const std::string text = "囍㐀€〇改革措施的";
  EXPECT_EQ(DecodeText(Encoded(text, "gb18030"))->text, text);
}

TEST(Encoding, HongKongCharactersWhereDeclared) {
  const std::string text = "香港的邨";
  EXPECT_EQ(DecodeText(Encoded(text, "Big5-HKSCS"), {.declared = "big5-hkscs"})->text, text);
}

TEST(Encoding, EmptyAndAsciiAreUtf8) {
  EXPECT_EQ(DecodeText("")->charset, "UTF-8");
  EXPECT_EQ(DecodeText("plain\ttext\f\n")->charset, "UTF-8");
}

TEST(Encoding, ControlCharactersMakeItBinary) {
  EXPECT_EQ(DetailsOf(DecodeText(std::string("ab\0c", 4)).status()).reason, Reason::kNOT_TEXT);
  EXPECT_FALSE(DecodeText("\x01\x02\x03 and so on").ok());
  EXPECT_FALSE(DecodeText(std::string("\xEF\xBB\xBF") + std::string(10, '\0')).ok());
  // One stray control character does not; neither does the end mark of DOS.
  EXPECT_TRUE(DecodeText("改革\x07措施").ok());
  EXPECT_TRUE(DecodeText("改革措施\r\n\x1A").ok());
}

TEST(Encoding, RandomBytesAreNoText) {
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    std::string bytes(400, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    // What happens to begin like a byte-order mark is another test.
    bytes[0] = 'x';
    EXPECT_EQ(DetailsOf(DecodeText(bytes).status()).reason, Reason::kNOT_TEXT) << i;
  }
}

TEST(Encoding, LargeTextsAreDecodedWhole) {
  std::string text;
  while (text.size() < 3'000'000) text += kSimplified;
  text += "末";
  EXPECT_EQ(DecodeText(Encoded(text, "gb18030"))->text, text);
  // Beyond the sample that detection looks at.
  std::string bytes = Encoded(text, "gb18030");
  bytes[bytes.size() - 10] = '\xFF';
  EXPECT_FALSE(DecodeText(bytes).ok());
}

// Real documents, in each of the charsets that hold them.
TEST(Encoding, TheCorpusIsDetectedInEveryCharset) {
  const std::filesystem::path folder = std::filesystem::path(GANGMU_SOURCE_DIR) / "../shared/corpus/text";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "corpus not present";
  int documents = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    for (const char* charset : {"gb18030", "UTF-16LE", "UTF-16BE", "UTF-8"}) {
      const auto decoded = DecodeText(Encoded(text, charset));
      ASSERT_TRUE(decoded.ok()) << entry.path() << " " << charset << " " << decoded.status();
      EXPECT_EQ(decoded->text, text) << entry.path() << " " << charset << " read as " << decoded->charset;
    }
    ++documents;
  }
  EXPECT_GT(documents, 100);
}

}  // namespace
}  // namespace gangmu
