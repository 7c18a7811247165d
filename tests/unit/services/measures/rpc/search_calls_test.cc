// Search through the service's stub: hits, snippets, pages, faults.
#include "gangmu/measures/v1/search_service.grpc.pb.h"
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using SearchStub = v1::SearchService::Stub;

class SearchCalls : public MeasureServerTest {
 protected:
  void SetUp() override {
    MeasureServerTest::SetUp();
    for (const char* id : {"a", "b", "c"}) PutSample(std::string("documents/") + id, id);
  }

  static v1::SearchMeasuresRequest Request(const std::string& query) {
    v1::SearchMeasuresRequest request;
    request.set_query(query);
    return request;
  }
};

TEST_F(SearchCalls, HitsCarryMeasureScoreAndSnippets) {
  v1::SearchMeasuresRequest request = Request("补贴");
  request.set_filter("document.title : \"b\"");
  auto answer = Call(&SearchStub::SearchMeasures, request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->hits(), SizeIs(1));
  const v1::SearchHit& hit = answer->hits(0);
  EXPECT_EQ(hit.measure().heading(), "扶持企业");
  EXPECT_EQ(hit.measure().text(), "");
  EXPECT_GT(hit.score(), 0);
  ASSERT_THAT(hit.snippets(), SizeIs(2));
  EXPECT_EQ(hit.snippets(0).field(), v1::SEARCH_FIELD_SUBJECT);
  EXPECT_EQ(hit.snippets(0).index(), 1);
  EXPECT_EQ(hit.snippets(1).field(), v1::SEARCH_FIELD_TEXT);
  EXPECT_EQ(hit.snippets(1).text(), "二是扶持企业，新增企业470家，发放补贴2.5亿元。");
  ASSERT_THAT(hit.snippets(1).highlights(), SizeIs(1));
  EXPECT_EQ(hit.snippets(1).highlights(0).start(), 18);
  EXPECT_EQ(hit.snippets(1).highlights(0).end(), 20);
  request.set_view(v1::VIEW_FULL);
  EXPECT_EQ(Call(&SearchStub::SearchMeasures, request)->hits(0).measure().text(), hit.snippets(1).text());
  EXPECT_EQ(Call(&SearchStub::SearchMeasures, Request("营商环境"))->hits(0).snippets(0).field(),
            v1::SEARCH_FIELD_SECTION_PATH);
}

TEST_F(SearchCalls, PagesHangTogether) {
  v1::SearchMeasuresRequest request = Request("企业 OR 审批");
  request.set_page_size(4);
  const auto first = Call(&SearchStub::SearchMeasures, request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->hits(), SizeIs(4));
  request.set_page_token(first->next_page_token());
  const auto second = Call(&SearchStub::SearchMeasures, request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_THAT(second->hits(), SizeIs(2));
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_GE(first->hits(3).score(), second->hits(0).score());
  request.set_query("企业");
  EXPECT_THAT(Call(&SearchStub::SearchMeasures, request),
              FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN));
}

TEST_F(SearchCalls, FaultsSayWhere) {
  v1::SearchMeasuresRequest request = Request("");
  request.set_page_size(-1);
  EXPECT_THAT(ViolatedFields(Call(&SearchStub::SearchMeasures, request).status()), ElementsAre("query", "page_size"));
  const absl::Status status = Call(&SearchStub::SearchMeasures, Request("企业 补贴 OR 奖励")).status();
  EXPECT_THAT(status, FailsWith(StatusCode::kInvalidArgument, Reason::kFILTER_INVALID));
  EXPECT_EQ(MetadataOf(status, "position"), "6");
  EXPECT_EQ(MetadataOf(status, "token"), "OR");
  EXPECT_THAT(ViolatedFields(status), ElementsAre("query"));
}

}  // namespace
}  // namespace gangmu::measures::testing
