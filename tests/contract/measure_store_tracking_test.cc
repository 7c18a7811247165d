// The contract of tracking: how far measures have got, what ties them together, and what becomes of both when documents
// change.
#include "common/status/error.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {
namespace {

using policy::v1::Correction;
using policy::v1::Measure;
using policy::v1::MeasureLink;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Correction StatusOf(const std::string& measure, policy::v1::MeasureStatus status, const std::string& date,
                    const std::string& evidence = "") {
  Correction c;
  c.set_kind(policy::v1::CORRECTION_KIND_STATUS);
  c.set_target(measure);
  c.mutable_transition()->set_status(status);
  c.mutable_transition()->set_date(date);
  c.mutable_transition()->set_evidence(evidence);
  return c;
}

// Three years of one programme, and what tests do with them.
class Years {
 public:
  explicit Years(std::unique_ptr<MeasureStore>& store) : store_(store) {}  // also after it was opened anew

  static policy::v1::DocumentRecord Year(const std::string& name, const std::string& year) {
    auto record = SampleRecord("documents/" + name, year);
    record.mutable_document()->set_publish_date(year + "-03-01");
    record.mutable_measures(0)->set_status(policy::v1::MEASURE_STATUS_PLANNED);
    return record;
  }
  // The measure of that index in the sample record.
  std::string MeasureOf(const std::string& document, int index) {
    const auto record = store_->GetDocumentRecord("documents/" + document, {}, {});
    EXPECT_TRUE(record.ok()) << record.status();
    return record.ok() ? record->measures(index).name() : "";
  }
  absl::StatusOr<CorrectionReceipt> Enter(const Correction& c) {
    return store_->Correct({.document = c.target().substr(0, c.target().find("/measures/")),
                            .corrections = {c},
                            .authorship = {.author = "li", .reason = "read the report"}},
                           {});
  }
  absl::StatusOr<MeasureLink> Link(policy::v1::LinkKind kind, const std::string& from, const std::string& to,
                                   const std::string& evidence = "") {
    LinkRequest request{.authorship = {.author = "li", .reason = "same words"}};
    request.link.set_kind(kind);
    request.link.set_from(from);
    request.link.set_to(to);
    request.link.set_evidence(evidence);
    return store_->LinkMeasures(request, {});
  }
  std::vector<MeasureLink> Links(policy::v1::LinkState state, const std::string& document = "") {
    std::vector<MeasureLink> all;
    LinkListRequest request{.document = document, .state = state, .page_size = 1};
    do {
      auto page = store_->ListLinks(request, {});
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return all;
      all.insert(all.end(), page->items.begin(), page->items.end());
      request.cursor = page->next_cursor;
    } while (!request.cursor.empty());
    return all;
  }
  std::vector<std::string> LineNames(const std::string& measure, const AsOf& as_of = {}) {
    std::vector<std::string> names;
    const auto line = store_->GetMeasureLine(measure, as_of, {});
    EXPECT_TRUE(line.ok()) << line.status();
    if (!line.ok()) return names;
    for (const LineEntry& entry : line->entries) names.push_back(entry.document.name() + (entry.gone ? " gone" : ""));
    return names;
  }

 private:
  std::unique_ptr<MeasureStore>& store_;
};

TEST_P(MeasureStoreContract, StatusFollowsTheNewestDayAndKeepsItsHistory) {
  Years years(store_);
  Put({Years::Year("a", "2021"), Years::Year("b", "2023")});
  const std::string measure = years.MeasureOf("a", 0);
  const Position before = Head();
  const std::string evidence = years.MeasureOf("b", 0);
  ASSERT_TRUE(years.Enter(StatusOf(measure, policy::v1::MEASURE_STATUS_DONE, "2023-03-01", evidence)).ok());
  const auto begun = years.Enter(StatusOf(measure, policy::v1::MEASURE_STATUS_UNDER_WAY, "2022-01-01"));
  ASSERT_TRUE(begun.ok()) << begun.status();

  const Measure read = *store_->GetMeasure(measure, {}, {});
  EXPECT_EQ(read.status(), policy::v1::MEASURE_STATUS_DONE) << "the newest day decides, not the newest entry";
  EXPECT_EQ(read.review_state(), policy::v1::REVIEW_STATE_UNREVIEWED) << "nothing of the extraction was corrected";
  ASSERT_THAT(read.transitions(), SizeIs(3));
  EXPECT_EQ(read.transitions(0).status(), policy::v1::MEASURE_STATUS_PLANNED);
  EXPECT_EQ(read.transitions(0).date(), "2021-03-01");
  EXPECT_EQ(read.transitions(0).evidence(), "documents/a");
  EXPECT_FALSE(read.transitions(0).by_hand());
  EXPECT_EQ(read.transitions(1).date(), "2022-01-01");
  EXPECT_EQ(read.transitions(2).evidence(), evidence);
  EXPECT_EQ(read.transitions(2).author(), "li");
  EXPECT_EQ(read.transitions(2).note(), "read the report");
  EXPECT_EQ(store_->GetMeasure(measure, {.as_of = {.position = before}}, {})->status(),
            policy::v1::MEASURE_STATUS_PLANNED);
  EXPECT_EQ(Changes(before).back().record.measures(0).transitions_size(), 3) << "followers are told";

  ASSERT_TRUE(store_->RevertCorrection({.name = read.transitions(2).correction()}, {}).ok());
  EXPECT_EQ(store_->GetMeasure(measure, {}, {})->status(), policy::v1::MEASURE_STATUS_UNDER_WAY);
  Reopen();
  EXPECT_EQ(store_->GetMeasure(measure, {}, {})->transitions_size(), 2);
  EXPECT_THAT(store_->CheckIntegrity({})->problems, IsEmpty());
}

TEST_P(MeasureStoreContract, StatusIsFoundAsOfADay) {
  Years years(store_);
  Put({Years::Year("a", "2021"), Years::Year("b", "2023")});
  const std::string measure = years.MeasureOf("a", 0);
  ASSERT_TRUE(years.Enter(StatusOf(measure, policy::v1::MEASURE_STATUS_UNDER_WAY, "2022-01-01")).ok());
  ASSERT_TRUE(years.Enter(StatusOf(measure, policy::v1::MEASURE_STATUS_WITHDRAWN, "2022-06-01")).ok());
  ASSERT_TRUE(years.Enter(StatusOf(measure, policy::v1::MEASURE_STATUS_DONE, "2022-06-01")).ok()) << "of the same day";
  const auto found = [&](const std::string& status, const std::string& day) {
    std::vector<std::string> documents;
    ListRequest request{
        .filter = "has(statuses, status = " + status + " AND since <= \"" + day + "\" AND until > \"" + day + "\")",
        .order_by = "name"};
    const auto page = store_->ListMeasures(request, {});
    EXPECT_TRUE(page.ok()) << page.status();
    for (const Measure& m : page->items) documents.push_back(m.name().substr(10, 1));
    return documents;
  };
  EXPECT_THAT(found("PLANNED", "2021-02-28"), IsEmpty());
  EXPECT_THAT(found("PLANNED", "2021-03-01"), ElementsAre("a"));
  EXPECT_THAT(found("PLANNED", "2021-12-31"), ElementsAre("a"));
  EXPECT_THAT(found("PLANNED", "2022-01-01"), IsEmpty());
  EXPECT_THAT(found("UNDER_WAY", "2022-05-31"), ElementsAre("a"));
  EXPECT_THAT(found("WITHDRAWN", "2022-06-01"), IsEmpty());
  EXPECT_THAT(found("DONE", "2022-06-01"), ElementsAre("a"));
  EXPECT_THAT(found("PLANNED", "2023-03-01"), ElementsAre("b")) << "what only the text says is found too";
  EXPECT_THAT(MeasureHeadings("status = DONE"), ElementsAre("减少审批"));
}

TEST_P(MeasureStoreContract, StatusSurvivesReextractionAndIsOrphanedWithItsMeasure) {
  Years years(store_);
  PutOne(Years::Year("a", "2021"));
  const std::string measure = years.MeasureOf("a", 0);
  ASSERT_TRUE(years.Enter(StatusOf(measure, policy::v1::MEASURE_STATUS_DONE, "2022-01-01")).ok());
  // Reviews are about what the extraction says, whatever was entered before or after.
  Correction review;
  review.set_kind(policy::v1::CORRECTION_KIND_REVIEW);
  review.set_target(measure);
  review.set_review(policy::v1::REVIEW_STATE_CONFIRMED);
  ASSERT_TRUE(years.Enter(review).ok());
  EXPECT_EQ(store_->GetMeasure(measure, {}, {})->review_state(), policy::v1::REVIEW_STATE_CONFIRMED);

  auto again = Years::Year("a", "2021");
  again.mutable_document()->set_extractor_version("x2");
  again.mutable_document()->set_publish_date("2021-04-01");
  PutOne(again, true);
  Measure read = *store_->GetMeasure(measure, {}, {});
  EXPECT_EQ(read.status(), policy::v1::MEASURE_STATUS_DONE);
  EXPECT_EQ(read.transitions(0).date(), "2021-04-01") << "the text's own day is that of the document now";
  EXPECT_EQ(read.review_state(), policy::v1::REVIEW_STATE_CONFIRMED);

  again.mutable_document()->set_extractor_version("x3");
  again.mutable_measures(0)->set_heading("精简审批");
  PutOne(again, true);
  const auto orphans = store_->ListCorrections({.state = policy::v1::CORRECTION_STATE_ORPHANED}, {});
  EXPECT_THAT(orphans->items, SizeIs(2));
  EXPECT_EQ(store_->GetMeasure(years.MeasureOf("a", 0), {}, {})->status(), policy::v1::MEASURE_STATUS_PLANNED);

  PutOne(Years::Year("a", "2021"), true);
  read = *store_->GetMeasure(measure, {}, {});
  EXPECT_EQ(read.status(), policy::v1::MEASURE_STATUS_DONE) << "its anchor is back";
}

TEST_P(MeasureStoreContract, TransitionsThatCannotBeAreRefused) {
  Years years(store_);
  PutOne(Years::Year("a", "2021"));
  const std::string measure = years.MeasureOf("a", 0);
  const auto reason = [&](const Correction& c) { return DetailsOf(years.Enter(c).status()).reason; };
  EXPECT_EQ(reason(StatusOf(measure, policy::v1::MEASURE_STATUS_DONE, "2022-02-30")), Reason::kINVALID_FIELD);
  EXPECT_EQ(reason(StatusOf(measure, policy::v1::MEASURE_STATUS_UNSPECIFIED, "2022-02-03")), Reason::kINVALID_FIELD);
  EXPECT_EQ(reason(StatusOf(measure, policy::v1::MEASURE_STATUS_DONE, "2024-01-01")), Reason::kINVALID_FIELD)
      << "that day has not come by the clock of the test";
  EXPECT_EQ(reason(StatusOf(measure, policy::v1::MEASURE_STATUS_DONE, "2022-01-01", "documents/none")),
            Reason::kNOT_FOUND);
  EXPECT_EQ(reason(StatusOf("documents/a/measures/none", policy::v1::MEASURE_STATUS_DONE, "2022-01-01")),
            Reason::kNOT_FOUND);
  const auto record = store_->GetDocumentRecord("documents/a", {}, {});
  Correction indicator = StatusOf(measure, policy::v1::MEASURE_STATUS_DONE, "2022-01-01");
  indicator.set_target(record->indicators(0).name());
  EXPECT_EQ(DetailsOf(store_->Correct({.document = "documents/a", .corrections = {indicator}}, {}).status()).reason,
            Reason::kNOT_FOUND);
  EXPECT_EQ(store_->GetDocument("documents/a", {}, {})->revision(), 1);
}

TEST_P(MeasureStoreContract, LineLeadsThroughTheYears) {
  Years years(store_);
  Put({Years::Year("c", "2023"), Years::Year("a", "2021"), Years::Year("b", "2022")});
  const std::string a = years.MeasureOf("a", 0);
  const std::string b = years.MeasureOf("b", 0);
  const std::string c = years.MeasureOf("c", 0);
  const Position before = Head();
  const auto link = years.Link(policy::v1::LINK_KIND_CONTINUES, b, a, "documents/b");
  ASSERT_TRUE(link.ok()) << link.status();
  EXPECT_EQ(link->state(), policy::v1::LINK_STATE_ACTIVE);
  EXPECT_EQ(link->author(), "li");
  EXPECT_EQ(link->evidence(), "documents/b");
  ASSERT_TRUE(years.Link(policy::v1::LINK_KIND_IMPLEMENTS, c, b).ok());
  ASSERT_TRUE(years.Enter(StatusOf(b, policy::v1::MEASURE_STATUS_DONE, "2022-12-31", c)).ok());

  for (const std::string& start : {a, b, c}) {
    EXPECT_THAT(years.LineNames(start), ElementsAre("documents/a", "documents/b", "documents/c"));
  }
  const MeasureLine line = *store_->GetMeasureLine(a, {}, {});
  EXPECT_TRUE(line.complete);
  EXPECT_THAT(line.links, SizeIs(2));
  EXPECT_EQ(line.entries[0].transitions.size(), 1u) << "what only the text says is part of the history";
  EXPECT_EQ(line.entries[1].transitions.back().evidence(), c);
  ASSERT_THAT(line.entries[1].indicators, SizeIs(1));
  EXPECT_EQ(line.entries[1].indicators[0].text(), "35项");
  EXPECT_THAT(years.LineNames(a, {.position = before}), ElementsAre("documents/a")) << "as of then";
  EXPECT_THAT(years.LineNames(years.MeasureOf("a", 1)), ElementsAre("documents/a")) << "tied to nothing";
  EXPECT_EQ(DetailsOf(store_->GetMeasureLine("documents/a/measures/none", {}, {}).status()).reason, Reason::kNOT_FOUND);

  const auto changes = Changes(before);
  EXPECT_EQ(changes[0].cause, ChangeCause::kLinked);
  EXPECT_EQ(changes[0].record.document().name(), "documents/b");
  EXPECT_EQ((*store_->ListRevisions("documents/c", {}, {}))[0].cause, ChangeCause::kLinked);
  Reopen();
  EXPECT_THAT(years.LineNames(c), SizeIs(3));
  EXPECT_THAT(store_->CheckIntegrity({})->problems, IsEmpty());
}

TEST_P(MeasureStoreContract, LinkingTwiceAndRemovingTwiceChangesNothingMore) {
  Years years(store_);
  Put({Years::Year("a", "2021"), Years::Year("b", "2022")});
  const std::string a = years.MeasureOf("a", 0);
  const std::string b = years.MeasureOf("b", 0);
  const auto first = years.Link(policy::v1::LINK_KIND_SAME_AS, b, a);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->from(), a) << "without direction: by name";
  const Position head = Head();
  EXPECT_EQ(years.Link(policy::v1::LINK_KIND_SAME_AS, a, b)->name(), first->name());
  EXPECT_EQ(Head().place, head.place);

  UnlinkRequest unlink{.name = first->name(), .authorship = {.author = "wang", .reason = "not the same"}};
  unlink.validate_only = true;
  EXPECT_EQ(store_->UnlinkMeasures(unlink, {})->state(), policy::v1::LINK_STATE_REMOVED);
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_ACTIVE), SizeIs(1)) << "it was only tried";
  unlink.validate_only = false;
  const auto removed = store_->UnlinkMeasures(unlink, {});
  ASSERT_TRUE(removed.ok()) << removed.status();
  EXPECT_EQ(removed->remove_author(), "wang");
  unlink.authorship.author = "zhao";
  EXPECT_EQ(store_->UnlinkMeasures(unlink, {})->remove_author(), "wang");
  EXPECT_THAT(years.LineNames(a), SizeIs(1));
  EXPECT_THAT(years.LineNames(a, {.position = head}), SizeIs(2));
  const MeasureLine then = *store_->GetMeasureLine(a, {.position = head}, {});
  EXPECT_EQ(then.links[0].state(), policy::v1::LINK_STATE_ACTIVE);
  EXPECT_EQ(then.links[0].remove_author(), "") << "nobody had removed it yet";

  const auto again = years.Link(policy::v1::LINK_KIND_SAME_AS, a, b);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_NE(again->name(), first->name());
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_REMOVED), SizeIs(1));
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_UNSPECIFIED, "documents/b"), SizeIs(2)) << "of either end";
  unlink.name = "documents/b/links/1";
  EXPECT_EQ(DetailsOf(store_->UnlinkMeasures(unlink, {}).status()).reason, Reason::kNOT_FOUND) << "it is a's";
}

TEST_P(MeasureStoreContract, NoMeasureMayComeBeforeItself) {
  Years years(store_);
  Put({Years::Year("a", "2021"), Years::Year("b", "2022"), Years::Year("c", "2023")});
  const std::string a = years.MeasureOf("a", 0);
  const std::string b = years.MeasureOf("b", 0);
  const std::string c = years.MeasureOf("c", 0);
  const auto reason = [](const absl::StatusOr<MeasureLink>& made) { return DetailsOf(made.status()).reason; };
  EXPECT_EQ(reason(years.Link(policy::v1::LINK_KIND_CONTINUES, a, a)), Reason::kINVALID_FIELD);
  EXPECT_EQ(reason(years.Link(policy::v1::LINK_KIND_CONTINUES, a, "documents/b/measures/none")), Reason::kNOT_FOUND);
  EXPECT_EQ(reason(years.Link(policy::v1::LINK_KIND_CONTINUES, b, a, "documents/none")), Reason::kNOT_FOUND);

  ASSERT_TRUE(years.Link(policy::v1::LINK_KIND_CONTINUES, b, a).ok());
  ASSERT_TRUE(years.Link(policy::v1::LINK_KIND_REPLACES, b, a).ok()) << "another kind between the same two";
  EXPECT_EQ(reason(years.Link(policy::v1::LINK_KIND_IMPLEMENTS, a, b)), Reason::kPRECONDITION_FAILED);
  EXPECT_EQ(reason(years.Link(policy::v1::LINK_KIND_SAME_AS, a, b)), Reason::kPRECONDITION_FAILED);
  ASSERT_TRUE(years.Link(policy::v1::LINK_KIND_SAME_AS, c, a).ok());
  EXPECT_EQ(reason(years.Link(policy::v1::LINK_KIND_CONTINUES, c, b)), Reason::kPRECONDITION_FAILED)
      << "c is the same as a, which comes before b";
  EXPECT_TRUE(years.Link(policy::v1::LINK_KIND_CONTINUES, b, c).ok());
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_UNSPECIFIED), SizeIs(4));
}

TEST_P(MeasureStoreContract, LinkWithoutItsMeasureIsListedAsOrphanedAndComesBack) {
  Years years(store_);
  Put({Years::Year("a", "2021"), Years::Year("b", "2022")});
  const std::string a = years.MeasureOf("a", 0);
  const std::string b = years.MeasureOf("b", 0);
  const std::string link = years.Link(policy::v1::LINK_KIND_CONTINUES, b, a)->name();

  auto other = Years::Year("a", "2021");
  other.mutable_document()->set_extractor_version("x2");
  other.mutable_measures(0)->set_heading("精简审批");
  PutOne(other, true);
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_ACTIVE), IsEmpty());
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_ORPHANED), SizeIs(1));
  EXPECT_THAT(years.LineNames(b), ElementsAre("documents/b", "documents/a gone"));
  EXPECT_THAT(years.LineNames(a), SizeIs(2)) << "also asked by the one that is gone";

  PutOne(Years::Year("a", "2021"), true);
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_ACTIVE), SizeIs(1));

  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/b"}, {}).ok());
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_ORPHANED), SizeIs(1));
  const Position before = Head();
  ASSERT_TRUE(store_->UnlinkMeasures({.name = link}, {}).ok()) << "also while its document is deleted";
  const auto changes = Changes(before);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_TRUE(changes[0].record.document().has_delete_time());
  EXPECT_THAT(changes[0].record.measures(), IsEmpty());
  EXPECT_EQ(DetailsOf(store_->GetDocument("documents/b", {}, {}).status()).reason, Reason::kNOT_FOUND);
  ASSERT_TRUE(store_->UndeleteDocument({.name = "documents/b"}, {}).ok());
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_REMOVED), SizeIs(1));
}

TEST_P(MeasureStoreContract, PurgeKeepsLinksAndTransitions) {
  Years years(store_);
  Put({Years::Year("a", "2021"), Years::Year("b", "2022")});
  const std::string a = years.MeasureOf("a", 0);
  const std::string b = years.MeasureOf("b", 0);
  const std::string link = years.Link(policy::v1::LINK_KIND_CONTINUES, b, a)->name();
  ASSERT_TRUE(years.Enter(StatusOf(a, policy::v1::MEASURE_STATUS_UNDER_WAY, "2022-01-01")).ok());
  ASSERT_TRUE(years.Enter(StatusOf(a, policy::v1::MEASURE_STATUS_DONE, "2022-06-01")).ok());
  ASSERT_TRUE(store_->UnlinkMeasures({.name = link}, {}).ok());
  ASSERT_TRUE(store_->PurgeHistory({.before = {.position = Head()}}, {}).ok());
  EXPECT_THAT(years.Links(policy::v1::LINK_STATE_REMOVED), SizeIs(1));
  EXPECT_EQ(store_->GetMeasure(a, {}, {})->transitions_size(), 3);
  EXPECT_THAT(MeasureHeadings("has(statuses, status = UNDER_WAY)"), ElementsAre("减少审批"));
  EXPECT_THAT(store_->CheckIntegrity({})->problems, IsEmpty());
}

}  // namespace
}  // namespace gangmu::measures::testing
