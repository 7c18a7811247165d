#include "common/rpc/call_runner.h"

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "common/logging/logging.h"
#include "common/metrics/registry.h"
#include "common/text/strings.h"
#include "gmock/gmock.h"
#include "tests/unit/common/rpc/echo_server.h"

namespace gangmu::testing {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(CallRunner, UnaryAnswers) {
  EchoServer echo;
  echo.Start();
  EchoRequest request;
  request.set_text("改革措施");
  EchoResponse response;
  EXPECT_TRUE(echo.Echo(request, &response).ok());
  EXPECT_EQ(response.text(), "改革措施");
}

TEST(CallRunner, ValidationReportsAllViolationsAndSkipsTheHandler) {
  EchoServer echo;
  std::atomic<int> handled{0};
  echo.service.on_echo = [&](CallContext&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    ++handled;
    return EchoResponse();
  };
  echo.Start();
  EchoRequest request;
  request.set_copies(-1);
  const absl::Status status = echo.Echo(request);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  const std::vector<FieldViolation> want = {{"text", "must not be empty"}, {"copies", "must not be negative"}};
  EXPECT_EQ(DetailsOf(status).violations, want);
  EXPECT_EQ(handled, 0);
}

TEST(CallRunner, StreamsOfAllKinds) {
  EchoServer echo;
  echo.Start();
  EchoRequest request;
  request.set_text("a");
  request.set_copies(3);
  EchoResponse response;

  grpc::ClientContext repeat_context;
  auto reader = echo.stub->Repeat(&repeat_context, request);
  int received = 0;
  while (reader->Read(&response)) ++received;
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(received, 3);

  grpc::ClientContext join_context;
  auto writer = echo.stub->Join(&join_context, &response);
  for (const char* text : {"纲", "目"}) {
    request.set_text(text);
    ASSERT_TRUE(writer->Write(request));
  }
  writer->WritesDone();
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(response.text(), "纲目");

  grpc::ClientContext chat_context;
  auto chat = echo.stub->Chat(&chat_context);
  for (const char* text : {"x", "y"}) {
    request.set_text(text);
    ASSERT_TRUE(chat->Write(request));
    ASSERT_TRUE(chat->Read(&response));
    EXPECT_EQ(response.text(), text);
  }
  chat->WritesDone();
  EXPECT_FALSE(chat->Read(&response));
  EXPECT_TRUE(chat->Finish().ok());
}

TEST(CallRunner, InternalTextIsLoggedAndNeverReturned) {
  LogCapture log;
  EchoServer echo;
  echo.service.on_echo = [](CallContext&, const EchoRequest& request) -> absl::StatusOr<EchoResponse> {
    if (request.text() == "own") return Internal("SELECT secret FROM t").With("path", "/var/data/x.db").Build();
    if (request.text() == "foreign") return absl::NotFoundError("/etc/secret: no such file");
    throw std::runtime_error("secret in an exception");
  };
  echo.Start();
  for (const char* kind : {"own", "foreign", "exception"}) {
    const absl::Status status = echo.Echo(kind);
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret"))) << kind;
    EXPECT_THAT(std::string(status.message()), HasSubstr("request id test-1")) << kind;
    for (const auto& [key, value] : DetailsOf(status).metadata) EXPECT_EQ(key, "requestId") << value;
  }
  const auto lines = log.lines();
  EXPECT_THAT(lines, Contains(HasSubstr("SELECT secret")));
  EXPECT_THAT(lines, Contains(HasSubstr("/etc/secret")));
  EXPECT_THAT(lines, Contains(HasSubstr("secret in an exception")));
}

TEST(CallRunner, OneAccessLinePerCallWithTheCallersRequestId) {
  LogCapture log({LogLevel::kInfo, LogFormat::kJson});
  EchoServer echo;
  echo.Start();
  const size_t before = log.lines().size();
  ASSERT_TRUE(echo.Echo("text of a document").ok());
  echo.server->Stop();
  std::vector<std::string> access;
  for (const std::string& line : log.lines()) {
    if (line.find("\"message\":\"call\"") != std::string::npos) access.push_back(line);
  }
  ASSERT_EQ(access.size(), 1u) << before;
  EXPECT_THAT(access[0], HasSubstr(R"("request_id":"test-1")"));
  EXPECT_THAT(access[0], HasSubstr(R"("method":"/gangmu.testing.v1.EchoService/Echo")"));
  EXPECT_THAT(access[0], HasSubstr(R"("code":"OK")"));
  EXPECT_THAT(access[0], Not(HasSubstr("text of a document")));
}

TEST(CallRunner, RequestIdsThatCouldForgeLogLinesAreReplaced) {
  EchoServer echo;
  Seen<std::string> seen;
  echo.service.on_echo = [&](CallContext& call, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    seen.Set(call.request_id());
    return EchoResponse();
  };
  echo.Start();
  for (const std::string& id : {std::string("a b\" }"), std::string(65, 'x'), std::string()}) {
    grpc::ClientContext context;
    PrepareCall(context, absl::Seconds(20), id);
    EchoRequest request;
    request.set_text("t");
    EchoResponse response;
    ASSERT_TRUE(echo.stub->Echo(&context, request, &response).ok());
    EXPECT_NE(seen.Get(), id);
    EXPECT_EQ(seen.Get().size(), 36u) << seen.Get();
  }
}

TEST(CallRunner, BeyondTheLimitIsRefusedWithRetryInfo) {
  EchoServer echo(CallRunnerOptions{.max_calls = 2});
  Event release;
  std::atomic<int> running{0};
  echo.service.on_echo = [&](CallContext&, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    ++running;
    release.Wait();
    return EchoResponse();
  };
  echo.Start();
  std::vector<std::thread> callers;
  for (int i = 0; i < 2; ++i) callers.emplace_back([&] { EXPECT_TRUE(echo.Echo("held").ok()); });
  while (running < 2) std::this_thread::yield();

  const absl::Status refused = echo.Echo("too many");
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(DetailsOf(refused).reason, Reason::kOVERLOADED);
  ASSERT_TRUE(DetailsOf(refused).retry_delay.has_value());
  EXPECT_GT(*DetailsOf(refused).retry_delay, absl::ZeroDuration());
  EXPECT_EQ(running, 2);

  release.Set();
  for (std::thread& caller : callers) caller.join();
  EXPECT_TRUE(echo.Echo("room again").ok());
}

class Doorkeeper final : public Authenticator {
 public:
  absl::StatusOr<Principal> Authenticate(const grpc::ServerContext& context, const Method& method) override {
    const auto it = context.client_metadata().find("authorization");
    if (it == context.client_metadata().end()) {
      return Error(absl::StatusCode::kUnauthenticated, Reason::kUNAUTHENTICATED, "no credentials").Build();
    }
    if (method.access != Access::kRead) {
      return Error(absl::StatusCode::kPermissionDenied, Reason::kPERMISSION_DENIED, "reading only").Build();
    }
    return Principal{std::string(it->second.data(), it->second.size())};
  }
};

TEST(CallRunner, AuthenticationComesBeforeValidationAndLimits) {
  Doorkeeper doorkeeper;
  EchoServer echo(CallRunnerOptions{.max_calls = 0, .authenticator = &doorkeeper});
  echo.Start();
  // Invalid, and beyond the limit of no calls at all: a stranger learns neither.
  EXPECT_EQ(echo.Echo(EchoRequest()).code(), absl::StatusCode::kUnauthenticated);

  grpc::ClientContext reading;
  reading.AddMetadata("authorization", "ann");
  EchoRequest request;
  EchoResponse response;
  EXPECT_EQ(echo.stub->Echo(&reading, request, &response).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);

  grpc::ClientContext writing;
  writing.AddMetadata("authorization", "ann");
  auto writer = echo.stub->Join(&writing, &response);
  writer->WritesDone();
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
}

TEST(CallRunner, HandlersSeeDeadlineAndCancellation) {
  std::atomic<int> ended{0};
  std::atomic<bool> started{false};
  Seen<absl::Status> seen;
  Seen<absl::Time> deadline;
  EchoServer echo;  // last, so that no handler runs when the others go
  echo.service.on_echo = [&](CallContext& call, const EchoRequest&) -> absl::StatusOr<EchoResponse> {
    started = true;
    deadline.Set(call.deadline());
    const absl::Status status = call.SleepFor(absl::Seconds(60));
    seen.Set(status);
    ++ended;
    RETURN_IF_ERROR(status);
    return EchoResponse();
  };
  echo.Start();
  EXPECT_EQ(echo.Echo("late", absl::Seconds(1)).code(), absl::StatusCode::kDeadlineExceeded);
  while (ended < 1) std::this_thread::yield();
  EXPECT_LT(deadline.Get(), absl::Now() + absl::Seconds(1));
  // The caller's own clock may run out first, and its hanging up arrive before.
  EXPECT_THAT(DetailsOf(seen.Get()).reason, AnyOf(Reason::kDEADLINE_EXCEEDED, Reason::kCANCELLED));

  started = false;
  grpc::ClientContext context;
  std::thread caller([&] {
    EchoRequest request;
    request.set_text("left");
    EchoResponse response;
    EXPECT_EQ(echo.stub->Echo(&context, request, &response).error_code(), grpc::StatusCode::CANCELLED);
  });
  while (!started) std::this_thread::yield();
  context.TryCancel();
  caller.join();
  while (ended < 2) std::this_thread::yield();
  EXPECT_EQ(DetailsOf(seen.Get()).reason, Reason::kCANCELLED);
}

TEST(CallRunner, OpenStreamsDoNotKeepUnaryCallsOut) {
  constexpr int kWatches = 64;
  EchoServer echo(CallRunnerOptions{.max_calls = 4, .max_streams = kWatches});
  echo.service.on_repeat = [](CallContext& call, const EchoRequest&, StreamWriter<EchoResponse>& out) -> absl::Status {
    RETURN_IF_ERROR(out.Write(EchoResponse()));
    while (true) RETURN_IF_ERROR(call.SleepFor(absl::Seconds(1)));
  };
  echo.Start();
  EchoRequest request;
  request.set_text("watch");
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<EchoResponse>>> readers;
  EchoResponse response;
  for (int i = 0; i < kWatches; ++i) {
    contexts.push_back(std::make_unique<grpc::ClientContext>());
    readers.push_back(echo.stub->Repeat(contexts.back().get(), request));
    ASSERT_TRUE(readers.back()->Read(&response)) << i;
  }
  EXPECT_EQ(echo.runner.streams_in_flight(), kWatches);
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(echo.Echo("unary").ok()) << i;

  grpc::ClientContext one_more;
  auto refused = echo.stub->Repeat(&one_more, request);
  EXPECT_FALSE(refused->Read(&response));
  EXPECT_EQ(DetailsOf(FromGrpcStatus(refused->Finish())).reason, Reason::kOVERLOADED);

  for (auto& context : contexts) context->TryCancel();
  for (auto& reader : readers) EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  while (echo.runner.streams_in_flight() > 0) std::this_thread::yield();
}

TEST(CallRunner, WritingToACallerWhoLeftEndsTheHandler) {
  Event ended;
  Seen<absl::Status> seen;
  EchoServer echo;  // last, so that no handler runs when the others go
  echo.service.on_repeat = [&](CallContext&, const EchoRequest&, StreamWriter<EchoResponse>& out) -> absl::Status {
    EchoResponse response;
    response.set_text(std::string(1000, 'x'));
    absl::Status status;
    while (status.ok()) status = out.Write(response);
    seen.Set(status);
    ended.Set();
    return status;
  };
  echo.Start();
  EchoRequest request;
  request.set_text("t");
  {
    grpc::ClientContext context;
    auto reader = echo.stub->Repeat(&context, request);
    EchoResponse response;
    ASSERT_TRUE(reader->Read(&response));
    context.TryCancel();
    reader->Finish();
  }
  ASSERT_TRUE(ended.WaitFor(absl::Seconds(20)));
  EXPECT_EQ(DetailsOf(seen.Get()).reason, Reason::kCANCELLED);
}

TEST(CallRunner, CountsCallsByMethodAndCode) {
  MetricsRegistry metrics;
  EchoServer echo(CallRunnerOptions{.metrics = &metrics});
  echo.Start();
  EXPECT_TRUE(echo.Echo("good").ok());
  EXPECT_TRUE(echo.Echo("good").ok());
  EXPECT_FALSE(echo.Echo(EchoRequest()).ok());
  echo.server->Stop();
  const std::string text = metrics.Text();
  const std::string labels = R"(service="gangmu.testing.v1.EchoService",method="Echo")";
  EXPECT_THAT(text, HasSubstr(StrCat("gangmu_rpc_calls_total{", labels, ",code=\"OK\"} 2\n")));
  EXPECT_THAT(text, HasSubstr(StrCat("gangmu_rpc_calls_total{", labels, ",code=\"INVALID_ARGUMENT\"} 1\n")));
  EXPECT_THAT(text, HasSubstr(StrCat("gangmu_rpc_duration_seconds_count{", labels, "} 3\n")));
}

}  // namespace
}  // namespace gangmu::testing
