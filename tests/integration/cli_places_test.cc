// From an indicator back to its place in the file, in every format.
#include <fstream>

#include "absl/strings/str_cat.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/suite.h"
#include "tests/support/documents/documents.h"
#include "tests/support/temp_dir.h"

namespace gangmu::testing {
namespace {

using ::testing::ContainsRegex;

// Two pages and more, so that the second figure stands on another page than the first.
std::string LongText() {
  std::string text = "青河市改革工作总结\n一、优化营商环境\n新增企业12家。\n";
  for (int i = 0; i < 40; ++i) {
    absl::StrAppend(&text, "各有关单位要认真贯彻落实，加强组织领导，完善工作机制，确保各项任务落到实处。\n");
  }
  return text + "发放贷款3.5亿元。\n";
}

TEST(CliPlaces, EveryFormatLeadsBackToItsFile) {
  Suite suite;
  suite.StartMeasures();
  suite.StartIngestion();
  TempDir files;
  const std::string text = LongText();
  const auto places = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(files.File(name), std::ios::binary) << bytes;
    EXPECT_EQ(suite.Gangmu({"ingest", "--id", name, files.File(name)}).exit_code, 0);
    const RunResult run = suite.Gangmu({"show", name, "--places"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run.out;
  };
  // The bytes of the line that holds the figure, in the file as it came: here in GBK with CRLF.
  std::string crlf;
  for (const char c : text) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  const std::string gbk = Encode(crlf, "GBK");
  const size_t line = gbk.find(Encode("新增企业", "GBK"));
  const size_t next = line + Encode("新增企业12家。\r\n", "GBK").size();
  EXPECT_THAT(places("a.txt", gbk), ContainsRegex(absl::StrCat("1 +12家 +bytes ", line, "–", next, " *\n")));
  const std::string html = MakeHtmlPage(text, "青河市改革工作总结");
  EXPECT_THAT(places("a.html", html), ContainsRegex("1 +12家 +bytes [0-9]+–[0-9]+ *\n"));
  EXPECT_THAT(places("a.docx", MakeDocx(text)),
              ContainsRegex("1 +12家 +paragraph 3 *\n *2 +3.5亿元 +paragraph 44 *\n"));
  EXPECT_THAT(places("a.pdf", MakePdf(text)), ContainsRegex("1 +12家 +page 1 *\n *2 +3.5亿元 +page [3-9] *\n"));
  EXPECT_THAT(places("a.ofd", MakeOfd(text)), ContainsRegex("1 +12家 +page 1 *\n *2 +3.5亿元 +page [3-9] *\n"));
}

}  // namespace
}  // namespace gangmu::testing
