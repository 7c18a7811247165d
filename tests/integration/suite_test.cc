// The three services together as real processes, used through the client as a person types it.
#include "tests/integration/suite.h"

#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/stream_in.h"

namespace gangmu::testing {
namespace {

using ::testing::HasSubstr;

int FilesIn(const std::string& folder) {
  int n = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) n += entry.path().extension() == ".txt";
  return n;
}

TEST(SuiteTest, TakesSamplesInOnceAndCountsThem) {
  Suite suite;
  suite.StartAll();
  const int files = FilesIn(SamplesFolder());
  ASSERT_GE(files, 12);

  const RunResult first = suite.Gangmu({"ingest", SamplesFolder()});
  EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
  EXPECT_THAT(first.out + first.err, HasSubstr(absl::StrCat("created ", files)));

  const RunResult second = suite.Gangmu({"ingest", SamplesFolder()});
  EXPECT_EQ(second.exit_code, 0) << second.out << second.err;
  EXPECT_THAT(second.out + second.err, HasSubstr(absl::StrCat("unchanged ", files)));

  EXPECT_EQ(static_cast<int>(suite.StoredRecords().size()), files);
  EXPECT_GT(suite.StoredIndicators(), 100);
  EXPECT_EQ(suite.CountedIndicators(), suite.StoredIndicators());
  EXPECT_EQ(suite.Gangmu({"health"}).exit_code, 0);
}

TEST(SuiteTest, AnotherFolderGivesTheSameIdentities) {
  Suite suite;
  suite.StartAll();
  TempDir elsewhere;
  std::filesystem::copy(SamplesFolder(), elsewhere.File("copy"));
  ASSERT_EQ(suite.Gangmu({"ingest", SamplesFolder()}).exit_code, 0);
  const RunResult again = suite.Gangmu({"ingest", elsewhere.File("copy")});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out + again.err, HasSubstr(absl::StrCat("unchanged ", FilesIn(SamplesFolder()))));
}

TEST(SuiteTest, TakesTheWholeCorpus) {
  const std::string corpus = CorpusFolder();
  if (corpus.empty()) GTEST_SKIP() << "corpus not present";
  Suite suite;
  suite.StartAll();
  const RunResult first = suite.Gangmu({"ingest", corpus});
  EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
  EXPECT_THAT(first.out + first.err, HasSubstr("created 144"));
  const RunResult second = suite.Gangmu({"ingest", corpus});
  EXPECT_THAT(second.out + second.err, HasSubstr("unchanged 144"));
  EXPECT_EQ(suite.CountedIndicators(), suite.StoredIndicators());
}

// A store that was put back to an earlier state, or made of an export, has another epoch: the statistics that ran on
// meanwhile are told so, rebuild, and count what the store holds now.
TEST(SuiteTest, StatisticsFollowARestoredAndAnImportedStore) {
  Suite suite;
  suite.StartAll();
  ASSERT_EQ(suite.Gangmu({"ingest", SamplesFolder()}).exit_code, 0);
  const int64_t at_first = suite.StoredIndicators();
  ASSERT_EQ(suite.CountedIndicators(), at_first);
  const auto records = suite.StoredRecords();
  const std::string backup = suite.folder().File("store.backup");
  const std::string lines = suite.folder().File("store.jsonl");
  ASSERT_EQ(suite.Gangmu({"backup", backup}).exit_code, 0);
  ASSERT_EQ(suite.Gangmu({"export", lines}).exit_code, 0);
  ASSERT_EQ(suite.Gangmu({"ingest", "--id", "later", "-"}, "一、培育主体\n一是新增企业12家。\n").exit_code, 0);
  ASSERT_EQ(suite.CountedIndicators(), at_first + 1);

  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"restore", backup}, std::vector<std::string>{"import", lines}}) {
    SCOPED_TRACE(command[0]);
    suite.measures().Kill();
    std::vector<std::string> args = command;
    args.insert(args.end(), {"--data", suite.folder().File("measures"), "--replace"});
    const RunResult put_back = suite.Gangmu(args);
    ASSERT_EQ(put_back.exit_code, 0) << put_back.err;
    suite.StartMeasures();
    EXPECT_EQ(suite.StoredRecords(), records);
    EXPECT_EQ(suite.CountedIndicators(), at_first) << "what was taken back is no longer counted";
    ASSERT_EQ(suite.Gangmu({"ingest", "--id", "later", "-"}, "一、培育主体\n一是新增企业15家。\n").exit_code, 0);
    EXPECT_EQ(suite.CountedIndicators(), at_first + 1) << "and the feed goes on";
  }
}

// Kills one service while documents stream in and starts it again: what was acknowledged before is there afterwards,
// the rest can be sent again, and at the end all equals an undisturbed run: nothing lost, nothing doubled, statistics
// agree with the store.
class KillTest : public ::testing::TestWithParam<std::string> {};

TEST_P(KillTest, LosesAndDoublesNothing) {
  const auto documents = SampleVariants("kill", 20);
  Suite undisturbed;
  undisturbed.StartAll();
  Acknowledged all;
  StreamInAll(undisturbed, documents, 120, &all);
  ASSERT_EQ(undisturbed.StoredRecords().size(), documents.size());

  Suite suite;
  suite.StartAll();
  Acknowledged acknowledged;
  std::thread client([&] { StreamIn(suite, documents, &acknowledged); });
  absl::SleepFor(absl::Milliseconds(150));
  suite.KillAndRestart(GetParam());
  client.join();
  const auto stored = suite.StoredRecords();
  for (const auto& [index, result] : acknowledged) {
    EXPECT_TRUE(stored.contains(result.document())) << "acknowledged and lost: " << result.ShortDebugString();
  }
  EXPECT_LE(stored.size(), documents.size());

  StreamInAll(suite, documents, 120, &acknowledged);
  EXPECT_EQ(suite.StoredRecords(), undisturbed.StoredRecords());
  EXPECT_EQ(suite.CountedIndicators(), suite.StoredIndicators());
  EXPECT_EQ(suite.CountedIndicators(), undisturbed.CountedIndicators());
}

INSTANTIATE_TEST_SUITE_P(EachService, KillTest, ::testing::Values("measures", "ingestion", "statistics"),
                         [](const auto& test) { return test.param; });

TEST(SuiteTest, BadInputIsNamedAndTheRestGoesOn) {
  Suite suite;
  suite.StartAll();
  TempDir files;
  std::ofstream(files.File("a-good.txt")) << "关于试点工作的通知\n\n一、总体要求\n新增企业12家。\n";
  std::ofstream(files.File("b-empty.txt"));
  std::ofstream(files.File("c-binary.txt"), std::ios::binary) << std::string(
                                                                     "\x7f"
                                                                     "ELF\x02\x01\x00\x00",
                                                                     8)
                                                              << std::string(4096, '\0');
  {
    std::ofstream big(files.File("d-big.txt"));
    for (int i = 0; i < (9 << 20) / 30; ++i) big << "政策文件政策文件政\n\n\n";
  }
  const RunResult run = suite.Gangmu({"ingest", files.path()});
  const std::string out = run.out + run.err;
  EXPECT_EQ(run.exit_code, 1) << out;
  EXPECT_THAT(out, HasSubstr("created 1"));
  EXPECT_THAT(out, HasSubstr("rejected 3"));
  EXPECT_THAT(out, HasSubstr("b-empty.txt"));
  EXPECT_THAT(out, HasSubstr("EMPTY_DOCUMENT"));
  EXPECT_THAT(out, HasSubstr("DOCUMENT_TOO_LARGE"));
  EXPECT_EQ(suite.Gangmu({"health"}).exit_code, 0);
}

TEST(SuiteTest, UnknownFilterFieldIsNamedWithItsNeighbours) {
  Suite suite;
  suite.StartAll();
  const RunResult run = suite.Gangmu({"documents", "--filter", "publishdate > \"2022-01-01\""});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("publish_date"));
  const RunResult stats = suite.Gangmu({"stats", "--filter", "unti = \"CNY\"", "--metric", "count"});
  EXPECT_NE(stats.exit_code, 0);
  EXPECT_THAT(stats.err, HasSubstr("unit"));
}

TEST(SuiteTest, PortInUseIsSaid) {
  Suite suite;
  suite.StartMeasures();
  TempDir other;
  const RunResult run = RunProgram(
      "gangmu-measures", {"--address=" + suite.measures().address(), "--data=" + other.path()}, "", absl::Seconds(20));
  EXPECT_NE(run.exit_code, 0);
  EXPECT_NE(run.exit_code, 137) << "it did not end by itself";
  EXPECT_THAT(run.out + run.err, HasSubstr(suite.measures().address()));
}

TEST(SuiteTest, DataFolderWithoutWritePermissionIsSaid) {
  if (geteuid() != 0) {
    TempDir folder;
    chmod(folder.path().c_str(), 0555);
    const RunResult run =
        RunProgram("gangmu-measures", {"--address=127.0.0.1:0", "--data=" + folder.path()}, "", absl::Seconds(20));
    chmod(folder.path().c_str(), 0755);
    EXPECT_NE(run.exit_code, 0);
    EXPECT_NE(run.exit_code, 137);
    EXPECT_THAT(run.err, HasSubstr(folder.path()));
    return;
  }
  // Root may write everywhere; a folder that cannot be one shows the same path of the program.
  const RunResult run =
      RunProgram("gangmu-measures", {"--address=127.0.0.1:0", "--data=/proc/1/no-such-folder"}, "", absl::Seconds(20));
  EXPECT_NE(run.exit_code, 0);
  EXPECT_NE(run.exit_code, 137);
  EXPECT_THAT(run.out + run.err, HasSubstr("/proc/1/no-such-folder"));
}

TEST(SuiteTest, EveryServerListsItsSettingsAndRefusesUnknownOnes) {
  for (const char* program : {"gangmu-ingestion", "gangmu-measures", "gangmu-statistics"}) {
    const RunResult help = RunProgram(program, {"--help"});
    EXPECT_EQ(help.exit_code, 0) << program;
    EXPECT_THAT(help.out, HasSubstr("GANGMU_ADDRESS")) << program;
    EXPECT_THAT(help.out, HasSubstr("127.0.0.1:710")) << program;
    const RunResult wrong = RunProgram(program, {"--adress=127.0.0.1:0"});
    EXPECT_EQ(wrong.exit_code, 2) << program << wrong.err;
    EXPECT_THAT(wrong.err, HasSubstr("--address")) << program;
  }
}

TEST(SuiteTest, StopsCleanlyOnTerm) {
  Suite suite;
  suite.StartAll();
  EXPECT_EQ(suite.statistics().Stop(), 0);
  EXPECT_EQ(suite.ingestion().Stop(), 0);
  EXPECT_EQ(suite.measures().Stop(), 0);
}

}  // namespace
}  // namespace gangmu::testing
