// The contract of corrections: a layer over the extraction that survives re-extraction, can be taken back and is never
// dropped silently.
#include <algorithm>

#include "common/status/error.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {
namespace {

using policy::v1::Correction;
using policy::v1::Indicator;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

Correction UpdateOf(const Indicator& values, const std::vector<std::string>& fields) {
  Correction c;
  c.set_kind(policy::v1::CORRECTION_KIND_UPDATE);
  c.set_target(values.name());
  *c.mutable_indicator() = values;
  for (const std::string& field : fields) c.add_fields(field);
  return c;
}

Correction RejectionOf(const std::string& name) {
  Correction c;
  c.set_kind(policy::v1::CORRECTION_KIND_REJECT);
  c.set_target(name);
  return c;
}

Correction ReviewOf(const std::string& name, policy::v1::ReviewState state) {
  Correction c;
  c.set_kind(policy::v1::CORRECTION_KIND_REVIEW);
  c.set_target(name);
  c.set_review(state);
  return c;
}

// An indicator for `piece` of the text of a sample record.
Correction AdditionOf(const std::string& text, const std::string& piece, const std::string& value,
                      const std::string& unit) {
  Correction c;
  c.set_kind(policy::v1::CORRECTION_KIND_ADD);
  Indicator& i = *c.mutable_indicator();
  const auto built = RecordBuilder("documents/x", text).Indicator(piece, piece, value, unit).record();
  *i.mutable_span() = built.indicators(0).span();
  i.set_value(value);
  i.set_lower_bound(value);
  i.set_upper_bound(value);
  i.set_unit(unit);
  i.set_qualifier(policy::v1::QUALIFIER_EXACT);
  i.set_kind(policy::v1::INDICATOR_KIND_LEVEL);
  for (const char* field : {"value", "lower_bound", "upper_bound", "unit", "qualifier", "kind"}) c.add_fields(field);
  return c;
}

// What every test of this file begins with: documents/a and its record.
class Corrected {
 public:
  explicit Corrected(MeasureStore& store) : store_(store) {}

  absl::StatusOr<CorrectionReceipt> Make(const Correction& correction, const std::string& etag = "") {
    return store_.Correct({.document = "documents/a",
                           .etag = etag,
                           .corrections = {correction},
                           .authorship = {.author = "li", .reason = "read it"}},
                          {});
  }
  policy::v1::DocumentRecord Record() {
    auto record = store_.GetDocumentRecord("documents/a", {.view = View::kFull}, {});
    EXPECT_TRUE(record.ok()) << record.status();
    return record.ok() ? *record : policy::v1::DocumentRecord();
  }
  // Texts of the indicators in their order.
  std::vector<std::string> Quantities() {
    std::vector<std::string> texts;
    const auto record = Record();
    for (const Indicator& i : record.indicators()) {
      EXPECT_EQ(i.ordinal(), static_cast<int>(texts.size()));
      texts.push_back(i.text());
    }
    return texts;
  }
  std::vector<Correction> All(policy::v1::CorrectionState state = policy::v1::CORRECTION_STATE_UNSPECIFIED) {
    return store_.ListCorrections({.document = "documents/a", .state = state}, {})->items;
  }

 private:
  MeasureStore& store_;
};

TEST_P(MeasureStoreContract, CorrectionShowsInEveryReadAndKeepsWhatWasExtracted) {
  PutOne(SampleRecord("documents/a", "甲"));
  Corrected a(*store_);
  Indicator values = a.Record().indicators(1);
  const Position before = Head();
  values.set_value("480");
  values.set_subject("科技企业");
  const auto made = a.Make(UpdateOf(values, {"value", "subject"}));
  ASSERT_TRUE(made.ok()) << made.status();
  const Correction& c = made->corrections[0];
  EXPECT_EQ(c.state(), policy::v1::CORRECTION_STATE_ACTIVE);
  EXPECT_EQ(c.extracted_indicator().value(), "470");
  EXPECT_EQ(c.sentence(), "二是扶持企业，新增企业470家，发放补贴2.5亿元。");
  EXPECT_EQ(c.author(), "li");
  EXPECT_EQ(c.extractor_version(), "x1");

  const auto read = store_->GetIndicator(values.name(), {}, {});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->value(), "480");
  EXPECT_EQ(read->lower_bound(), "480") << "the bounds of an exact number follow it";
  EXPECT_EQ(read->subject(), "科技企业");
  EXPECT_EQ(read->text(), "470家");
  EXPECT_EQ(read->review_state(), policy::v1::REVIEW_STATE_CORRECTED);
  EXPECT_THAT(read->corrected_fields(), ElementsAre("lower_bound", "subject", "upper_bound", "value"));
  EXPECT_THAT(IndicatorTexts("value = 480 AND review_state = CORRECTED"), ElementsAre("470家"));
  EXPECT_THAT(IndicatorTexts("value = 470"), IsEmpty());
  EXPECT_THAT(IndicatorTexts("review_state = UNREVIEWED"), SizeIs(3));

  const auto changes = Changes(before);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].cause, ChangeCause::kCorrected);
  EXPECT_EQ(changes[0].record.indicators(1).value(), "480");
  EXPECT_EQ(changes[0].record.document().revision(), 2);
  EXPECT_EQ(store_->GetIndicator(values.name(), {.as_of = {.position = before}}, {})->value(), "470");
  Reopen();
  EXPECT_EQ(store_->GetIndicator(values.name(), {}, {})->value(), "480");
}

TEST_P(MeasureStoreContract, CorrectionSurvivesReextractionAndNewText) {
  PutOne(SampleRecord("documents/a", "甲"));
  Corrected a(*store_);
  Indicator values = a.Record().indicators(1);
  values.set_value("480");
  ASSERT_TRUE(a.Make(UpdateOf(values, {"value"})).ok());
  policy::v1::Measure measure = a.Record().measures(0);
  measure.set_topic("市场监管、安全生产监管");
  Correction topic;
  topic.set_kind(policy::v1::CORRECTION_KIND_UPDATE);
  topic.set_target(measure.name());
  *topic.mutable_measure() = measure;
  topic.add_fields("topic");
  ASSERT_TRUE(a.Make(topic).ok());
  ASSERT_TRUE(a.Make(RejectionOf(a.Record().indicators(0).name())).ok());

  auto again = SampleRecord("documents/a", "甲");
  again.mutable_document()->set_extractor_version("x2");
  again.mutable_indicators(1)->set_subject("企业数");
  EXPECT_EQ(PutOne(again, true).outcome, PutOutcome::kNewRevision);
  auto record = a.Record();
  EXPECT_THAT(a.Quantities(), ElementsAre("470家", "2.5亿元", "12所"));
  EXPECT_EQ(record.indicators(0).value(), "480");
  EXPECT_EQ(record.indicators(0).subject(), "企业数") << "what was not corrected is the new extraction's";
  EXPECT_EQ(record.measures(0).topic(), "市场监管、安全生产监管");
  EXPECT_EQ(record.document().indicator_count(), 3);

  PutOne(SampleRecord("documents/a", "，修订稿"));
  record = a.Record();
  EXPECT_EQ(record.indicators(0).value(), "480");
  EXPECT_EQ(record.measures(0).topic(), "市场监管、安全生产监管");
  EXPECT_THAT(a.All(policy::v1::CORRECTION_STATE_ACTIVE), SizeIs(3));
}

TEST_P(MeasureStoreContract, CorrectionWithoutAnchorIsListedAsOrphanedAndComesBack) {
  PutOne(SampleRecord("documents/a", "甲"));
  Corrected a(*store_);
  Indicator values = a.Record().indicators(3);
  values.set_value("13");
  ASSERT_TRUE(a.Make(UpdateOf(values, {"value"})).ok());
  ASSERT_TRUE(a.Make(ReviewOf(a.Record().indicators(0).name(), policy::v1::REVIEW_STATE_CONFIRMED)).ok());

  auto other = SampleRecord("documents/a", "乙");
  other.mutable_indicators()->RemoveLast();      // its anchor is gone
  other.mutable_indicators(0)->set_value("36");  // and this one says something else than was confirmed
  other.mutable_indicators(0)->set_lower_bound("36");
  PutOne(other);
  EXPECT_THAT(a.All(policy::v1::CORRECTION_STATE_ORPHANED), SizeIs(2));
  EXPECT_THAT(a.All(policy::v1::CORRECTION_STATE_ACTIVE), IsEmpty());
  EXPECT_EQ(a.Record().indicators(0).review_state(), policy::v1::REVIEW_STATE_UNREVIEWED);

  PutOne(SampleRecord("documents/a", "丙"));
  EXPECT_THAT(a.All(policy::v1::CORRECTION_STATE_ACTIVE), SizeIs(2));
  EXPECT_EQ(a.Record().indicators(3).value(), "13");
  EXPECT_EQ(a.Record().indicators(0).review_state(), policy::v1::REVIEW_STATE_CONFIRMED);
}

TEST_P(MeasureStoreContract, MissedIndicatorIsAddedWhereItStands) {
  auto sample = SampleRecord("documents/a", "甲");
  sample.mutable_indicators(2)->set_part_of(1);
  sample.mutable_indicators()->DeleteSubrange(0, 1);  // 35项 was missed
  sample.mutable_indicators(1)->set_part_of(0);
  PutOne(sample);
  Corrected a(*store_);
  const auto made = a.Make(AdditionOf(sample.document().text(), "35项", "35", "项"));
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(a.Quantities(), ElementsAre("35项", "470家", "2.5亿元", "12所"));
  auto record = a.Record();
  EXPECT_EQ(record.indicators(0).measure_name(), record.measures(0).name());
  EXPECT_EQ(record.indicators(0).review_state(), policy::v1::REVIEW_STATE_CORRECTED);
  EXPECT_EQ(record.indicators(2).part_of(), 1) << "indexes follow what moved";
  const std::string name = record.indicators(0).name();
  EXPECT_EQ(store_->GetIndicator(name, {}, {})->value(), "35");

  // In another text it is found by its sentence; where the extraction finds it by now, it corrects that.
  auto moved = SampleRecord("documents/a", "，修订稿");
  moved.mutable_indicators()->DeleteSubrange(0, 1);
  PutOne(moved);
  EXPECT_THAT(a.Quantities(), ElementsAre("35项", "470家", "2.5亿元", "12所"));
  EXPECT_EQ(a.Record().indicators(0).span().start(), SampleRecord("x", "，修订稿").indicators(0).span().start());
  auto found = SampleRecord("documents/a", "，再修订稿");
  found.mutable_indicators(0)->set_value("34");
  PutOne(found);
  EXPECT_THAT(a.Quantities(), ElementsAre("35项", "470家", "2.5亿元", "12所"));
  EXPECT_EQ(a.Record().indicators(0).name(), name);
  EXPECT_EQ(a.Record().indicators(0).value(), "35");

  const absl::Status twice = a.Make(AdditionOf(found.document().text(), "35项", "35", "项")).status();
  EXPECT_EQ(DetailsOf(twice).reason, Reason::kALREADY_EXISTS);
}

TEST_P(MeasureStoreContract, RevertTakesACorrectionBack) {
  PutOne(SampleRecord("documents/a", "甲"));
  const auto extracted = Corrected(*store_).Record();
  Corrected a(*store_);
  const auto rejected = a.Make(RejectionOf(extracted.indicators(1).name()));
  ASSERT_TRUE(rejected.ok()) << rejected.status();
  EXPECT_THAT(a.Quantities(), ElementsAre("35项", "2.5亿元", "12所"));
  const std::string name = rejected->corrections[0].name();
  EXPECT_TRUE(store_->RevertCorrection({.name = name, .validate_only = true}, {}).ok());
  EXPECT_THAT(a.Quantities(), SizeIs(3));
  const auto reverted = store_->RevertCorrection({.name = name, .authorship = {.author = "wang"}}, {});
  ASSERT_TRUE(reverted.ok()) << reverted.status();
  EXPECT_EQ(reverted->corrections[0].state(), policy::v1::CORRECTION_STATE_REVERTED);
  EXPECT_TRUE(reverted->corrections[0].has_revert_time());
  const auto after = a.Record();
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(after.indicators(i).SerializeAsString(), extracted.indicators(i).SerializeAsString());
  }
  EXPECT_EQ((*store_->ListRevisions("documents/a", {}, {}))[0].cause, ChangeCause::kCorrectionReverted);
  EXPECT_EQ(DetailsOf(store_->RevertCorrection({.name = name}, {}).status()).reason, Reason::kPRECONDITION_FAILED);
  EXPECT_EQ(DetailsOf(store_->RevertCorrection({.name = "documents/b" + name.substr(11)}, {}).status()).reason,
            Reason::kNOT_FOUND);
}

TEST_P(MeasureStoreContract, FaultyCorrectionsAreRefusedAndChangeNothing) {
  PutOne(SampleRecord("documents/a", "甲"));
  Corrected a(*store_);
  const Position before = Head();
  Indicator values = a.Record().indicators(1);
  values.set_value("4O0");
  values.mutable_period()->set_end("2022-02-30");
  absl::Status status = a.Make(UpdateOf(values, {"value", "period"})).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  ASSERT_THAT(DetailsOf(status).violations, SizeIs(2));
  EXPECT_EQ(DetailsOf(status).violations[0].field, "indicator.value");
  EXPECT_EQ(DetailsOf(status).violations[1].field, "indicator.period.end");

  values = a.Record().indicators(1);
  values.set_value("480");
  values.set_qualifier(policy::v1::QUALIFIER_ABOUT);
  status = a.Make(UpdateOf(values, {"value", "qualifier"})).status();
  ASSERT_EQ(DetailsOf(status).reason, Reason::kINVALID_FIELD) << "whose bounds are not known";
  EXPECT_EQ(DetailsOf(status).violations[0].field, "update_mask");
  EXPECT_EQ(DetailsOf(a.Make(UpdateOf(values, {"subject"}), "0-0").status()).reason, Reason::kETAG_MISMATCH);
  EXPECT_EQ(DetailsOf(a.Make(RejectionOf("documents/a/indicators/0")).status()).reason, Reason::kNOT_FOUND);
  ASSERT_TRUE(
      store_
          ->Correct({.document = "documents/a", .corrections = {RejectionOf(values.name())}, .validate_only = true}, {})
          .ok());
  EXPECT_EQ(Head(), before);
  EXPECT_THAT(a.All(), IsEmpty());
  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/a"}, {}).ok());
  EXPECT_EQ(DetailsOf(a.Make(RejectionOf(values.name())).status()).reason, Reason::kNOT_FOUND);
  ASSERT_TRUE(store_->UndeleteDocument({.name = "documents/a"}, {}).ok());
}

TEST_P(MeasureStoreContract, CorrectedDocumentFieldsAreFoundAndOutliveDeletion) {
  PutOne(SampleRecord("documents/a", "甲"));
  auto copy = SampleRecord("documents/b", "甲");
  copy.mutable_document()->set_publish_date("2022-10-22");
  PutOne(copy);
  EXPECT_EQ(store_->GetDocument("documents/b", {}, {})->duplicate_of(), "documents/a");
  Correction c;
  c.set_kind(policy::v1::CORRECTION_KIND_UPDATE);
  c.mutable_document()->set_name("documents/a");
  c.mutable_document()->set_publish_date("2023-01-05");
  c.mutable_document()->mutable_region()->set_code("420000");
  (*c.mutable_document()->mutable_labels())["team"] = "east";
  for (const char* field : {"publish_date", "region", "labels"}) c.add_fields(field);
  Corrected a(*store_);
  ASSERT_TRUE(a.Make(c).ok());
  EXPECT_THAT(DocumentNames(R"(publish_date = "2023-01-05" AND region.code = "420000" AND labels.team = "east")"),
              ElementsAre("documents/a"));
  EXPECT_EQ(store_->GetDocument("documents/a", {}, {})->region().name(), "") << "region is corrected as a whole";
  EXPECT_THAT(store_->GetDocument("documents/a", {}, {})->corrected_fields(),
              UnorderedElementsAre("publish_date", "region", "labels"));
  EXPECT_EQ(store_->GetDocument("documents/a", {}, {})->duplicate_of(), "documents/b")
      << "the representative is chosen by the corrected date";
  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/a"}, {}).ok());
  ASSERT_TRUE(store_->UndeleteDocument({.name = "documents/a"}, {}).ok());
  EXPECT_EQ(store_->GetDocument("documents/a", {}, {})->publish_date(), "2023-01-05");
}

TEST_P(MeasureStoreContract, ReviewsAreCountedByState) {
  PutOne(SampleRecord("documents/a", "甲"));
  PutOne(SampleRecord("documents/b", "乙"));
  Corrected a(*store_);
  const auto record = a.Record();
  ASSERT_TRUE(a.Make(ReviewOf(record.indicators(0).name(), policy::v1::REVIEW_STATE_CONFIRMED)).ok());
  ASSERT_TRUE(a.Make(ReviewOf(record.indicators(1).name(), policy::v1::REVIEW_STATE_DISPUTED)).ok());
  ASSERT_TRUE(a.Make(ReviewOf(record.measures(0).name(), policy::v1::REVIEW_STATE_CONFIRMED)).ok());
  ASSERT_TRUE(a.Make(RejectionOf(record.indicators(3).name())).ok());
  Indicator values = record.indicators(2);
  values.set_subject("补贴资金");
  ASSERT_TRUE(a.Make(UpdateOf(values, {"subject"})).ok());

  const auto counts = store_->CountReviews(Parts::kIndicators, R"(document.name = "documents/a")", {});
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_EQ(counts->unreviewed, 0);
  EXPECT_EQ(counts->confirmed, 1);
  EXPECT_EQ(counts->disputed, 1);
  EXPECT_EQ(counts->corrected, 1);
  EXPECT_EQ(store_->CountReviews(Parts::kIndicators, "", {})->unreviewed, 4);
  EXPECT_EQ(store_->CountReviews(Parts::kMeasures, R"(topic = "综合政务")", {})->confirmed, 1);
  EXPECT_EQ(DetailsOf(store_->CountReviews(Parts::kMeasures, "colour = 3", {}).status()).reason,
            Reason::kFILTER_INVALID);
  ASSERT_TRUE(a.Make(ReviewOf(record.indicators(0).name(), policy::v1::REVIEW_STATE_UNREVIEWED)).ok());
  EXPECT_EQ(store_->CountReviews(Parts::kIndicators, "", {})->confirmed, 0);

  std::vector<std::string> names;
  for (const Indicator& i : record.indicators()) names.push_back(i.name());
  EXPECT_THAT(*store_->ReviewVerdicts(names, {}),
              ElementsAre(Verdict::kOpen, Verdict::kDisputed, Verdict::kWrong, Verdict::kWrong));
}

TEST_P(MeasureStoreContract, SampleDependsOnSeedAndContentAlone) {
  std::vector<int> order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (const int i : order) PutOne(SampleRecord("documents/" + std::to_string(i), std::to_string(i)));
  const SampleRequest request{.filter = R"(unit != "所")", .size = 12, .seed = 7, .stratify_by = "unit"};
  const auto sample = store_->SampleForReview(request, {});
  ASSERT_TRUE(sample.ok()) << sample.status();
  ASSERT_THAT(*sample, SizeIs(3));
  EXPECT_EQ((*sample)[0].value, "CNY");
  size_t drawn = 0;
  for (const Stratum& stratum : *sample) {
    EXPECT_EQ(stratum.population, 10);
    EXPECT_THAT(stratum.names, SizeIs(4));
    drawn += stratum.names.size();
  }
  EXPECT_EQ(drawn, 12u);

  backend_ = GetParam()();
  Reopen();
  std::reverse(order.begin(), order.end());
  for (const int i : order) PutOne(SampleRecord("documents/" + std::to_string(i), std::to_string(i)));
  const auto again = store_->SampleForReview(request, {});
  for (size_t h = 0; h < 3; ++h) EXPECT_EQ((*again)[h].names, (*sample)[h].names);
  const auto other =
      store_->SampleForReview({.filter = request.filter, .size = 12, .seed = 8, .stratify_by = "unit"}, {});
  EXPECT_NE((*other)[0].names, (*sample)[0].names);
  EXPECT_THAT((*store_->SampleForReview({.size = 3}, {}))[0].names, SizeIs(3));
  EXPECT_THAT(*store_->SampleForReview({.filter = "value > 1000000000", .size = 3}, {}), IsEmpty());
  EXPECT_EQ(DetailsOf(store_->SampleForReview({.size = 3, .stratify_by = "text"}, {}).status()).reason,
            Reason::kINVALID_FIELD);
}

TEST_P(MeasureStoreContract, CorrectionsAreListedOldestFirstPageByPage) {
  PutOne(SampleRecord("documents/a", "甲"));
  Corrected a(*store_);
  const auto record = a.Record();
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(a.Make(ReviewOf(record.indicators(i).name(), policy::v1::REVIEW_STATE_CONFIRMED)).ok());
  }
  std::vector<std::string> targets;
  CorrectionListRequest request{.page_size = 3};
  do {
    const auto page = store_->ListCorrections(request, {});
    ASSERT_TRUE(page.ok()) << page.status();
    for (const Correction& c : page->items) targets.push_back(c.target());
    request.cursor = page->next_cursor;
  } while (!request.cursor.empty());
  EXPECT_THAT(targets, ElementsAre(record.indicators(0).name(), record.indicators(1).name(),
                                   record.indicators(2).name(), record.indicators(3).name()));
  EXPECT_EQ(DetailsOf(store_->ListCorrections({.document = "documents/b"}, {}).status()).reason, Reason::kNOT_FOUND);
  EXPECT_EQ(DetailsOf(store_->ListCorrections({.cursor = "x"}, {}).status()).reason, Reason::kINVALID_PAGE_TOKEN);
}

}  // namespace
}  // namespace gangmu::measures::testing
