#include "common/status/rpc_status.h"

#include <algorithm>
#include <string>

#include "common/status/error.h"
#include "common/status/limits.h"
#include "common/text/utf8.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string MetadataOf(const absl::Status& status, std::string_view key) {
  for (const auto& [k, v] : DetailsOf(status).metadata) {
    if (k == key) return v;
  }
  return "(none)";
}

std::string Repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

absl::Status RoundTrip(const absl::Status& status) { return FromGrpcStatus(ToGrpcStatus(status, "r-1")); }

TEST(RpcStatus, EverythingComesBack) {
  const absl::Status status = Error(absl::StatusCode::kInvalidArgument, Reason::kMIXED_UNITS, "元 and 家")
                                  .With("units", "元,家")
                                  .Violation("metrics[0]", "adds 元 and 家")
                                  .RetryAfter(absl::Microseconds(1'500'001));
  const absl::Status back = RoundTrip(status);
  EXPECT_EQ(back.code(), status.code());
  EXPECT_EQ(back.message(), status.message());
  ErrorDetails want = DetailsOf(status);
  want.metadata.insert(want.metadata.begin(), {"requestId", "r-1"});
  EXPECT_EQ(DetailsOf(back), want);
}

TEST(RpcStatus, OkIsOk) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus(), "r").ok());
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
  EXPECT_EQ(ToRpcStatus(absl::OkStatus(), "r").ByteSizeLong(), 0u);
  EXPECT_TRUE(FromRpcStatus(google::rpc::Status()).ok());
}

TEST(RpcStatus, EveryCodeKeepsItsNumber) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "x");
    const grpc::Status out = ToGrpcStatus(status, "r");
    EXPECT_EQ(static_cast<int>(out.error_code()), code);
    EXPECT_EQ(static_cast<int>(FromGrpcStatus(out).code()), code);
  }
  EXPECT_EQ(FromGrpcStatus(grpc::Status(static_cast<grpc::StatusCode>(17), "x")).code(), absl::StatusCode::kUnknown);
}

TEST(RpcStatus, CarriesErrorInfoOfOurDomain) {
  const google::rpc::Status rpc = ToRpcStatus(NotFound("documents/a1"), "r-1");
  google::rpc::ErrorInfo info;
  for (const auto& detail : rpc.details()) {
    if (detail.Is<google::rpc::ErrorInfo>()) detail.UnpackTo(&info);
  }
  EXPECT_EQ(info.reason(), "NOT_FOUND");
  EXPECT_EQ(info.domain(), "gangmu.dev");
  EXPECT_EQ(info.metadata().at("name"), "documents/a1");
  EXPECT_EQ(info.metadata().at("requestId"), "r-1");
}

TEST(RpcStatus, UnknownTextNeverLeaves) {
  const absl::Status statuses[] = {
      Internal("SELECT secret").With("sql", "secret").Violation("secret", "secret").Build(),
      Error(absl::StatusCode::kUnknown, Reason::kINTERNAL, "secret"),
      absl::NotFoundError("/srv/secret"),
      absl::UnavailableError("secret.internal:7102 refused"),
  };
  for (const absl::Status& status : statuses) {
    EXPECT_TRUE(IsMaskedForCallers(status));
    const grpc::Status out = ToGrpcStatus(status, "r-1");
    EXPECT_THAT(out.error_message(), Not(HasSubstr("secret")));
    EXPECT_THAT(out.error_message(), HasSubstr("request id r-1"));
    EXPECT_THAT(out.error_details(), Not(HasSubstr("secret")));
    EXPECT_EQ(static_cast<int>(out.error_code()), static_cast<int>(status.code()));
  }
  EXPECT_FALSE(IsMaskedForCallers(NotFound("documents/a1")));
  EXPECT_FALSE(IsMaskedForCallers(absl::OkStatus()));
}

TEST(RpcStatus, ViolationsThatDoNotFitAreDroppedFromTheEndAndCounted) {
  Violations violations;
  for (int i = 0; i < 5000; ++i) violations.Add("documents[" + std::to_string(i) + "].text", Repeated("长", 20));
  const google::rpc::Status rpc = ToRpcStatus(violations.ToStatus(), Repeated("x", 64));
  EXPECT_LE(rpc.ByteSizeLong(), kMaxErrorDetailsBytes);
  EXPECT_GT(rpc.ByteSizeLong(), kMaxErrorDetailsBytes - 600) << "more would have fitted";
  const absl::Status back = FromRpcStatus(rpc);
  const auto& kept = DetailsOf(back).violations;
  ASSERT_FALSE(kept.empty());
  EXPECT_EQ(kept.front().field, "documents[0].text");
  EXPECT_EQ(kept.size() + static_cast<size_t>(std::stoi(MetadataOf(back, "droppedViolations"))), 5000u);
}

TEST(RpcStatus, StaysSmallWhateverIsPutIn) {
  for (const char* piece : {"x", "措", "\xFF", "é"}) {
    const std::string huge = Repeated(piece, 20'000);
    Error error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_FIELD, huge);
    for (int i = 0; i < 50; ++i) error.With(huge + std::to_string(i), huge).Violation(huge, huge);
    error.RetryAfter(absl::Hours(1));
    const google::rpc::Status rpc = ToRpcStatus(error, huge);
    EXPECT_LE(rpc.ByteSizeLong(), kMaxErrorDetailsBytes) << piece;
    EXPECT_LE(rpc.message().size(), kMaxErrorMessageBytes);
    EXPECT_TRUE(IsValidUtf8(rpc.message()));
    google::rpc::Status parsed;
    EXPECT_TRUE(parsed.ParseFromString(rpc.SerializeAsString()));
    const absl::Status back = FromRpcStatus(parsed);
    EXPECT_EQ(DetailsOf(back).reason, Reason::kINVALID_FIELD) << piece;
    EXPECT_EQ(DetailsOf(back).retry_delay, absl::Hours(1));
    for (const FieldViolation& violation : DetailsOf(back).violations) EXPECT_TRUE(IsValidUtf8(violation.description));
  }
}

TEST(RpcStatus, ForeignErrorsKeepCodeAndMessageAndAreNoOwnErrors) {
  const absl::Status transport = FromGrpcStatus(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused"));
  EXPECT_EQ(transport.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(transport.message(), "connection refused");
  EXPECT_FALSE(IsOwnError(transport));

  google::rpc::Status foreign;
  foreign.set_code(5);
  foreign.set_message("x");
  google::rpc::ErrorInfo info;
  info.set_reason("NOT_FOUND");
  info.set_domain("example.com");
  foreign.add_details()->PackFrom(info);
  EXPECT_FALSE(IsOwnError(FromRpcStatus(foreign)));
  EXPECT_FALSE(IsOwnError(FromGrpcStatus(grpc::Status(grpc::StatusCode::NOT_FOUND, "x", "no proto at all \xFF"))));
  // Details of another code than the status: something between replaced it.
  const grpc::Status ours = ToGrpcStatus(NotFound("a"), "r");
  EXPECT_FALSE(IsOwnError(FromGrpcStatus(grpc::Status(grpc::StatusCode::CANCELLED, "x", ours.error_details()))));
}

TEST(RpcStatus, AReasonOfANewerVersionIsNotLost) {
  google::rpc::Status newer;
  newer.set_code(9);
  newer.set_message("x");
  google::rpc::ErrorInfo info;
  info.set_reason("INVENTED_LATER");
  info.set_domain("gangmu.dev");
  newer.add_details()->PackFrom(info);
  const absl::Status status = FromRpcStatus(newer);
  EXPECT_EQ(DetailsOf(status).reason, Reason::kPRECONDITION_FAILED);
  EXPECT_EQ(MetadataOf(status, "remoteReason"), "INVENTED_LATER");
}

}  // namespace
}  // namespace gangmu
