// Status and links through the service's stubs.
#include "gangmu/measures/v1/tracking_service.grpc.pb.h"
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TrackingCalls : public MeasureServerTest {
 protected:
  using Tracking = v1::TrackingService::Stub;
  void SetUp() override {
    MeasureServerTest::SetUp();
    PutSample("documents/a", "甲");
    PutSample("documents/b", "乙");
    a_ = MeasureOf("documents/a");
    b_ = MeasureOf("documents/b");
  }
  std::string MeasureOf(const std::string& document) {
    v1::GetDocumentRecordRequest request;
    request.set_name(document);
    return Call(&Stub::GetDocumentRecord, request)->measures(0).name();
  }
  v1::LinkMeasuresRequest LinkOf(const std::string& from, const std::string& to) {
    v1::LinkMeasuresRequest request;
    request.mutable_link()->set_kind(policy::v1::LINK_KIND_CONTINUES);
    request.mutable_link()->set_from(from);
    request.mutable_link()->set_to(to);
    request.set_author("li");
    return request;
  }

  std::string a_, b_;
};

TEST_F(TrackingCalls, StatusIsEnteredWithItsDayAndEvidence) {
  v1::SetMeasureStatusRequest request;
  request.set_name(a_);
  request.set_status(policy::v1::MEASURE_STATUS_DONE);
  request.set_date("2023-06-30");
  request.set_evidence("documents/b");
  request.set_author("li");
  request.set_reason("as reported");
  request.set_etag("0-0");
  EXPECT_THAT(Call(&Tracking::SetMeasureStatus, request), FailsWith(StatusCode::kAborted, Reason::kETAG_MISMATCH));
  request.clear_etag();
  const auto done = Call(&Tracking::SetMeasureStatus, request);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->status(), policy::v1::MEASURE_STATUS_DONE);
  ASSERT_THAT(done->transitions(), SizeIs(1));
  EXPECT_EQ(done->transitions(0).note(), "as reported");

  v1::RevertCorrectionRequest revert;
  revert.set_name(done->transitions(0).correction());
  ASSERT_TRUE(Call(&v1::CorrectionService::Stub::RevertCorrection, revert).ok());
  v1::GetMeasureRequest get;
  get.set_name(a_);
  EXPECT_THAT(Call(&Stub::GetMeasure, get)->transitions(), IsEmpty());
}

TEST_F(TrackingCalls, LineIsReadAndLinksAreListedAndRemoved) {
  const auto link = Call(&Tracking::LinkMeasures, LinkOf(b_, a_));
  ASSERT_TRUE(link.ok()) << link.status();
  v1::GetMeasureLineRequest ask;
  ask.set_name(a_);
  const auto line = Call(&Tracking::GetMeasureLine, ask);
  ASSERT_TRUE(line.ok()) << line.status();
  ASSERT_THAT(line->entries(), SizeIs(2));
  EXPECT_EQ(line->entries(0).document().name(), "documents/a");
  EXPECT_THAT(line->entries(0).indicators(), SizeIs(1));
  EXPECT_THAT(line->links(), SizeIs(1));
  EXPECT_TRUE(line->complete());

  EXPECT_THAT(Call(&Tracking::LinkMeasures, LinkOf(a_, b_)),
              FailsWith(StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED));
  v1::UnlinkMeasuresRequest unlink;
  unlink.set_name(link->name());
  EXPECT_EQ(Call(&Tracking::UnlinkMeasures, unlink)->state(), policy::v1::LINK_STATE_REMOVED);
  ASSERT_TRUE(Call(&Tracking::LinkMeasures, LinkOf(a_, b_)).ok()) << "now nothing speaks against it";

  v1::ListMeasureLinksRequest list;
  list.set_parent("documents/-");
  list.set_page_size(1);
  const auto first = Call(&Tracking::ListMeasureLinks, list);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->links(0).name(), link->name());
  list.set_page_token(first->next_page_token());
  EXPECT_EQ(Call(&Tracking::ListMeasureLinks, list)->links(0).from(), a_);
  list.set_state(policy::v1::LINK_STATE_REMOVED);
  EXPECT_THAT(Call(&Tracking::ListMeasureLinks, list),
              FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN))
      << "the token belongs to another question";
}

TEST_F(TrackingCalls, AllFaultsAreNamedAtOnce) {
  v1::SetMeasureStatusRequest status;
  status.set_name("documents/a");
  status.set_date("2023-02-30");
  status.set_evidence("a");
  EXPECT_THAT(ViolatedFields(Call(&Tracking::SetMeasureStatus, status).status()),
              ElementsAre("name", "status", "date", "evidence"));
  status.set_name(a_);
  status.set_status(policy::v1::MEASURE_STATUS_DONE);
  status.set_date("9000-01-01");
  status.clear_evidence();
  EXPECT_THAT(ViolatedFields(Call(&Tracking::SetMeasureStatus, status).status()), ElementsAre("date"));

  v1::LinkMeasuresRequest link;
  link.mutable_link()->set_from("documents/a");
  link.mutable_link()->set_evidence("documents/");
  EXPECT_THAT(ViolatedFields(Call(&Tracking::LinkMeasures, link).status()),
              ElementsAre("link.kind", "link.from", "link.to", "link.evidence"));
  v1::UnlinkMeasuresRequest unlink;
  unlink.set_name(a_);
  EXPECT_THAT(ViolatedFields(Call(&Tracking::UnlinkMeasures, unlink).status()), ElementsAre("name"));
  v1::ListMeasureLinksRequest list;
  list.set_page_size(-1);
  EXPECT_THAT(ViolatedFields(Call(&Tracking::ListMeasureLinks, list).status()), ElementsAre("parent", "page_size"));
  EXPECT_THAT(ViolatedFields(Call(&Tracking::GetMeasureLine, v1::GetMeasureLineRequest()).status()),
              ElementsAre("name"));
}

}  // namespace
}  // namespace gangmu::measures::testing
