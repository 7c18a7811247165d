// Ten statistics over the corpus of real documents, checked by reading: for each, every place of the unit in all texts
// was looked up by its characters (not through the extraction) and read, and what is no number of that unit was put
// aside (点亮一盏心灯, 三对关系, 第一艘航母). What was left are the numbers below, added by hand. The sums must be
// these, and the evidence of the cell must be these numbers in these documents.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/suite.h"
#include "tests/support/extraction/texts.h"

namespace gangmu::testing {
namespace {

namespace sv1 = statistics::v1;
using ::testing::UnorderedElementsAreArray;

// A number as it was read: the text's file name without .txt, and its value; empty for a range.
using Reading = std::pair<std::string, std::string>;

struct Checked {
  std::string name;
  std::string filter;
  // One row alone, or two by target: false, then true.
  std::vector<std::string> sums;
  std::vector<Reading> readings;
  std::string lower;  // of the first row, where one end is not the sum
  std::string upper;
};

// Of the sixth five-year plan's text only a scan is known, in which thousands stand apart (6，600 亿吨公里).
constexpr char kWithoutTheScan[] = "NOT document.name = \"documents/plan-national-6fyp\" AND ";

std::vector<Checked> TheTen() {
  return {
      {"pairs of twinned cities and schools",
       "unit = \"对\"",
       {"1571"},
       {{"gwr-chengdu-2024", "166"},
        {"gwr-guangdong-2026", "214"},
        {"gwr-guangzhou-2024", "49"},
        {"gwr-guangzhou-2024", "105"},
        {"gwr-hunan-2026", "120"},
        {"gwr-jilin-city-2024", "350"},
        {"gwr-sichuan-2026", "567"}}},
      {"ships",
       "unit = \"艘\"",
       {"155"},
       {{"gwr-hainan-2026", "82"},
        {"gwr-yichang-2024", "23"},
        {"gwr-yichang-2024", "2"},
        {"gwr-yichang-2024", "1"},
        {"gwr-yichang-2024", "47"}}},
      {"lamps",
       "unit = \"盏\"",
       {"203210"},
       {{"gwr-chengdu-2024", "66000"},
        {"gwr-jilin-city-2024", "31000"},
        {"gwr-jingzhou-2024", "2210"},
        {"gwr-jingzhou-2024", "4000"},
        {"gwr-xiaogan-2024", "100000"}}},
      {"medals (and embryos)",
       "unit = \"枚\"",
       {"1785"},
       {{"gwr-guangzhou-2024", "13"},
        {"gwr-guangzhou-2024", "36"},
        {"gwr-hangzhou-2024", "19"},
        {"gwr-hangzhou-2024", "23"},
        {"gwr-hezhou-2024", "75"},
        {"gwr-shenzhen-2024", "4"},
        {"gwr-xilingol-2024", "1000"},
        {"gwr-xizang-2026", "111"},
        {"tjgb-jiangxi-2022", "33"},
        {"tjgb-jiangxi-2022", "36"},
        {"tjgb-jiangxi-2022", "42"},
        {"tjgb-yichun-2022", "133"},
        {"tjgb-yichun-2022", "260"}}},
      // 1000多万羽 is anything up to 2000万.
      {"poultry",
       "unit = \"羽\"",
       {"81685000"},
       {{"exp-changshun-agri-quality", "10000000"},
        {"summary-changshun-poverty", "10000000"},
        {"summary-changshun-poverty", "20000000"},
        {"summary-changshun-poverty", "30000000"},
        {"summary-changshun-poverty", "5000000"},
        {"tjgb-wanzai-2015", "1433000"},
        {"tjgb-wanzai-2022", "1887000"},
        {"tjgb-wanzai-2022", "3365000"}},
       "81685000",
       "91685000"},
      {"subsidies a household",
       "unit = \"CNY/户\"",
       {"70000"},
       {{"summary-changshun-poverty", "35000"},
        {"summary-changshun-poverty", "15000"},
        {"summary-changshun-poverty", "10000"},
        {"summary-changshun-poverty", "5000"},
        {"summary-changshun-poverty", "3000"},
        {"summary-changshun-poverty", "2000"}}},
      {"flights",
       "unit = \"架次\"",
       {"21226401"},
       {{"gwr-guangdong-2026", "20610000"},
        {"gwr-shenzhen-2024", "610000"},
        {"gwr-shenzhen-2024", "1235"},
        {"gwr-shenzhen-2024", "238"},
        {"tjgb-yichun-2022", "4928"}}},
      {"standard containers, reached and planned",
       std::string(kWithoutTheScan) + "unit = \"标准箱\"",
       {"105948000", "47000000"},
       {{"gwr-shanghai-2026", "55063000"},
        {"gwr-shanghai-2026", "50000000"},
        {"plan-shanghai-14fyp", "47000000"},
        {"tjgb-jiangxi-2022", "769000"},
        {"tjgb-jiangxi-2022", "116000"}}},
      {"goods moved",
       std::string(kWithoutTheScan) + "unit = \"t.km\"",
       {"2194661900000"},
       {{"gwr-national-1993", "1162000000000"},
        {"gwr-national-1993", "361700000000"},
        {"tjgb-jiangxi-2022", "511980000000"},
        {"tjgb-wanzai-2015", "3863650000"},
        {"tjgb-wanzai-2022", "3349250000"},
        {"tjgb-yichun-2022", "146883000000"},
        {"tjgb-yichun-2022", "4886000000"}}},
      {"rights and houses",
       "unit = \"宗\"",
       {"20440"},
       {{"gwr-ganzi-2024", "4"},
        {"gwr-ganzi-2024", "338"},
        {"gwr-ganzi-2024", "5"},
        {"gwr-hezhou-2024", "78"},
        {"gwr-liangshan-2024", "15"},
        {"gwr-zhejiang-2026", "20000"}}},
  };
}

class CorpusSums : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::vector<TextFile> texts = CorpusTexts();
    if (texts.empty()) return;
    suite_ = new Suite;
    suite_->StartAll();
    const auto stub = suite_->IngestionStub();
    grpc::ClientContext context;
    const auto stream = stub->IngestDocuments(&context);
    for (const TextFile& text : texts) {
      ingestion::v1::IngestDocumentsRequest request;
      request.mutable_document()->set_document_id(text.id);
      request.mutable_document()->set_content(text.text);
      ASSERT_TRUE(stream->Write(request));
    }
    stream->WritesDone();
    for (ingestion::v1::IngestDocumentsResponse response; stream->Read(&response);) {
      position_ = response.result().position();
    }
    ASSERT_TRUE(stream->Finish().ok());
    // Positions may come in another order than documents: the count waits for the newest.
    ASSERT_EQ(suite_->CountedIndicators(), suite_->StoredIndicators());
  }
  static void TearDownTestSuite() { delete suite_; }

  static sv1::QueryStatisticsRequest QueryOf(const Checked& checked) {
    sv1::QueryStatisticsRequest query;
    query.set_filter(checked.filter);
    query.add_metrics()->set_function(sv1::METRIC_FUNCTION_SUM);
    query.set_additivity(sv1::ADDITIVITY_ALLOW);
    query.set_include_parts(true);
    query.set_include_restatements(true);
    query.set_include_duplicates(true);
    query.set_include_repealed(true);
    if (checked.sums.size() > 1) query.add_group_by("target");
    return query;
  }
  static std::vector<Reading> EvidenceOf(const sv1::QueryStatisticsRequest& query,
                                         const sv1::QueryStatisticsResponse& answer) {
    std::vector<Reading> readings;
    for (const sv1::Row& row : answer.rows()) {
      sv1::ListEvidenceRequest request;
      *request.mutable_query() = query;
      request.set_evidence_token(row.cells(0).evidence_token());
      grpc::ClientContext context;
      const auto reader = suite_->StatisticsStub()->ListEvidence(&context, request);
      for (sv1::ListEvidenceResponse evidence; reader->Read(&evidence);) {
        EXPECT_NE(evidence.sentence().find(evidence.indicator().text()), std::string::npos) << evidence.sentence();
        readings.emplace_back(evidence.document().substr(evidence.document().find('/') + 1),
                              evidence.indicator().value());
      }
      EXPECT_TRUE(reader->Finish().ok());
    }
    return readings;
  }

  static Suite* suite_;
  static std::string position_;
};
Suite* CorpusSums::suite_ = nullptr;
std::string CorpusSums::position_;

TEST_F(CorpusSums, AreThoseThatReadingGives) {
  if (suite_ == nullptr) GTEST_SKIP() << "corpus not present";
  for (const Checked& checked : TheTen()) {
    SCOPED_TRACE(checked.name);
    const sv1::QueryStatisticsRequest query = QueryOf(checked);
    sv1::QueryStatisticsResponse answer;
    grpc::ClientContext context;
    const grpc::Status status = suite_->StatisticsStub()->QueryStatistics(&context, query, &answer);
    ASSERT_TRUE(status.ok()) << status.error_message();
    ASSERT_EQ(answer.rows_size(), static_cast<int>(checked.sums.size()));
    for (int row = 0; row < answer.rows_size(); ++row) {
      EXPECT_EQ(answer.rows(row).cells(0).value(), checked.sums[static_cast<size_t>(row)]);
    }
    if (!checked.lower.empty()) {
      EXPECT_EQ(answer.rows(0).cells(0).lower(), checked.lower);
      EXPECT_EQ(answer.rows(0).cells(0).upper(), checked.upper);
    }
    EXPECT_THAT(EvidenceOf(query, answer), UnorderedElementsAreArray(checked.readings));
  }
}

}  // namespace
}  // namespace gangmu::testing
