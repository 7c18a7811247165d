// Ranking against a plain scan, and its arithmetic.
#include "common/search/rank.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "tests/unit/common/search/plain_index.h"
#include "tests/unit/common/search/random_search.h"

namespace gangmu::search {
namespace {

constexpr FieldWeights kWeights = {4, 1, 2, 1};

// Segments in memory.
class MemoryPostings final : public PostingSource {
 public:
  std::vector<Segment> segments;
  std::set<int64_t> dead;

  absl::Status Read(Term first, Term last, std::vector<Place>& places) override {
    std::vector<Place> all;
    for (const Segment& segment : segments) {
      for (const PostingBlock& block : segment.postings) {
        const auto status = VisitLists(block.first_term, block.data, [&](Term term, std::string_view list) {
          if (term < first || term > last) return true;
          EXPECT_TRUE(DecodePlaces(list, segment.first_row, all));
          return true;
        });
        if (!status.ok()) return status;
      }
    }
    std::erase_if(all, [&](Place place) { return dead.contains(RowOf(place)); });
    std::sort(all.begin(), all.end());
    places.insert(places.end(), all.begin(), all.end());
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<RowSize>> Sizes(const std::vector<int64_t>& rows) override {
    std::vector<RowSize> out;
    for (const RowSize& size : Living()) {
      if (std::find(rows.begin(), rows.end(), size.row) != rows.end()) out.push_back(size);
    }
    return out;
  }

  absl::StatusOr<Totals> ReadTotals() override {
    Totals totals;
    for (const RowSize& size : Living()) {
      ++totals.entries;
      totals.tokens += size.length;
    }
    return totals;
  }

 private:
  std::vector<RowSize> Living() {
    std::vector<RowSize> rows;
    for (const Segment& segment : segments) {
      for (const RowBlock& block : segment.row_blocks) EXPECT_TRUE(ReadRowBlock(block, rows).ok());
    }
    std::erase_if(rows, [&](const RowSize& row) { return dead.contains(row.row); });
    return rows;
  }
};

// A corpus in an index of three segments with dead rows, and the same as plain texts.
void Fill(RandomSearch& random, MemoryPostings& index, PlainIndex& plain) {
  SegmentBuilder builder;
  for (int64_t row = 1; row <= 60; ++row) {
    PlainEntry entry;
    if (random.Below(3) > 0) entry.emplace_back(0, random.Text(3));
    for (int i = random.Below(3); i > 0; --i) entry.emplace_back(1, random.Text(3));
    if (random.Below(2) > 0) entry.emplace_back(2, random.Text(2));
    entry.emplace_back(3, random.Text(25));
    std::vector<Passage> passages;
    for (const auto& [field, text] : entry) passages.push_back({field, text});
    builder.Add(row, MakeEntry(passages));
    plain.Put(row, std::move(entry));
    if (row % 20 == 0) index.segments.push_back(builder.Finish());
    if (random.Below(5) == 0) {
      index.dead.insert(row);
      plain.Remove(row);
    }
  }
}

TEST(RankTest, IndexFindsAndRanksAsAScanDoes) {
  int checked = 0, found = 0;
  for (uint32_t seed = 0; seed < 40; ++seed) {
    RandomSearch random(seed);
    MemoryPostings index;
    PlainIndex plain(kWeights);
    Fill(random, index, plain);
    for (int i = 0; i < 60; ++i) {
      const std::string text = random.Query();
      const auto query = ParseQuery(text);
      if (!query.ok()) continue;
      const auto hits = Rank(*query, kWeights, index);
      ASSERT_TRUE(hits.ok()) << hits.status();
      ASSERT_EQ(*hits, plain.Rank(*query)) << text << " with seed " << seed;
      std::vector<int64_t> rows;
      for (const Hit& hit : *hits) rows.push_back(hit.row);
      ASSERT_EQ(*FindRows(*query, index), rows) << text;
      ++checked;
      found += hits->empty() ? 0 : 1;
    }
  }
  EXPECT_GT(checked, 1500);
  EXPECT_GT(found, 700) << "queries that find nothing show little";
}

TEST(RankTest, NothingIsFoundAcrossPassages) {
  MemoryPostings index;
  SegmentBuilder builder;
  builder.Add(1, MakeEntry({{0, "企业"}, {3, "补贴"}}));
  builder.Add(2, MakeEntry({{3, "企业补贴"}}));
  index.segments.push_back(builder.Finish());
  EXPECT_THAT(*FindRows(*ParseQuery("企业补贴"), index), ::testing::ElementsAre(2));
  EXPECT_THAT(*FindRows(*ParseQuery("企业 补贴"), index), ::testing::ElementsAre(1, 2));
}

TEST(RankTest, LogarithmIsExactToItsLastPlace) {
  EXPECT_EQ(Log2(1), 0);
  EXPECT_EQ(Log2(2), 1 << 16);
  EXPECT_EQ(Log2(uint64_t{1} << 63), 63 << 16);
  EXPECT_EQ(Log2(3), 103872);           // 1.584962500… · 65536 = 103872.1…
  EXPECT_EQ(Log2(10), 217705);          // 3.321928094… · 65536 = 217705.8…
  EXPECT_EQ(Log2(1'000'000), 1306235);  // 19.931568569… · 65536 = 1306235.2…
  for (uint64_t i = 1; i < 5000; ++i) EXPECT_LE(Log2(i), Log2(i + 1));
}

TEST(RankTest, ScoresGoTheRightWay) {
  const Totals totals{1000, 100'000};
  EXPECT_GT(PhraseScore(2, 100, 10, totals), PhraseScore(1, 100, 10, totals)) << "more often";
  EXPECT_GT(PhraseScore(1, 50, 10, totals), PhraseScore(1, 200, 10, totals)) << "in less text";
  EXPECT_GT(PhraseScore(1, 100, 10, totals), PhraseScore(1, 100, 500, totals)) << "a rarer phrase";
  EXPECT_GT(PhraseScore(1, 100, 1000, totals), 0) << "what all hold counts a little";
  // 2.2 · log2(2002 / 21) / (1 + 1.2) for a text of mean length: log2 alone.
  EXPECT_EQ(PhraseScore(1, 100, 10, totals), Log2(2002) - Log2(21));
  const Totals large{2'000'000'000, 4'000'000'000'000};
  EXPECT_GT(PhraseScore(1'000'000, 8'000'000, 1, large), 0) << "no overflow";
}

}  // namespace
}  // namespace gangmu::search
