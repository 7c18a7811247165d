// The store's commands as a person types them: history, undelete, purge, reads as of a moment.
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/suite.h"

namespace gangmu::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class CliStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    suite_.StartMeasures();
    suite_.StartIngestion();
    Ingest("一、培育主体\n一是新增企业12家。\n");
    Ingest("一、培育主体\n一是新增企业15家。\n");
  }
  void Ingest(const std::string& text) {
    const RunResult run = suite_.Gangmu({"ingest", "--id", "report", "-"}, text);
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  std::string Run(std::vector<std::string> args) {
    const RunResult run = suite_.Gangmu(std::move(args));
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run.out;
  }
  // Of revision `row` of the history, which has the newest first.
  std::string Position(size_t row) {
    const std::string csv = Run({"history", "report", "--format", "csv"});
    size_t begin = 0;
    for (size_t i = 0; i <= row; ++i) begin = csv.find('\n', begin) + 1;
    const std::string line = csv.substr(begin, csv.find('\n', begin) - begin);
    return line.substr(line.rfind(',') + 1);
  }

  Suite suite_;
};

TEST_F(CliStoreTest, HistoryListsAndComparesRevisions) {
  const std::string history = Run({"history", "report"});
  EXPECT_THAT(history, ContainsRegex("2 +20.*NEW_TEXT +ingestion"));
  EXPECT_THAT(history, ContainsRegex("1 +20.*CREATED +ingestion"));
  const std::string compared = Run({"history", "report", "--compare"});
  EXPECT_THAT(compared, HasSubstr("REMOVED"));
  EXPECT_THAT(compared, HasSubstr("12家"));
  EXPECT_THAT(compared, HasSubstr("ADDED"));
  EXPECT_THAT(compared, HasSubstr("15家"));
  EXPECT_EQ(suite_.Gangmu({"history", "absent"}).exit_code, 1);
  EXPECT_EQ(suite_.Gangmu({"history", "report", "--revisions", "1"}).exit_code, 2) << "--revisions needs --compare";
}

TEST_F(CliStoreTest, ReadsAsOfAMomentShowThePast) {
  const std::string first = Position(1);
  EXPECT_THAT(Run({"indicators", "report"}), HasSubstr("15家"));
  EXPECT_THAT(Run({"indicators", "report", "--as-of", first}), HasSubstr("12家"));
  EXPECT_THAT(Run({"show", "report", "--as-of", first}), HasSubstr("12家"));
  EXPECT_THAT(Run({"documents", "--as-of", "2099-01-01"}), HasSubstr("report"));
  EXPECT_THAT(Run({"measures", "--as-of", "2000-01-01"}), Not(HasSubstr("report")));
  const RunResult wrong = suite_.Gangmu({"documents", "--as-of", "yesterday"});
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("YYYY-MM-DD"));
}

TEST_F(CliStoreTest, DeletedDocumentsComeBack) {
  EXPECT_THAT(Run({"delete", "report", "--author", "li", "--reason", "by mistake"}), HasSubstr("deleted"));
  EXPECT_THAT(Run({"history", "report"}), ContainsRegex("DELETED +li +by mistake"));
  EXPECT_EQ(suite_.Gangmu({"show", "report"}).exit_code, 1);
  EXPECT_THAT(Run({"undelete", "report", "--dry-run"}), HasSubstr("would bring back"));
  EXPECT_THAT(Run({"undelete", "report"}), HasSubstr("brought back"));
  EXPECT_THAT(Run({"show", "report"}), HasSubstr("15家"));
}

TEST_F(CliStoreTest, PurgeShowsFirstAndForgetsOnlyWhenTold) {
  const std::string first = Position(1);
  const std::string second = Position(0);
  const RunResult preview = suite_.Gangmu({"purge", "--before", second});
  EXPECT_EQ(preview.exit_code, 0) << preview.err;
  EXPECT_THAT(preview.out, HasSubstr("would forget 2 changes with 1 versions of documents"));
  EXPECT_THAT(preview.err, HasSubstr("--yes"));
  EXPECT_EQ(suite_.Gangmu({"show", "report", "--as-of", first}).exit_code, 0);
  EXPECT_THAT(Run({"purge", "--before", second, "--yes"}), HasSubstr("forgot 2 changes"));
  const RunResult gone = suite_.Gangmu({"show", "report", "--as-of", first});
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_THAT(gone.err, HasSubstr("purged"));
}

TEST_F(CliStoreTest, CorrectionsAreMadeListedExportedAndTakenBack) {
  const std::string csv = Run({"indicators", "report", "--format", "csv"});
  const size_t line = csv.find("report,");
  const size_t id = line + 7;
  const std::string name = "documents/report/indicators/" + csv.substr(id, csv.find(',', id) - id);
  EXPECT_THAT(Run({"correct", name, "--set", R"({"value": "16", "subject": "科技企业"})", "--author", "li"}),
              HasSubstr("\"value\": \"16\""));
  EXPECT_THAT(Run({"indicators", "report", "--filter", "review_state = CORRECTED"}), HasSubstr("科技企业"));
  EXPECT_THAT(Run({"corrections", "list"}), ContainsRegex("UPDATE +ACTIVE .*li"));
  const std::string exported = Run({"corrections", "export", "report"});
  EXPECT_THAT(exported, HasSubstr("extractedIndicator"));
  EXPECT_THAT(exported, HasSubstr("一是新增企业15家。"));
  const size_t begin = exported.find("documents/report/corrections/");
  const std::string correction = exported.substr(begin, exported.find('"', begin) - begin);
  EXPECT_THAT(Run({"corrections", "revert", correction}), HasSubstr("took back"));
  EXPECT_THAT(Run({"corrections", "list", "--state", "REVERTED"}), HasSubstr(correction));
  EXPECT_EQ(suite_.Gangmu({"correct", name, "--set", "{"}).exit_code, 1);
  EXPECT_EQ(suite_.Gangmu({"correct", name, "--set", "{}", "--reject"}).exit_code, 2);

  const std::string sample = suite_.folder().File("sample.json");
  std::ofstream(sample) << Run({"review", "sample", "--size", "10", "--stratify-by", "kind"});
  EXPECT_THAT(Run({"review", "confirm", name}), HasSubstr("1 reviewed"));
  EXPECT_THAT(Run({"review", "count"}), HasSubstr("confirmed 1"));
  EXPECT_THAT(Run({"review", "estimate", sample}), ContainsRegex("all. +1 +0 +0 +0 +1.000 +0.207 +1.000"));
  EXPECT_THAT(Run({"review", "clear", name}), HasSubstr("1 reviewed"));
  EXPECT_THAT(Run({"review", "count"}), HasSubstr("confirmed 0"));
}

TEST_F(CliStoreTest, MeasuresAreTrackedThroughTheYears) {
  const RunResult later = suite_.Gangmu({"ingest", "--id", "later", "-"}, "一、培育主体\n一是再增企业20家。\n");
  ASSERT_EQ(later.exit_code, 0) << later.err;
  const auto measure_of = [&](const std::string& document) {
    const std::string csv = Run({"measures", document, "--format", "csv"});
    const size_t id = csv.find("\n" + document + ",") + document.size() + 2;
    return "documents/" + document + "/measures/" + csv.substr(id, csv.find(',', id) - id);
  };
  const std::string first = measure_of("report");
  const std::string second = measure_of("later");
  EXPECT_THAT(Run({"measures", "link", second, "CONTINUES", first, "--author", "li", "--dry-run"}),
              HasSubstr("would link"));
  EXPECT_THAT(Run({"measures", "link", second, "CONTINUES", first, "--author", "li"}),
              HasSubstr("linked documents/later/links/1"));
  EXPECT_EQ(suite_.Gangmu({"measures", "link", first, "CONTINUES", second}).exit_code, 1) << "a circle";
  EXPECT_THAT(Run({"measures", "status", first, "DONE", "--date", "2022-06-30", "--evidence", "documents/later"}),
              HasSubstr("DONE 2022-06-30"));
  EXPECT_THAT(Run({"measures", "--filter", "status = DONE"}), HasSubstr("report"));
  const std::string line = Run({"measures", "line", first});
  EXPECT_THAT(line, HasSubstr("15家"));
  EXPECT_THAT(line, HasSubstr("20家"));
  EXPECT_THAT(line, HasSubstr(second + " CONTINUES " + first));
  EXPECT_THAT(Run({"measures", "unlink", "documents/later/links/1"}), HasSubstr("removed"));
  EXPECT_THAT(Run({"measures", "links", "--state", "REMOVED"}), HasSubstr("documents/later/links/1"));
  EXPECT_THAT(Run({"measures", "line", first}), Not(HasSubstr("20家")));
  EXPECT_EQ(suite_.Gangmu({"measures", "status", first, "FINISHED", "--date", "2022-06-30"}).exit_code, 2);
  EXPECT_EQ(suite_.Gangmu({"measures", "status", first, "DONE"}).exit_code, 2) << "the day is needed";
}

TEST_F(CliStoreTest, MissedIndicatorIsAddedByItsWords) {
  const std::string text = "一、培育主体\n一是编号丙12的企业补贴甲12、乙12的企业。\n";
  const RunResult run = suite_.Gangmu({"ingest", "--id", "missed", "-"}, text);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string values = R"({"value": "12", "unit": "家", "subject": "企业"})";
  const RunResult twice = suite_.Gangmu({"indicators", "add", "missed", "--quantity", "12", "--set", values});
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_THAT(twice.err, HasSubstr("--sentence"));
  EXPECT_EQ(suite_.Gangmu({"indicators", "add", "missed", "--quantity", "13", "--set", values}).exit_code, 1);
  EXPECT_THAT(Run({"indicators", "add", "missed", "--quantity", "12", "--sentence", "乙12的", "--set", values}),
              HasSubstr("\"value\": \"12\""));
  EXPECT_THAT(Run({"indicators", "missed", "--filter", "review_state = CORRECTED"}), HasSubstr("企业"));
}

TEST_F(CliStoreTest, ExportIsImportedAndServedAgain) {
  const std::string file = suite_.folder().File("store.jsonl");
  EXPECT_THAT(Run({"export", file}), HasSubstr("wrote "));
  const std::string lines = Run({"export", "-"});
  EXPECT_THAT(lines, HasSubstr("gangmu-store"));
  const std::string data = suite_.folder().File("moved");
  EXPECT_THAT(Run({"import", file, "--data", data}), HasSubstr("imported"));
  EXPECT_EQ(suite_.Gangmu({"import", file, "--data", data}).exit_code, 1) << "a store is there";
  const RunResult again = suite_.Gangmu({"import", "-", "--data", data, "--replace"}, lines);
  EXPECT_EQ(again.exit_code, 0) << again.err;
  const RunResult broken =
      suite_.Gangmu({"import", "-", "--data", suite_.folder().File("none")}, lines.substr(0, lines.size() / 2));
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_THAT(broken.err, HasSubstr("line "));
  EXPECT_EQ(suite_.Gangmu({"import", file}).exit_code, 2) << "--data is needed";
}

TEST_F(CliStoreTest, BackupIsRestoredAndChecked) {
  const std::string file = suite_.folder().File("store.backup");
  EXPECT_THAT(Run({"check"}), HasSubstr("sound: 1 documents"));
  EXPECT_THAT(Run({"backup", file}), HasSubstr("1 documents"));
  const std::string data = suite_.folder().File("restored");
  EXPECT_THAT(Run({"restore", file, "--data", data}), HasSubstr("restored"));
  EXPECT_EQ(suite_.Gangmu({"restore", file, "--data", data}).exit_code, 1) << "a store is there";
  EXPECT_THAT(Run({"restore", file, "--data", data, "--replace"}), HasSubstr("restored"));
  EXPECT_EQ(suite_.Gangmu({"restore", suite_.folder().File("absent"), "--data", data}).exit_code, 1);
}

}  // namespace
}  // namespace gangmu::testing
