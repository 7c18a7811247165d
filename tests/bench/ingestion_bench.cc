// Ingestion end to end (client stream → ingestion → measures, durable) beside its two parts: extraction alone on all
// cores, and raw SQLite insertion of the rows it left behind, in as many transactions as the store committed.
//   ingestion_bench [DOCUMENTS [ROUNDS]]    432 documents and 3 rounds by default
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "common/text/strings.h"
#include "common/time/clock.h"
#include "services/ingestion/extraction/extractor.h"
#include "tests/bench/raw_insertion.h"
#include "tests/bench/suite_in_process.h"

namespace gangmu::testing {
namespace {

using Documents = std::vector<ingestion::v1::RawDocument>;

double ExtractionSeconds(const Documents& documents) {
  std::atomic<size_t> next{0};
  std::atomic<size_t> indicators{0};
  std::vector<std::thread> threads;
  const absl::Duration start = SystemClock().Monotonic();
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (size_t n = next++; n < documents.size(); n = next++) {
        indicators += extraction::Extract(documents[n].content())->result.indicators.size();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return indicators == 0 ? 0 : absl::ToDoubleSeconds(SystemClock().Monotonic() - start);
}

struct Round {
  double end_to_end = 0;
  double extraction = 0;
  double insertion = 0;
  int64_t transactions = 0;
};

Round Measure(const Documents& documents) {
  Round round;
  SuiteInProcess suite;
  const int64_t before = suite.StoreTransactions();
  round.end_to_end = suite.Ingest(documents, 64, nullptr);
  round.transactions = std::max<int64_t>(1, suite.StoreTransactions() - before);
  suite.Stop();
  round.insertion = RawInsertionSeconds(suite.database(), StrCat(suite.folder(), "/raw.db"), round.transactions);
  round.extraction = ExtractionSeconds(documents);
  return round;
}

int Main(size_t count, int rounds) {
  const Documents documents = BenchDocuments(count);
  double megabytes = 0;
  for (const auto& document : documents) megabytes += static_cast<double>(document.content().size()) / 1e6;
  std::printf("%zu documents, %.1f MB\n", documents.size(), megabytes);
  for (int i = 0; i < rounds; ++i) {
    const Round r = Measure(documents);
    std::printf(
        "end to end %.0f documents/s (%.2f MB/s, %.1f documents a transaction); raw insertion of its rows %.0f/s, "
        "extraction alone %.0f/s; ratio to the slower of the two %.2f\n",
        static_cast<double>(count) / r.end_to_end, megabytes / r.end_to_end,
        static_cast<double>(count) / static_cast<double>(r.transactions), static_cast<double>(count) / r.insertion,
        static_cast<double>(count) / r.extraction, std::max(r.insertion, r.extraction) / r.end_to_end);
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace gangmu::testing

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 432;
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  if (count < 1 || rounds < 1) {
    std::fputs("ingestion_bench [DOCUMENTS [ROUNDS]]: want numbers above 0\n", stderr);
    return EXIT_FAILURE;
  }
  return gangmu::testing::Main(static_cast<size_t>(count), rounds);
}
