#include "tests/support/service_process.h"

#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <signal.h>
#include <sstream>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

extern char** environ;

namespace gangmu::testing {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<char*> Argv(std::vector<std::string>& words) {
  std::vector<char*> argv;
  for (std::string& w : words) argv.push_back(w.data());
  argv.push_back(nullptr);
  return argv;
}

int ExitCode(int wait_status) {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

// Waits for the process at most `timeout`; false where it still runs.
bool WaitFor(pid_t pid, absl::Duration timeout, int* exit_code) {
  const absl::Time deadline = absl::Now() + timeout;
  while (true) {
    int status = 0;
    if (waitpid(pid, &status, WNOHANG) == pid) {
      *exit_code = ExitCode(status);
      return true;
    }
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(5));
  }
}

struct Pipe {
  int read_end = -1;
  int write_end = -1;
  Pipe() {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) == 0) {
      read_end = fds[0];
      write_end = fds[1];
    }
  }
  ~Pipe() {
    CloseRead();
    CloseWrite();
  }
  void CloseRead() {
    if (read_end >= 0) close(std::exchange(read_end, -1));
  }
  void CloseWrite() {
    if (write_end >= 0) close(std::exchange(write_end, -1));
  }
};

}  // namespace

RunResult RunProgram(const std::string& program, const std::vector<std::string>& args, const std::string& input,
                     absl::Duration timeout) {
  std::vector<std::string> words = {absl::StrCat(GANGMU_BIN_DIR, "/", program)};
  words.insert(words.end(), args.begin(), args.end());
  std::vector<char*> argv = Argv(words);
  Pipe in, out, err;
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(in.read_end, 0);
    dup2(out.write_end, 1);
    dup2(err.write_end, 2);
    execve(argv[0], argv.data(), environ);
    _exit(127);
  }
  in.CloseRead();
  out.CloseWrite();
  err.CloseWrite();
  signal(SIGPIPE, SIG_IGN);  // a program may end without reading its input
  RunResult result;
  size_t written = 0;
  const absl::Time deadline = absl::Now() + timeout;
  char buffer[65536];
  while (out.read_end >= 0 || err.read_end >= 0) {
    if (written == input.size()) in.CloseWrite();
    pollfd fds[3] = {{out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}, {in.write_end, POLLOUT, 0}};
    poll(fds, 3, 100);
    for (int i = 0; i < 2; ++i) {
      Pipe& p = i == 0 ? out : err;
      if (p.read_end < 0 || !(fds[i].revents & (POLLIN | POLLHUP))) continue;
      const ssize_t n = read(p.read_end, buffer, sizeof buffer);
      if (n <= 0) {
        p.CloseRead();
      } else {
        (i == 0 ? result.out : result.err).append(buffer, n);
      }
    }
    if (fds[2].revents & (POLLERR | POLLHUP)) {
      written = input.size();
    } else if (fds[2].revents & POLLOUT) {
      const ssize_t n = write(in.write_end, input.data() + written, std::min<size_t>(4096, input.size() - written));
      if (n > 0) written += n;
    }
    if (absl::Now() > deadline) kill(pid, SIGKILL);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  result.exit_code = ExitCode(status);
  return result;
}

absl::StatusOr<ServiceProcess> ServiceProcess::Start(const std::string& program, std::vector<std::string> args,
                                                     const std::string& folder) {
  ServiceProcess process;
  const std::string port_file = absl::StrCat(folder, "/", program, ".port");
  process.log_path_ = absl::StrCat(folder, "/", program, ".log");
  unlink(port_file.c_str());
  args.insert(args.begin(), absl::StrCat(GANGMU_BIN_DIR, "/", program));
  args.push_back(absl::StrCat("--port-file=", port_file));
  std::vector<char*> argv = Argv(args);
  process.pid_ = fork();
  if (process.pid_ == 0) {
    // A test that crashes leaves no service behind.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int log = open(process.log_path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    dup2(log, 1);
    dup2(log, 2);
    execve(argv[0], argv.data(), environ);
    _exit(127);
  }
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (absl::Now() < deadline) {
    const std::string address = ReadFile(port_file);
    if (!address.empty() && address.back() == '\n') {
      process.address_ = address.substr(0, address.size() - 1);
      return process;
    }
    int exit_code = 0;
    if (WaitFor(process.pid_, absl::Milliseconds(10), &exit_code)) {
      process.pid_ = -1;
      return absl::UnavailableError(absl::StrCat(program, " ended with ", exit_code, ":\n", process.Log()));
    }
  }
  return absl::DeadlineExceededError(absl::StrCat(program, " does not serve:\n", process.Log()));
}

ServiceProcess::ServiceProcess(ServiceProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), address_(std::move(other.address_)), log_path_(std::move(other.log_path_)) {}

ServiceProcess& ServiceProcess::operator=(ServiceProcess&& other) noexcept {
  if (this != &other) {
    Kill();
    pid_ = std::exchange(other.pid_, -1);
    address_ = std::move(other.address_);
    log_path_ = std::move(other.log_path_);
  }
  return *this;
}

ServiceProcess::~ServiceProcess() { Kill(); }

std::string ServiceProcess::Log() const { return ReadFile(log_path_); }

void ServiceProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
}

int ServiceProcess::Stop(absl::Duration timeout) {
  if (pid_ <= 0) return -1;
  kill(pid_, SIGTERM);
  int exit_code = -1;
  if (!WaitFor(pid_, timeout, &exit_code)) {
    Kill();
    return -1;
  }
  pid_ = -1;
  return exit_code;
}

}  // namespace gangmu::testing
