// Lists through the service's stubs: filters, order, pages and their tokens.
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class ListCalls : public MeasureServerTest {
 protected:
  void SetUp() override {
    MeasureServerTest::SetUp();
    std::vector<policy::v1::DocumentRecord> records;
    for (const char* id : {"a", "b", "c", "d", "e"})
      records.push_back(SampleRecord(std::string("documents/") + id, id));
    Put(records);
  }
};

TEST_F(ListCalls, PagesHangTogether) {
  v1::ListDocumentsRequest request;
  request.set_page_size(2);
  request.set_order_by("title desc");
  std::vector<std::string> titles;
  std::vector<int> sizes;
  do {
    const auto page = Call(&Stub::ListDocuments, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const auto& document : page->documents()) titles.push_back(document.title());
    sizes.push_back(page->documents_size());
    request.set_page_token(page->next_page_token());
    request.set_page_size(3);  // the size alone may change between pages
  } while (!request.page_token().empty());
  EXPECT_THAT(titles, ElementsAre("关于改革的报告e", "关于改革的报告d", "关于改革的报告c", "关于改革的报告b",
                                  "关于改革的报告a"));
  EXPECT_THAT(sizes, ElementsAre(2, 3));
}

TEST_F(ListCalls, TokenBelongsToItsQuery) {
  v1::ListIndicatorsRequest request;
  request.set_parent("documents/-");
  request.set_page_size(3);
  const auto first = Call(&Stub::ListIndicators, request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->indicators(), SizeIs(3));
  request.set_page_token(first->next_page_token());
  EXPECT_TRUE(Call(&Stub::ListIndicators, request).ok());

  const auto refused = [&](v1::ListIndicatorsRequest changed) {
    const absl::Status status = Call(&Stub::ListIndicators, changed).status();
    EXPECT_THAT(status, FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN));
    EXPECT_THAT(ViolatedFields(status), ElementsAre("page_token"));
  };
  v1::ListIndicatorsRequest changed = request;
  changed.set_filter("value > 3");
  refused(changed);
  changed = request;
  changed.set_order_by("value");
  refused(changed);
  changed = request;
  changed.set_parent("documents/a");
  refused(changed);
  changed = request;
  changed.mutable_page_token()->back() ^= 1;
  refused(changed);
  changed.set_page_token("nonsense");
  refused(changed);
}

TEST_F(ListCalls, PageSizesHaveTheirBounds) {
  v1::ListIndicatorsRequest request;
  request.set_parent("documents/-");
  EXPECT_THAT(Call(&Stub::ListIndicators, request)->indicators(), SizeIs(20)) << "all fit the default of 50";
  request.set_page_size(100'000);  // above the limit: the limit counts
  EXPECT_THAT(Call(&Stub::ListIndicators, request)->indicators(), SizeIs(20));
  request.set_page_size(-1);
  EXPECT_THAT(ViolatedFields(Call(&Stub::ListIndicators, request).status()), ElementsAre("page_size"));
}

TEST_F(ListCalls, ParentBoundsTheList) {
  v1::ListMeasuresRequest measures;
  measures.set_parent("documents/b");
  measures.set_filter(R"(has(indicators, unit = "家" AND value > 100))");
  const auto found = Call(&Stub::ListMeasures, measures);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_THAT(found->measures(), SizeIs(1));
  EXPECT_EQ(found->measures(0).heading(), "扶持企业");
  EXPECT_TRUE(found->measures(0).name().starts_with("documents/b/measures/"));
  EXPECT_EQ(found->measures(0).text(), "");
  measures.set_view(v1::VIEW_FULL);
  EXPECT_EQ(Call(&Stub::ListMeasures, measures)->measures(0).text(), "二是扶持企业，新增企业470家，发放补贴2.5亿元。");
  measures.set_parent("documents/-");
  EXPECT_THAT(Call(&Stub::ListMeasures, measures)->measures(), SizeIs(5));
  measures.set_parent("documents/missing");
  EXPECT_THAT(Call(&Stub::ListMeasures, measures), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));

  v1::ListIndicatorsRequest indicators;
  indicators.set_parent("documents/c");
  indicators.set_order_by("value desc");
  const auto ordered = Call(&Stub::ListIndicators, indicators);
  ASSERT_TRUE(ordered.ok()) << ordered.status();
  ASSERT_THAT(ordered->indicators(), SizeIs(4));
  EXPECT_EQ(ordered->indicators(0).text(), "2.5亿元");
  EXPECT_EQ(ordered->indicators(3).text(), "12所");
}

TEST_F(ListCalls, FaultyFilterSaysWhereAndWhat) {
  v1::ListIndicatorsRequest request;
  request.set_parent("documents/-");
  request.set_filter(R"(unit = "家" AND valeu > 100)");
  const absl::Status status = Call(&Stub::ListIndicators, request).status();
  EXPECT_THAT(status, FailsWith(StatusCode::kInvalidArgument, Reason::kFILTER_INVALID));
  EXPECT_EQ(MetadataOf(status, "position"), "15");
  EXPECT_EQ(MetadataOf(status, "token"), "valeu");
  EXPECT_EQ(MetadataOf(status, "near"), "value");
  EXPECT_THAT(ViolatedFields(status), ElementsAre("filter"));

  request.set_filter("");
  request.set_order_by("valeu");
  const absl::Status order = Call(&Stub::ListIndicators, request).status();
  EXPECT_THAT(order, FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_FIELD));
  EXPECT_THAT(ViolatedFields(order), ElementsAre("order_by"));
}

}  // namespace
}  // namespace gangmu::measures::testing
