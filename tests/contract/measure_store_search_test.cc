// The contract of search: the same as a scan of all current measures, in every state of the store.
#include <map>
#include <set>

#include "common/search/query.h"
#include "common/status/error.h"
#include "common/text/utf8.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/record_builder.h"
#include "tests/unit/common/search/plain_index.h"
#include "tests/unit/common/search/random_search.h"

namespace gangmu::measures::testing {
namespace {

using policy::v1::DocumentRecord;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A document of measures with random headings and texts, some of them with an indicator.
DocumentRecord RandomRecord(search::RandomSearch& random, const std::string& name) {
  std::vector<std::string> pieces;
  std::string text = "一、总则\n";
  for (int i = random.Below(4) + 1; i > 0; --i) {
    pieces.push_back(std::to_string(random.Below(1'000'000)) + random.Text(20) + "计" + std::to_string(i) + "家。");
    text += pieces.back() + "\n";
  }
  RecordBuilder builder(name, text);
  builder.Section("一、", "总则");
  for (size_t i = 0; i < pieces.size(); ++i) {
    builder.Measure("", random.Below(2) == 0 ? random.Text(3) : "", pieces[i]);
    if (random.Below(2) == 0) {
      const std::string quantity = pieces[i].substr(pieces[i].rfind("计") + std::string("计").size());
      builder.Indicator(pieces[i], quantity.substr(0, quantity.find("。")), "3", "家", random.Text(2));
    }
  }
  return builder.record();
}

// Everything that the store holds, as plain texts. Rows are numbered by name, since names decide among equal scores.
class Scan {
 public:
  explicit Scan(MeasureStore& store) : plain_(kSearchWeights) {
    std::map<std::string, search::PlainEntry> entries;
    const auto page = store.ListDocuments({.page_size = 1000}, {});
    EXPECT_TRUE(page.ok()) << page.status();
    for (const auto& document : page->items) {
      const auto record = store.GetDocumentRecord(document.name(), {.view = View::kFull}, {});
      EXPECT_TRUE(record.ok()) << record.status();
      AddEntries(*record, entries);
    }
    for (auto& [name, entry] : entries) {
      names_.push_back(name);
      plain_.Put(static_cast<int64_t>(names_.size()) - 1, std::move(entry));
    }
  }

  // name → score, in the order of a search.
  std::vector<std::pair<std::string, int64_t>> Find(const search::Query& query) const {
    std::vector<search::Hit> hits = plain_.Rank(query);
    std::stable_sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    std::vector<std::pair<std::string, int64_t>> found;
    for (const search::Hit& hit : hits) found.emplace_back(names_[static_cast<size_t>(hit.row)], hit.score);
    return found;
  }

 private:
  static void AddEntries(const DocumentRecord& record, std::map<std::string, search::PlainEntry>& entries) {
    const auto subjects = SubjectsByMeasure(record.measures_size(), record.indicators());
    for (int i = 0; i < record.measures_size(); ++i) {
      const policy::v1::Measure& measure = record.measures(i);
      search::PlainEntry& entry = entries[measure.name()];
      entry.emplace_back(0, measure.heading());
      for (const std::string& heading : measure.section_path()) entry.emplace_back(1, heading);
      for (const std::string& subject : subjects[static_cast<size_t>(i)]) entry.emplace_back(2, subject);
      entry.emplace_back(3, measure.text());
    }
  }

  search::PlainIndex plain_;
  std::vector<std::string> names_;
};

// All pages of a search: names with scores.
std::vector<std::pair<std::string, int64_t>> Search(MeasureStore& store, const std::string& query,
                                                    const std::string& filter, int page_size) {
  std::vector<std::pair<std::string, int64_t>> found;
  SearchRequest request{.query = query, .filter = filter, .page_size = page_size};
  do {
    const auto page = store.SearchMeasures(request, {});
    EXPECT_TRUE(page.ok()) << page.status() << " for " << query;
    if (!page.ok()) break;
    EXPECT_LE(static_cast<int>(page->items.size()), page_size);
    for (const SearchHit& hit : page->items) found.emplace_back(hit.measure.name(), hit.score);
    request.cursor = page->next_cursor;
  } while (!request.cursor.empty());
  return found;
}

std::vector<std::string> Headings(MeasureStore& store, const std::string& query, const std::string& filter = "") {
  std::vector<std::string> headings;
  const auto page = store.SearchMeasures({.query = query, .filter = filter}, {});
  EXPECT_TRUE(page.ok()) << page.status();
  if (page.ok()) {
    for (const SearchHit& hit : page->items) headings.push_back(hit.measure.heading());
  }
  return headings;
}

TEST_P(MeasureStoreContract, SearchFindsWordsOfAnyLengthInHeadingsSubjectsAndText) {
  Put({SampleRecord("documents/a", "甲")});
  EXPECT_THAT(Headings(*store_, "业"), ElementsAre("扶持企业"));
  EXPECT_THAT(Headings(*store_, "补贴"), ElementsAre("扶持企业"));
  EXPECT_THAT(Headings(*store_, "發放補貼"), ElementsAre("扶持企业"));
  EXPECT_THAT(Headings(*store_, "470"), ElementsAre("扶持企业"));
  EXPECT_THAT(Headings(*store_, "47"), IsEmpty()) << "numbers are found as a whole";
  EXPECT_THAT(Headings(*store_, "营商环境"), SizeIs(2)) << "a heading above";
  EXPECT_THAT(Headings(*store_, "企业 NOT 补贴"), IsEmpty());
  EXPECT_THAT(Headings(*store_, "审批 OR 学位"), SizeIs(2));
  EXPECT_THAT(Headings(*store_, "取消 (审批 OR 学位)"), ElementsAre("减少审批"));
  EXPECT_THAT(Headings(*store_, "不存在的词"), IsEmpty());
  EXPECT_THAT(Headings(*store_, "企业", "has(indicators, value > 1000)"), ElementsAre("扶持企业"));
  EXPECT_THAT(Headings(*store_, "企业", "document.region : \"长沙\""), IsEmpty());
}

TEST_P(MeasureStoreContract, SearchAHeadingWeighsMoreThanText) {
  const std::string text = "一是办学。发放补贴。\n二是发放补贴。支持办学。\n";
  Put({RecordBuilder("documents/a", text)
           .Measure("一是", "办学", "一是办学。发放补贴。")
           .Measure("二是", "发放补贴", "二是发放补贴。支持办学。")
           .record()});
  EXPECT_THAT(Headings(*store_, "补贴"), ElementsAre("发放补贴", "办学"));
  EXPECT_THAT(Headings(*store_, "办学"), ElementsAre("办学", "发放补贴"));
}

TEST_P(MeasureStoreContract, SearchHitsShowWhereTheWordsStand) {
  Put({SampleRecord("documents/a", "甲")});
  const auto page = store_->SearchMeasures({.query = "企业 补贴", .view = View::kFull}, {});
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_THAT(page->items, SizeIs(1));
  const SearchHit& hit = page->items[0];
  EXPECT_EQ(hit.measure.text(), "二是扶持企业，新增企业470家，发放补贴2.5亿元。");
  ASSERT_THAT(hit.snippets, SizeIs(4));
  EXPECT_EQ(hit.snippets[0].field, SearchField::kHeading);
  EXPECT_EQ(hit.snippets[0].snippet.text, "扶持企业");
  EXPECT_THAT(hit.snippets[0].snippet.highlights, ElementsAre(search::Span{2, 4}));
  EXPECT_EQ(hit.snippets[1].field, SearchField::kSubject);
  EXPECT_EQ(hit.snippets[2].index, 1);
  EXPECT_EQ(hit.snippets[2].snippet.text, "补贴");
  EXPECT_EQ(hit.snippets[3].field, SearchField::kText);
  EXPECT_THAT(hit.snippets[3].snippet.highlights,
              ElementsAre(search::Span{4, 6}, search::Span{9, 11}, search::Span{18, 20}));
  EXPECT_EQ(store_->SearchMeasures({.query = "企业"}, {})->items[0].measure.text(), "") << "the basic view";
}

TEST_P(MeasureStoreContract, SearchSpeaksOfWhatIsEffectiveNow) {
  Put({SampleRecord("documents/a", "甲")});
  policy::v1::Correction correction;
  correction.set_kind(policy::v1::CORRECTION_KIND_UPDATE);
  correction.set_target(store_->ListIndicators({.filter = "unit = \"家\""}, {})->items[0].name());
  correction.add_fields("subject");
  correction.mutable_indicator()->set_subject("瞪羚公司");
  const auto receipt = store_->Correct({.document = "documents/a", .corrections = {correction}}, {});
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_THAT(Headings(*store_, "瞪羚"), ElementsAre("扶持企业")) << "a corrected subject";
  ASSERT_TRUE(store_->RevertCorrection({.name = receipt->corrections[0].name()}, {}).ok());
  EXPECT_THAT(Headings(*store_, "瞪羚"), IsEmpty());

  ASSERT_TRUE(store_->DeleteDocument({.name = "documents/a"}, {}).ok());
  EXPECT_THAT(Headings(*store_, "企业"), IsEmpty());
  ASSERT_TRUE(store_->UndeleteDocument({.name = "documents/a"}, {}).ok());
  EXPECT_THAT(Headings(*store_, "企业"), ElementsAre("扶持企业"));
  ASSERT_TRUE(store_->PurgeHistory({.before = {.position = Head()}}, {}).ok());
  PutOne(RecordBuilder("documents/a", "一是减税。").Measure("一是", "减税", "一是减税。").record());
  EXPECT_THAT(Headings(*store_, "企业"), IsEmpty());
  EXPECT_THAT(Headings(*store_, "税"), ElementsAre("减税"));
  const auto report = store_->CheckIntegrity({});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->problems, IsEmpty());
}

TEST_P(MeasureStoreContract, SearchWhatWasOnlyTriedIsNotFound) {
  const DocumentRecord record = SampleRecord("documents/a", "甲");
  PutRequest request{.documents = {{.record = &record}}, .validate_only = true};
  ASSERT_TRUE(store_->PutDocuments(request, {}).ok());
  EXPECT_THAT(Headings(*store_, "企业"), IsEmpty());
}

TEST_P(MeasureStoreContract, SearchIsAFunctionOfTheFilterLanguage) {
  Put({SampleRecord("documents/a", "甲"), SampleRecord("documents/b", "乙")});
  EXPECT_THAT(MeasureHeadings("search(\"补贴\")"), ElementsAre("扶持企业", "扶持企业"));
  EXPECT_THAT(MeasureHeadings("NOT search(\"企业 OR 审批\") AND document.name = \"documents/a\""),
              ElementsAre("增加学位"));
  EXPECT_THAT(MeasureHeadings("search(\"\\\"新增企业\\\" 补贴\") AND document.title : \"乙\""),
              ElementsAre("扶持企业"));
  EXPECT_THAT(DocumentNames("has(measures, search(\"学位\") AND document.title : \"甲\")"), ElementsAre("documents/a"));
  const auto reason = [&](const ListRequest& request) {
    const absl::Status status = store_->ListMeasures(request, {}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return DetailsOf(status).reason;
  };
  EXPECT_EQ(reason({.filter = "search(\"(补贴\")"}), Reason::kFILTER_INVALID);
  EXPECT_EQ(reason({.filter = "search(\"补贴\")", .options = {.as_of = {.position = Head()}}}), Reason::kFILTER_INVALID)
      << "search speaks of the present";
}

TEST_P(MeasureStoreContract, SearchFaultsAreNamed) {
  const auto reason = [&](const SearchRequest& request) {
    return DetailsOf(store_->SearchMeasures(request, {}).status()).reason;
  };
  EXPECT_EQ(reason({.query = ""}), Reason::kFILTER_INVALID);
  EXPECT_EQ(reason({.query = "补贴 OR"}), Reason::kFILTER_INVALID);
  EXPECT_EQ(reason({.query = "补贴", .filter = "valeu > 3"}), Reason::kFILTER_INVALID);
  EXPECT_EQ(reason({.query = "补贴", .cursor = "x"}), Reason::kINVALID_PAGE_TOKEN);
}

// Puts, replacements, deletions, corrections of subjects and purges in random order; after each few of them every
// search, paged and filtered, gives what a scan of the store's own answers gives, and the index holds nothing else.
TEST_P(MeasureStoreContract, SearchEqualsAScanWhateverWasWritten) {
  search::RandomSearch random(11);
  int checked = 0, found = 0;
  for (int round = 0; round < 25; ++round) {
    for (int i = random.Below(8); i >= 0; --i) {
      const std::string name = "documents/d" + std::to_string(random.Below(25));
      if (random.Below(5) == 0) {
        ASSERT_TRUE(store_->DeleteDocument({.name = name, .allow_missing = true}, {}).ok());
      } else {
        PutOne(RandomRecord(random, name));
      }
    }
    if (round % 8 == 7) {
      ASSERT_TRUE(store_->PurgeHistory({.before = {.position = Head()}}, {}).ok());
    }
    if (round % 10 == 9) Reopen();
    const Scan scan(*store_);
    for (int i = 0; i < 40; ++i) {
      const std::string text = random.Query();
      const auto query = search::ParseQuery(text);
      if (!query.ok()) continue;
      const auto expected = scan.Find(*query);
      ASSERT_EQ(Search(*store_, text, "", 1 + random.Below(9)), expected) << text << " in round " << round;
      ++checked;
      found += expected.empty() ? 0 : 1;
    }
    const auto report = store_->CheckIntegrity({});
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_THAT(report->problems, IsEmpty()) << report->problems[0].where << ": " << report->problems[0].what;
  }
  EXPECT_GT(checked, 600);
  EXPECT_GT(found, 300);
}

TEST_P(MeasureStoreContract, SearchPagesGoOnBehindEqualScoresAndThroughFilters) {
  std::vector<DocumentRecord> records;
  for (int i = 0; i < 30; ++i) {
    records.push_back(SampleRecord("documents/" + std::to_string(i), std::to_string(i % 3)));
    records.back().mutable_document()->set_publish_date(i % 2 == 0 ? "2020-01-01" : "2021-01-01");
  }
  Put(records);
  const auto all = Search(*store_, "补贴", "", 7);
  EXPECT_THAT(all, SizeIs(30));
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  }));
  EXPECT_EQ(std::set(all.begin(), all.end()).size(), 30u);
  EXPECT_THAT(Search(*store_, "补贴", "document.publish_date < \"2021-01-01\"", 4), SizeIs(15));
}

}  // namespace
}  // namespace gangmu::measures::testing
