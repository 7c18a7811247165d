// Characters a second of extraction and its passes, beside bare UTF-8 validation and ICU word segmentation
// (BreakIterator, zh, one iterator, text already UTF-16, next() only) of the same text. Quote ratios of one run.
#include <benchmark/benchmark.h>
#include <memory>
#include <string>
#include <unicode/brkiter.h>
#include <unicode/unistr.h>
#include <utility>
#include <vector>

#include "common/text/utf8.h"
#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/extraction/facts/facts.h"
#include "services/ingestion/extraction/fields/fields.h"
#include "services/ingestion/extraction/structure/blocks.h"
#include "services/ingestion/extraction/utf8.h"
#include "tests/support/extraction/texts.h"

namespace gangmu::extraction {
namespace {

// The corpus beside the project where it is there, else the samples.
const std::vector<std::string>& Texts() {
  static const auto& texts = *new std::vector<std::string>([] {
    std::vector<std::string> read;
    for (testing::TextFile& file : testing::CorpusOrSampleTexts()) read.push_back(std::move(file.text));
    return read;
  }());
  return texts;
}

int64_t Characters() {
  int64_t n = 0;
  for (const std::string& t : Texts()) n += static_cast<int64_t>(CountCodePoints(t));
  return n;
}

template <typename F>
void Run(benchmark::State& state, F&& one) {
  for (auto _ : state) {
    for (const std::string& t : Texts()) one(t);
  }
  state.SetItemsProcessed(state.iterations() * Characters());
}

void BM_Utf8Validation(benchmark::State& state) {
  Run(state, [](const std::string& t) { benchmark::DoNotOptimize(IsValidUtf8(t)); });
}
void BM_IcuWords(benchmark::State& state) {
  std::vector<icu::UnicodeString> texts;
  for (const std::string& t : Texts()) texts.push_back(icu::UnicodeString::fromUTF8(t));
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> words(
      icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), error));
  if (U_FAILURE(error)) return state.SkipWithError("no word iterator for zh");
  for (auto _ : state) {
    for (const icu::UnicodeString& t : texts) {
      words->setText(t);
      int32_t count = 0;
      while (words->next() != icu::BreakIterator::DONE) ++count;
      benchmark::DoNotOptimize(count);
    }
  }
  state.SetItemsProcessed(state.iterations() * Characters());
}
void BM_SourceText(benchmark::State& state) {
  Run(state, [](const std::string& t) { benchmark::DoNotOptimize(SourceText::Create(t)); });
}
void BM_Structure(benchmark::State& state) {
  Run(state, [](const std::string& t) {
    const auto text = SourceText::Create(t);
    Result result;
    benchmark::DoNotOptimize(FindStructure(*text, result));
  });
}
void BM_StructureFieldsFacts(benchmark::State& state) {
  Run(state, [](const std::string& t) {
    const auto text = SourceText::Create(t);
    Result result;
    const Structure structure = FindStructure(*text, result);
    ReadDocumentFields(*text, structure, result);
    FindFacts(*text, Landmarks(*text), structure, result);
    benchmark::DoNotOptimize(result);
  });
}
void BM_Extract(benchmark::State& state) {
  Run(state, [](const std::string& t) { benchmark::DoNotOptimize(Extract(t)); });
}

BENCHMARK(BM_Utf8Validation);
BENCHMARK(BM_IcuWords);
BENCHMARK(BM_SourceText);
BENCHMARK(BM_Structure);
BENCHMARK(BM_StructureFieldsFacts);
BENCHMARK(BM_Extract);

}  // namespace
}  // namespace gangmu::extraction

BENCHMARK_MAIN();
