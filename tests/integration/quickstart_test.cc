// deploy/quickstart.sh as a newcomer types it, over the programs that are built already.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace gangmu::testing {
namespace {

using ::testing::HasSubstr;

// A port that was free a moment ago; the script takes addresses, not port 0.
std::string FreeAddress() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
}

class QuickstartTest : public ::testing::Test {
 protected:
  QuickstartTest() {
    setenv("BUILD_DIR", std::filesystem::path(GANGMU_BIN_DIR).parent_path().c_str(), 1);
    setenv("GANGMU_DATA", folder_.File("data").c_str(), 1);
    for (const char* name : {"GANGMU_INGESTION_ADDRESS", "GANGMU_MEASURES_ADDRESS", "GANGMU_STATISTICS_ADDRESS"}) {
      setenv(name, FreeAddress().c_str(), 1);
    }
  }
  ~QuickstartTest() override { Quickstart("--stop"); }

  // Both streams of the script; its exit code goes to exit_code_.
  std::string Quickstart(const std::string& arguments) {
    const std::string command = absl::StrCat(GANGMU_SOURCE_DIR, "/deploy/quickstart.sh ", arguments, " 2>&1");
    FILE* pipe = popen(command.c_str(), "r");
    std::string output;
    std::array<char, 4096> buffer;
    while (const size_t n = fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), n);
    const int status = pclose(pipe);
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return output;
  }

  TempDir folder_;
  int exit_code_ = -1;
};

TEST_F(QuickstartTest, RunsTheMainJobAndASecondRunReusesWhatIsThere) {
  const std::string first = Quickstart("");
  ASSERT_EQ(exit_code_, 0) << first;
  EXPECT_THAT(first, HasSubstr("created "));
  EXPECT_THAT(first, HasSubstr("$ gangmu stats --facts measures --group-by topic"));
  EXPECT_THAT(first, HasSubstr("The services go on running."));

  const std::string second = Quickstart("");
  ASSERT_EQ(exit_code_, 0) << second;
  EXPECT_THAT(second, HasSubstr("gangmu-measures runs already"));
  EXPECT_THAT(second, HasSubstr("unchanged "));

  const std::string stopped = Quickstart("--stop");
  EXPECT_EQ(exit_code_, 0) << stopped;
  for (const char* service : {"ingestion", "measures", "statistics"}) {
    EXPECT_THAT(stopped, HasSubstr(absl::StrCat("stopped gangmu-", service)));
  }
}

TEST_F(QuickstartTest, WrongArgumentsAreNamed) {
  EXPECT_THAT(Quickstart("--start"), HasSubstr("unknown argument '--start'"));
  EXPECT_EQ(exit_code_, 2);
  EXPECT_THAT(Quickstart("no-such-folder"), HasSubstr("no such file or folder: no-such-folder"));
  EXPECT_EQ(exit_code_, 2);
}

}  // namespace
}  // namespace gangmu::testing
