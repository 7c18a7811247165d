#include "common/rpc/channel.h"

#include <atomic>
#include <cstdlib>
#include <thread>

#include "common/text/strings.h"
#include "common/time/clock.h"
#include "tests/unit/common/rpc/echo_server.h"

namespace gangmu::testing {
namespace {

absl::Status EchoOver(const ChannelOptions& options, absl::Duration timeout = absl::Seconds(20)) {
  const auto stub = v1::EchoService::NewStub(MakeChannel(options));
  grpc::ClientContext context;
  PrepareCall(context, timeout);
  EchoRequest request;
  request.set_text("x");
  EchoResponse response;
  return FromGrpcStatus(stub->Echo(&context, request, &response));
}

// Answers UNAVAILABLE twice, then well.
void FailTwice(EchoServer& echo, std::atomic<int>& calls) {
  echo.service.on_echo = [&](CallContext&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    if (++calls <= 2) return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, "not yet").Build();
    return EchoResponse();
  };
}

TEST(Channel, RetriesTheMethodsItIsToldTo) {
  EchoServer echo;
  std::atomic<int> calls{0};
  FailTwice(echo, calls);
  echo.Start();
  EXPECT_TRUE(EchoOver({.target = echo.server->local_target(), .retried = {kEcho}}).ok());
  EXPECT_EQ(calls, 3);
}

TEST(Channel, RetriesNothingElse) {
  EchoServer echo;
  std::atomic<int> calls{0};
  FailTwice(echo, calls);
  echo.Start();
  EXPECT_EQ(EchoOver({.target = echo.server->local_target(), .retried = {kJoin}}).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(calls, 1);
}

TEST(Channel, FailsAtOnceOrWaitsForTheServerAsAsked) {
  EchoServer first;
  first.Start();
  const std::string target = first.server->local_target();
  first.server->Stop();

  const absl::Duration before = SystemClock().Monotonic();
  const absl::Status absent = EchoOver({.target = target});
  EXPECT_EQ(absent.code(), absl::StatusCode::kUnavailable);
  EXPECT_FALSE(IsOwnError(absent));
  EXPECT_LT(SystemClock().Monotonic() - before, absl::Seconds(5));

  EchoServer second({}, {.address = target});
  std::thread late([&] {
    SystemClock().Sleep(absl::Milliseconds(700));
    second.Start();
  });
  EXPECT_TRUE(EchoOver({.target = target, .wait_for_ready = true}).ok());
  late.join();
}

TEST(Channel, AProxyOfTheEnvironmentIsNotUsed) {
  EchoServer echo;
  echo.Start();
  // Port 9 (discard) refuses.
  setenv("http_proxy", "http://127.0.0.1:9", 1);
  EXPECT_TRUE(EchoOver({.target = echo.server->local_target()}).ok());
  unsetenv("http_proxy");
}

TEST(Channel, CallsOnBehalfOfACallerCarryItsRequestIdAndDeadline) {
  Seen<std::string> seen_id;
  Seen<absl::Duration> seen_left;
  EchoServer back;
  back.service.on_echo = [&](CallContext& call, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    seen_id.Set(call.request_id());
    seen_left.Set(call.Remaining());
    return EchoResponse();
  };
  back.Start();
  EchoServer front;
  front.service.on_echo = [&](CallContext& call, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
    grpc::ClientContext context;
    PrepareCall(context, call, absl::Hours(1));
    EchoResponse response;
    RETURN_IF_ERROR(FromGrpcStatus(back.stub->Echo(&context, request, &response)));
    return response;
  };
  front.Start();
  ASSERT_TRUE(front.Echo("x", absl::Seconds(30)).ok());
  EXPECT_EQ(seen_id.Get(), "test-1");
  EXPECT_LE(seen_left.Get(), absl::Seconds(30));
  EXPECT_GT(seen_left.Get(), absl::Seconds(10));
}

TEST(Channel, ErrorsOfAServiceBehindPassWithTheirDetailsAndThoseOfTheTransportDoNot) {
  EchoServer back;
  back.Start();
  EchoServer front;
  front.service.on_echo = [&](CallContext& call, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    grpc::ClientContext context;
    PrepareCall(context, call, absl::Seconds(20));
    EchoResponse response;
    RETURN_IF_ERROR(FromGrpcStatus(back.stub->Echo(&context, EchoRequest(), &response)));
    return response;
  };
  front.Start();
  const absl::Status invalid = front.Echo("x");
  EXPECT_EQ(DetailsOf(invalid).violations.size(), 1u) << invalid;
  back.server->Stop();
  back.server.reset();
  const absl::Status gone = front.Echo("x");
  EXPECT_EQ(gone.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(DetailsOf(gone).reason, Reason::kUNAVAILABLE);
  EXPECT_EQ(std::string(gone.message()).find("127.0.0.1"), std::string::npos) << gone;
}

TEST(Channel, ACallWithoutADeadlineHasNone) {
  EchoServer echo;
  Seen<absl::Time> seen;
  echo.service.on_echo = [&](CallContext& call, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    seen.Set(call.deadline());
    RETURN_IF_ERROR(call.Check());
    return EchoResponse();
  };
  echo.Start();
  EXPECT_TRUE(echo.Echo("x", absl::InfiniteDuration()).ok());
  EXPECT_GT(seen.Get(), SystemClock().Now() + absl::Hours(24 * 365));
}

}  // namespace
}  // namespace gangmu::testing
