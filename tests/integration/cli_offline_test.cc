// The client as a person types it, where no service runs.
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "gangmu/policy/v1/policy.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "tests/support/service_process.h"
#include "tests/support/temp_dir.h"

namespace gangmu::testing {
namespace {

using policy::v1::DocumentRecord;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kNotice[] =
    "青河市人民政府关于开展试点工作的通知\n"
    "青政发〔2023〕8号\n"
    "\n"
    "各县区人民政府:\n"
    "一、扩大试点范围\n"
    "一是新增示范企业12家。二是安排资金3.5亿元。\n"
    "\n"
    "青河市人民政府\n"
    "2023年5月6日\n";
// 关于工作的通知\n\n新增企业12家。\n in GB18030.
constexpr char kNoticeInGb18030[] =
    "\xb9\xd8\xd3\xda\xb9\xa4\xd7\xf7\xb5\xc4\xcd\xa8\xd6\xaa\n\n\xd0\xc2\xd4\xf6\xc6\xf3\xd2\xb5"
    "12"
    "\xbc\xd2\xa1\xa3\n";

class CliOfflineTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_.File(name), std::ios::binary) << bytes;
    return folder_.File(name);
  }

  static DocumentRecord Parse(const std::string& json) {
    DocumentRecord record;
    const auto status = google::protobuf::util::JsonStringToMessage(json, &record);
    EXPECT_TRUE(status.ok()) << status.ToString() << "\n" << json;
    return record;
  }

  static std::set<std::string> Units(const DocumentRecord& record) {
    std::set<std::string> units;
    for (const auto& indicator : record.indicators()) units.insert(indicator.value() + " " + indicator.unit());
    return units;
  }

  TempDir folder_;
};

TEST_F(CliOfflineTest, ExtractPrintsTheContractsJson) {
  const RunResult run = RunProgram("gangmu", {"extract", "--format", "json", Write("notice.txt", kNotice)});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  const DocumentRecord record = Parse(run.out);
  EXPECT_EQ(record.document().document_number(), "青政发〔2023〕8号");
  EXPECT_EQ(record.document().publish_date(), "2023-05-06");
  EXPECT_EQ(record.measures_size(), 2);
  EXPECT_THAT(Units(record), ::testing::IsSupersetOf({"12 家", "350000000 CNY"}));
  EXPECT_THAT(run.out, HasSubstr("\"secrecyMark\": \"\"")) << "fields at their default are printed";
  EXPECT_THAT(run.out, HasSubstr(absl::StrCat("\"start\": ", record.measures(0).span().start())))
      << "offsets are numbers";
  EXPECT_EQ(record.document().text(), "") << "the text is asked for with --with-text";
}

TEST_F(CliOfflineTest, ExtractReadsStandardInputInAnyCharset) {
  const RunResult run = RunProgram("gangmu", {"extract", "--format", "json", "--with-text", "-"}, kNoticeInGb18030);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const DocumentRecord record = Parse(run.out);
  EXPECT_EQ(record.document().text(), "关于工作的通知\n\n新增企业12家。\n");
  EXPECT_EQ(record.document().source().charset(), "GB18030");
  EXPECT_THAT(Units(record), ::testing::Contains("12 家"));
}

TEST_F(CliOfflineTest, ExtractTableIsForPeopleAndHasNoEscapesInAPipe) {
  const RunResult run = RunProgram("gangmu", {"extract", "--explain", Write("notice.txt", kNotice)});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("青政发〔2023〕8号"));
  EXPECT_THAT(run.out, HasSubstr("350,000,000"));
  EXPECT_THAT(run.out, HasSubstr("rules"));
  EXPECT_THAT(run.out, Not(HasSubstr("\x1b")));
}

TEST_F(CliOfflineTest, ExplainSaysWhyOfEachIndicator) {
  const std::string file = Write("why.txt", "工作总结\n\n2021年新增企业12家，增长8.2%。五大基地建成。\n");
  RunResult run = RunProgram("gangmu", {"extract", "--explain", file});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("confidence"));
  EXPECT_THAT(run.out, HasSubstr("#1 12家: confidence 94%, rules\n"));
  EXPECT_THAT(run.out, HasSubstr("  kind.prefix_rise      a word of gain opens the phrase"));
  EXPECT_THAT(run.out, HasSubstr("#2 8.2%: confidence 86%, rules\n"));
  EXPECT_THAT(run.out,
              HasSubstr("  subject.carried       the subject is that of the quantity or clause before (-8)\n"));
  EXPECT_THAT(run.out, HasSubstr("  numeral.chinese "));
  run = RunProgram("gangmu", {"extract", file});
  EXPECT_THAT(run.out, Not(HasSubstr("confidence")));
  EXPECT_THAT(run.out, Not(HasSubstr("kind.prefix_rise")));
}

TEST_F(CliOfflineTest, PublishDateResolvesPeriodsAndNothingElse) {
  const std::string file = Write("undated.txt", "工作总结\n\n今年新增企业12家。\n");
  const RunResult run = RunProgram("gangmu", {"extract", "--format", "json", "--publish-date", "2022-10-21", file});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const DocumentRecord record = Parse(run.out);
  ASSERT_GE(record.indicators_size(), 1);
  EXPECT_EQ(record.indicators(0).period().start(), "2022-01-01");
  EXPECT_EQ(record.document().publish_date(), "");
}

TEST_F(CliOfflineTest, SeveralFilesBecomeLinesAndABadOneIsNamed) {
  const std::string empty = Write("empty.txt", "");
  const std::string binary = Write("binary.txt", std::string("\x7f"
                                                             "ELF\x02\x01\x01",
                                                             7) +
                                                     std::string(4096, '\0'));
  const RunResult run = RunProgram("gangmu", {"extract", "--format", "jsonl", Write("a.txt", kNotice), empty, binary,
                                              folder_.File("gone.txt"), Write("b.txt", kNotice)});
  EXPECT_EQ(run.exit_code, 1);
  const std::vector<std::string> lines = absl::StrSplit(run.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 2u) << run.out;
  EXPECT_TRUE(absl::EndsWith(Parse(lines[1]).document().source().uri(), "b.txt"));
  EXPECT_THAT(run.err, HasSubstr(empty));
  EXPECT_THAT(run.err, HasSubstr("EMPTY_DOCUMENT"));
  EXPECT_THAT(run.err, HasSubstr(binary));
  EXPECT_THAT(run.err, HasSubstr("gone.txt: No such file or directory"));
}

TEST_F(CliOfflineTest, WrongCommandLinesExitWithTwoAndSayHowToGoOn) {
  const std::string file = Write("a.txt", kNotice);
  const std::pair<std::vector<std::string>, const char*> wrong[] = {
      {{}, "gangmu --help"},
      {{"frobnicate"}, "no command 'frobnicate'\n  `gangmu --help`"},
      {{"extrct", file}, "no command 'extrct'; did you mean extract?"},
      {{"extract"}, "gangmu extract --help"},
      {{"extract", "--colour", file}, "--colour"},
      {{"extract", "--format", "xml", file}, "table,json,jsonl"},
      {{"extract", "--publish-date", "2022-13-01", file}, "YYYY-MM-DD"},
      {{"extract", "--publish-date", "2023-02-29", file}, "YYYY-MM-DD"},
      {{"extract", "--format", "json", file, file}, "--format jsonl"},
      {{"stats", "--metric", "total(value)"}, "known are count, sum"},
      {{"ingest", "--label", "novalue", file}, "KEY=VALUE"},
      {{"documents", "--limit", "-3"}, "--limit"},
  };
  for (const auto& [arguments, text] : wrong) {
    const RunResult run = RunProgram("gangmu", arguments);
    EXPECT_EQ(run.exit_code, 2) << text;
    EXPECT_THAT(run.err, HasSubstr(text));
    EXPECT_EQ(run.out, "");
  }
}

TEST_F(CliOfflineTest, EveryCommandExplainsItselfWithExamples) {
  const RunResult all = RunProgram("gangmu", {"--help"});
  EXPECT_EQ(all.exit_code, 0);
  for (const char* command : {"extract", "ingest", "documents", "measures", "indicators", "show", "stats", "source",
                              "delete", "health", "serve"}) {
    EXPECT_THAT(all.out, HasSubstr(command));
    const RunResult run = RunProgram("gangmu", {command, "--help"});
    EXPECT_EQ(run.exit_code, 0) << command;
    EXPECT_THAT(run.out, HasSubstr(std::string("Examples:\n  ")));
  }
}

TEST_F(CliOfflineTest, VersionNamesTheExtractor) {
  const RunResult run = RunProgram("gangmu", {"version"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, ::testing::ContainsRegex("^gangmu [0-9.]+\nextractor [0-9a-f]{8,}"));
}

TEST_F(CliOfflineTest, AServiceThatIsDownIsNamedWithWhatToDo) {
  const std::string nowhere = "127.0.0.1:1";
  const std::vector<std::vector<std::string>> commands = {
      {"documents", "--measures-address", nowhere},
      {"stats", "--statistics-address", nowhere},
      {"ingest", "--ingestion-address", nowhere, Write("a.txt", kNotice)}};
  for (const std::vector<std::string>& arguments : commands) {
    const RunResult run = RunProgram("gangmu", arguments, "", absl::Seconds(30));
    EXPECT_EQ(run.exit_code, 1) << arguments[0] << run.err;
    EXPECT_THAT(run.err, HasSubstr("127.0.0.1:1 does not answer")) << arguments[0];
    EXPECT_THAT(run.err, HasSubstr("gangmu serve --data"));
  }
  const RunResult health = RunProgram("gangmu", {"health", "--ingestion-address", nowhere, "--measures-address",
                                                 nowhere, "--statistics-address", nowhere});
  EXPECT_EQ(health.exit_code, 1);
  EXPECT_THAT(health.out, HasSubstr("statistics  127.0.0.1:1"));
}

}  // namespace
}  // namespace gangmu::testing
