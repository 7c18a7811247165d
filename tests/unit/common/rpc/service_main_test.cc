#include "common/rpc/service_main.h"

#include <filesystem>
#include <signal.h>
#include <thread>

#include "common/text/strings.h"
#include "common/time/clock.h"
#include "gmock/gmock.h"
#include "tests/support/service_process.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/common/rpc/echo_server.h"

namespace gangmu::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr char kProgram[] = "echo_test_server";

bool WaitForLog(const ServiceProcess& process, const std::string& text) {
  for (int i = 0; i < 1000; ++i) {
    if (process.Log().find(text) != std::string::npos) return true;
    SystemClock().Sleep(absl::Milliseconds(10));
  }
  return false;
}

TEST(ServiceMain, StopsInOrderOnASignal) {
  TempDir dir;
  auto process = ServiceProcess::Start(kProgram, {}, dir.path());
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(testing::RunProgram(kProgram, {"--healthcheck", "--address", process->address()}).exit_code, 0);
  EXPECT_EQ(process->Stop(), 0) << process->Log();
  EXPECT_THAT(process->Log(), ContainsRegex("starting.*\n.*listening.*\n.*serving(.|\n)*stopping(.|\n)*stopped "
                                            "listening.*\n.*stores closed\n.*stopped\n"));
  const RunResult check = testing::RunProgram(kProgram, {"--healthcheck", "--address", process->address()});
  EXPECT_EQ(check.exit_code, 1);
  EXPECT_THAT(check.err, HasSubstr("unhealthy"));
}

TEST(ServiceMain, ASecondSignalEndsAtOnce) {
  TempDir dir;
  auto process = ServiceProcess::Start(kProgram, {"--drain=1h"}, dir.path());
  ASSERT_TRUE(process.ok()) << process.status();
  const auto stub = v1::EchoService::NewStub(MakeChannel({.target = process->address()}));
  std::thread caller([&] {
    grpc::ClientContext context;
    EchoRequest request;
    request.set_text("deaf");
    EchoResponse response;
    EXPECT_FALSE(stub->Echo(&context, request, &response).ok());
  });
  grpc::ClientContext context;
  PrepareCall(context, absl::Seconds(20));
  EchoRequest request;
  request.set_text("there");
  EchoResponse response;
  ASSERT_TRUE(stub->Echo(&context, request, &response).ok());
  SystemClock().Sleep(absl::Milliseconds(200));
  ASSERT_EQ(kill(process->pid(), SIGTERM), 0);
  ASSERT_TRUE(WaitForLog(*process, "stopping"));
  SystemClock().Sleep(absl::Milliseconds(300));
  ASSERT_EQ(kill(process->pid(), 0), 0) << "the running call must hold the process";
  EXPECT_EQ(process->Stop(absl::Seconds(10)), 128 + SIGTERM) << process->Log();
  caller.join();
}

TEST(ServiceMain, ConfigurationProblemsAreListedTogether) {
  const RunResult result = testing::RunProgram(
      kProgram, {"--adress=127.0.0.1:0", "--max-calls=0", "--drain", "soon", "--address=0.0.0.0:0"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.err, HasSubstr("--adress is unknown; did you mean --address?"));
  EXPECT_THAT(result.err, HasSubstr("--max-calls want 1 to 4096, got 0"));
  EXPECT_THAT(result.err, HasSubstr("--drain want a duration such as 30s or 1h30m, got \"soon\""));
  EXPECT_THAT(result.err, HasSubstr("--allow-remote"));
}

TEST(ServiceMain, HelpNamesAllSettings) {
  const RunResult result = testing::RunProgram(kProgram, {"--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.out, HasSubstr("default: 36MiB; environment: GANGMU_MAX_MESSAGE"));
}

TEST(ServiceMain, AUsedPortEndsTheStart) {
  EchoServer other;
  other.Start();
  const RunResult result = testing::RunProgram(kProgram, {"--address", other.server->local_target()});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.err, HasSubstr(StrCat("cannot listen on ", other.server->local_target())));
}

TEST(ServiceMain, ListeningBeyondLoopbackIsAskedForByName) {
  TempDir dir;
  EXPECT_EQ(testing::RunProgram(kProgram, {"--address=127.example.org:0"}).exit_code, 2);
  auto process = ServiceProcess::Start(kProgram, {"--address=0.0.0.0:0", "--allow-remote"}, dir.path());
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(process->Stop(), 0);
}

}  // namespace
}  // namespace gangmu::testing
