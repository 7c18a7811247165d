// An upgrade of the extractor as a reviewed step: what would change is shown, then done as a job, and what people
// corrected stays. Older records are made by putting what an older extractor might have found.
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/suite.h"
#include "tests/support/temp_dir.h"

namespace gangmu::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kText[] =
    "青河市改革工作总结\n"
    "\n"
    "一、优化营商环境\n"
    "一是压缩时限。审批时间由5天压缩至1天。二是培育主体。新增企业12家。三是强化融资。发放贷款3.5亿元。\n";

std::string ContentOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

class CliReextractTest : public ::testing::Test {
 protected:
  void SetUp() override {
    suite_.StartMeasures();
    suite_.StartIngestion();
    measures_ = suite_.MeasuresStub();
    ASSERT_EQ(suite_.Gangmu({"ingest", "--id", "a", "--label", "team=x", "-"}, kText).exit_code, 0);
    ASSERT_EQ(suite_.Gangmu({"ingest", "--id", "b", "-"}, absl::StrCat(kText, "又\n")).exit_code, 0);
  }

  policy::v1::DocumentRecord Record(const std::string& id) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    measures::v1::GetDocumentRecordRequest request;
    request.set_name("documents/" + id);
    request.set_view(measures::v1::VIEW_FULL);
    policy::v1::DocumentRecord record;
    const grpc::Status status = measures_->GetDocumentRecord(&context, request, &record);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return record;
  }

  // Stores `id` as an older extractor would have found it: without the amount of money, and with another unit.
  void MakeOlder(const std::string& id) {
    measures::v1::PutDocumentsRequest request;
    measures::v1::DocumentPut& put = *request.add_documents();
    *put.mutable_record() = Record(id);
    put.set_replace_extraction(true);
    policy::v1::DocumentRecord& record = *put.mutable_record();
    record.mutable_document()->set_extractor_version("older");
    ASSERT_EQ(record.indicators_size(), 3);
    record.mutable_indicators()->RemoveLast();
    record.mutable_indicators(1)->set_unit("个");
    grpc::ClientContext context;
    measures::v1::PutDocumentsResponse response;
    const grpc::Status status = measures_->PutDocuments(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    ASSERT_EQ(response.results(0).outcome(), measures::v1::PUT_OUTCOME_NEW_REVISION);
  }

  Suite suite_;
  TempDir scratch_;
  std::unique_ptr<measures::v1::MeasureService::Stub> measures_;
};

TEST_F(CliReextractTest, ADryRunShowsWhatWouldChangeAndTheRealRunDoesItAndCorrectionsStay) {
  const policy::v1::DocumentRecord fresh = Record("a");
  MakeOlder("a");
  // A person corrects the number of companies, and what the old extractor did not see.
  const std::string corrected = Record("a").indicators(1).name();
  ASSERT_EQ(suite_.Gangmu({"correct", corrected, "--set", "{\"value\": \"13\"}", "--author", "li"}).exit_code, 0);

  const RunResult dry = suite_.Gangmu({"reextract", "--dry-run", "--report", scratch_.File("changes.csv")});
  ASSERT_EQ(dry.exit_code, 0) << dry.err;
  EXPECT_THAT(dry.out, StartsWith("a  measures +0 -0 ~0  indicators +1 -0 ~1  "));
  EXPECT_THAT(dry.out, HasSubstr("\n2 documents, 1 extracted by another version of the rules, 1 would change\n"
                                 "measures +0 -0 ~0, indicators +1 -0 ~1\ndry run: nothing was stored\n"));
  EXPECT_THAT(dry.out, ContainsRegex("unit.money +1 +0 +0"));
  EXPECT_THAT(dry.out, ContainsRegex("\nunit +0 +0 +1"));
  const std::string changes = ContentOf(scratch_.File("changes.csv"));
  EXPECT_THAT(changes, HasSubstr("12家,unit,个,家\n"));
  EXPECT_THAT(changes, HasSubstr("3.5亿元,value,,350000000\n"));
  EXPECT_THAT(changes, Not(HasSubstr("12家,value"))) << "the corrected value stays whatever is extracted";
  EXPECT_EQ(Record("a").document().extractor_version(), "older");

  const RunResult real = suite_.Gangmu({"reextract", "--report", scratch_.File("done.csv")});
  ASSERT_EQ(real.exit_code, 0) << real.err;
  EXPECT_THAT(real.out, StartsWith("NEW_REVISION 1\n1 documents extracted anew, 3 indicators\n"));
  EXPECT_THAT(ContentOf(scratch_.File("done.csv")), HasSubstr("\na,,NEW_REVISION,"));
  const policy::v1::DocumentRecord after = Record("a");
  EXPECT_EQ(after.document().extractor_version(), fresh.document().extractor_version());
  ASSERT_EQ(after.indicators_size(), 3);
  EXPECT_EQ(after.indicators(1).value(), "13") << "a person said so";
  EXPECT_EQ(after.indicators(1).review_state(), policy::v1::REVIEW_STATE_CORRECTED);
  EXPECT_EQ(after.indicators(1).unit(), "家");
  EXPECT_EQ(after.indicators(2).value(), "350000000");
  EXPECT_EQ(after.document().labels().at("team"), "x");
  EXPECT_EQ(after.document().source().SerializeAsString(), fresh.document().source().SerializeAsString());
  const RunResult again = suite_.Gangmu({"reextract", "--dry-run"});
  EXPECT_THAT(again.out, HasSubstr("2 documents, 0 extracted by another version"));
}

TEST_F(CliReextractTest, AFilterChoosesAndAWrongOneIsPointedAt) {
  MakeOlder("a");
  MakeOlder("b");
  const RunResult real = suite_.Gangmu({"reextract", "--filter", "name = \"documents/b\""});
  ASSERT_EQ(real.exit_code, 0) << real.err;
  EXPECT_THAT(real.out, HasSubstr("1 documents extracted anew"));
  EXPECT_EQ(Record("a").document().extractor_version(), "older");
  EXPECT_NE(Record("b").document().extractor_version(), "older");
  const RunResult wrong = suite_.Gangmu({"reextract", "--dry-run", "--filter", "tilte = \"x\""});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("^^^^^"));
  EXPECT_THAT(wrong.err, HasSubstr("title"));
}

TEST_F(CliReextractTest, TheJobGoesOnAfterAKillOfTheServices) {
  for (int i = 0; i < 40; ++i) {
    const std::string id = absl::StrCat("many-", i);
    ASSERT_EQ(suite_.Gangmu({"ingest", "--id", id, "-"}, absl::StrCat(kText, i, "号\n")).exit_code, 0);
    MakeOlder(id);
  }
  const RunResult made = suite_.Gangmu({"reextract", "--no-wait"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string job = made.err.substr(5, made.err.find(':') - 5);
  suite_.KillAndRestart("ingestion");
  suite_.KillAndRestart("measures");
  measures_ = suite_.MeasuresStub();  // the old connection is broken
  suite_.Gangmu({"jobs", "watch", job});
  EXPECT_THAT(suite_.Gangmu({"jobs", "show", job}).out, HasSubstr("SUCCEEDED  40 items"));
  for (int i = 0; i < 40; ++i) {
    const policy::v1::DocumentRecord record = Record(absl::StrCat("many-", i));
    EXPECT_NE(record.document().extractor_version(), "older");
    EXPECT_EQ(record.document().revision(), 3) << "extracted anew once";
  }
}

}  // namespace
}  // namespace gangmu::testing
