#include "common/search/snippet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "common/text/utf8.h"
#include "tests/unit/common/search/random_search.h"

namespace gangmu::search {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SnippetTest, ShortTextIsShownWholeWithAllWordsMarked) {
  const Snippet snippet = MakeSnippet("一是扶持企业，发放補 贴2.5亿元，补贴到位。", *ParseQuery("补贴 NOT 学校"));
  EXPECT_EQ(snippet.offset, 0);
  EXPECT_EQ(snippet.text, "一是扶持企业，发放補 贴2.5亿元，补贴到位。");
  EXPECT_THAT(snippet.highlights, ElementsAre(Span{9, 12}, Span{18, 20}));
}

TEST(SnippetTest, OverlapsBecomeOne) {
  EXPECT_THAT(MakeSnippet("企业补贴", *ParseQuery("企业补 OR 补贴 OR 业")).highlights, ElementsAre(Span{0, 4}));
}

TEST(SnippetTest, WhatIsNotThereShowsNothing) {
  EXPECT_THAT(MakeSnippet("企业", *ParseQuery("补贴")).text, IsEmpty());
  EXPECT_THAT(MakeSnippet("企业", *ParseQuery("学校 NOT 企业")).text, IsEmpty()) << "unwanted words are not shown";
}

TEST(SnippetTest, ThePieceHoldsMostOfTheWords) {
  std::string text = "补贴";
  for (int i = 0; i < 100; ++i) text += "字";
  text += "企业补贴学校";
  for (int i = 0; i < 100; ++i) text += "字";
  const Snippet snippet = MakeSnippet(text, *ParseQuery("补贴 企业 学校"), 40);
  EXPECT_EQ(CountCodePoints(snippet.text), 40u);
  EXPECT_THAT(snippet.highlights, ElementsAre(Span{102, 108}));
  EXPECT_LE(snippet.offset, 102);
}

TEST(SnippetTest, HighlightsAlwaysLieInThePiece) {
  RandomSearch random(3);
  int shown = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string text = random.Text(60);
    const auto query = ParseQuery(random.Query());
    if (!query.ok()) continue;
    const Snippet snippet = MakeSnippet(text, *query, 20);
    if (snippet.text.empty()) continue;
    ++shown;
    const OffsetMap offsets(text);
    const auto begin = offsets.ToBytes(static_cast<size_t>(snippet.offset));
    ASSERT_EQ(text.substr(begin, snippet.text.size()), snippet.text);
    const auto end = snippet.offset + static_cast<int32_t>(CountCodePoints(snippet.text));
    ASSERT_FALSE(snippet.highlights.empty());
    int32_t last = snippet.offset - 1;
    for (const Span& span : snippet.highlights) {
      ASSERT_GT(span.start, last);
      ASSERT_LT(span.start, span.end);
      ASSERT_LE(span.end, end);
      last = span.end;
    }
  }
  EXPECT_GT(shown, 500);
}

}  // namespace
}  // namespace gangmu::search
