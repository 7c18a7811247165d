// What extraction takes of memory: at most 20 times the text (issue 3), the text itself included. A program of its own,
// since the peak of a process holds all that it did before.
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

#include "services/ingestion/extraction/extractor.h"
#include "tests/support/extraction/texts.h"

namespace gangmu::extraction {
namespace {

double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  double all = 0, resident = 0;
  statm >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double PeakBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

TEST(ExtractionMemoryTest, TakesAtMostTwentyTimesTheText) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer keeps what is freed";
#endif
  constexpr size_t kBytes = 12'000'000;
  const std::string text = testing::Repeated(testing::CorpusOrSampleTexts(), kBytes);
  ASSERT_TRUE(Extract("一、加快发展。").ok());  // builds the lexicons
  const double before = ResidentBytes();
  const auto extraction = Extract(text);
  ASSERT_TRUE(extraction.ok());
  ASSERT_GT(extraction->result.indicators.size(), 10'000u);
  const double share = (PeakBytes() - before) / static_cast<double>(text.size()) + 1;
  EXPECT_LE(share, 20);
  EXPECT_GT(share, 2) << "nothing was measured";
}

}  // namespace
}  // namespace gangmu::extraction
