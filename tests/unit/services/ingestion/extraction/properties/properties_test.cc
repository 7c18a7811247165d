// What holds of every extraction: over the samples, the corpus beside the project where it is there, and text that
// nobody wrote. See tests/support/extraction/invariants.h for the list.
#include <algorithm>
#include <ctime>
#include <gtest/gtest.h>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_replace.h"

#include "services/ingestion/convert/extract_record.h"
#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/extraction/structure/blocks.h"
#include "tests/support/extraction/digest.h"
#include "tests/support/extraction/invariants.h"
#include "tests/support/extraction/mutations.h"
#include "tests/support/extraction/texts.h"

namespace gangmu::extraction {
namespace {

using gangmu::testing::BrokenInvariants;
using gangmu::testing::CorpusTexts;
using gangmu::testing::SampleTexts;
using gangmu::testing::TextFile;

constexpr Options kOptions = {.publish_date = {2022, 10, 21}};

void ExpectInvariants(const std::string& text, const std::string& what) {
  const auto extraction = Extract(text, kOptions);
  ASSERT_TRUE(extraction.ok()) << what << ": " << extraction.status();
  EXPECT_EQ(BrokenInvariants(text, *extraction), "") << what;
}

uint64_t DigestOf(const std::string& text) { return gangmu::testing::Digest(Extract(text, kOptions).value().result); }

double CpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double SecondsFor(const std::string& text) {
  double best = 1e9;
  for (int run = 0; run < 3; ++run) {
    const double start = CpuSeconds();
    EXPECT_TRUE(Extract(text, kOptions).ok());
    best = std::min(best, CpuSeconds() - start);
  }
  return best;
}

// A document may cost five times its share and half a millisecond; what is quadratic costs far more.
void ExpectFairShares(const std::vector<TextFile>& texts) {
  std::vector<double> seconds;
  double all_seconds = 0, all_bytes = 0;
  EXPECT_TRUE(Extract("一、", kOptions).ok());  // builds the lexicons
  for (const TextFile& t : texts) {
    seconds.push_back(SecondsFor(t.text));
    all_seconds += seconds.back();
    all_bytes += static_cast<double>(t.text.size());
  }
  for (size_t i = 0; i < texts.size(); ++i) {
    const double share = all_seconds * static_cast<double>(texts[i].text.size()) / all_bytes;
    EXPECT_LE(seconds[i], 5 * share + 5e-4) << texts[i].id;
  }
}

TEST(ExtractionInvariantsTest, HoldForTheSamples) {
  for (const TextFile& t : SampleTexts()) ExpectInvariants(t.text, t.id);
}

TEST(ExtractionInvariantsTest, HoldForTheCorpus) {
  const std::vector<TextFile> corpus = CorpusTexts();
  if (corpus.empty()) GTEST_SKIP() << "corpus not present";
  for (const TextFile& t : corpus) ExpectInvariants(t.text, t.id);
}

TEST(ExtractionInvariantsTest, HoldForDamagedSamples) {
  for (const TextFile& t : SampleTexts()) {
    for (uint64_t seed = 0; seed < 25; ++seed) {
      ExpectInvariants(gangmu::testing::Mutated(t.text, seed), t.id + " damaged with seed " + std::to_string(seed));
    }
  }
}

TEST(ExtractionInvariantsTest, HoldForTheDamagedCorpus) {
  const std::vector<TextFile> corpus = CorpusTexts();
  if (corpus.empty()) GTEST_SKIP() << "corpus not present";
  for (const TextFile& t : corpus) ExpectInvariants(gangmu::testing::Mutated(t.text, 7), t.id + " damaged with seed 7");
}

TEST(ExtractionInvariantsTest, HoldForRandomText) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    ExpectInvariants(gangmu::testing::RandomText(10 + seed * 7, seed), "random text of seed " + std::to_string(seed));
  }
}

// The checker itself: what is broken on purpose must be seen.
TEST(ExtractionInvariantsTest, BrokenOnesAreSeen) {
  const std::string text = "一、加快发展。新增企业158家，增长8.2%。";
  const Extraction sound = Extract(text, kOptions).value();
  ASSERT_EQ(sound.result.indicators.size(), 2u);
  ASSERT_EQ(BrokenInvariants(text, sound), "");
  const auto broken = [&](const auto& breakIt) {
    Extraction copy = Extract(text, kOptions).value();
    breakIt(copy.result.indicators[0]);
    return BrokenInvariants(text, copy);
  };
  EXPECT_NE(broken([](Indicator& i) { i.span.end = 1000; }), "");
  EXPECT_NE(broken([](Indicator& i) { i.span.end += 6; }), "");
  EXPECT_NE(broken([](Indicator& i) { i.measure = 7; }), "");
  EXPECT_NE(broken([](Indicator& i) { i.value = Decimal::FromInt(159); }), "");
  EXPECT_NE(broken([](Indicator& i) { i.subject += "x"; }), "");
  EXPECT_NE(broken([](Indicator& i) { i.period.start = {2023, 2, 29}; }), "");
  EXPECT_NE(broken([](Indicator& i) { i.part_of = 0; }), "");
  EXPECT_NE(broken([](Indicator& i) { i.rules.Add(63); }), "");
  EXPECT_NE(BrokenInvariants("二" + text.substr(3), sound) + BrokenInvariants(text + "。", sound), "");
}

TEST(ExtractionPropertiesTest, TwoThreadsGiveTheSame) {
  const std::vector<TextFile> samples = SampleTexts();
  std::vector<uint64_t> digests[2];
  const auto run = [&](std::vector<uint64_t>& out) {
    for (const TextFile& t : samples) out.push_back(DigestOf(t.text));
  };
  std::thread other(run, std::ref(digests[1]));
  run(digests[0]);
  other.join();
  EXPECT_EQ(digests[0], digests[1]);
  std::vector<uint64_t> again;
  run(again);
  EXPECT_EQ(again, digests[0]);
}

TEST(ExtractionInvariantsTest, HoldForOddTexts) {
  for (const std::string text :
       {"",
        "\n",
        " ",
        "一",
        "一是",
        "（",
        "——",
        "《",
        "“",
        "#",
        "第",
        "|",
        "1.",
        "\n\n\n",
        "。。。",
        "附件",
        "目录",
        "：",
        "国务院",
        "〔2018〕1号",
        "\r\r",
        "①",
        "第一条",
        "不低于###\n\n#",
        "——管网漏损\n率高达 26%，是短板。\n\n（1）\n— 1 —\n\n二、目标任务\n\n到2023 年底，普及率达到 92%。\n"}) {
    ExpectInvariants(text, text);
  }
  ExpectInvariants(std::string(200, '\0'), "200 times U+0000");
}

// The blocks that all passes read, which no result shows.
TEST(ExtractionInvariantsTest, BlocksStandInOrderAndDoNotOverlap) {
  for (const TextFile& t : SampleTexts()) {
    const SourceText text = SourceText::Create(gangmu::testing::Mutated(t.text, 11)).value();
    Result result;
    int32_t last = 0;
    for (const Block& b : FindStructure(text, result).blocks) {
      ASSERT_GE(b.span.start, last) << t.id;
      ASSERT_FALSE(b.span.empty()) << t.id;
      last = b.span.end;
    }
    EXPECT_LE(last, text.size()) << t.id;
  }
}

// What a file becomes, without the bytes that it came from.
std::string RecordOf(std::string_view bytes) {
  ingestion::ExtractRequest request;
  request.bytes = bytes;
  request.source_uri = "notice.txt";
  policy::v1::DocumentRecord record = ingestion::ExtractRecord(request).value();
  record.mutable_document()->clear_source();
  return record.DebugString();
}

TEST(ExtractionPropertiesTest, LineEndsMakeNoDifference) {
  std::vector<TextFile> texts = SampleTexts();
  for (const TextFile& t : CorpusTexts()) texts.push_back(t);
  for (const TextFile& t : texts) {
    EXPECT_EQ(RecordOf(absl::StrReplaceAll(t.text, {{"\n", "\r\n"}})), RecordOf(t.text)) << t.id;
  }
}

// Eight times the text costs about eight times the time; quadratic work would cost 64 times. Thread CPU time, so that a
// busy machine does not matter much.
void ExpectLinear(const std::string& once, const std::string& what) {
  std::string eight;
  for (int i = 0; i < 8; ++i) eight += once;
  EXPECT_LE(SecondsFor(eight), 24 * SecondsFor(once) + 2e-3) << what;
}

TEST(ExtractionPropertiesTest, TimeIsLinearInTheText) {
  std::string all;
  for (const TextFile& t : SampleTexts()) all += t.text + "\n";
  ExpectLinear(all + all + all + all, "the samples");
}

// Texts that make a pass look back or ahead as far as it can.
TEST(ExtractionPropertiesTest, TimeIsLinearInTextsWithoutAnEnd) {
  for (const std::string piece :
       {"3个",          "新增3个，", "1、",        "一是",   "（",       "“",  "《",        "其中3个",
        "2021年",       "今年",      "每年3个",    "起施行", "增长5%、", "为", "近年来3个", "第一条",
        "附件\n一、\n", "一、\n",    "县人民政府", "委员会", "　　",     "，", "12,345"}) {
    std::string once;
    while (once.size() < 60'000) once += piece;
    ExpectLinear(once, piece);
  }
}

// Twice the text at most doubles the time: the least of interleaved runs, of CPU time, so that a machine that others
// use makes no difference that lasts; what remains of its noise is allowed for.
void ExpectAtMostDoubles(const std::string& text, const std::string& what) {
  constexpr double kNoise = 1.25;
  constexpr int kRuns = 9;
  const std::string twice = text + text;
  double one = 1e9, two = 1e9;
  for (int run = 0; run < kRuns && (run < 3 || two > 2 * one); ++run) {
    for (auto [piece, least] : {std::pair(&text, &one), std::pair(&twice, &two)}) {
      const double start = CpuSeconds();
      EXPECT_TRUE(Extract(*piece, kOptions).ok());
      *least = std::min(*least, CpuSeconds() - start);
    }
  }
  // Memory that the larger text alone asks the system for may add some milliseconds; the square of a million adds
  // minutes.
  EXPECT_LE(two, 2 * kNoise * one + 2e-2) << what;
}

std::string RepeatedTo(size_t bytes, const std::string& piece) {
  std::string all;
  while (all.size() < bytes) all += piece;
  return all;
}

TEST(ExtractionPropertiesTest, HostilePatternsAtMostDoubleTheTime) {
  constexpr size_t kBytes = 1'000'000;
  for (const std::string piece : {"(", "（", "一是", "7", "其中", "其中3个，", "新增3个、", "一", "《", "“", "〔", "年",
                                  "省", "12,345", "　", "一、", "|", "- "}) {
    ExpectAtMostDoubles(RepeatedTo(kBytes, piece), piece);
  }
}

TEST(ExtractionPropertiesTest, OneLineOfTenMegabytesAtMostDoublesTheTime) {
  std::string line;
  for (const TextFile& t : SampleTexts()) {
    for (const char c : t.text) {
      if (c != '\n') line += c;
    }
  }
  ExpectAtMostDoubles(RepeatedTo(5'000'000, line), "the samples in one line");
  // 。 is left out, too: no sentence ends.
  ExpectAtMostDoubles(RepeatedTo(5'000'000, absl::StrReplaceAll(line, {{"。", ""}, {"；", ""}, {"！", ""}})),
                      "the samples in one sentence");
}

TEST(ExtractionPropertiesTest, NoSampleTakesMoreThanItsShare) { ExpectFairShares(SampleTexts()); }

TEST(ExtractionPropertiesTest, NoCorpusDocumentTakesMoreThanItsShare) {
  const std::vector<TextFile> corpus = CorpusTexts();
  if (corpus.empty()) GTEST_SKIP() << "corpus not present";
  ExpectFairShares(corpus);
}

}  // namespace
}  // namespace gangmu::extraction
