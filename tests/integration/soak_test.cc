// The suite for a long time: first with a service killed now and then, then under a steady load that must not grow it.
// GANGMU_SOAK_SECONDS sets how long (default 300); GANGMU_SOAK_SEED which kills (default 1);
// GANGMU_SOAK_KILLS how many a job goes through (default 50).
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "gtest/gtest.h"
#include "tests/integration/job_crash.h"
#include "tests/integration/stream_in.h"
#include "tests/integration/suite.h"

namespace gangmu::testing {
namespace {

int Setting(const char* name, int fallback) {
  const char* text = std::getenv(name);
  int value = 0;
  return text != nullptr && absl::SimpleAtoi(text, &value) ? value : fallback;
}

absl::Time HalfTimeFromNow() { return absl::Now() + absl::Seconds(Setting("GANGMU_SOAK_SECONDS", 300)) / 2; }

int64_t ResidentKilobytes(pid_t pid) {
  std::ifstream status(absl::StrCat("/proc/", pid, "/status"));
  for (std::string word; status >> word;) {
    int64_t kilobytes = 0;
    if (word == "VmRSS:" && status >> kilobytes) return kilobytes;
  }
  return 0;
}

TEST(SoakTest, KillsAtRandomMomentsLoseAndDoubleNothing) {
  std::mt19937 random(static_cast<unsigned>(Setting("GANGMU_SOAK_SEED", 1)));
  const char* const services[] = {"measures", "ingestion", "statistics"};
  Suite suite;
  suite.StartAll();
  size_t expected = 0;
  int rounds = 0;
  for (const absl::Time end = HalfTimeFromNow(); absl::Now() < end && !::testing::Test::HasFailure(); ++rounds) {
    const auto documents = SampleVariants(absl::StrCat("round", rounds), 10);
    Acknowledged acknowledged;
    std::thread client([&] { StreamIn(suite, documents, &acknowledged); });
    absl::SleepFor(absl::Milliseconds(random() % 1500));
    const std::string service = services[random() % 3];
    SCOPED_TRACE(absl::StrCat("round ", rounds, ": ", service, " killed"));
    suite.KillAndRestart(service);
    client.join();
    const auto stored = suite.StoredRecords();
    for (const auto& [index, result] : acknowledged) {
      EXPECT_TRUE(stored.contains(result.document())) << "acknowledged and lost: " << result.ShortDebugString();
    }
    StreamInAll(suite, documents, 120, &acknowledged);
    expected += documents.size();
    EXPECT_EQ(suite.StoredRecords().size(), expected);
    EXPECT_EQ(suite.CountedIndicators(), suite.StoredIndicators());
  }
  std::cout << rounds << " kills, " << expected << " documents\n";
  EXPECT_GT(rounds, 0);
}

// 50 kills over a job of at least 2,000 documents, whatever time is set.
TEST(SoakTest, FiftyKillsOfAJobChangeNothing) {
  const int kills = Setting("GANGMU_SOAK_KILLS", 50);
  const int samples = static_cast<int>(SampleVariants("count", 1).size());
  const auto documents = SampleVariants("crash", (2000 + samples - 1) / samples);
  ExpectKillsChangeNothing(
      documents, {.kills = kills, .longest_ms = 1000, .seed = static_cast<unsigned>(Setting("GANGMU_SOAK_SEED", 1))});
}

TEST(SoakTest, ASteadyLoadDoesNotGrowTheServices) {
  Suite suite;
  suite.StartAll();
  const auto documents = SampleVariants("steady", 10);
  const auto round = [&] {
    Acknowledged acknowledged;
    StreamInAll(suite, documents, 120, &acknowledged);
    EXPECT_EQ(suite.CountedIndicators(), suite.StoredIndicators());
    EXPECT_EQ(suite.Gangmu({"stats", "--group-by", "topic,unit", "--metric", "count,sum(value)"}).exit_code, 0);
  };
  for (int i = 0; i < 10; ++i) round();  // until caches and pools have their size
  const pid_t pids[] = {suite.measures().pid(), suite.ingestion().pid(), suite.statistics().pid()};
  int64_t before[3];
  for (int i = 0; i < 3; ++i) before[i] = ResidentKilobytes(pids[i]);
  int rounds = 0;
  for (const absl::Time end = HalfTimeFromNow(); absl::Now() < end && !::testing::Test::HasFailure(); ++rounds) round();
  for (int i = 0; i < 3; ++i) {
    const int64_t after = ResidentKilobytes(pids[i]);
    std::cout << "process " << pids[i] << ": " << before[i] << " kB, after " << rounds << " rounds " << after
              << " kB\n";
    EXPECT_GT(before[i], 0);
    EXPECT_LT(after, before[i] + before[i] / 4 + 32 * 1024);
  }
}

// From 1,000 documents to GANGMU_SOAK_DOCUMENTS (default 50,000): what the services need does not grow with what is
// stored. The statistics service holds all facts in memory and is left out.
TEST(SoakTest, MemoryStaysFlatFromAThousandDocumentsToFiftyThousand) {
  const int target = Setting("GANGMU_SOAK_DOCUMENTS", 50'000);
  Suite suite;
  suite.StartMeasures();
  suite.StartIngestion();
  const int samples = static_cast<int>(SampleVariants("count", 1).size());
  const int copies = (1000 + samples - 1) / samples;
  int stored = 0;
  const auto thousand_more = [&] {
    const auto documents = SampleVariants(absl::StrCat("flat", stored), copies);
    Acknowledged acknowledged;
    StreamInAll(suite, documents, 600, &acknowledged);
    stored += static_cast<int>(documents.size());
  };
  thousand_more();
  const pid_t pids[] = {suite.measures().pid(), suite.ingestion().pid()};
  const int64_t before[] = {ResidentKilobytes(pids[0]), ResidentKilobytes(pids[1])};
  while (stored < target && !::testing::Test::HasFailure()) thousand_more();
  for (int i = 0; i < 2; ++i) {
    const int64_t after = ResidentKilobytes(pids[i]);
    std::cout << (i == 0 ? "measures" : "ingestion") << ": " << before[i] << " kB, with " << stored << " documents "
              << after << " kB\n";
    EXPECT_GT(before[i], 0);
    EXPECT_LT(after, before[i] + before[i] / 4 + 32 * 1024);
  }
}

}  // namespace
}  // namespace gangmu::testing
