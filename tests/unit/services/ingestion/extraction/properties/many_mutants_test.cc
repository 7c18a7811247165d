// A long run (tests/run.sh --soak): the invariants of tests/support/extraction/invariants.h over 100,000 mutants of the
// samples and the corpus.
#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "services/ingestion/extraction/extractor.h"
#include "tests/support/extraction/invariants.h"
#include "tests/support/extraction/mutations.h"
#include "tests/support/extraction/texts.h"

namespace gangmu::extraction {
namespace {

// A piece of at most `bytes`, from line end to line end: small mutants are tried more often in the same time.
std::string Piece(const std::string& text, uint64_t seed, size_t bytes) {
  if (text.size() <= bytes) return text;
  const size_t from = text.find('\n', seed * 7919 % (text.size() - bytes));
  if (from == std::string::npos) return text.substr(0, text.rfind('\n', bytes) + 1);
  const std::string rest = text.substr(from + 1, bytes);
  return rest.substr(0, rest.rfind('\n') + 1);
}

TEST(ManyMutantsTest, InvariantsHold) {
  constexpr size_t kPiece = 6000;
  constexpr uint64_t kMutants = 100'000;
  std::vector<testing::TextFile> texts = testing::SampleTexts();
  for (testing::TextFile& t : testing::CorpusTexts()) texts.push_back(std::move(t));
  for (uint64_t seed = 0; seed < kMutants; ++seed) {
    const testing::TextFile& t = texts[seed % texts.size()];
    const std::string mutant = testing::Mutated(Piece(t.text, seed, kPiece), seed);
    const auto extraction = Extract(mutant, {.publish_date = {2022, 10, 21}});
    ASSERT_TRUE(extraction.ok()) << t.id << " with seed " << seed << ": " << extraction.status();
    ASSERT_EQ(testing::BrokenInvariants(mutant, *extraction), "") << t.id << " with seed " << seed;
  }
}

}  // namespace
}  // namespace gangmu::extraction
