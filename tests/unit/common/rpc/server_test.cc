#include "common/rpc/server.h"

#include <atomic>
#include <thread>

#include "common/rpc/health_check.h"
#include "common/text/strings.h"
#include "common/time/clock.h"
#include "gmock/gmock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "tests/unit/common/rpc/echo_server.h"

namespace gangmu::testing {
namespace {

using ::testing::HasSubstr;

const std::string kName(kEchoName);

TEST(Server, AUsedPortIsAnErrorThatNamesIt) {
  EchoServer first;
  first.Start();
  CallRunner runner;
  EchoServiceImpl service(runner);
  const std::string address = StrCat("127.0.0.1:", first.server->port());
  const auto second = Server::Start({.address = address}, runner, {{&service, kName}});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(DetailsOf(second.status()).reason, Reason::kADDRESS_UNAVAILABLE);
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(address));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr("another process uses the port"));
  EXPECT_TRUE(first.Echo("still there").ok());
}

TEST(Server, AnAddressOfAnotherMachineIsAnError) {
  CallRunner runner;
  EchoServiceImpl service(runner);
  // TEST-NET-1 (RFC 5737) belongs to nobody.
  const auto server = Server::Start({.address = "192.0.2.1:7101"}, runner, {{&service, kName}});
  ASSERT_FALSE(server.ok());
  EXPECT_EQ(DetailsOf(server.status()).reason, Reason::kADDRESS_UNAVAILABLE);
}

TEST(Server, APortCanBeBoundAgainAfterStop) {
  EchoServer first;
  first.Start();
  const std::string address = StrCat("127.0.0.1:", first.server->port());
  EXPECT_TRUE(first.Echo("x").ok());
  first.server->Stop();
  EchoServer second({}, {.address = address});
  second.Start();
  EXPECT_TRUE(second.Echo("x").ok());
}

TEST(Server, MessagesUpToTheLimitPassBothWaysAndLargerOnesAreRefused) {
  EchoServer echo;
  echo.Start();
  EchoRequest request;
  EchoResponse response;
  request.set_text(std::string(kMaxBatchBytes + kMebibyte, 'x'));
  ASSERT_TRUE(echo.Echo(request, &response).ok());
  EXPECT_EQ(response.text().size(), request.text().size());
  request.set_text(std::string(kMaxMessageBytes + 1, 'x'));
  EXPECT_EQ(echo.Echo(request).code(), absl::StatusCode::kResourceExhausted);
}

TEST(Server, ErrorsOfEverySizeArriveWithTheirDetails) {
  EchoServer echo;
  echo.service.on_echo = [](CallContext&, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
    const int size = std::stoi(request.text());
    std::string chinese;
    for (int i = 0; i < size; ++i) chinese += "措";
    Error error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_FIELD, chinese);
    error.With("text", chinese).RetryAfter(absl::Milliseconds(1500));
    for (int i = 0; i < size; ++i) error.Violation(StrCat("documents[", i, "].text"), chinese);
    return error.Build();
  };
  echo.Start();
  for (const int size : {1, 10, 170, 171, 700, 3000}) {
    const absl::Status status = echo.Echo(StrCat(size));
    ASSERT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << size << ": " << status;
    const ErrorDetails details = DetailsOf(status);
    EXPECT_EQ(details.reason, Reason::kINVALID_FIELD) << size;
    EXPECT_EQ(details.retry_delay, absl::Milliseconds(1500)) << size;
    ASSERT_FALSE(details.violations.empty()) << size;
    size_t dropped = 0;
    for (const auto& [key, value] : details.metadata) {
      if (key == "droppedViolations") dropped = static_cast<size_t>(std::stoi(value));
    }
    EXPECT_EQ(details.violations.size() + dropped, static_cast<size_t>(size));
    // Cut between characters, of three bytes each.
    EXPECT_EQ(status.message().size() % 3, 0u);
    EXPECT_EQ(details.violations[0].description.size() % 3, 0u);
  }
}

TEST(Server, HealthFollowsServing) {
  EchoServer echo({}, {.serving = false});
  echo.Start();
  const std::string target = echo.server->local_target();
  EXPECT_FALSE(CheckHealth(target, {""}, absl::Seconds(5)).ok());
  EXPECT_FALSE(CheckHealth(target, {kName}, absl::Seconds(5)).ok());
  echo.server->SetServing(true);
  EXPECT_TRUE(CheckHealth(target, {"", kName}, absl::Seconds(5)).ok());
  const absl::Status unknown = CheckHealth(target, {"no.such.Service"}, absl::Seconds(5));
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("no.such.Service"));
  echo.server->SetServing(false);
  EXPECT_FALSE(CheckHealth(target, {kName}, absl::Seconds(5)).ok());
  EXPECT_EQ(HealthCheckExitCode(target, {kName}), 1);
  echo.server->SetServing(true);
  EXPECT_EQ(HealthCheckExitCode(StrCat("0.0.0.0:", echo.server->port()), {kName}), 0);
  echo.server->Stop();
  EXPECT_EQ(HealthCheckExitCode(target, {kName}), 1);
}

TEST(Server, StopLetsRunningCallsFinishAndRefusesNewOnes) {
  EchoServer echo({}, {.drain = absl::Seconds(20)});
  Event started, release;
  echo.service.on_echo = [&](CallContext&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    started.Set();
    release.Wait();
    return EchoResponse();
  };
  echo.Start();
  std::thread caller([&] { EXPECT_TRUE(echo.Echo("running").ok()); });
  started.Wait();
  std::thread stopper([&] { echo.server->Stop(); });
  echo.runner.stopping().Wait();
  const absl::Status refused = echo.Echo("new");
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(DetailsOf(refused).reason, Reason::kSERVICE_STOPPING);
  EXPECT_FALSE(CheckHealth(echo.server->local_target(), {""}, absl::Seconds(5)).ok());
  release.Set();
  caller.join();
  stopper.join();
}

TEST(Server, StopEndsOpenStreamsAndHealthWatchersAtOnce) {
  EchoServer echo({}, {.drain = absl::Seconds(60)});
  echo.service.on_repeat = [](CallContext& call, const EchoRequest&, StreamWriter<EchoResponse>& out) -> absl::Status {
    RETURN_IF_ERROR(out.Write(EchoResponse()));
    while (true) RETURN_IF_ERROR(call.SleepFor(absl::Seconds(10)));
  };
  echo.Start();
  const auto channel = MakeChannel({.target = echo.server->local_target()});
  EchoRequest request;
  request.set_text("watch");
  grpc::ClientContext stream_context, health_context;
  auto stream = echo.stub->Repeat(&stream_context, request);
  EchoResponse response;
  ASSERT_TRUE(stream->Read(&response));
  const auto health_stub = grpc::health::v1::Health::NewStub(channel);
  auto health = health_stub->Watch(&health_context, grpc::health::v1::HealthCheckRequest());
  grpc::health::v1::HealthCheckResponse state;
  ASSERT_TRUE(health->Read(&state));
  EXPECT_EQ(state.status(), grpc::health::v1::HealthCheckResponse::SERVING);

  const absl::Duration before = SystemClock().Monotonic();
  echo.server->Stop();
  EXPECT_LT(SystemClock().Monotonic() - before, absl::Seconds(5));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(DetailsOf(FromGrpcStatus(stream->Finish())).reason, Reason::kSERVICE_STOPPING);
  ASSERT_TRUE(health->Read(&state));
  EXPECT_EQ(state.status(), grpc::health::v1::HealthCheckResponse::NOT_SERVING);
}

TEST(Server, StopCancelsWhatOutlivesTheDrain) {
  EchoServer echo({}, {.drain = absl::Milliseconds(100)});
  Event started;
  Seen<absl::Status> seen;
  echo.service.on_echo = [&](CallContext& call, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    started.Set();
    const absl::Status status = call.SleepFor(absl::Seconds(60));
    seen.Set(status);
    return status;
  };
  echo.Start();
  std::thread caller([&] { EXPECT_FALSE(echo.Echo("endless").ok()); });
  started.Wait();
  const absl::Duration before = SystemClock().Monotonic();
  echo.server->Stop();
  EXPECT_LT(SystemClock().Monotonic() - before, absl::Seconds(10));
  EXPECT_EQ(seen.Get().code(), absl::StatusCode::kCancelled);
  caller.join();
}

}  // namespace
}  // namespace gangmu::testing
