#include "common/config/settings.h"

#include <map>
#include <string>
#include <vector>

#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class SettingsTest : public ::testing::Test {
 protected:
  SettingsTest() {
    settings_.Path("data", &data_, "folder of the database").Required();
    settings_.Bool("durable", &durable_, "sync each commit");
    settings_.Int("workers", &workers_, "worker threads").Between(1, 64);
    settings_.Duration("drain", &drain_, "time to drain").Between(absl::ZeroDuration(), absl::Hours(1));
    settings_.Bytes("max-text", &max_text_, "largest text").Between(1024, 8 << 20);
    settings_.Address("address", &address_, "address");
    settings_.Choice("log-format", &format_, {"text", "json"}, "form of the log");
    settings_.String("note", &note_, "any words");
  }

  absl::StatusOr<Settings::Outcome> Parse(const std::vector<std::string>& arguments) {
    return settings_.Parse(arguments, [this](const std::string& name) -> std::optional<std::string> {
      const auto it = environment_.find(name);
      return it == environment_.end() ? std::nullopt : std::optional<std::string>(it->second);
    });
  }

  // "field description" of all problems.
  std::vector<std::string> Problems(const std::vector<std::string>& arguments) {
    const auto outcome = Parse(arguments);
    std::vector<std::string> problems;
    if (outcome.ok()) return problems;
    EXPECT_EQ(outcome.status().code(), absl::StatusCode::kInvalidArgument);
    for (const FieldViolation& v : DetailsOf(outcome.status()).violations)
      problems.push_back(v.field + " " + v.description);
    return problems;
  }

  std::string data_;
  bool durable_ = true;
  int workers_ = 4;
  absl::Duration drain_ = absl::Seconds(10);
  uint64_t max_text_ = 8 << 20;
  std::string address_ = "127.0.0.1:7102";
  std::string format_ = "text";
  std::string note_;
  std::map<std::string, std::string> environment_;
  Settings settings_{"gangmu-measures", "Stores."};
};

TEST_F(SettingsTest, BothFormsOfFlags) {
  ASSERT_EQ(*Parse({"--data", "/d", "--workers=8", "--drain=1m", "--max-text", "64KiB", "--no-durable", "--address",
                    "[::1]:0", "--log-format=json", "--note=a=b"}),
            Settings::Outcome::kRun);
  EXPECT_EQ(data_, "/d");
  EXPECT_EQ(workers_, 8);
  EXPECT_EQ(drain_, absl::Minutes(1));
  EXPECT_EQ(max_text_, 64u << 10);
  EXPECT_FALSE(durable_);
  EXPECT_EQ(address_, "[::1]:0");
  EXPECT_EQ(format_, "json");
  EXPECT_EQ(note_, "a=b");
}

TEST_F(SettingsTest, DefaultsStay) {
  ASSERT_TRUE(Parse({"--data=/d"}).ok());
  EXPECT_EQ(workers_, 4);
  EXPECT_TRUE(durable_);
}

TEST_F(SettingsTest, BooleansNeedNoValue) {
  durable_ = false;
  ASSERT_TRUE(Parse({"--durable", "--data=/d"}).ok());
  EXPECT_TRUE(durable_);
  ASSERT_TRUE(Parse({"--durable=false", "--data=/d"}).ok());
  EXPECT_FALSE(durable_);
}

TEST_F(SettingsTest, FlagsGoBeforeTheEnvironmentAndThatBeforeDefaults) {
  environment_ = {{"GANGMU_DATA", "/env"}, {"GANGMU_WORKERS", "9"}, {"GANGMU_MAX_TEXT", "2KiB"}};
  ASSERT_TRUE(Parse({"--workers=8"}).ok());
  EXPECT_EQ(data_, "/env");
  EXPECT_EQ(workers_, 8);
  EXPECT_EQ(max_text_, 2048u);
}

TEST_F(SettingsTest, AnEmptyVariableIsNotSet) {
  environment_ = {{"GANGMU_WORKERS", ""}, {"GANGMU_DATA", ""}};
  EXPECT_THAT(Problems({}), UnorderedElementsAre("--data is required; or set GANGMU_DATA"));
  EXPECT_EQ(workers_, 4);
}

TEST_F(SettingsTest, ACheckMayLookAtASettingDeclaredBehind) {
  std::string host = "a";
  bool permitted = false;
  settings_.String("host", &host, "host").Check([&] {
    return permitted ? std::nullopt : std::optional<std::string>("is not permitted");
  });
  settings_.Bool("permit", &permitted, "permit it");
  environment_ = {{"GANGMU_DATA", "/env"}, {"GANGMU_HOST", "b"}};
  EXPECT_THAT(Problems({}), UnorderedElementsAre("GANGMU_HOST is not permitted"));
  environment_["GANGMU_PERMIT"] = "true";
  EXPECT_THAT(Problems({}), IsEmpty());
}

TEST_F(SettingsTest, AFlagHidesABadVariable) {
  environment_ = {{"GANGMU_WORKERS", "many"}};
  EXPECT_THAT(Problems({"--data=/d", "--workers=2"}), IsEmpty());
  EXPECT_THAT(Problems({"--data=/d"}), UnorderedElementsAre("GANGMU_WORKERS want a whole number, got \"many\""));
}

TEST_F(SettingsTest, AllProblemsAtOnce) {
  environment_ = {{"GANGMU_MAX_TEXT", "1"}};
  EXPECT_THAT(
      Problems({"--wrokers=3", "--drain=2h", "--address", "nowhere", "--log-format=xml", "word", "--note"}),
      UnorderedElementsAre("--wrokers is unknown; did you mean --workers?", "--drain want 0 to 1h, got 2h",
                           "--address want host:port such as 127.0.0.1:7101, got \"nowhere\"",
                           "--log-format want one of text|json, got \"xml\"",
                           "word is no flag; settings are given as --name value", "--note needs a value (text)",
                           "GANGMU_MAX_TEXT want 1KiB to 8MiB, got 1", "--data is required; or set GANGMU_DATA"));
}

TEST_F(SettingsTest, UnknownFlagsTakeTheirValueWithThem) {
  EXPECT_THAT(Problems({"--data=/d", "--dat", "/x"}), UnorderedElementsAre("--dat is unknown; did you mean --data?"));
  EXPECT_THAT(Problems({"--data=/d", "--zzzzzzzzzz"}),
              UnorderedElementsAre("--zzzzzzzzzz is unknown; --help lists all settings"));
  EXPECT_THAT(Problems({"--data=/d", "--no-workers"}), ::testing::SizeIs(1));
}

TEST_F(SettingsTest, TwiceIsAProblem) {
  EXPECT_THAT(Problems({"--data=/d", "--workers=1", "--workers", "2"}),
              UnorderedElementsAre("--workers is given more than once"));
}

TEST_F(SettingsTest, ABadDefaultIsAProblemToo) {
  workers_ = 0;
  EXPECT_THAT(Problems({"--data=/d"}), UnorderedElementsAre("--workers want 1 to 64, got 0"));
}

TEST_F(SettingsTest, HelpTellsAllAndGoesBeforeProblems) {
  EXPECT_EQ(*Parse({"--nonsense", "--help"}), Settings::Outcome::kHelp);
  EXPECT_EQ(*Parse({"-h"}), Settings::Outcome::kHelp);
  const std::string help = settings_.Help();
  EXPECT_THAT(help,
              HasSubstr("--data <path>\n      folder of the database\n      (required; environment: GANGMU_DATA)"));
  EXPECT_THAT(help,
              HasSubstr("--max-text <bytes>\n      largest text\n      (default: 8MiB; environment: GANGMU_MAX_TEXT)"));
  EXPECT_THAT(help, HasSubstr("--drain <duration>\n      time to drain\n      (default: 10s;"));
  EXPECT_THAT(help, HasSubstr("--note <text>\n      any words\n      (default: empty;"));
}

TEST_F(SettingsTest, HelpShowsDefaultsAlsoAfterParsing) {
  ASSERT_TRUE(Parse({"--data=/d", "--workers=9"}).ok());
  EXPECT_THAT(settings_.Help(), HasSubstr("(default: 4; environment: GANGMU_WORKERS)"));
  const std::pair<std::string, std::string> workers = {"workers", "9"};
  EXPECT_THAT(settings_.Values(), ::testing::Contains(workers));
}

}  // namespace
}  // namespace gangmu
