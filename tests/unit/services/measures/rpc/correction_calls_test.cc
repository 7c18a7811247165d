// Corrections and reviews through the service's stubs.
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class CorrectionCalls : public MeasureServerTest {
 protected:
  using Corrections = v1::CorrectionService::Stub;
  void SetUp() override {
    MeasureServerTest::SetUp();
    PutSample("documents/a", "甲");
    record_ = Record();
  }
  policy::v1::DocumentRecord Record() {
    v1::GetDocumentRecordRequest request;
    request.set_name("documents/a");
    return *Call(&Stub::GetDocumentRecord, request);
  }

  policy::v1::DocumentRecord record_;
};

TEST_F(CorrectionCalls, UpdatesTakeTheFieldsOfTheMaskOnly) {
  v1::UpdateIndicatorRequest indicator;
  *indicator.mutable_indicator() = record_.indicators(1);
  indicator.mutable_indicator()->set_value("480");
  indicator.mutable_indicator()->set_subject("不在其中");
  indicator.mutable_update_mask()->add_paths("value");
  indicator.set_author("li");
  indicator.set_reason("misread");
  const auto updated = Call(&Corrections::UpdateIndicator, indicator);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->value(), "480");
  EXPECT_EQ(updated->subject(), "企业");
  EXPECT_EQ(updated->review_state(), policy::v1::REVIEW_STATE_CORRECTED);

  v1::UpdateMeasureRequest measure;
  measure.mutable_measure()->set_name(record_.measures(0).name());
  measure.mutable_measure()->set_topic("市场监管、安全生产监管");
  measure.mutable_measure()->add_instruments("法规管制");
  const auto corrected = Call(&Corrections::UpdateMeasure, measure);
  ASSERT_TRUE(corrected.ok()) << corrected.status();
  EXPECT_EQ(corrected->topic(), "市场监管、安全生产监管");
  EXPECT_EQ(corrected->heading(), "减少审批") << "without a mask the fields that are set are meant";
  EXPECT_THAT(corrected->corrected_fields(), ElementsAre("instruments", "topic"));

  v1::UpdateDocumentRequest document;
  document.mutable_document()->set_name("documents/a");
  document.mutable_document()->set_etag("0-0");
  document.mutable_document()->set_title("改革报告");
  EXPECT_THAT(Call(&Corrections::UpdateDocument, document), FailsWith(StatusCode::kAborted, Reason::kETAG_MISMATCH));
  document.mutable_document()->set_etag(Record().document().etag());
  document.set_validate_only(true);
  EXPECT_EQ(Call(&Corrections::UpdateDocument, document)->title(), "改革报告");
  EXPECT_EQ(Record().document().title(), "关于改革的报告甲");
  document.set_validate_only(false);
  const auto named = Call(&Corrections::UpdateDocument, document);
  ASSERT_TRUE(named.ok()) << named.status();
  EXPECT_EQ(named->title(), "改革报告");
  EXPECT_EQ(named->revision(), 4);
  EXPECT_EQ(Record().document().etag(), named->etag());
}

TEST_F(CorrectionCalls, IndicatorsAreAddedRejectedAndBroughtBack) {
  v1::RejectIndicatorRequest reject;
  reject.set_name(record_.indicators(0).name());
  const auto rejected = Call(&Corrections::RejectIndicator, reject);
  ASSERT_TRUE(rejected.ok()) << rejected.status();
  EXPECT_EQ(rejected->kind(), policy::v1::CORRECTION_KIND_REJECT);
  EXPECT_EQ(rejected->extracted_indicator().text(), "35项");
  EXPECT_THAT(Record().indicators(), SizeIs(3));

  v1::CreateIndicatorRequest create;
  create.set_parent("documents/a");
  *create.mutable_indicator() = record_.indicators(0);
  create.mutable_indicator()->set_subject("审批事项");
  const auto created = Call(&Corrections::CreateIndicator, create);
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_EQ(created->text(), "35项");
  EXPECT_EQ(created->subject(), "审批事项");
  EXPECT_NE(created->name(), record_.indicators(0).name()) << "the rejected one keeps its name";
  EXPECT_THAT(Call(&Corrections::CreateIndicator, create),
              FailsWith(StatusCode::kAlreadyExists, Reason::kALREADY_EXISTS));

  v1::ListCorrectionsRequest list;
  list.set_parent("documents/a");
  list.set_page_size(1);
  const auto first = Call(&Corrections::ListCorrections, list);
  ASSERT_THAT(first->corrections(), SizeIs(1));
  EXPECT_EQ(first->corrections(0).name(), rejected->name());
  list.set_page_token(first->next_page_token());
  const auto second = Call(&Corrections::ListCorrections, list);
  EXPECT_EQ(second->corrections(0).kind(), policy::v1::CORRECTION_KIND_ADD);
  EXPECT_EQ(second->next_page_token(), "");

  v1::RevertCorrectionRequest revert;
  revert.set_name(second->corrections(0).name());
  EXPECT_EQ(Call(&Corrections::RevertCorrection, revert)->state(), policy::v1::CORRECTION_STATE_REVERTED);
  EXPECT_THAT(Call(&Corrections::RevertCorrection, revert),
              FailsWith(StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED));
  revert.set_name(rejected->name());
  EXPECT_TRUE(Call(&Corrections::RevertCorrection, revert).ok());
  EXPECT_THAT(Record().indicators(), SizeIs(4));
  v1::WatchChangesRequest watch;
  watch.set_until_current(true);
  const auto events = Stream(&Stub::WatchChanges, watch);
  ASSERT_THAT(*events, SizeIs(5));
  EXPECT_EQ((*events)[1].change().cause(), v1::CHANGE_CAUSE_CORRECTED);
  EXPECT_THAT((*events)[1].change().record().indicators(), SizeIs(3));
  EXPECT_EQ((*events)[4].change().cause(), v1::CHANGE_CAUSE_CORRECTION_REVERTED);
}

TEST_F(CorrectionCalls, SampleIsReviewedAndThePrecisionEstimated) {
  v1::SampleForReviewRequest request;
  request.set_size(4);
  request.set_seed(1);
  const auto sample = Call(&Corrections::SampleForReview, request);
  ASSERT_TRUE(sample.ok()) << sample.status();
  ASSERT_THAT(sample->strata(), SizeIs(1));
  EXPECT_EQ(sample->strata(0).population(), 4);
  ASSERT_THAT(sample->strata(0).names(), SizeIs(4));

  v1::ReviewPartsRequest review;
  review.set_parent("documents/a");
  for (int i = 0; i < 3; ++i) review.add_names(sample->strata(0).names(i));
  review.set_state(policy::v1::REVIEW_STATE_CONFIRMED);
  const auto reviewed = Call(&Corrections::ReviewParts, review);
  ASSERT_TRUE(reviewed.ok()) << reviewed.status();
  EXPECT_THAT(reviewed->corrections(), SizeIs(3));
  v1::RejectIndicatorRequest reject;
  reject.set_name(sample->strata(0).names(3));
  ASSERT_TRUE(Call(&Corrections::RejectIndicator, reject).ok());

  v1::EstimatePrecisionRequest estimate;
  *estimate.mutable_strata() = sample->strata();
  const auto estimated = Call(&Corrections::EstimatePrecision, estimate);
  ASSERT_TRUE(estimated.ok()) << estimated.status();
  EXPECT_EQ(estimated->overall().right_count(), 3);
  EXPECT_EQ(estimated->overall().wrong_count(), 1);
  EXPECT_DOUBLE_EQ(estimated->overall().precision(), 0.75);
  // Wilson's interval of 3 of 4: (1.2302 ± 0.6408) / 1.9604.
  EXPECT_NEAR(estimated->overall().lower(), 0.3006, 0.0005);
  EXPECT_NEAR(estimated->overall().upper(), 0.9544, 0.0005);

  v1::CountReviewsRequest count;
  const auto counts = Call(&Corrections::CountReviews, count);
  EXPECT_EQ(counts->confirmed_count(), 3);
  EXPECT_EQ(counts->unreviewed_count(), 0);
  count.set_parts(v1::REVIEWED_PARTS_MEASURES);
  EXPECT_EQ(Call(&Corrections::CountReviews, count)->unreviewed_count(), 3);
  count.set_filter("x");
  EXPECT_THAT(Call(&Corrections::CountReviews, count),
              FailsWith(StatusCode::kInvalidArgument, Reason::kFILTER_INVALID));
}

TEST_F(CorrectionCalls, RequestsNameEveryFault) {
  const auto violated = [](const absl::Status& status) {
    EXPECT_THAT(status, FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_FIELD));
    return ViolatedFields(status);
  };
  v1::UpdateIndicatorRequest indicator;
  indicator.mutable_indicator()->set_name("documents/a");
  indicator.mutable_indicator()->set_confidence(3);  // not to be corrected
  indicator.set_author(std::string(129, 'a'));
  EXPECT_THAT(violated(Call(&Corrections::UpdateIndicator, indicator).status()),
              ElementsAre("indicator.name", "update_mask", "author"));
  indicator.mutable_update_mask()->add_paths("confidence");
  indicator.clear_author();
  EXPECT_THAT(violated(Call(&Corrections::UpdateIndicator, indicator).status()),
              ElementsAre("indicator.name", "update_mask"));
  v1::UpdateMeasureRequest measure;
  EXPECT_THAT(violated(Call(&Corrections::UpdateMeasure, measure).status()),
              ElementsAre("measure.name", "update_mask"));
  v1::UpdateDocumentRequest document;
  EXPECT_THAT(violated(Call(&Corrections::UpdateDocument, document).status()),
              ElementsAre("document.name", "update_mask"));
  document.mutable_document()->set_name("documents/a");
  document.mutable_document()->set_publish_date("2022-13-01");
  (*document.mutable_document()->mutable_labels())["Team"] = "x";
  EXPECT_THAT(violated(Call(&Corrections::UpdateDocument, document).status()),
              ElementsAre("document.publish_date", "document.labels"));
  v1::CreateIndicatorRequest create;
  EXPECT_THAT(violated(Call(&Corrections::CreateIndicator, create).status()), ElementsAre("parent", "indicator.span"));
  create.set_parent("documents/a");
  create.mutable_indicator()->mutable_span()->set_end(3);
  EXPECT_THAT(violated(Call(&Corrections::CreateIndicator, create).status()),
              ElementsAre("indicator.qualifier", "indicator.kind", "indicator.value"));
  create.mutable_indicator()->set_qualifier(policy::v1::QUALIFIER_EXACT);
  create.mutable_indicator()->set_kind(policy::v1::INDICATOR_KIND_LEVEL);
  create.mutable_indicator()->set_value("3");
  create.mutable_indicator()->mutable_span()->set_end(30000);
  EXPECT_THAT(violated(Call(&Corrections::CreateIndicator, create).status()), ElementsAre("indicator.span"));
  v1::ReviewPartsRequest review;
  review.set_parent("documents/a");
  review.add_names("documents/b/measures/0");
  review.set_state(policy::v1::REVIEW_STATE_CORRECTED);
  EXPECT_THAT(violated(Call(&Corrections::ReviewParts, review).status()), ElementsAre("names[0]", "state"));
  v1::RejectIndicatorRequest reject;
  reject.set_name(record_.measures(0).name());
  EXPECT_THAT(violated(Call(&Corrections::RejectIndicator, reject).status()), ElementsAre("name"));
  v1::RevertCorrectionRequest revert;
  EXPECT_THAT(violated(Call(&Corrections::RevertCorrection, revert).status()), ElementsAre("name"));
  revert.set_name("documents/a/corrections/77");
  EXPECT_THAT(Call(&Corrections::RevertCorrection, revert), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
  v1::ListCorrectionsRequest list;
  list.set_page_size(-1);
  EXPECT_THAT(violated(Call(&Corrections::ListCorrections, list).status()), ElementsAre("parent", "page_size"));
  v1::SampleForReviewRequest sample;
  EXPECT_THAT(violated(Call(&Corrections::SampleForReview, sample).status()), ElementsAre("size"));
  sample.set_size(1001);
  EXPECT_THAT(violated(Call(&Corrections::SampleForReview, sample).status()), ElementsAre("size"));
  sample.set_size(5);
  sample.set_stratify_by("colour");
  EXPECT_THAT(violated(Call(&Corrections::SampleForReview, sample).status()), ElementsAre("stratify_by"));
  v1::EstimatePrecisionRequest estimate;
  EXPECT_THAT(violated(Call(&Corrections::EstimatePrecision, estimate).status()), ElementsAre("strata"));
  estimate.add_strata()->add_names("x");
  EXPECT_THAT(violated(Call(&Corrections::EstimatePrecision, estimate).status()),
              ElementsAre("strata[0].population", "strata[0].names[0]"));
}

}  // namespace
}  // namespace gangmu::measures::testing
