// Segments hold what was put in, however they were merged.
#include "common/search/segment.h"

#include <gtest/gtest.h>
#include <map>
#include <set>

#include "tests/unit/common/search/random_search.h"

namespace gangmu::search {
namespace {

using Lists = std::map<Term, std::vector<Place>>;

Lists ListsOf(const Segment& segment) {
  Lists lists;
  for (const PostingBlock& block : segment.postings) {
    const auto status = VisitLists(block.first_term, block.data, [&](Term term, std::string_view places) {
      EXPECT_TRUE(DecodePlaces(places, segment.first_row, lists[term]));
      return true;
    });
    EXPECT_TRUE(status.ok()) << status;
  }
  return lists;
}

std::vector<RowSize> RowsOf(const Segment& segment) {
  std::vector<RowSize> rows;
  for (const RowBlock& block : segment.row_blocks) EXPECT_TRUE(ReadRowBlock(block, rows).ok());
  return rows;
}

TEST(SegmentTest, ListsRiseAndHoldEveryPlace) {
  SegmentBuilder builder;
  builder.Add(7, MakeEntry({{0, "补贴"}, {3, "补贴企业，补贴"}}));
  builder.Add(9, MakeEntry({{3, "企业"}}));
  const Segment segment = builder.Finish();
  EXPECT_TRUE(builder.empty());
  const Lists lists = ListsOf(segment);
  EXPECT_EQ(lists.at(MakeTerm(U'补', U'贴')), (std::vector<Place>{MakePlace(7, 0), MakePlace(7, 3), MakePlace(7, 8)}));
  EXPECT_EQ(lists.at(MakeTerm(U'业', kEnd)), (std::vector<Place>{MakePlace(9, 1)}));
  EXPECT_EQ(lists.at(MakeTerm(U'业', kBreak)), (std::vector<Place>{MakePlace(7, 6)}));
  ASSERT_EQ(RowsOf(segment).size(), 2u);
  EXPECT_EQ(RowsOf(segment)[0].length, 9u);
  EXPECT_EQ(RowsOf(segment)[0].sizes, (FieldSizes{3, 0, 0, 8}));
  EXPECT_EQ(segment.tokens, 11);
}

TEST(SegmentTest, MergingIsBuildingAtOnceWithoutTheDead) {
  RandomSearch random(5);
  std::vector<Segment> parts;
  std::set<int64_t> dead;
  SegmentBuilder all;
  for (int part = 0; part < 5; ++part) {
    SegmentBuilder builder;
    for (int i = 0; i < 700; ++i) {
      const int64_t row = part * 1000 + i;
      const Entry entry = MakeEntry({{0, random.Text(3)}, {3, random.Text(40)}});
      builder.Add(row, entry);
      if (random.Below(4) == 0) {
        dead.insert(row);
      } else {
        all.Add(row, entry);
      }
    }
    parts.push_back(builder.Finish());
    EXPECT_GT(parts.back().postings.size(), 3u) << "the test is about lists that span blocks";
  }
  const auto merged = MergeSegments(parts, [&](int64_t row) { return dead.contains(row); });
  ASSERT_TRUE(merged.ok()) << merged.status();
  const Segment expected = all.Finish();
  EXPECT_EQ(ListsOf(*merged), ListsOf(expected));
  EXPECT_EQ(merged->rows, expected.rows);
  EXPECT_EQ(merged->tokens, expected.tokens);
  EXPECT_EQ(merged->bytes, expected.bytes);
}

TEST(SegmentTest, WhereAllIsDeadNothingIsLeft) {
  SegmentBuilder builder;
  builder.Add(1, MakeEntry({{3, "企业"}}));
  const auto merged = MergeSegments({builder.Finish()}, [](int64_t) { return true; });
  ASSERT_TRUE(merged.ok());
  EXPECT_EQ(merged->rows, 0);
  EXPECT_TRUE(merged->postings.empty());
}

TEST(SegmentTest, DamagedBlocksAreErrors) {
  std::vector<RowSize> rows;
  EXPECT_FALSE(ReadRowBlock({1, "\x01"}, rows).ok());
  EXPECT_FALSE(VisitLists(1, std::string_view("\x00\x7f", 2), [](Term, std::string_view) { return true; }).ok());
  std::vector<Place> places;
  EXPECT_FALSE(DecodePlaces("\x80", 0, places));
  EXPECT_FALSE(DecodePlaces(std::string("\x01\x03", 2), 0, places)) << "a position that promises another";
}

}  // namespace
}  // namespace gangmu::search
