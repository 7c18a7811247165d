// What must hold for every text: own samples, mutated text, and the corpus beside the project where it is there.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>

#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/extraction/structure/blocks.h"

namespace gangmu::extraction {
namespace {

std::vector<std::string> ReadFolder(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".txt") paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    std::ifstream in(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return texts;
}

std::vector<std::string> Samples() {
  return ReadFolder(std::filesystem::path(GANGMU_SOURCE_DIR) / "tests/data/samples");
}

void CheckSpan(const Span& s, int32_t size) {
  EXPECT_GE(s.start, 0);
  EXPECT_LE(s.start, s.end);
  EXPECT_LE(s.end, size);
}

void CheckInvariants(const Extraction& e) {
  const int32_t size = e.text.size();
  const Result& r = e.result;
  int32_t last = 0;
  for (const Measure& m : r.measures) {
    CheckSpan(m.span, size);
    EXPECT_GE(m.span.start, last) << "measures overlap or are out of order";
    last = m.span.end;
    EXPECT_LT(m.section, static_cast<int32_t>(r.sections.size()));
    if (!m.label.empty()) {
      EXPECT_TRUE(m.span.Contains(m.label));
    }
    if (m.section >= 0) {
      EXPECT_LE(r.sections[m.section].span.start, m.span.start);
    }
    for (const Span& s : m.responsible_bodies) EXPECT_TRUE(m.span.Contains(s));
  }
  for (size_t i = 0; i < r.sections.size(); ++i) {
    const Section& s = r.sections[i];
    CheckSpan(s.span, size);
    CheckSpan(s.heading, size);
    EXPECT_LT(s.parent, static_cast<int32_t>(i));
    if (i > 0) {
      EXPECT_GE(s.span.start, r.sections[i - 1].span.start);
    }
  }
  last = 0;
  for (const Entity& x : r.entities) {
    CheckSpan(x.span, size);
    EXPECT_FALSE(x.span.empty());
    EXPECT_GE(x.span.start, last);
    last = x.span.start;
    EXPECT_LT(x.measure, static_cast<int32_t>(r.measures.size()));
  }
  Result structure_only;
  const Structure structure = FindStructure(e.text, structure_only);
  last = 0;
  for (const Block& b : structure.blocks) {
    EXPECT_GE(b.span.start, last) << "blocks overlap";
    EXPECT_FALSE(b.span.empty());
    last = b.span.end;
  }
  EXPECT_LE(last, size);
}

void CheckTexts(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const auto e = Extract(text);
    ASSERT_TRUE(e.ok());
    CheckInvariants(*e);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(ExtractionPropertyTest, HoldsForTheSamples) {
  const std::vector<std::string> samples = Samples();
  ASSERT_GE(samples.size(), 12u);
  CheckTexts(samples);
}

TEST(ExtractionPropertyTest, HoldsForTheCorpus) {
  const auto texts = ReadFolder(std::filesystem::path(GANGMU_SOURCE_DIR) / "../shared/corpus/text");
  if (texts.empty()) GTEST_SKIP() << "corpus not present";
  CheckTexts(texts);
}

TEST(ExtractionPropertyTest, HoldsForMutatedText) {
  std::mt19937 random(20221021);
  const std::vector<std::string> samples = Samples();
  const std::string pieces[] = {"\n", "一是", "（一）", "1.",      "——",     "“",          "”",
                                "《", "》",   "附件\n", "第一条 ", "|",      "。",         "（",
                                "）", "　　", "— 1 —",  "2023年",  "目录\n", "各位代表：", "国务院"};
  for (const std::string& sample : samples) {
    std::vector<std::string> points;  // one a code point, so that what is made stays UTF-8
    for (size_t i = 0; i < sample.size();) {
      size_t n = 1;
      while (i + n < sample.size() && (sample[i + n] & 0xC0) == 0x80) ++n;
      points.push_back(sample.substr(i, n));
      i += n;
    }
    for (int round = 0; round < 20; ++round) {
      std::string mutated;
      for (const std::string& p : points) {
        const uint32_t dice = random() % 100;
        if (dice == 0) continue;
        if (dice == 1) mutated += pieces[random() % std::size(pieces)];
        mutated += p;
      }
      const auto e = Extract(mutated);
      ASSERT_TRUE(e.ok());
      CheckInvariants(*e);
      if (HasFailure()) {
        ADD_FAILURE() << mutated;
        return;
      }
    }
  }
}

TEST(ExtractionPropertyTest, OddTextsAreTaken) {
  for (const std::string_view text :
       {"",   "\n",     " ",      "一",   "一是", "（", "——",     "《",          "“",    "#", "第",    "|",
        "1.", "\n\n\n", "。。。", "附件", "目录", "：", "国务院", "〔2018〕1号", "\r\r", "①", "第一条"}) {
    const auto e = Extract(text);
    ASSERT_TRUE(e.ok()) << text;
    CheckInvariants(*e);
  }
}

// Doubling the text at most doubles the time, with room for the noise of a busy machine.
TEST(ExtractionPropertyTest, TimeIsLinear) {
  std::string once;
  while (once.size() < 2'000'000) {
    for (const std::string& s : Samples()) once += s + "\n";
  }
  const auto time = [](const std::string& text) {
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
      const auto start = std::chrono::steady_clock::now();
      EXPECT_TRUE(Extract(text).ok());
      best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
  };
  const double one = time(once);
  const double four = time(once + once + once + once);
  EXPECT_LT(four, one * 4 * 1.5);
}

}  // namespace
}  // namespace gangmu::extraction
