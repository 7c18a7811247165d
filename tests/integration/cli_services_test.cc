// The client as a person types it, against the three real services.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/suite.h"
#include "tests/support/temp_dir.h"

namespace gangmu::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kReport[] =
    "青河市改革工作总结\n"
    "\n"
    "一、优化营商环境\n"
    "一是压缩时限。审批时间由5天压缩至1天。二是培育主体。新增企业12家。三是强化融资。发放贷款3.5亿元。\n";

// One suite for all cases: starting three processes takes longer than any of them.
class CliServicesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    suite_ = new Suite();
    suite_->StartAll();
    const RunResult run = suite_->Gangmu({"ingest", "--id", "report", "-"}, kReport);
    ASSERT_EQ(run.exit_code, 0) << run.err;
    ASSERT_THAT(run.out, StartsWith("created 1\n"));
    const std::string position = run.out.substr(run.out.find("position ") + 9);
    position_ = new std::string(position.substr(0, position.find('\n')));
  }
  static void TearDownTestSuite() {
    delete suite_;
    delete position_;
  }

  static RunResult Gangmu(std::vector<std::string> args, const std::string& input = "") {
    return suite_->Gangmu(std::move(args), input);
  }

  static Suite* suite_;
  static std::string* position_;
};
Suite* CliServicesTest::suite_ = nullptr;
std::string* CliServicesTest::position_ = nullptr;

TEST_F(CliServicesTest, ShowMarksMeasuresAndIndicators) {
  const RunResult run = Gangmu({"show", "report"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out,
              HasSubstr("⟦M1:一是压缩时限。审批时间由⟨1:5天压缩至1天⟩。⟧⟦M2:二是培育主体。新增企业⟨2:12家⟩。⟧"));
  EXPECT_THAT(run.out, HasSubstr("5 → 1"));
  EXPECT_EQ(Gangmu({"show", "documents/report"}).out, run.out);
}

TEST_F(CliServicesTest, ListsInEveryFormat) {
  const RunResult table = Gangmu({"measures", "report"});
  ASSERT_EQ(table.exit_code, 0) << table.err;
  EXPECT_THAT(table.out, ContainsRegex("document +id +label +measure"));
  EXPECT_THAT(table.out, HasSubstr("强化融资"));
  const RunResult csv = Gangmu({"indicators", "report", "--format", "csv", "--filter", "unit = \"CNY\""});
  EXPECT_THAT(csv.out,
              StartsWith("document,id,quantity,from,value,lower,upper,unit,kind,qualifier,target,period,subject\n"));
  EXPECT_THAT(csv.out, HasSubstr(",3.5亿元,,350000000,350000000,350000000,CNY,"));
  const RunResult lines = Gangmu({"documents", "--format", "jsonl", "--filter", "name = \"documents/report\""});
  EXPECT_THAT(lines.out, StartsWith("{\"name\":\"documents/report\""));
  EXPECT_EQ(Gangmu({"documents", "--format", "json", "--filter", "name = \"documents/none\""}).out, "[]\n");
}

TEST_F(CliServicesTest, SearchShowsTheWordsInTheirPlaces) {
  RunResult run = Gangmu({"search", "融资", "贷款", "--filter", "document.name = \"documents/report\""});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("^1\\. 强化融资  documents/report/measures/[0-9a-f]+  [0-9.]+\n"));
  EXPECT_THAT(run.out, HasSubstr("   text  三是强化【融资】。发放【贷款】3.5亿元。\n"));
  run = Gangmu(
      {"search", "(融资 OR 主体) NOT 贷款", "--format", "csv", "--filter", "document.name = \"documents/report\""});
  EXPECT_THAT(run.out,
              ContainsRegex("^measure,score,heading,found\r?\ndocuments/report/measures/[0-9a-f]+,[0-9.]+,培育主体,"));
  run = Gangmu({"search", "融资 贷款 OR 主体"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("  融资 贷款 OR 主体\n            ^^\n"));
  EXPECT_THAT(Gangmu({"search", "没有的词"}).err, HasSubstr("nothing fits"));
}

TEST_F(CliServicesTest, CodelistsAreListedAndAddedTo) {
  EXPECT_THAT(Gangmu({"codelists", "list", "units", "--filter", "code = \"km2\"", "--format", "csv"}).out,
              StartsWith("code,title,dimension,factor,exact,note,local\nkm2,平方公里,area,1000000,yes,,\n"));
  RunResult run =
      Gangmu({"codelists", "add", "units", "[long]", "--title", "垄", "--dimension", "area", "--factor", "66.7"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, "added codelists/units/entries/[long]\n");
  EXPECT_EQ(Gangmu({"codelists", "set", "units", "[long]", "--factor", "66.8"}).exit_code, 0);
  EXPECT_THAT(Gangmu({"codelists", "list", "units", "--filter", "local = true", "--format", "csv"}).out,
              HasSubstr("[long],垄,area,66.8,yes,,yes\n"));
  EXPECT_EQ(Gangmu({"codelists", "delete", "units", "[long]"}).out, "removed codelists/units/entries/[long]\n");
  run = Gangmu({"codelists", "delete", "units", "km2"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("built-in"));
}

TEST_F(CliServicesTest, AWrongFilterIsPointedAt) {
  const RunResult run = Gangmu({"indicators", "--filter", "target = true AND unti = \"家\""});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("  target = true AND unti = \"家\"\n                    ^^^^\n"));
  EXPECT_THAT(run.err, HasSubstr("unit")) << "the near match";
}

TEST_F(CliServicesTest, StatsCountWhatWasWritten) {
  const std::vector<std::string> query = {"stats",
                                          "--group-by",
                                          "unit",
                                          "--metric",
                                          "count,sum(value)",
                                          "--filter",
                                          "document.name = \"documents/report\"",
                                          "--min-position",
                                          *position_};
  RunResult run = Gangmu(query);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("CNY +1 +350,000,000 +1"));
  EXPECT_THAT(run.out, ContainsRegex("家 +1 +12 +1"));
  std::vector<std::string> csv = query;
  csv.insert(csv.end(), {"--format", "csv"});
  EXPECT_THAT(Gangmu(csv).out, HasSubstr("CNY,1,350000000,CNY,350000000,350000000,1,0\n"));
  std::vector<std::string> chart = query;
  chart.insert(chart.end(), {"--format", "chart"});
  EXPECT_THAT(Gangmu(chart).out, HasSubstr("█"));
}

TEST_F(CliServicesTest, StatsAreWrittenInTheFormatOfTheEnding) {
  const TempDir folder;
  const auto write = [&](const std::string& name) {
    const RunResult run =
        Gangmu({"stats", "--group-by", "unit", "--metric", "sum(value)", "--filter",
                "document.name = \"documents/report\"", "--min-position", *position_, "--output", folder.File(name)});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(run.out, "");
    std::ifstream in(folder.File(name), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  EXPECT_THAT(write("rows.csv"), HasSubstr("CNY,350000000,CNY,350000000,350000000,1,0\n"));
  EXPECT_THAT(write("rows.json"), HasSubstr("\"value\": \"350000000\""));
  EXPECT_THAT(write("rows.sdmx.csv"), HasSubstr("(1.0.0),I,CNY,350000000,350000000,350000000,"));
  std::ifstream structure(folder.File("rows.structure.json"));
  EXPECT_THAT(std::string(std::istreambuf_iterator<char>(structure), {}), HasSubstr("\"dataStructures\""));
  EXPECT_THAT(write("rows.arrow"), StartsWith("\xFF\xFF\xFF\xFF"));
  EXPECT_THAT(write("chart.svg"), StartsWith("<svg "));
  const RunResult unknown = Gangmu({"stats", "--output", folder.File("rows.xls")});
  EXPECT_NE(unknown.exit_code, 0);
  EXPECT_THAT(unknown.err, HasSubstr(".arrow"));
}

TEST_F(CliServicesTest, MixedUnitsAreRefusedWithWhatToDo) {
  const RunResult run = Gangmu({"stats", "--metric", "sum(value)"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("--convert-to"));
}

TEST_F(CliServicesTest, StatsLeadFromARowToItsSentences) {
  const std::vector<std::string> query = {"stats",
                                          "--group-by",
                                          "unit",
                                          "--metric",
                                          "sum(value)",
                                          "--filter",
                                          "document.name = \"documents/report\"",
                                          "--min-position",
                                          *position_};
  std::vector<std::string> evidence = query;
  evidence.insert(evidence.end(), {"--evidence", "1", "--format", "csv"});
  RunResult run = Gangmu(evidence);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("name,counted,text,subject,sentence,document\n"));
  EXPECT_THAT(run.out, ContainsRegex("documents/report/indicators/[0-9a-f]+,yes,3.5亿元,"));
  std::vector<std::string> explain = query;
  explain.push_back("--explain");
  run = Gangmu(explain);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, ContainsRegex("documents +1\n"));
  EXPECT_THAT(run.out, HasSubstr("of at most 1,000,000,000"));
  run = Gangmu({"stats", "--list-values", "unit", "--filter", "document.name = \"documents/report\"", "--min-position",
                *position_, "--format", "csv"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("unit,count\n"));
  EXPECT_THAT(run.out, HasSubstr("CNY,1\n"));
  run = Gangmu({"stats", "--targets", "没有的事", "--format", "csv"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("subject,region,period,target,result,gap,unit,name\n"));
}

TEST_F(CliServicesTest, SourceGivesTheBytesBack) {
  std::string bytes = kReport;
  bytes.insert(0, "\xef\xbb\xbf");
  ASSERT_EQ(Gangmu({"ingest", "--id", "with-mark", "-"}, bytes).exit_code, 0);
  EXPECT_EQ(Gangmu({"source", "with-mark"}).out, bytes);
}

TEST_F(CliServicesTest, DeleteTakesADocumentOut) {
  ASSERT_EQ(Gangmu({"ingest", "--id", "to-delete", "-"}, absl::StrCat(kReport, "又\n")).exit_code, 0);
  EXPECT_THAT(Gangmu({"delete", "to-delete", "--dry-run"}).out, StartsWith("would delete documents/to-delete"));
  EXPECT_EQ(Gangmu({"show", "to-delete"}).exit_code, 0);
  EXPECT_THAT(Gangmu({"delete", "to-delete"}).out, StartsWith("deleted documents/to-delete"));
  const RunResult gone = Gangmu({"show", "to-delete"});
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.err, HasSubstr("gangmu documents"));
}

TEST_F(CliServicesTest, IngestReportsEveryFileAndDryRunStoresNothing) {
  TempDir files;
  std::ofstream(files.File("a.txt")) << kReport << "甲\n";
  std::ofstream(files.File("b.txt"));
  std::filesystem::create_directory(files.File("c"));
  std::ofstream(files.File("c/d.txt")) << kReport << "丁\n";
  const RunResult dry = Gangmu({"ingest", "--dry-run", files.path()});
  EXPECT_EQ(dry.exit_code, 1);
  EXPECT_THAT(dry.out, HasSubstr("nothing was stored"));
  const RunResult run = Gangmu({"ingest", "--verbose", "--source-prefix", "x/", "--report", files.File("outcome.csv"),
                                "--exclude", "*.csv", files.path()});
  EXPECT_EQ(run.exit_code, 1) << "one file was rejected";
  EXPECT_THAT(run.out, StartsWith("created 2\nrejected 1\n3 documents, "));
  EXPECT_THAT(run.err, HasSubstr(absl::StrCat("rejected  ", files.File("b.txt"))));
  EXPECT_THAT(run.err, HasSubstr("EMPTY_DOCUMENT"));
  std::ostringstream report;
  report << std::ifstream(files.File("outcome.csv")).rdbuf();
  EXPECT_THAT(report.str(), HasSubstr(absl::StrCat(files.File("c/d.txt"), ",x/c/d.txt,created,documents/")));
  const RunResult lines = Gangmu({"ingest", "--source-prefix", "x/", "--format", "jsonl", "--exclude", "*.csv",
                                  "--exclude", "b.txt", files.path()});
  EXPECT_EQ(lines.exit_code, 0) << lines.err;
  EXPECT_THAT(lines.out, HasSubstr("\"outcome\":\"INGEST_OUTCOME_UNCHANGED\""));
  EXPECT_THAT(lines.err, HasSubstr("unchanged 2\n"));
  EXPECT_EQ(std::vector<std::string>(absl::StrSplit(lines.out, '\n', absl::SkipEmpty())).size(), 2u);
}

// The id behind the first "jobs/" of an output.
std::string JobIn(const std::string& text) {
  const size_t begin = text.find("jobs/");
  if (begin == std::string::npos) return "";
  return text.substr(begin + 5, text.find_first_of(" :\n", begin) - begin - 5);
}

TEST_F(CliServicesTest, AFolderGoesThroughAJobWhoseDeadLettersCanBeSavedAndRedriven) {
  TempDir files;
  std::ofstream(files.File("good.txt")) << kReport << "作业\n";
  std::ofstream(files.File("marked.txt")) << "机密★1年\n" << kReport << "密\n";
  const RunResult run = Gangmu({"ingest", "--source-prefix", "job/", files.path()});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, StartsWith("created 1\nrejected 1\n2 documents, "));
  const RunResult list = Gangmu({"jobs", "list", "--format", "csv"});
  ASSERT_EQ(list.exit_code, 0) << list.err;
  EXPECT_THAT(list.out, ContainsRegex(",SUCCEEDED,2,1,1,[^,]*," + files.path()));
  const std::string first = list.out.substr(list.out.find('\n') + 1);
  const std::string job = first.substr(0, first.find(','));
  const RunResult dead = Gangmu({"jobs", "dead-letters", job, "--save", files.File("rejected")});
  EXPECT_THAT(dead.out, ContainsRegex("2 +CLASSIFIED +1 "));
  std::ostringstream saved;
  saved << std::ifstream(files.File("rejected/2-marked.txt")).rdbuf();
  EXPECT_EQ(saved.str(), absl::StrCat("机密★1年\n", kReport, "密\n"));
  EXPECT_THAT(Gangmu({"jobs", "redrive", job, "--reason", "ENCRYPTED"}).out, StartsWith("redriven 0\n"));
  EXPECT_THAT(Gangmu({"jobs", "redrive", job}).out, StartsWith("redriven 1\n"));
  EXPECT_EQ(Gangmu({"jobs", "watch", job}).exit_code, 1) << "it is rejected again";
  EXPECT_THAT(Gangmu({"jobs", "show", job}).out, ContainsRegex("SUCCEEDED  2 items .*REJECTED 1"));
  EXPECT_EQ(Gangmu({"jobs", "pause", job}).exit_code, 1) << "it is finished";
  EXPECT_EQ(Gangmu({"jobs", "delete", job}).exit_code, 0);
  EXPECT_EQ(Gangmu({"jobs", "show", job}).exit_code, 1);
}

TEST_F(CliServicesTest, AManifestGivesWhatACatalogueKnowsAndItIsShownAsGiven) {
  TempDir files;
  std::ofstream(files.File("a.txt")) << kReport << "目录甲\n";
  std::ofstream(files.File("b.txt")) << kReport << "目录乙\n";
  std::ofstream(files.File("list.csv")) << "path,id,title,issuer,date,source,labels\n"
                                           "a.txt,catalogue-a,改革台账,青河市改革办,2023-02-01,,batch=7\n"
                                           "b.txt,,,,,http://example.org/b,\n";
  const RunResult run = Gangmu({"ingest", "--manifest", files.File("list.csv"), "--label", "team=x", "--jobs", "1"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, StartsWith("created 2\n"));
  const RunResult show = Gangmu({"show", "catalogue-a"});
  EXPECT_THAT(show.out, ContainsRegex("title +改革台账  \\(given\\)\n"));
  EXPECT_THAT(show.out, ContainsRegex("issuer +青河市改革办  \\(given\\)\n"));
  EXPECT_THAT(show.out, ContainsRegex("published +2023-02-01  \\(given\\)\n"));
  const RunResult listed = Gangmu({"documents", "--format", "jsonl", "--filter", "labels.batch = \"7\""});
  EXPECT_THAT(listed.out, HasSubstr("\"team\":\"x\""));
  EXPECT_THAT(listed.out, HasSubstr("\"stated\":{\"title\":\"改革台账\""));
  const RunResult other =
      Gangmu({"documents", "--format", "jsonl", "--filter", "source.uri = \"http://example.org/b\""});
  EXPECT_THAT(other.out, HasSubstr("\"title\":\"青河市改革工作总结\"")) << "nothing was stated of it";
  std::ofstream(files.File("bad.csv")) << "path,dat\na.txt,2023\nnone.txt,2023\n";
  const RunResult bad = Gangmu({"ingest", "--manifest", files.File("bad.csv")});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.err, HasSubstr("row 1: unknown column \"dat\"; did you mean date?"));
  EXPECT_THAT(bad.err, HasSubstr("row 3: "));
  EXPECT_EQ(Gangmu({"ingest"}).exit_code, 2) << "nothing to take in";
}

TEST_F(CliServicesTest, AWatchedFolderTakesWhatComesAndEndsWithCtrlC) {
  TempDir files, scratch;
  std::filesystem::create_directory(files.File("in"));
  std::ofstream(files.File("in/first.txt")) << kReport << "守望一\n";
  std::ofstream(files.File("second.txt")) << kReport << "守望二\n";
  std::ofstream(files.File("third.txt")) << kReport << "守望三\n";
  std::ofstream(scratch.File("run.sh")) << "set -eu\n"
                                        << GANGMU_BIN_DIR << "/gangmu ingest --watch --verbose --report "
                                        << scratch.File("report.csv") << " --source-prefix watch/ " << files.File("in")
                                        << " >" << scratch.File("out") << " 2>" << scratch.File("err")
                                        << " &\nclient=$!\n"
                                        << "until_has() { for i in $(seq 300); do [ \"$(grep -c \"$1\" "
                                        << scratch.File("err") << ")\" -ge $2 ] && return; sleep 0.1; done; }\n"
                                        << "until_has 'watching;' 1\n"
                                        << "mv " << files.File("second.txt") << " " << files.File("in/second.txt")
                                        << "\nuntil_has 'watching;' 2\n"
                                        << "cp " << files.File("third.txt") << " " << files.File("in/first.txt")
                                        << "\nuntil_has 'watching;' 3\n"
                                        << "kill -INT $client\ncode=0\nwait $client || code=$?\necho $code >"
                                        << scratch.File("code") << "\n";
  Gangmu({"version"});  // sets the addresses in the environment
  ASSERT_EQ(std::system(absl::StrCat("bash -m ", scratch.File("run.sh")).c_str()), 0);
  const auto content = [&](const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(scratch.File(name)).rdbuf();
    return text.str();
  };
  EXPECT_EQ(content("code"), "0\n") << content("err");
  EXPECT_THAT(content("out"), StartsWith("created 2\nnew revision 1\n3 documents, ")) << content("err");
  EXPECT_THAT(content("report.csv"), HasSubstr("in/second.txt,watch/second.txt,created,"));
}

TEST(CliJobs, AnInterruptPausesTheJobAndTheSameCommandGoesOn) {
  Suite suite;
  suite.StartMeasures();
  suite.StartIngestion();
  suite.measures().Kill();
  TempDir files;
  for (int i = 0; i < 20; ++i) std::ofstream(files.File(absl::StrCat(i, ".txt"))) << kReport << i << "号\n";
  // Until the job waits for the store, then Ctrl-C.
  TempDir scratch;
  std::ofstream(scratch.File("run.sh")) << "set -eu\n"
                                        << GANGMU_BIN_DIR << "/gangmu ingest --patience 100 " << files.path() << " >"
                                        << scratch.File("out") << " 2>" << scratch.File("err") << " &\nclient=$!\n"
                                        << "for i in $(seq 300); do grep -q waiting " << scratch.File("err")
                                        << " && break; sleep 0.1; done\n"
                                        << "kill -INT $client\ncode=0\nwait $client || code=$?\necho $code >"
                                        << scratch.File("code") << "\n";
  suite.Gangmu({"version"});  // sets the addresses in the environment
  ASSERT_EQ(std::system(absl::StrCat("bash -m ", scratch.File("run.sh")).c_str()), 0);
  const auto content = [&](const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(scratch.File(name)).rdbuf();
    return text.str();
  };
  EXPECT_EQ(content("code"), "130\n") << content("err");
  EXPECT_THAT(content("err"), HasSubstr("is paused: run the same command again"));
  const std::string job = JobIn(content("err"));
  EXPECT_THAT(suite.Gangmu({"jobs", "show", job}).out, HasSubstr("PAUSED"));
  suite.StartMeasures();
  const RunResult again = suite.Gangmu({"ingest", files.path()});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, HasSubstr("\n20 documents, "));
  EXPECT_THAT(suite.Gangmu({"jobs", "show", job}).out, HasSubstr("SUCCEEDED"));
  EXPECT_EQ(suite.StoredRecords().size(), 20u);
}

TEST(CliServe, RunsAllThreeInOneProcessAndStopsCleanly) {
  TempDir folder;
  std::ofstream(folder.File("report.txt")) << kReport;
  std::ofstream script(folder.File("serve.sh"));
  script << "set -eu\ncd " << folder.path() << "\nbin=" << GANGMU_BIN_DIR << R"sh(/gangmu
$bin serve --data data --ingestion-address 127.0.0.1:0 --measures-address 127.0.0.1:0 \
  --statistics-address 127.0.0.1:0 >out 2>err &
server=$!
trap 'kill -9 $server 2>/dev/null || true' EXIT
for i in $(seq 200); do grep -q Ctrl-C out && break; sleep 0.1; done
export GANGMU_INGESTION_ADDRESS=$(awk '/^ingestion/ {print $2}' out)
export GANGMU_MEASURES_ADDRESS=$(awk '/^measures/ {print $2}' out)
export GANGMU_STATISTICS_ADDRESS=$(awk '/^statistics/ {print $2}' out)
$bin health --wait 30 >health
$bin ingest report.txt >ingest
$bin stats --group-by unit --min-position "$(awk '/^position/ {print $2}' ingest)" >stats
kill -TERM $server
wait $server
echo "$?" >code
)sh";
  script.close();
  ASSERT_EQ(std::system(absl::StrCat("bash ", folder.File("serve.sh")).c_str()), 0);
  const auto content = [&](const std::string& name) {
    std::ostringstream text;
    text << std::ifstream(folder.File(name)).rdbuf();
    return text.str();
  };
  EXPECT_EQ(content("code"), "0\n") << content("err");
  EXPECT_THAT(content("health"), ContainsRegex("statistics +127.0.0.1:[0-9]+ +SERVING"));
  EXPECT_THAT(content("stats"), HasSubstr("CNY"));
}

}  // namespace
}  // namespace gangmu::testing
