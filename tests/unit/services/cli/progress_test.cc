#include "services/cli/output/progress.h"

#include <sstream>

#include "common/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gangmu::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class ProgressTest : public ::testing::Test {
 protected:
  std::istringstream in_;
  std::ostringstream out_, err_;
  FakeClock clock_;
};

TEST_F(ProgressTest, PlainLinesAreFewAndCarryNoEscapes) {
  const Terminal terminal{.in = in_, .out = out_, .err = err_};
  Progress progress(terminal, 100, "documents", clock_);
  for (int i = 0; i < 100; ++i) progress.Add("created");
  progress.Finish();
  EXPECT_THAT(err_.str(), HasSubstr("10 of 100 documents\n"));
  EXPECT_THAT(err_.str(), EndsWith("100 of 100 documents\n"));
  EXPECT_THAT(err_.str(), Not(HasSubstr("\x1b")));
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ProgressTest, BarShowsRateAndTimeLeft) {
  const Terminal terminal{.in = in_, .out = out_, .err = err_, .err_is_terminal = true, .width = 120};
  Progress progress(terminal, 200, "documents", clock_);
  for (int i = 0; i < 50; ++i) {
    clock_.Advance(absl::Milliseconds(200));
    progress.Add("created");
  }
  EXPECT_THAT(err_.str(), HasSubstr("██████░░░░░░░░░░░░░░░░░░ 50/200 documents  5.0/s  0:30 left  created 50"));
}

TEST_F(ProgressTest, FinishTakesTheBarAway) {
  const Terminal terminal{.in = in_, .out = out_, .err = err_, .err_is_terminal = true};
  Progress progress(terminal, 2, "documents", clock_);
  progress.Add("created");
  progress.Say("rejected  a.bin: no text");
  EXPECT_THAT(err_.str(), HasSubstr("\r\x1b[Krejected  a.bin: no text\n"));
  progress.Finish();
  EXPECT_THAT(err_.str(), EndsWith("\r\x1b[K"));
}

}  // namespace
}  // namespace gangmu::cli
