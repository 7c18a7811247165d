#include "common/status/error.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "common/status/macros.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

constexpr std::string_view kAllReasons[] = {
#define NAME(reason) #reason,
    GANGMU_ERROR_REASONS(NAME)
#undef NAME
};

TEST(Reasons, AreAWellFormedRegistry) {
  EXPECT_TRUE(std::is_sorted(std::begin(kAllReasons), std::end(kAllReasons)));
  std::set<std::string_view> seen;
  for (size_t i = 0; i < std::size(kAllReasons); ++i) {
    const std::string_view name = kAllReasons[i];
    EXPECT_TRUE(seen.insert(name).second) << name;
    // google.rpc.ErrorInfo: UPPER_SNAKE_CASE of at most 63 characters.
    EXPECT_LE(name.size(), 63u);
    EXPECT_EQ(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), std::string_view::npos) << name;
    EXPECT_EQ(ReasonName(static_cast<Reason>(i)), name);
    EXPECT_EQ(ReasonFromName(name), static_cast<Reason>(i));
  }
  EXPECT_EQ(ReasonFromName("NO_SUCH_REASON"), std::nullopt);
  EXPECT_EQ(ReasonFromName(""), std::nullopt);
}

TEST(Error, KeepsAllItsDetails) {
  const absl::Status status = Error(absl::StatusCode::kInvalidArgument, Reason::kMIXED_UNITS, "元 and 家")
                                  .With("units", "元,家")
                                  .With("empty", "")
                                  .Violation("metrics[0]", "adds 元 and 家")
                                  .Violation("metrics[1]", "")
                                  .RetryAfter(absl::Milliseconds(1500));
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "元 and 家");
  const ErrorDetails details = DetailsOf(status);
  EXPECT_EQ(details.reason, Reason::kMIXED_UNITS);
  const std::vector<std::pair<std::string, std::string>> metadata = {{"units", "元,家"}, {"empty", ""}};
  EXPECT_EQ(details.metadata, metadata);
  const std::vector<FieldViolation> violations = {{"metrics[0]", "adds 元 and 家"}, {"metrics[1]", ""}};
  EXPECT_EQ(details.violations, violations);
  EXPECT_EQ(details.retry_delay, absl::Milliseconds(1500));
  EXPECT_TRUE(IsOwnError(status));
}

TEST(Error, SeparatorsInForeignTextDoNotForgeRecords) {
  const absl::Status status = Error(absl::StatusCode::kNotFound, Reason::kNOT_FOUND, "m")
                                  .With("k",
                                        "v\x1ev\x1f"
                                        "forged\x1f"
                                        "violation")
                                  .Build();
  const ErrorDetails details = DetailsOf(status);
  EXPECT_TRUE(details.violations.empty());
  ASSERT_EQ(details.metadata.size(), 1u);
  EXPECT_EQ(details.metadata[0].second, "v v forged violation");
}

TEST(Error, MessagesAreCutBetweenCharacters) {
  std::string chinese;
  for (int i = 0; i < 300; ++i) chinese += "措";
  const absl::Status status = Internal(chinese);
  EXPECT_EQ(status.message().size(), 510u);
  EXPECT_EQ(CutAtCodePoint("措施", 4), "措");
  EXPECT_EQ(CutAtCodePoint("措施", 6), "措施");
  EXPECT_EQ(CutAtCodePoint("𠮷", 3), "");
}

TEST(Error, StatusesOfLibrariesGetTheReasonOfTheirCode) {
  EXPECT_EQ(DetailsOf(absl::NotFoundError("x")).reason, Reason::kNOT_FOUND);
  EXPECT_EQ(DetailsOf(absl::UnavailableError("x")).reason, Reason::kUNAVAILABLE);
  EXPECT_EQ(DetailsOf(absl::UnknownError("x")).reason, Reason::kINTERNAL);
  EXPECT_FALSE(IsOwnError(absl::NotFoundError("x")));
  EXPECT_FALSE(IsOwnError(absl::OkStatus()));
}

TEST(Violations, AreReportedTogetherOrNotAtAll) {
  Violations violations;
  EXPECT_TRUE(violations.ToStatus().ok());
  violations.Add("documents[0].text", "must not be empty");
  violations.Add("page_size", "want 0 to 1000, got -1");
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "documents[0].text: must not be empty; page_size: want 0 to 1000, got -1");
  EXPECT_EQ(DetailsOf(status).violations.size(), 2u);
}

absl::StatusOr<int> Half(int n) {
  if (n % 2 != 0) return InvalidField("n", "must be even").Build();
  return n / 2;
}
absl::StatusOr<int> Quarter(int n, int* calls) {
  ASSIGN_OR_RETURN(const int half, Half(n));
  ++*calls;
  ASSIGN_OR_RETURN(const int quarter, Half(half));
  ++*calls;
  return quarter;
}
absl::Status Check(int n, int* calls) {
  RETURN_IF_ERROR(Half(n).status());
  ++*calls;
  return absl::OkStatus();
}

TEST(Macros, ReturnAtTheFirstError) {
  int calls = 0;
  EXPECT_EQ(*Quarter(8, &calls), 2);
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(DetailsOf(Quarter(6, &calls).status()).violations.size(), 1u);
  EXPECT_EQ(calls, 3);
  EXPECT_FALSE(Check(1, &calls).ok());
  EXPECT_EQ(calls, 3);
  EXPECT_TRUE(Check(2, &calls).ok());
  EXPECT_EQ(calls, 4);
}

}  // namespace
}  // namespace gangmu
