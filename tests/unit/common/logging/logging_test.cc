#include "common/logging/logging.h"

#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

// Reads a line with a parser that is not ours.
google::protobuf::Struct Parsed(const std::string& line) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok()) << line;
  return object;
}

TEST(Logging, JsonLinesKeepTypesAndText) {
  LogCapture log({LogLevel::kInfo, LogFormat::kJson});
  LogInfo("document stored", {{"document", "文\"件\\\n\t\x01"},
                              {"measures", 13},
                              {"bytes", size_t{1} << 40},
                              {"durable", true},
                              {"took", absl::Microseconds(1500)},
                              {"ratio", std::numeric_limits<double>::quiet_NaN()}});
  ASSERT_EQ(log.lines().size(), 1u);
  EXPECT_EQ(log.lines()[0].find('\n'), std::string::npos);
  const auto fields = Parsed(log.lines()[0]).fields();
  EXPECT_EQ(fields.at("severity").string_value(), "INFO");
  EXPECT_EQ(fields.at("message").string_value(), "document stored");
  EXPECT_EQ(fields.at("document").string_value(), "文\"件\\\n\t\x01");
  EXPECT_EQ(fields.at("measures").number_value(), 13);
  EXPECT_EQ(fields.at("bytes").number_value(), 1099511627776.0);
  EXPECT_TRUE(fields.at("durable").bool_value());
  EXPECT_EQ(fields.at("took").number_value(), 1.5);
  EXPECT_TRUE(fields.at("ratio").has_null_value());
  EXPECT_THAT(fields.at("time").string_value(), MatchesRegex("20..-..-..T..:..:..\\....Z"));
}

TEST(Logging, TextLinesCannotBeForged) {
  LogCapture log({LogLevel::kInfo, LogFormat::kText});
  LogWarning("odd name", {{"name", "x\n2026-01-01T00:00:00.000Z ERROR forged"}, {"plain", "措施"}, {"empty", ""}});
  ASSERT_EQ(log.lines().size(), 1u);
  EXPECT_THAT(log.lines()[0], HasSubstr(" WARNING odd name name=\"x\\n2026"));
  EXPECT_THAT(log.lines()[0], HasSubstr("plain=措施 empty=\"\""));
  EXPECT_EQ(log.lines()[0].find('\n'), std::string::npos);
}

TEST(Logging, BracesAreNoFormat) {
  LogCapture log;
  LogInfo("{} {0} %s", {{"v", "{}"}});
  EXPECT_THAT(log.lines().at(0), HasSubstr("\"message\":\"{} {0} %s\",\"v\":\"{}\""));
}

TEST(Logging, LevelsFilter) {
  LogCapture log({LogLevel::kWarning, LogFormat::kText});
  LogDebug("d");
  LogInfo("i");
  LogWarning("w");
  LogError("e");
  Log(LogLevel::kOff, "o");
  EXPECT_EQ(log.lines().size(), 2u);
  EXPECT_FALSE(LogEnabled(LogLevel::kInfo));
  EXPECT_TRUE(LogEnabled(LogLevel::kError));
  LogCapture off({LogLevel::kOff, LogFormat::kText});
  LogError("e");
  EXPECT_TRUE(off.lines().empty());
}

TEST(Logging, ScopesNestAndStayOnTheirThread) {
  LogCapture log;
  {
    const LogScope outer({{"request_id", "r1"}});
    {
      const LogScope inner({{"document", "d1"}});
      LogInfo("both");
      std::thread([] { LogInfo("none"); }).join();
    }
    LogInfo("outer");
  }
  LogInfo("after");
  const auto lines = log.lines();
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_THAT(lines[0], HasSubstr(R"("request_id":"r1","document":"d1")"));
  EXPECT_THAT(lines[1], Not(HasSubstr("request_id")));
  EXPECT_THAT(lines[2], HasSubstr("r1"));
  EXPECT_THAT(lines[2], Not(HasSubstr("d1")));
  EXPECT_THAT(lines[3], Not(HasSubstr("request_id")));
}

TEST(Logging, LongValuesAreCut) {
  LogCapture log;
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "措";
  LogInfo("m", {{"text", text}});
  EXPECT_EQ(Parsed(log.lines().at(0)).fields().at("text").string_value().size(), 1998u);
}

TEST(Logging, ManyThreadsWriteWholeLines) {
  LogCapture log;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([] {
      for (int i = 0; i < 200; ++i) LogInfo("line", {{"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const auto lines = log.lines();
  ASSERT_EQ(lines.size(), 800u);
  for (const std::string& line : lines) Parsed(line);
}

TEST(Logging, WritesToStderrAlone) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  InitLogging({LogLevel::kInfo, LogFormat::kText});
  LogInfo("here");
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("INFO here\n"));
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

}  // namespace
}  // namespace gangmu
