#include "services/cli/client/explain.h"

#include <sstream>

#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/cli/client/endpoint.h"

namespace gangmu::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ExplainTest : public ::testing::Test {
 protected:
  std::istringstream in_;
  std::ostringstream out_, err_;
  Session session_{.terminal = {.in = in_, .out = out_, .err = err_}};
};

TEST_F(ExplainTest, PointsIntoTheFilterByColumns) {
  session_.expressions["filter"] = "region : \"武汉\" AND regon = 1";
  const std::string message = "filter, position 18: there is no field regon; did you mean region?";
  const absl::Status status = Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID, message)
                                  .With("position", "18")
                                  .With("token", "regon")
                                  .Violation("filter", message);
  EXPECT_EQ(Explain(status, session_), "gangmu: " + message +
                                           "\n"
                                           "  region : \"武汉\" AND regon = 1\n"
                                           "                      ^^^^^\n")
      << "the two Han characters before take four columns";
}

TEST_F(ExplainTest, ShowsAllViolationsOfOneFilter) {
  session_.expressions["filter"] = "a = 1 AND b = 2";
  const absl::Status status =
      Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID, "filter, position 0: no a")
          .With("token", "a")
          .Violation("filter", "filter, position 0: no a")
          .Violation("filter", "filter, position 10: no b");
  EXPECT_THAT(Explain(status, session_), HasSubstr("  filter: filter, position 10: no b\n"
                                                   "  a = 1 AND b = 2\n"
                                                   "            ^\n"));
}

TEST_F(ExplainTest, TellsHowToStartAServiceThatIsDown) {
  session_.addresses.measures = "127.0.0.1:9";
  const absl::Status status =
      FromCall(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused"), MeasuresEndpoint(session_));
  const std::string text = Explain(status, session_);
  EXPECT_THAT(text, HasSubstr("the measures service at 127.0.0.1:9 does not answer (connection refused)"));
  EXPECT_THAT(text, HasSubstr("gangmu serve --data DIR"));
  EXPECT_THAT(text, HasSubstr("--measures-address"));
  EXPECT_THAT(text, HasSubstr("GANGMU_MEASURES_ADDRESS"));
}

TEST_F(ExplainTest, ProposesWhatTheServiceProposes) {
  const absl::Status status = Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID, "mixed AND and OR")
                                  .With("proposal", "(a = 1 OR b = 2) AND c = 3");
  EXPECT_THAT(Explain(status, session_), HasSubstr("  Write: (a = 1 OR b = 2) AND c = 3\n"));
  EXPECT_THAT(Explain(Error(absl::StatusCode::kFailedPrecondition, Reason::kMIXED_UNITS, "units differ"), session_),
              HasSubstr("--convert-to"));
}

TEST_F(ExplainTest, SaysHowASumThatDoesNotAddUpCanBeAsked) {
  const absl::Status status = Error(absl::StatusCode::kFailedPrecondition, Reason::kNON_ADDITIVE, "no sum")
                                  .With("kinds", "INCREASE, LEVEL")
                                  .With("regions", "420000, 420100")
                                  .With("targets", "false, true")
                                  .With("groupBy", "topic,kind,region,target")
                                  .With("proposal", "{}");
  EXPECT_EQ(Explain(status, session_),
            "gangmu: no sum\n"
            "  Write: --group-by topic,kind,region,target\n"
            "  Or add them up all the same: --allow kinds,regions,targets\n");
}

TEST(PointInto, StaysOnOneLine) {
  EXPECT_EQ(PointInto("a\n= 1", 2, "="), "  a = 1\n    ^\n");
  EXPECT_EQ(PointInto("a =", 99, ""), "  a =\n     ^\n") << "beyond the end: behind the last character";
}

}  // namespace
}  // namespace gangmu::cli
