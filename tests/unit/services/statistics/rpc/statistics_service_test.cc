// The statistics service through real stubs, following a scripted measures service.
#include <fstream>
#include <grpcpp/grpcpp.h>

#include "common/status/error.h"
#include "common/status/rpc_status.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "services/statistics/app.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/services/statistics/feed/fake_measures.h"

namespace gangmu::statistics {
namespace {

using ::testing::HasSubstr;
namespace pv1 = policy::v1;

struct Fact {
  std::string unit;
  std::string value;
  std::string lower;
  std::string upper;
  int part_of = -1;
  int restates = -1;
  int measure = 0;
  std::string start;
  std::string end;
};

Fact Exact(const std::string& unit, const std::string& value) {
  return {.unit = unit, .value = value, .lower = value, .upper = value};
}

measures::v1::Change DocumentOf(const std::string& id, const std::string& date, const std::vector<Fact>& facts) {
  measures::v1::Change change;
  change.set_kind(measures::v1::CHANGE_KIND_PUT);
  pv1::DocumentRecord& record = *change.mutable_record();
  record.mutable_document()->set_name("documents/" + id);
  record.mutable_document()->set_publish_date(date);
  record.mutable_document()->set_extractor_version("v-test");
  for (const char* topic : {"科技、教育", "财政、金融、审计"}) {
    pv1::Measure& measure = *record.add_measures();
    measure.set_name("documents/" + id + "/measures/m" + std::to_string(record.measures_size()));
    measure.set_topic(topic);
    measure.set_section(-1);
  }
  for (const Fact& fact : facts) {
    pv1::Indicator& indicator = *record.add_indicators();
    indicator.set_name("documents/" + id + "/indicators/i" + std::to_string(record.indicators_size()));
    indicator.set_unit(fact.unit);
    indicator.set_value(fact.value);
    indicator.set_lower_bound(fact.lower);
    indicator.set_upper_bound(fact.upper);
    indicator.set_part_of(fact.part_of);
    indicator.set_restates(fact.restates);
    indicator.set_measure(fact.measure);
    indicator.set_kind(pv1::INDICATOR_KIND_LEVEL);
    indicator.set_qualifier(pv1::QUALIFIER_EXACT);
    indicator.mutable_period()->set_start(fact.start);
    indicator.mutable_period()->set_end(fact.end);
  }
  return change;
}

class StatisticsServiceTest : public ::testing::Test {
 protected:
  void Follow() {
    Config config;
    config.server.address = "127.0.0.1:0";
    config.measures_address = measures_.address;
    config.max_cost = max_cost_;
    config.data = data_;
    auto app = App::Start(config);
    ASSERT_TRUE(app.ok()) << app.status();
    app_ = *std::move(app);
    stub_ = v1::StatisticsService::NewStub(grpc::CreateChannel(app_->target(), grpc::InsecureChannelCredentials()));
    // Queries that wait for no position would find nothing to answer from before.
    v1::GetFeedStatusResponse feed;
    for (int i = 0; i < 1000 && feed.state() != v1::FEED_STATE_FOLLOWING; ++i) {
      grpc::ClientContext context;
      ASSERT_TRUE(stub_->GetFeedStatus(&context, {}, &feed).ok());
      if (feed.state() != v1::FEED_STATE_FOLLOWING) absl::SleepFor(absl::Milliseconds(10));
    }
  }
  void Add(const measures::v1::Change& change) { position_ = measures_.service.Append(change); }

  // Waits for the last added change.
  grpc::Status Query(v1::QueryStatisticsRequest request, v1::QueryStatisticsResponse* response) {
    request.set_min_position(position_);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    return stub_->QueryStatistics(&context, request, response);
  }
  static v1::QueryStatisticsRequest SumBy(const std::vector<std::string>& dimensions) {
    v1::QueryStatisticsRequest request;
    for (const std::string& dimension : dimensions) request.add_group_by(dimension);
    request.add_metrics()->set_function(v1::METRIC_FUNCTION_SUM);
    request.add_metrics()->set_function(v1::METRIC_FUNCTION_COUNT);
    return request;
  }
  static int64_t LeftOutOf(const v1::Cell& cell, v1::LeftOutReason reason) {
    for (const auto& left_out : cell.left_out()) {
      if (left_out.reason() == reason) return left_out.count();
    }
    return 0;
  }

  testing::FakeMeasuresServer measures_;
  std::unique_ptr<App> app_;
  std::unique_ptr<v1::StatisticsService::Stub> stub_;
  std::string position_;
  int max_cost_ = Config().max_cost;
  std::string data_;  // folder; empty: the service keeps nothing
};

TEST_F(StatisticsServiceTest, GoesOnAfterARestartFromItsDataFolder) {
  const testing::TempDir folder;
  data_ = folder.File("statistics");
  Add(DocumentOf("a", "2022-10-21", {Exact("CNY", "100")}));
  Follow();
  v1::QueryStatisticsResponse before;
  ASSERT_TRUE(Query(SumBy({}), &before).ok());
  const std::string position = before.position();
  app_->Stop();
  app_.reset();
  Add(DocumentOf("b", "2023-01-05", {Exact("CNY", "0.5")}));
  Follow();
  v1::QueryStatisticsResponse after;
  ASSERT_TRUE(Query(SumBy({}), &after).ok());
  EXPECT_EQ(after.rows(0).cells(0).value(), "100.5");
  EXPECT_EQ(measures_.service.snapshots(), 1) << "the second start read no snapshot";
  // What was remembered of the past is remembered still.
  v1::QueryStatisticsRequest past = SumBy({});
  past.set_as_of(position);
  v1::QueryStatisticsResponse then;
  ASSERT_TRUE(Query(past, &then).ok());
  EXPECT_EQ(then.digest(), before.digest());
}

TEST_F(StatisticsServiceTest, ADamagedOrForeignFileInTheDataFolderIsNotUsed) {
  const testing::TempDir folder;
  data_ = folder.path();
  Add(DocumentOf("a", "2022-10-21", {Exact("CNY", "100")}));
  for (const bool restored_store : {false, true}) {
    Follow();
    v1::QueryStatisticsResponse response;
    ASSERT_TRUE(Query(SumBy({}), &response).ok());
    EXPECT_EQ(response.rows(0).cells(0).value(), "100");
    app_->Stop();
    app_.reset();
    if (restored_store) {
      measures_.service.ChangeEpoch();
    } else {
      std::fstream file(folder.File("facts.image"), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(200);
      file.put('!');
    }
  }
  position_ = measures_.service.Append(DocumentOf("b", "2022-10-22", {Exact("CNY", "1")}));
  Follow();
  v1::QueryStatisticsResponse response;
  ASSERT_TRUE(Query(SumBy({}), &response).ok());
  EXPECT_EQ(response.rows(0).cells(0).value(), "101");
  EXPECT_EQ(measures_.service.snapshots(), 3);
}

TEST_F(StatisticsServiceTest, SumsExactlyByTopicAndUnit) {
  Add(DocumentOf("a", "2022-10-21", {Exact("CNY", "278200000000"), Exact("CNY", "0.1"), Exact("家", "158")}));
  Add(DocumentOf("b", "2023-01-05",
                 {Exact("CNY", "0.2"), {.unit = "家", .value = "470", .lower = "470", .upper = ""}}));
  Follow();
  v1::QueryStatisticsResponse response;
  const grpc::Status status = Query(SumBy({"topic", "unit"}), &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.rows_size(), 2);
  EXPECT_EQ(response.rows(0).dimensions(0).value(), "科技、教育");
  EXPECT_EQ(response.rows(0).dimensions(1).value(), "CNY");
  EXPECT_EQ(response.rows(0).cells(0).value(), "278200000000.3");
  EXPECT_EQ(response.rows(0).cells(0).unit(), "CNY");
  EXPECT_EQ(response.rows(1).cells(0).value(), "628");
  EXPECT_EQ(response.rows(1).cells(0).upper(), "") << "an open end makes the total open";
  EXPECT_EQ(response.rows(1).cells(0).open_upper_count(), 1);
  EXPECT_EQ(response.rows(1).cells(1).value(), "2");
  EXPECT_THAT(response.extractor_versions(), ::testing::ElementsAre("v-test"));
  EXPECT_EQ(response.position(), position_);
  EXPECT_EQ(response.digest().size(), 64u);
}

TEST_F(StatisticsServiceTest, RefusesToAddDifferentUnitsAndNamesThem) {
  Add(DocumentOf("a", "2022-10-21", {Exact("CNY", "5"), Exact("%", "13.5"), Exact("[pp]", "2")}));
  Follow();
  v1::QueryStatisticsResponse response;
  const grpc::Status status = Query(SumBy({"topic"}), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  const ErrorDetails details = DetailsOf(FromGrpcStatus(status));
  EXPECT_EQ(details.reason, Reason::kMIXED_UNITS);
  std::string units;
  for (const auto& [key, value] : details.metadata) {
    if (key == "units") units = value;
  }
  EXPECT_THAT(units, HasSubstr("CNY"));
  EXPECT_THAT(units, HasSubstr("%"));
  EXPECT_THAT(units, HasSubstr("[pp]"));

  v1::QueryStatisticsRequest grouped = SumBy({"topic"});
  grouped.set_unit_handling(v1::UNIT_HANDLING_GROUP);
  ASSERT_TRUE(Query(grouped, &response).ok());
  EXPECT_EQ(response.rows_size(), 3);
  EXPECT_THAT(response.dimensions(), ::testing::ElementsAre("topic", "unit"));
}

TEST_F(StatisticsServiceTest, ConvertsInsideOneDimensionOnly) {
  Add(DocumentOf("a", "2022-10-21", {Exact("km", "1.5"), Exact("m", "250"), Exact("CNY", "7")}));
  Follow();
  v1::QueryStatisticsRequest request = SumBy({});
  request.set_unit_handling(v1::UNIT_HANDLING_CONVERT);
  request.set_target_unit("m");
  v1::QueryStatisticsResponse response;
  const grpc::Status status = Query(request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.rows_size(), 1);
  const v1::Cell& cell = response.rows(0).cells(0);
  EXPECT_EQ(*Decimal::Parse(cell.value()), Decimal::FromInt(1750));
  EXPECT_EQ(cell.unit(), "m");
  EXPECT_FALSE(cell.inexact());
  EXPECT_EQ(LeftOutOf(cell, v1::LEFT_OUT_REASON_OTHER_DIMENSION), 1);
}

TEST_F(StatisticsServiceTest, LeavesPartsRestatementsAndRangesOutAndCountsThem) {
  Fact part = Exact("家", "40");
  part.part_of = 0;
  Fact again = Exact("家", "100");
  again.restates = 0;
  const Fact range{.unit = "家", .value = "", .lower = "3", .upper = "5"};
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "100"), part, again, range}));
  Follow();
  v1::QueryStatisticsResponse response;
  ASSERT_TRUE(Query(SumBy({"unit"}), &response).ok());
  const v1::Cell& cell = response.rows(0).cells(0);
  EXPECT_EQ(cell.value(), "100");
  EXPECT_EQ(LeftOutOf(cell, v1::LEFT_OUT_REASON_PART), 1);
  EXPECT_EQ(LeftOutOf(cell, v1::LEFT_OUT_REASON_RESTATEMENT), 1);
  EXPECT_EQ(LeftOutOf(cell, v1::LEFT_OUT_REASON_NO_VALUE), 1);

  v1::QueryStatisticsRequest all = SumBy({"unit"});
  all.set_include_parts(true);
  all.set_include_restatements(true);
  ASSERT_TRUE(Query(all, &response).ok());
  EXPECT_EQ(response.rows(0).cells(0).value(), "240");
}

TEST_F(StatisticsServiceTest, AFactFallsInABucketOnlyWhereItsWholePeriodDoes) {
  Fact inside = Exact("家", "1");
  inside.start = "2021-01-01";
  inside.end = "2021-06-30";
  Fact longer = Exact("家", "2");
  longer.start = "2020-01-01";
  longer.end = "2022-12-31";
  Add(DocumentOf("a", "2022-10-21", {inside, longer, Exact("家", "4")}));
  Follow();
  v1::QueryStatisticsResponse response;
  ASSERT_TRUE(Query(SumBy({"period_year"}), &response).ok());
  ASSERT_EQ(response.rows_size(), 3);
  std::map<v1::DimensionValueKind, std::string> sums;
  for (const v1::Row& row : response.rows()) sums[row.dimensions(0).kind()] = row.cells(0).value();
  EXPECT_EQ(response.rows(0).dimensions(0).value(), "2021");
  EXPECT_EQ(sums[v1::DIMENSION_VALUE_KIND_VALUE], "1");
  EXPECT_EQ(sums[v1::DIMENSION_VALUE_KIND_SPANS_SEVERAL], "2");
  EXPECT_EQ(sums[v1::DIMENSION_VALUE_KIND_NOT_STATED], "4");
}

TEST_F(StatisticsServiceTest, AnswersIncludeTheCallersOwnWrite) {
  Follow();
  for (int i = 1; i <= 20; ++i) {
    Add(DocumentOf("d" + std::to_string(i), "2022-01-01", {Exact("家", "1")}));
    v1::QueryStatisticsResponse response;
    ASSERT_TRUE(Query(SumBy({"unit"}), &response).ok());
    EXPECT_EQ(response.rows(0).cells(0).value(), std::to_string(i));
  }
  position_ = measures_.service.Delete("documents/d1");
  v1::QueryStatisticsResponse response;
  ASSERT_TRUE(Query(SumBy({"unit"}), &response).ok());
  EXPECT_EQ(response.rows(0).cells(0).value(), "19");
}

TEST_F(StatisticsServiceTest, TheSameQueryAtTheSamePositionHasTheSameDigest) {
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "1"), Exact("CNY", "2")}));
  Follow();
  v1::QueryStatisticsResponse first, second, other;
  ASSERT_TRUE(Query(SumBy({"unit"}), &first).ok());
  ASSERT_TRUE(Query(SumBy({"unit"}), &second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  Add(DocumentOf("b", "2022-10-21", {Exact("家", "1")}));
  ASSERT_TRUE(Query(SumBy({"unit"}), &other).ok());
  EXPECT_NE(first.digest(), other.digest());
}

TEST_F(StatisticsServiceTest, OrdersAndLimits) {
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "1"), Exact("个", "5"), Exact("项", "3")}));
  Follow();
  v1::QueryStatisticsRequest request = SumBy({"unit"});
  request.set_order_by("sum(value) desc");
  request.set_limit(2);
  v1::QueryStatisticsResponse response;
  const grpc::Status status = Query(request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.rows_size(), 2);
  EXPECT_EQ(response.rows(0).dimensions(0).value(), "个");
  EXPECT_EQ(response.rows(1).dimensions(0).value(), "项");
  EXPECT_EQ(response.total_rows(), 3);
  request.set_order_by("median desc");
  EXPECT_EQ(Query(request, &response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(StatisticsServiceTest, BadQueriesAreNamedAllAtOnce) {
  Follow();
  v1::QueryStatisticsRequest request;
  request.set_limit(-1);
  request.set_target_unit("m");
  request.add_metrics()->set_function(v1::METRIC_FUNCTION_PERCENTILE);
  v1::QueryStatisticsResponse response;
  const grpc::Status status = Query(request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(DetailsOf(FromGrpcStatus(status)).violations.size(), 3u);

  v1::QueryStatisticsRequest unknown = SumBy({"topics"});
  const grpc::Status dimension = Query(unknown, &response);
  EXPECT_EQ(dimension.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(dimension.error_message(), HasSubstr("topic"));

  v1::QueryStatisticsRequest filter = SumBy({"topic"});
  filter.set_filter("unti = \"家\"");
  EXPECT_EQ(DetailsOf(FromGrpcStatus(Query(filter, &response))).reason, Reason::kFILTER_INVALID);
}

TEST_F(StatisticsServiceTest, WhatDoesNotAddUpIsRefusedWithAProposalThatCanBeSent) {
  Fact year = Exact("家", "1");
  year.start = "2021-01-01";
  year.end = "2021-12-31";
  Fact next = Exact("家", "2");
  next.start = "2022-01-01";
  next.end = "2022-12-31";
  Add(DocumentOf("a", "2022-10-21", {year, next}));
  Follow();
  v1::QueryStatisticsResponse response;
  const grpc::Status status = Query(SumBy({}), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  const ErrorDetails details = DetailsOf(FromGrpcStatus(status));
  EXPECT_EQ(details.reason, Reason::kNON_ADDITIVE);
  std::map<std::string, std::string> metadata(details.metadata.begin(), details.metadata.end());
  EXPECT_EQ(metadata["periods"], "2021-01-01/2021-12-31, 2022-01-01/2022-12-31");
  EXPECT_EQ(metadata["setFields"], R"({"groupBy":["period"]})");

  v1::QueryStatisticsRequest proposed = SumBy({});
  proposed.add_group_by("period");
  ASSERT_TRUE(Query(proposed, &response).ok());
  EXPECT_EQ(response.rows_size(), 2);
  v1::QueryStatisticsRequest allowed = SumBy({});
  allowed.add_allow(v1::MIXTURE_PERIODS);
  ASSERT_TRUE(Query(allowed, &response).ok());
  EXPECT_EQ(response.rows(0).cells(0).value(), "3");

  // Without the position the whole request fits, and is accepted as it stands in the proposal.
  grpc::ClientContext context, again;
  const ErrorDetails short_details = DetailsOf(FromGrpcStatus(stub_->QueryStatistics(&context, SumBy({}), &response)));
  metadata = {short_details.metadata.begin(), short_details.metadata.end()};
  v1::QueryStatisticsRequest whole;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(metadata["proposal"], &whole).ok()) << metadata["proposal"];
  EXPECT_TRUE(stub_->QueryStatistics(&again, whole, &response).ok());
  EXPECT_EQ(response.rows_size(), 2);
}

TEST_F(StatisticsServiceTest, LeavesRepealedAndReprintedDocumentsOutAndCountsThem) {
  measures::v1::Change repealed = DocumentOf("old", "2012-10-21", {Exact("家", "40")});
  repealed.mutable_record()->mutable_document()->set_validity(pv1::VALIDITY_REPEALED);
  measures::v1::Change reprint = DocumentOf("copy", "2022-10-21", {Exact("家", "7")});
  reprint.mutable_record()->mutable_document()->set_duplicate_of("documents/a");
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "7")}));
  Add(repealed);
  Add(reprint);
  Follow();
  v1::QueryStatisticsResponse response;
  ASSERT_TRUE(Query(SumBy({}), &response).ok());
  for (const v1::Cell& cell : response.rows(0).cells()) {
    EXPECT_EQ(LeftOutOf(cell, v1::LEFT_OUT_REASON_REPEALED), 1);
    EXPECT_EQ(LeftOutOf(cell, v1::LEFT_OUT_REASON_DUPLICATE), 1);
  }
  EXPECT_EQ(response.rows(0).cells(0).value(), "7");
  v1::QueryStatisticsRequest all = SumBy({});
  all.set_include_repealed(true);
  all.set_include_duplicates(true);
  ASSERT_TRUE(Query(all, &response).ok());
  EXPECT_EQ(response.rows(0).cells(0).value(), "54");
}

TEST_F(StatisticsServiceTest, CurrenciesConvertByTheCallersRates) {
  Add(DocumentOf("a", "2022-10-21", {Exact("CNY", "1"), Exact("USD", "10")}));
  Follow();
  v1::QueryStatisticsRequest request = SumBy({});
  request.set_unit_handling(v1::UNIT_HANDLING_CONVERT);
  request.set_target_unit("CNY");
  v1::CurrencyRate& rate = *request.add_currency_rates();
  rate.set_unit("USD");
  rate.set_rate("7.2");
  rate.set_valid_from("2022-01-01");
  v1::QueryStatisticsResponse response;
  const grpc::Status status = Query(request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(*Decimal::Parse(response.rows(0).cells(0).value()), Decimal::FromInt(73));
  request.mutable_currency_rates(0)->set_valid_from("2022-12-01");
  ASSERT_TRUE(Query(request, &response).ok());
  EXPECT_EQ(response.rows(0).cells(0).value(), "1");
  EXPECT_EQ(LeftOutOf(response.rows(0).cells(0), v1::LEFT_OUT_REASON_NO_RATE), 1);
  request.mutable_currency_rates(0)->set_rate("0");
  request.mutable_currency_rates(0)->set_valid_from("2022");
  EXPECT_EQ(DetailsOf(FromGrpcStatus(Query(request, &response))).violations.size(), 2u);
}

class EvidenceTest : public StatisticsServiceTest {
 protected:
  grpc::Status List(const v1::QueryStatisticsRequest& query, const std::string& token, bool include_left_out,
                    std::vector<v1::ListEvidenceResponse>* out) {
    v1::ListEvidenceRequest request;
    *request.mutable_query() = query;
    request.set_evidence_token(token);
    request.set_include_left_out(include_left_out);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    auto reader = stub_->ListEvidence(&context, request);
    out->clear();
    for (v1::ListEvidenceResponse message; reader->Read(&message);) out->push_back(message);
    return reader->Finish();
  }
};

TEST_F(EvidenceTest, LeadsFromACellToTheSentences) {
  measures::v1::Change change = DocumentOf("a", "2022-10-21", {Exact("家", "158"), Exact("CNY", "5")});
  pv1::DocumentRecord& record = *change.mutable_record();
  record.mutable_document()->set_title("工作报告");
  record.mutable_document()->set_text("前言。新增企业158家，投资5元。结语。");
  for (pv1::Indicator& indicator : *record.mutable_indicators()) {
    indicator.mutable_sentence()->set_start(3);
    indicator.mutable_sentence()->set_end(17);
  }
  record.mutable_indicators(0)->mutable_span()->set_start(7);
  record.mutable_indicators(0)->mutable_span()->set_end(11);
  Fact again = Exact("家", "158");
  again.restates = 0;
  Add(change);
  Add(DocumentOf("b", "2022-10-21", {Exact("家", "2"), again}));
  Follow();
  const v1::QueryStatisticsRequest query = SumBy({"unit"});
  v1::QueryStatisticsResponse answer;
  ASSERT_TRUE(Query(query, &answer).ok());
  const v1::Cell& cell = answer.rows(1).cells(0);
  ASSERT_EQ(answer.rows(1).dimensions(0).value(), "家");
  EXPECT_EQ(cell.value(), "160");
  std::vector<v1::ListEvidenceResponse> evidence;
  const grpc::Status status = List(query, cell.evidence_token(), false, &evidence);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(evidence.size(), static_cast<size_t>(cell.used_count()));
  EXPECT_EQ(evidence[0].name(), "documents/a/indicators/i1");
  EXPECT_EQ(evidence[0].document_title(), "工作报告");
  EXPECT_EQ(evidence[0].indicator().span().start(), 7);
  EXPECT_EQ(evidence[0].sentence(), "新增企业158家，投资5元。");
  EXPECT_EQ(evidence[1].document(), "documents/b");

  ASSERT_TRUE(List(query, cell.evidence_token(), true, &evidence).ok());
  ASSERT_EQ(evidence.size(), 3u);
  EXPECT_FALSE(evidence[2].used());
  EXPECT_EQ(evidence[2].left_out_reason(), v1::LEFT_OUT_REASON_RESTATEMENT);
}

TEST_F(EvidenceTest, StandsForTheStateOfTheAnswer) {
  Follow();
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "158")}));
  const v1::QueryStatisticsRequest query = SumBy({});
  v1::QueryStatisticsResponse before, after;
  ASSERT_TRUE(Query(query, &before).ok());
  Add(DocumentOf("b", "2022-10-21", {Exact("家", "1")}));
  ASSERT_TRUE(Query(query, &after).ok());
  std::vector<v1::ListEvidenceResponse> evidence;
  ASSERT_TRUE(List(query, before.rows(0).cells(0).evidence_token(), false, &evidence).ok());
  EXPECT_EQ(evidence.size(), 1u);
  ASSERT_TRUE(List(query, after.rows(0).cells(0).evidence_token(), false, &evidence).ok());
  EXPECT_EQ(evidence.size(), 2u);
}

TEST_F(EvidenceTest, TextsAreOfTheRevisionThatWasCounted) {
  const auto revision = [&](const std::string& text, const std::string& value) {
    measures::v1::Change change = DocumentOf("a", "2022-10-21", {Exact("家", value)});
    change.mutable_record()->mutable_document()->set_text(text);
    change.mutable_record()->mutable_indicators(0)->mutable_sentence()->set_end(7);
    return change;
  };
  Add(revision("企业158家。", "158"));
  Follow();
  const v1::QueryStatisticsRequest query = SumBy({});
  v1::QueryStatisticsResponse before, after;
  ASSERT_TRUE(Query(query, &before).ok());
  Add(revision("企业160家。", "160"));
  ASSERT_TRUE(Query(query, &after).ok());
  const std::string old_token = before.rows(0).cells(0).evidence_token();
  std::vector<v1::ListEvidenceResponse> evidence;
  ASSERT_TRUE(List(query, old_token, false, &evidence).ok());
  EXPECT_EQ(evidence[0].sentence(), "企业158家。") << "the document has changed since";
  EXPECT_EQ(evidence[0].indicator().value(), "158");
  ASSERT_TRUE(List(query, after.rows(0).cells(0).evidence_token(), false, &evidence).ok());
  EXPECT_EQ(evidence[0].sentence(), "企业160家。");
  measures_.service.Purge();
  ASSERT_TRUE(List(query, old_token, false, &evidence).ok());
  ASSERT_EQ(evidence.size(), 1u);
  EXPECT_EQ(evidence[0].sentence(), "") << "never the text of another revision";
  EXPECT_FALSE(evidence[0].has_indicator());
}

TEST_F(EvidenceTest, TokensOfOtherQueriesAndDamagedOnesAreRefused) {
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "158")}));
  Follow();
  v1::QueryStatisticsResponse answer;
  ASSERT_TRUE(Query(SumBy({"unit"}), &answer).ok());
  const std::string token = answer.rows(0).cells(0).evidence_token();
  std::vector<v1::ListEvidenceResponse> evidence;
  const auto reason = [&](const v1::QueryStatisticsRequest& query, const std::string& t) {
    return DetailsOf(FromGrpcStatus(List(query, t, false, &evidence))).reason;
  };
  EXPECT_EQ(reason(SumBy({"topic"}), token), Reason::kQUERY_INVALID);
  EXPECT_EQ(reason(SumBy({"unit"}), token.substr(1)), Reason::kQUERY_INVALID);
  EXPECT_EQ(reason(SumBy({"unit"}), ""), Reason::kINVALID_FIELD);
  v1::QueryStatisticsRequest ordered = SumBy({"unit"});
  ordered.set_order_by("count desc");
  ordered.set_limit(1);
  EXPECT_TRUE(List(ordered, token, false, &evidence).ok()) << "order and limit do not matter";
  measures_.service.ChangeEpoch();
  position_.clear();
  for (int i = 0; i < 200 && reason(SumBy({"unit"}), token) != Reason::kSTORE_EPOCH_CHANGED; ++i) {
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_EQ(reason(SumBy({"unit"}), token), Reason::kSTORE_EPOCH_CHANGED);
}

TEST_F(EvidenceTest, CellsOfAPivotLeadToTheirOwnFacts) {
  Add(DocumentOf("a", "2021-10-21", {Exact("家", "1"), Exact("项", "2")}));
  Add(DocumentOf("b", "2023-10-21", {Exact("家", "4"), Exact("家", "8")}));
  Follow();
  v1::QueryStatisticsRequest query = SumBy({"publish_year", "unit"});
  query.set_pivot("publish_year");
  query.set_fill_gaps(true);
  query.set_having("count >= 1 AND sum(value) < 100");
  v1::QueryStatisticsResponse answer;
  const grpc::Status status = Query(query, &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_THAT(answer.dimensions(), ::testing::ElementsAre("unit"));
  ASSERT_EQ(answer.pivot_values_size(), 2);
  ASSERT_EQ(answer.rows(0).dimensions(0).value(), "家");
  ASSERT_EQ(answer.rows(0).cells_size(), 4) << "two years of two metrics";
  EXPECT_EQ(answer.rows(0).cells(2).value(), "12");
  EXPECT_TRUE(answer.rows(1).cells(2).missing()) << "no 项 in 2023";
  std::vector<v1::ListEvidenceResponse> evidence;
  ASSERT_TRUE(List(query, answer.rows(0).cells(2).evidence_token(), false, &evidence).ok());
  ASSERT_EQ(evidence.size(), 2u);
  EXPECT_EQ(evidence[0].document(), "documents/b");
  query.set_having("cuont >= 1");
  EXPECT_EQ(DetailsOf(FromGrpcStatus(Query(query, &answer))).reason, Reason::kQUERY_INVALID);
  query.clear_having();
  query.set_pivot("topic");
  EXPECT_EQ(DetailsOf(FromGrpcStatus(Query(query, &answer))).reason, Reason::kQUERY_INVALID);
}

TEST_F(StatisticsServiceTest, CountsFrequentSubjectsAndSchemes) {
  measures::v1::Change change = DocumentOf("a", "2021-10-21", {Exact("家", "1"), Exact("家", "2"), Exact("项", "2")});
  change.mutable_record()->mutable_indicators(0)->set_subject("企业");
  change.mutable_record()->mutable_indicators(1)->set_subject("企业");
  for (const char* scheme : {"一网统管", "一网通办", "一网统管"}) {
    pv1::Entity& entity = *change.mutable_record()->add_entities();
    entity.set_kind(pv1::ENTITY_KIND_NAMED_SCHEME);
    entity.set_text(scheme);
  }
  Add(change);
  Follow();
  v1::QueryStatisticsRequest query;
  v1::Metric& subjects = *query.add_metrics();
  subjects.set_function(v1::METRIC_FUNCTION_TOP);
  subjects.set_dimension("subject");
  v1::Metric& schemes = *query.add_metrics();
  schemes.set_function(v1::METRIC_FUNCTION_TOP);
  schemes.set_dimension("scheme");
  v1::QueryStatisticsResponse answer;
  const grpc::Status status = Query(query, &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(answer.rows(0).cells(0).top_size(), 1);
  EXPECT_EQ(answer.rows(0).cells(0).top(0).value(), "企业");
  EXPECT_EQ(answer.rows(0).cells(0).top(0).count(), 2);
  EXPECT_EQ(LeftOutOf(answer.rows(0).cells(0), v1::LEFT_OUT_REASON_NO_VALUE), 1);
  EXPECT_EQ(answer.rows(0).cells(1).top_size(), 2);
  query.set_facts(v1::FACT_KIND_DOCUMENT);
  query.mutable_metrics()->DeleteSubrange(0, 1);
  ASSERT_TRUE(Query(query, &answer).ok());
  EXPECT_EQ(answer.rows(0).cells(0).top(0).count(), 1) << "once a document";
}

TEST_F(StatisticsServiceTest, PutsStatementsInOrderAndTargetsBesideResults) {
  const auto report = [&](const std::string& id, const std::string& date, const std::string& subject,
                          const std::string& value, bool target) {
    Fact fact = Exact("CNY", value);
    fact.start = "2022-01-01";
    fact.end = "2022-12-31";
    measures::v1::Change change = DocumentOf(id, date, {fact});
    change.mutable_record()->mutable_document()->mutable_region()->set_code("420100");
    change.mutable_record()->mutable_indicators(0)->set_subject(subject);
    change.mutable_record()->mutable_indicators(0)->set_target(target);
    Add(change);
  };
  report("plan", "2021-03-01", "GDP", "100", true);
  report("first", "2023-01-20", "地区生产总值", "98", false);
  report("revised", "2023-06-20", "地区生产总值", "99", false);
  Follow();
  const auto select = [&](auto& request) {
    request.mutable_selection()->set_subject("生产总值");
    request.mutable_selection()->set_min_position(position_);
  };
  v1::QuerySeriesRequest series_request;
  select(series_request);
  v1::QuerySeriesResponse series;
  grpc::ClientContext context;
  grpc::Status status = stub_->QuerySeries(&context, series_request, &series);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(series.series_size(), 1);
  EXPECT_EQ(series.series(0).region_name(), "武汉市");
  EXPECT_THAT(series.series(0).written(), ::testing::ElementsAre("GDP", "地区生产总值"));
  ASSERT_EQ(series.series(0).points_size(), 1);
  EXPECT_TRUE(series.series(0).points(0).disagree()) << "98 and 99";
  EXPECT_EQ(series.series(0).points(0).statements(1).name(), "documents/first/indicators/i1");
  EXPECT_EQ(series.position(), position_);

  v1::CompareTargetsRequest targets_request;
  select(targets_request);
  v1::CompareTargetsResponse targets;
  grpc::ClientContext second;
  status = stub_->CompareTargets(&second, targets_request, &targets);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(targets.comparisons_size(), 1);
  EXPECT_EQ(targets.comparisons(0).target().value(), "100");
  EXPECT_EQ(targets.comparisons(0).results_size(), 2);
  EXPECT_EQ(targets.comparisons(0).gap(), "-1");

  targets_request.set_limit(-1);
  grpc::ClientContext third;
  EXPECT_EQ(stub_->CompareTargets(&third, targets_request, &targets).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(StatisticsServiceTest, ListsWhatCanStillBeChosen) {
  measures::v1::Change hubei = DocumentOf("a", "2022-10-21", {Exact("家", "1"), Exact("CNY", "2")});
  hubei.mutable_record()->mutable_document()->mutable_region()->set_code("420100");
  measures::v1::Change beijing = DocumentOf("b", "2022-10-21", {Exact("家", "1")});
  beijing.mutable_record()->mutable_document()->mutable_region()->set_code("110101");
  Add(hubei);
  Add(beijing);
  Follow();
  const auto list = [&](v1::ListValuesRequest request, v1::ListValuesResponse* response) {
    request.set_min_position(position_);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    return stub_->ListValues(&context, request, response);
  };
  v1::ListValuesRequest request;
  request.set_dimension("unit");
  v1::ListValuesResponse response;
  const grpc::Status status = list(request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.values_size(), 2);
  EXPECT_EQ(response.values(0).value().value(), "家");
  EXPECT_EQ(response.values(0).count(), 2);
  EXPECT_EQ(response.values(1).count(), 1);
  EXPECT_EQ(response.position(), position_);
  request.set_filter("within(document.region, \"110000\")");
  ASSERT_TRUE(list(request, &response).ok());
  EXPECT_EQ(response.total_values(), 1) << "CNY is not there in Beijing";
  request.clear_filter();
  request.set_dimension("region");
  request.set_contains("武汉");
  ASSERT_TRUE(list(request, &response).ok());
  ASSERT_EQ(response.values_size(), 1) << "by the name for people";
  EXPECT_EQ(response.values(0).value().value(), "420100");
  request.clear_contains();
  request.set_limit(1);
  ASSERT_TRUE(list(request, &response).ok());
  EXPECT_EQ(response.values_size(), 1);
  EXPECT_EQ(response.total_values(), 2);
  request.set_dimension("regoin");
  EXPECT_EQ(DetailsOf(FromGrpcStatus(list(request, &response))).reason, Reason::kQUERY_INVALID);
}

TEST_F(StatisticsServiceTest, WatchingSendsAnAnswerForEachChangeOfIt) {
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "1")}));
  Follow();
  v1::WatchStatisticsRequest request;
  *request.mutable_query() = SumBy({});
  request.mutable_query()->set_filter("unit = \"家\"");
  request.mutable_query()->set_min_position(position_);
  request.mutable_min_interval()->set_nanos(100'000'000);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  auto reader = stub_->WatchStatistics(&context, request);
  v1::QueryStatisticsResponse answer;
  ASSERT_TRUE(reader->Read(&answer));
  EXPECT_EQ(answer.rows(0).cells(0).value(), "1");
  Add(DocumentOf("b", "2022-10-21", {Exact("CNY", "5")}));  // changes nothing of this answer
  Add(DocumentOf("c", "2022-10-21", {Exact("家", "2")}));
  ASSERT_TRUE(reader->Read(&answer));
  EXPECT_EQ(answer.rows(0).cells(0).value(), "3");
  context.TryCancel();
  EXPECT_FALSE(reader->Read(&answer));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);

  grpc::ClientContext past;
  request.mutable_query()->set_as_of(position_);
  auto refused = stub_->WatchStatistics(&past, request);
  EXPECT_FALSE(refused->Read(&answer));
  EXPECT_EQ(refused->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(StatisticsServiceTest, ExplainsAQueryWithoutRunningIt) {
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "1"), Exact("CNY", "2")}));
  Add(DocumentOf("b", "2023-10-21", {Exact("家", "1")}));
  Follow();
  v1::QueryStatisticsResponse answer;
  ASSERT_TRUE(Query(SumBy({"unit"}), &answer).ok());
  v1::ExplainQueryRequest request;
  *request.mutable_query() = SumBy({"topic"});
  request.mutable_query()->set_filter("document.publish_date >= 2023-01-01 AND value > 0");
  grpc::ClientContext context;
  v1::ExplainQueryResponse plan;
  const grpc::Status status = stub_->ExplainQuery(&context, request, &plan);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(plan.documents(), 1);
  EXPECT_EQ(plan.passes(), 1);
  EXPECT_EQ(plan.scanned_facts(), 1);
  EXPECT_THAT(plan.document_filter(), HasSubstr("publish_date"));
  EXPECT_THAT(plan.fact_filter(), HasSubstr("value"));
  EXPECT_EQ(plan.cost(), plan.scanned_facts() + plan.groups());
  EXPECT_EQ(plan.cost_limit(), 1'000'000'000);
  EXPECT_EQ(plan.position(), position_);
}

TEST_F(StatisticsServiceTest, AQueryBeyondTheCostLimitIsRefusedBeforeItRuns) {
  max_cost_ = 3;
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "1"), Exact("家", "2"), Exact("家", "3")}));
  Add(DocumentOf("b", "2023-10-21", {Exact("家", "1")}));
  Follow();
  v1::QueryStatisticsResponse answer;
  const grpc::Status status = Query(SumBy({}), &answer);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(DetailsOf(FromGrpcStatus(status)).reason, Reason::kCOST_LIMIT_EXCEEDED);
  v1::QueryStatisticsRequest small = SumBy({});
  small.set_filter("document.name = \"documents/b\"");
  EXPECT_TRUE(Query(small, &answer).ok());
}

TEST_F(StatisticsServiceTest, SaysWhereItStands) {
  Add(DocumentOf("a", "2022-10-21", {Exact("家", "1")}));
  Follow();
  v1::QueryStatisticsResponse response;
  ASSERT_TRUE(Query(SumBy({}), &response).ok());
  grpc::ClientContext context;
  v1::GetFeedStatusResponse feed;
  ASSERT_TRUE(stub_->GetFeedStatus(&context, {}, &feed).ok());
  EXPECT_EQ(feed.state(), v1::FEED_STATE_FOLLOWING);
  EXPECT_EQ(feed.position(), position_);
  EXPECT_EQ(feed.indicator_facts(), 1);
  EXPECT_EQ(feed.measure_facts(), 2);
  EXPECT_EQ(feed.document_facts(), 1);
  grpc::ClientContext list_context;
  v1::ListDimensionsResponse dimensions;
  ASSERT_TRUE(stub_->ListDimensions(&list_context, {}, &dimensions).ok());
  EXPECT_GT(dimensions.dimensions_size(), 10);
}

// All rows of a stream as one answer; an empty digest where it was not whole.
template <typename Stub>
grpc::Status ReadAll(Stub& stub, const v1::QueryStatisticsRequest& query, v1::QueryStatisticsResponse* answer,
                     int* messages) {
  v1::StreamStatisticsRequest request;
  *request.mutable_query() = query;
  grpc::ClientContext context;
  const auto reader = stub.StreamStatistics(&context, request);
  *messages = 0;
  for (v1::StreamStatisticsResponse part; reader->Read(&part); ++*messages) {
    if (part.has_head()) *answer = part.head();
    answer->mutable_rows()->MergeFrom(part.rows());
    answer->set_digest(part.digest());
  }
  return reader->Finish();
}

TEST_F(StatisticsServiceTest, AStreamedAnswerIsTheSameAnswer) {
  std::vector<Fact> facts;
  for (int i = 0; i < 3'000; ++i) facts.push_back(Exact("unit" + std::to_string(i), std::to_string(i)));
  Add(DocumentOf("a", "2022-10-21", facts));
  Follow();
  v1::QueryStatisticsRequest query = SumBy({"unit"});
  v1::QueryStatisticsResponse whole;
  ASSERT_TRUE(Query(query, &whole).ok());
  v1::QueryStatisticsResponse streamed;
  int messages = 0;
  ASSERT_TRUE(ReadAll(*stub_, query, &streamed, &messages).ok());
  EXPECT_GT(messages, 3);
  EXPECT_EQ(streamed.SerializeAsString(), whole.SerializeAsString());
  query.set_limit(7);
  ASSERT_TRUE(ReadAll(*stub_, query, &streamed, &messages).ok());
  EXPECT_EQ(streamed.rows_size(), 7);
  EXPECT_EQ(streamed.total_rows(), 3'000);
}

TEST_F(StatisticsServiceTest, StreamsAndExportsRefuseWhatQueriesRefuse) {
  Add(DocumentOf("a", "2022-10-21", {Exact("CNY", "1"), Exact("%", "2")}));
  Follow();
  v1::QueryStatisticsResponse ignored;
  ASSERT_TRUE(Query(SumBy({"unit"}), &ignored).ok());
  int messages = 0;
  const grpc::Status mixed = ReadAll(*stub_, SumBy({}), &ignored, &messages);
  EXPECT_EQ(DetailsOf(FromGrpcStatus(mixed)).reason, Reason::kMIXED_UNITS);
  v1::ExportStatisticsRequest request;
  *request.mutable_query() = SumBy({"unit"});
  const auto refused = [&] {
    grpc::ClientContext context;
    v1::ExportStatisticsResponse part;
    const auto reader = stub_->ExportStatistics(&context, request);
    EXPECT_FALSE(reader->Read(&part));
    return DetailsOf(FromGrpcStatus(reader->Finish())).reason;
  };
  EXPECT_EQ(refused(), Reason::kINVALID_FIELD) << "without a format";
  request.set_format(v1::EXPORT_FORMAT_ARROW);
  request.mutable_query()->set_pivot("unit");
  EXPECT_EQ(refused(), Reason::kQUERY_INVALID);
}

TEST_F(StatisticsServiceTest, ExportsAreTheFilesOfTheirFormats) {
  Add(DocumentOf("a", "2022-10-21", {Exact("CNY", "1.5"), Exact("%", "2")}));
  Follow();
  v1::QueryStatisticsResponse answer;
  ASSERT_TRUE(Query(SumBy({"unit"}), &answer).ok());
  const auto exported = [&](v1::ExportFormat format) {
    v1::ExportStatisticsRequest request;
    *request.mutable_query() = SumBy({"unit"});
    request.set_format(format);
    grpc::ClientContext context;
    const auto reader = stub_->ExportStatistics(&context, request);
    std::string bytes;
    for (v1::ExportStatisticsResponse part; reader->Read(&part);) bytes += part.data();
    EXPECT_TRUE(reader->Finish().ok());
    return bytes;
  };
  const std::string csv = exported(v1::EXPORT_FORMAT_SDMX_CSV);
  EXPECT_THAT(csv, HasSubstr("STRUCTURE,STRUCTURE_ID,ACTION,UNIT,SUM_VALUE,"));
  EXPECT_THAT(csv, HasSubstr("(1.0.0),I,CNY,1.5,1.5,1.5,1,"));
  const std::string id = csv.substr(csv.find("STATISTICS_"), 23);
  EXPECT_THAT(exported(v1::EXPORT_FORMAT_SDMX_STRUCTURE), HasSubstr("\"id\":\"" + id + "\""));
  const std::string arrow = exported(v1::EXPORT_FORMAT_ARROW);
  EXPECT_THAT(arrow, HasSubstr(answer.digest()));
  EXPECT_THAT(arrow, HasSubstr(answer.position()));
}

}  // namespace
}  // namespace gangmu::statistics
