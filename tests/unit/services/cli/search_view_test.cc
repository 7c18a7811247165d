#include "services/cli/output/search_view.h"

#include <gtest/gtest.h>

namespace gangmu::cli {
namespace {

measures::v1::SearchSnippet Snippet() {
  measures::v1::SearchSnippet snippet;
  snippet.set_field(measures::v1::SEARCH_FIELD_TEXT);
  snippet.set_offset(10);
  snippet.set_text("发放\n补贴到位，补贴");
  for (const int start : {13, 18}) {
    snippet.add_highlights()->set_start(start);
    snippet.mutable_highlights(snippet.highlights_size() - 1)->set_end(start + 2);
  }
  return snippet;
}

TEST(SearchViewTest, WordsAreSetOff) {
  EXPECT_EQ(MarkSnippet(Snippet(), Style(false)), "…发放 【补贴】到位，【补贴】");
  EXPECT_EQ(MarkSnippet(Snippet(), Style(true)), "…发放 \x1b[1;33m补贴\x1b[0m到位，\x1b[1;33m补贴\x1b[0m");
}

TEST(SearchViewTest, HighlightsOutsideThePieceDoNoHarm) {
  measures::v1::SearchSnippet snippet = Snippet();
  snippet.mutable_highlights(0)->set_start(0);
  snippet.mutable_highlights(1)->set_end(999);
  EXPECT_EQ(MarkSnippet(snippet, Style(false)), "…【发放 补贴】到位，【补贴】");
}

TEST(SearchViewTest, AHitNamesMeasureAndScore) {
  measures::v1::SearchHit hit;
  hit.mutable_measure()->set_name("documents/a/measures/1");
  hit.mutable_measure()->set_heading("扶持企业");
  hit.set_score(3 << 15);
  *hit.add_snippets() = Snippet();
  EXPECT_EQ(ShowHit(2, hit, Style(false)),
            "2. 扶持企业  documents/a/measures/1  1.50\n   text  …发放 【补贴】到位，【补贴】\n");
}

}  // namespace
}  // namespace gangmu::cli
