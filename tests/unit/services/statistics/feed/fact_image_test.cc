#include "services/statistics/feed/fact_image.h"

#include <csignal>
#include <fstream>
#include <iterator>
#include <sys/file.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "common/digest/sha256.h"
#include "common/text/strings.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/table_image.h"
#include "services/statistics/feed/fact_conversion.h"
#include "services/statistics/feed/fact_keeper.h"
#include "tests/support/temp_dir.h"

namespace gangmu::statistics {
namespace {

DocumentFacts Document(int number) {
  DocumentFacts facts;
  facts.name = StrCat("documents/d", number);
  facts.title = StrCat("关于第", number, "号事项的通知");
  facts.labels = {{"batch", StrCat(number % 3)}};
  IndicatorFact indicator;
  indicator.id = "0a1b";
  indicator.value = Decimal::FromInt(number);
  indicator.bounds = {indicator.value, indicator.value};
  indicator.unit = "家";
  indicator.kind = 1;
  facts.indicators.push_back(std::move(indicator));
  return facts;
}

// Holds documents 1 to n at places 1 to n.
void Fill(FactSink& sink, int n, int first = 1) {
  if (first == 1) {
    sink.BeginSnapshot();
    sink.CommitSnapshot({"store", "epoch", 0});
  }
  for (int i = first; i <= n; ++i) {
    Change change{.facts = Document(i), .place = i};
    sink.ApplyFacts(std::move(change), {"store", "epoch", i});
  }
}

// The sum of all values: n (n + 1) / 2 of a table as Fill makes it.
std::string SumOf(const FactTable& table) {
  Query query;
  query.metrics.push_back(*ParseMetric("sum(value)"));
  query.allowed_mixtures = kMixAll;
  const auto answer = Engine(0).Run(*table.snapshot(), query);
  return answer.ok() && !answer->rows.empty() ? answer->rows[0].cells[0].value->ToString() : "none";
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class FactImage : public ::testing::Test {
 protected:
  FactImage() { Fill(sink_, 40); }
  // Few facts in one segment: a file of which every byte can be tried.
  std::string SmallImage() {
    FactSink small{UnitLookup{}};
    small.BeginSnapshot();
    for (int i = 1; i <= 5; ++i) small.LoadFacts(Document(i), {"store", "epoch", 5});
    small.CommitSnapshot({"store", "epoch", 5});
    EXPECT_TRUE(SaveFacts(*small.View(), path_).ok());
    return ReadFile(path_);
  }
  absl::Status Save() { return SaveFacts(*sink_.View(), path_).status(); }

  testing::TempDir folder_;
  const std::string path_ = folder_.File("facts.image");
  FactSink sink_{UnitLookup{}, 1'000};
};

TEST_F(FactImage, BringsBackWhatWasSaved) {
  ASSERT_TRUE(Save().ok());
  const auto saved = LoadFacts(path_, UnitLookup{});
  ASSERT_TRUE(saved.ok()) << saved.status();
  EXPECT_EQ(saved->position, (Position{"store", "epoch", 40}));
  EXPECT_EQ(saved->table->counts().documents, 40);
  EXPECT_EQ(SumOf(*saved->table), "820");
}

TEST_F(FactImage, ReplacesTheFileBefore) {
  ASSERT_TRUE(Save().ok());
  Fill(sink_, 60, 41);
  ASSERT_TRUE(Save().ok());
  EXPECT_EQ(LoadFacts(path_, UnitLookup{})->position.place, 60);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".part"));
}

TEST_F(FactImage, SaysWhatIsNotThere) {
  EXPECT_TRUE(absl::IsNotFound(LoadFacts(path_, UnitLookup{}).status()));
  EXPECT_TRUE(absl::IsUnavailable(SaveFacts(*sink_.View(), folder_.File("no/such/folder")).status()));
}

TEST_F(FactImage, EveryFlippedByteIsFound) {
  const std::string whole = SmallImage();
  ASSERT_GT(whole.size(), 1'000u);
  for (size_t at = 0; at < whole.size(); at += at < 400 ? 1 : 3) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    WriteFile(path_, damaged);
    ASSERT_FALSE(LoadFacts(path_, UnitLookup{}).ok()) << "byte " << at;
  }
}

TEST_F(FactImage, EveryCutAndEveryTailIsFound) {
  const std::string whole = SmallImage();
  for (size_t length = 0; length < whole.size(); length += length < 400 ? 1 : 3) {
    WriteFile(path_, whole.substr(0, length));
    ASSERT_FALSE(LoadFacts(path_, UnitLookup{}).ok()) << "cut at " << length;
  }
  for (const std::string& tail : {std::string("x"), std::string(12, '\0'), whole}) {
    WriteFile(path_, whole + tail);
    EXPECT_FALSE(LoadFacts(path_, UnitLookup{}).ok());
  }
}

TEST_F(FactImage, AnotherSaverIsNotDisturbed) {
  const int other = open((path_ + ".part").c_str(), O_RDWR | O_CREAT, 0640);
  ASSERT_EQ(flock(other, LOCK_EX), 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(Save()));
  close(other);
  EXPECT_TRUE(Save().ok()) << "what a dead process left is overwritten";
}

// A process that saves one state after the other dies at any moment: what is there is always one of them, whole.
TEST_F(FactImage, AKillInTheMiddleOfSavingLosesNothing) {
  ASSERT_TRUE(Save().ok());
  Place before = 40;
  int renewed = 0;
  for (int round = 0; round < 40; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      for (int n = static_cast<int>(before) + 1;; ++n) {
        Fill(sink_, n, n);
        (void)SaveFacts(*sink_.View(), path_);
      }
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500 + 777 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto saved = LoadFacts(path_, UnitLookup{});
    ASSERT_TRUE(saved.ok()) << saved.status();
    const Place place = saved->position.place;
    ASSERT_GE(place, before);
    ASSERT_EQ(SumOf(*saved->table), StrCat(place * (place + 1) / 2));
    renewed += place > before ? 1 : 0;
    Fill(sink_, static_cast<int>(place), static_cast<int>(before) + 1);
    before = place;
  }
  EXPECT_GT(renewed, 10) << "the child hardly ever came to save";
}

TEST_F(FactImage, TheKeeperSavesWhatIsNewAndAtItsEnd) {
  FactKeeper keeper(&sink_, path_, absl::Milliseconds(5));
  keeper.Start();
  for (int i = 0; i < 2'000 && !std::filesystem::exists(path_); ++i) absl::SleepFor(absl::Milliseconds(5));
  ASSERT_TRUE(std::filesystem::exists(path_));
  Fill(sink_, 90, 41);
  keeper.Stop();
  EXPECT_EQ(LoadFacts(path_, UnitLookup{})->position.place, 90);
}

TEST_F(FactImage, TheSinkGoesOnFromItOnceTheFeedTakesThePosition) {
  ASSERT_TRUE(Save().ok());
  FactSink next(UnitLookup{}, 1'000, path_);
  const std::optional<Position> position = next.Restore();
  ASSERT_TRUE(position.has_value());
  EXPECT_EQ(next.View().status().code(), absl::StatusCode::kUnavailable);
  next.CommitSnapshot(*position);
  ASSERT_TRUE(next.View().ok());
  EXPECT_EQ(HorizonOf(*next.View()->snapshot), 0) << "the history is kept";
  Fill(next, 50, 41);
  EXPECT_EQ(next.View()->counts.documents, 50);
}

TEST_F(FactImage, ASinkWhosePositionIsRefusedBeginsAnew) {
  ASSERT_TRUE(Save().ok());
  FactSink next(UnitLookup{}, 1'000, path_);
  ASSERT_TRUE(next.Restore().has_value());
  next.BeginSnapshot();
  next.LoadFacts(Document(7), {"store", "other", 3});
  next.CommitSnapshot({"store", "other", 3});
  EXPECT_EQ(next.View()->counts.documents, 1);
  EXPECT_EQ(next.View()->epoch, "other");
}

// What ToFacts makes of one record that has everything. Where this digest changes, saved facts of before are no longer
// what a service would make today: raise kFactsVersion (or kTableImageVersion) and take the new digest over.
TEST(FactsVersion, IsRaisedWithTheConversion) {
  policy::v1::DocumentRecord record;
  policy::v1::Document& document = *record.mutable_document();
  document.set_name("documents/d");
  document.set_title("关于促进发展的通知");
  document.set_issuer("武汉市人民政府办公厅");
  document.set_document_type("通知");
  document.set_document_number("武政办〔2022〕1号");
  document.mutable_region()->set_code("420100");
  document.mutable_region()->set_name("武汉市");
  document.set_publish_date("2022-01-05");
  document.set_effective_date("2022-02-01");
  document.set_validity(policy::v1::VALIDITY_IN_FORCE);
  document.set_extractor_version("v");
  (*document.mutable_labels())["k"] = "v";
  policy::v1::Entity& scheme = *record.add_entities();
  scheme.set_kind(policy::v1::ENTITY_KIND_NAMED_SCHEME);
  scheme.set_text("一网统管");
  policy::v1::Measure& measure = *record.add_measures();
  measure.set_name("documents/d/measures/m");
  measure.set_heading("加大投入");
  measure.set_topic("科技、教育");
  measure.add_section_path("一、总体要求");
  measure.add_instruments("资金投入");
  policy::v1::Indicator& indicator = *record.add_indicators();
  indicator.set_name("documents/d/indicators/0a");
  indicator.set_value("12.5");
  indicator.set_from_value("10");
  indicator.set_lower_bound("12");
  indicator.set_upper_bound("13");
  indicator.set_unit("CNY");
  indicator.set_kind(policy::v1::INDICATOR_KIND_LEVEL);
  indicator.set_qualifier(policy::v1::QUALIFIER_ABOUT);
  indicator.set_target(true);
  indicator.set_subject("产值");
  indicator.mutable_period()->set_start("2025-01-01");
  indicator.mutable_period()->set_end("2025-12-31");
  indicator.set_confidence(90);
  indicator.set_part_of(-1);
  indicator.set_restates(-1);
  FactTable table(UnitLookup{});
  table.Load({*ToFacts(record)}, 1);
  Sha256Builder digest;
  ASSERT_TRUE(WriteTableImage(*table.snapshot(), [&](std::string_view part) {
                digest.Append(part);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(HexEncode(digest.Finish()).substr(0, 16), "47407e97b59796e5");
}

}  // namespace
}  // namespace gangmu::statistics
