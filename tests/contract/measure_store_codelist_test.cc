// The contract of codelists: built-in and local entries, their changes, and what they mean to filters.
#include "common/status/error.h"
#include "services/measures/store/codelist_entries.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {
namespace {

using policy::v1::CodelistEntry;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CodelistEntry NewUnit(const std::string& code, const std::string& dimension) {
  CodelistEntry entry;
  entry.set_name(CodelistName(policy::v1::CODELIST_UNITS, code));
  entry.set_title("新单位");
  entry.set_dimension(dimension);
  entry.set_factor("100");
  entry.set_exact(true);
  return entry;
}

CodelistWrite Create(CodelistEntry entry) {
  return {.kind = CodelistWrite::Kind::kCreate, .entry = std::move(entry), .authorship = {"ana", "ours"}};
}

CodelistWrite Remove(const std::string& name) {
  CodelistWrite write{.kind = CodelistWrite::Kind::kDelete};
  write.entry.set_name(name);
  return write;
}

std::vector<std::string> Codes(MeasureStore& store, policy::v1::Codelist codelist, const std::string& filter,
                               int page_size = 3) {
  std::vector<std::string> codes;
  CodelistListRequest request{.codelist = codelist, .filter = filter, .page_size = page_size};
  do {
    const auto page = store.ListCodelistEntries(request, {});
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) break;
    for (const CodelistEntry& entry : page->items) codes.push_back(entry.code());
    request.cursor = page->next_cursor;
  } while (!request.cursor.empty());
  return codes;
}

Reason ReasonOf(const absl::Status& status) { return DetailsOf(status).reason; }

TEST_P(MeasureStoreContract, CodelistsHoldWhatTheProgramKnows) {
  EXPECT_THAT(Codes(*store_, policy::v1::CODELIST_UNITS, "dimension = \"area\""),
              ElementsAre("[mu]", "har", "km2", "m2"));
  EXPECT_THAT(Codes(*store_, policy::v1::CODELIST_TOPICS, ""), SizeIs(21));
  EXPECT_THAT(Codes(*store_, policy::v1::CODELIST_INSTRUMENTS, "note = \"demand\""), SizeIs(5));
  EXPECT_THAT(Codes(*store_, policy::v1::CODELIST_DOCUMENT_TYPES, "note = \"statutory\""), SizeIs(15));
  EXPECT_THAT(Codes(*store_, policy::v1::CODELIST_REGIONS,
                    "within(code, \"420100\") AND withdrawn_year = 0 AND title : \"江\"", 2),
              ElementsAre("420102", "420103", "420115"));
  EXPECT_THAT(Codes(*store_, policy::v1::CODELIST_REGIONS, "replaced_by = \"110101\""), ElementsAre("110103"));
  const auto mu = store_->GetCodelistEntry("codelists/units/entries/[mu]", {});
  ASSERT_TRUE(mu.ok()) << mu.status();
  EXPECT_EQ(mu->title(), "亩");
  EXPECT_FALSE(mu->exact());
  EXPECT_FALSE(mu->local());
  EXPECT_EQ(store_->GetCodelistEntry("codelists/regions/entries/420106", {})->parent(), "420100");
  EXPECT_EQ(ReasonOf(store_->GetCodelistEntry("codelists/units/entries/none", {}).status()), Reason::kNOT_FOUND);
}

TEST_P(MeasureStoreContract, LocalEntriesAreMadeChangedAndRemoved) {
  const auto made = store_->WriteCodelistEntry(Create(NewUnit("[qing]", "area")), {});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_TRUE(made->local());
  EXPECT_EQ(made->author(), "ana");
  EXPECT_NE(made->etag(), "");
  EXPECT_THAT(Codes(*store_, policy::v1::CODELIST_UNITS, "dimension = \"area\""),
              ElementsAre("[mu]", "[qing]", "har", "km2", "m2"));
  EXPECT_THAT(Codes(*store_, policy::v1::CODELIST_UNITS, "local = true"), ElementsAre("[qing]"));

  CodelistWrite update{.kind = CodelistWrite::Kind::kUpdate, .entry = *made, .fields = {"factor"}};
  update.entry.set_factor("66666.67");
  update.entry.set_title("不变");
  clock_.Advance(absl::Seconds(1));
  const auto changed = store_->WriteCodelistEntry(update, {});
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->factor(), "66666.67");
  EXPECT_EQ(changed->title(), "新单位");
  EXPECT_EQ(changed->create_time().seconds(), made->create_time().seconds());
  EXPECT_EQ(ReasonOf(store_->WriteCodelistEntry(update, {}).status()), Reason::kETAG_MISMATCH) << "the old etag";
  update.entry.set_etag("");
  update.fields = {"code"};
  EXPECT_EQ(ReasonOf(store_->WriteCodelistEntry(update, {}).status()), Reason::kINVALID_FIELD);

  Reopen();
  EXPECT_EQ(store_->GetCodelistEntry(made->name(), {})->factor(), "66666.67");
  CodelistWrite tried = Remove(made->name());
  tried.validate_only = true;
  ASSERT_TRUE(store_->WriteCodelistEntry(tried, {}).ok());
  ASSERT_TRUE(store_->WriteCodelistEntry(Remove(made->name()), {}).ok());
  EXPECT_EQ(ReasonOf(store_->WriteCodelistEntry(Remove(made->name()), {}).status()), Reason::kNOT_FOUND);
}

TEST_P(MeasureStoreContract, BuiltInEntriesCannotBeChanged) {
  EXPECT_EQ(ReasonOf(store_->WriteCodelistEntry(Create(NewUnit("km2", "area")), {}).status()), Reason::kALREADY_EXISTS);
  CodelistWrite update{.kind = CodelistWrite::Kind::kUpdate, .entry = NewUnit("km2", "area")};
  for (const CodelistWrite& write : {update, Remove("codelists/topics/entries/科技、教育")}) {
    const absl::Status status = store_->WriteCodelistEntry(write, {}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(ReasonOf(status), Reason::kPRECONDITION_FAILED);
  }
}

TEST_P(MeasureStoreContract, LocalEntriesMustMakeSense) {
  const auto violations = [&](const CodelistEntry& entry) {
    return DetailsOf(store_->WriteCodelistEntry(Create(entry), {}).status()).violations.size();
  };
  CodelistEntry unit = NewUnit("[qing]", "");
  unit.set_factor("0");
  EXPECT_EQ(violations(unit), 2u);
  CodelistEntry region;
  region.set_name("codelists/regions/entries/42019");
  EXPECT_EQ(violations(region), 1u);
  region.set_name("codelists/regions/entries/990199");
  EXPECT_EQ(violations(region), 1u);
  region.set_name("codelists/regions/entries/420199");
  region.set_dimension("area");
  EXPECT_EQ(violations(region), 1u);
  CodelistEntry topic;
  topic.set_name("codelists/topics/entries/数字经济");
  topic.set_withdrawn_year(2020);
  EXPECT_EQ(violations(topic), 1u);
}

TEST_P(MeasureStoreContract, ALocalUnitHasItsDimensionInFilters) {
  auto record = SampleRecord("documents/a", "甲");
  record.mutable_indicators(0)->set_unit("[qing]");
  PutOne(record);
  EXPECT_THAT(IndicatorTexts("dimension(unit, \"area\")"), IsEmpty());
  const auto made = store_->WriteCodelistEntry(Create(NewUnit("[qing]", "area")), {});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(IndicatorTexts("dimension(unit, \"area\")"), ElementsAre("35项"));
  EXPECT_THAT(IndicatorTexts("dimension = \"area\" AND value > 1"), ElementsAre("35项"));
  EXPECT_THAT(DocumentNames("has(indicators, dimension(unit, \"area\"))"), ElementsAre("documents/a"));
  EXPECT_THAT(IndicatorTexts("NOT dimension(unit, \"area\")"), SizeIs(3));
  ASSERT_TRUE(store_->WriteCodelistEntry(Remove(made->name()), {}).ok());
  EXPECT_THAT(IndicatorTexts("dimension(unit, \"area\")"), IsEmpty());
}

TEST_P(MeasureStoreContract, ALocalRegionLiesWhereItsCodeSays) {
  CodelistEntry zone;
  zone.set_name("codelists/regions/entries/420199");
  zone.set_title("东湖新技术开发区");
  const auto made = store_->WriteCodelistEntry(Create(zone), {});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->parent(), "420100");
  auto record = SampleRecord("documents/a", "甲");
  record.mutable_document()->mutable_region()->set_code("420199");
  PutOne(record);
  EXPECT_THAT(DocumentNames("within(region, \"420100\")"), ElementsAre("documents/a"));
  EXPECT_THAT(DocumentNames("within(region, \"420199\")"), ElementsAre("documents/a"));
  EXPECT_THAT(DocumentNames("within(region, \"420200\")"), IsEmpty());
}

TEST_P(MeasureStoreContract, ChangesOfCodelistsAreInTheFeed) {
  PutOne(SampleRecord("documents/a", "甲"));
  const auto made = store_->WriteCodelistEntry(Create(NewUnit("[qing]", "area")), {});
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_TRUE(store_->WriteCodelistEntry(Remove(made->name()), {}).ok());
  PutOne(SampleRecord("documents/b", "乙"));
  const auto events = Changes();
  ASSERT_THAT(events, SizeIs(4));
  ASSERT_TRUE(events[1].codelist.has_value());
  EXPECT_EQ(events[1].cause, ChangeCause::kCodelist);
  EXPECT_EQ(events[1].codelist->entry.code(), "[qing]");
  EXPECT_FALSE(events[1].codelist->deleted);
  EXPECT_TRUE(events[2].codelist->deleted);
  EXPECT_FALSE(events[3].codelist.has_value());
  ASSERT_TRUE(store_->PurgeHistory({.before = {.position = events[2].position}}, {}).ok());
  EXPECT_THAT(Changes(events[2].position), SizeIs(1));
  EXPECT_THAT(store_->CheckIntegrity({})->problems, IsEmpty());
}

}  // namespace
}  // namespace gangmu::measures::testing
