#include "services/cli/output/marked_text.h"

#include "gtest/gtest.h"

namespace gangmu::cli {
namespace {

// 一是强化职责，明确470余项。 is a measure with one quantity; another quantity stands outside of it.
policy::v1::DocumentRecord Record() {
  policy::v1::DocumentRecord record;
  record.mutable_document()->set_text("总计3家。\n一是强化职责，明确470余项。\n完");
  auto* outside = record.add_indicators();
  outside->mutable_span()->set_start(2);
  outside->mutable_span()->set_end(4);
  auto* measure = record.add_measures();
  measure->set_label("一是");
  measure->set_heading("强化职责");
  measure->mutable_span()->set_start(6);
  measure->mutable_span()->set_end(21);
  auto* inside = record.add_indicators();
  inside->mutable_span()->set_start(15);
  inside->mutable_span()->set_end(20);
  return record;
}

TEST(MarkText, BracketsMeasuresAndIndicators) {
  EXPECT_EQ(MarkText(Record(), Style(false)), "总计⟨1:3家⟩。\n⟦M1:一是强化职责，明确⟨2:470余项⟩。⟧\n完\n");
}

TEST(MarkText, ColoursHeadingAndQuantityOnly) {
  EXPECT_EQ(MarkText(Record(), Style(true)),
            "总计\x1b[1;33m3家\x1b[0m\x1b[2m[1]\x1b[0m。\n"
            "\x1b[2m[M1]\x1b[0m\x1b[1;36m一是强化职责\x1b[0m，明确\x1b[1;33m470余项\x1b[0m\x1b[2m[2]\x1b[0m。\n完\n");
}

TEST(MarkText, NestsMarksThatShareAPlace) {
  policy::v1::DocumentRecord record;
  record.mutable_document()->set_text("3家5个");
  for (const auto& [start, end] : {std::pair(0, 2), std::pair(2, 4)}) {
    record.add_measures()->mutable_span()->set_start(start);
    record.mutable_measures()->rbegin()->mutable_span()->set_end(end);
    *record.add_indicators()->mutable_span() = record.measures().rbegin()->span();
  }
  EXPECT_EQ(MarkText(record, Style(false)), "⟦M1:⟨1:3家⟩⟧⟦M2:⟨2:5个⟩⟧\n");
}

TEST(MarkText, LeavesOutSpansBeyondTheText) {
  policy::v1::DocumentRecord record = Record();
  record.mutable_indicators(1)->mutable_span()->set_end(4000);
  record.mutable_measures(0)->mutable_span()->set_start(-1);
  EXPECT_EQ(MarkText(record, Style(false)), "总计⟨1:3家⟩。\n一是强化职责，明确470余项。\n完\n");
}

}  // namespace
}  // namespace gangmu::cli
