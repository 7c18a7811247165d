#include "services/ingestion/readers/child_process.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/ingestion/readers/errors.h"

namespace gangmu::readers {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr int kNotFoundExit = 127;
constexpr size_t kMaxComplaint = 4096;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { Close(); }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void Close() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

struct Pipe {
  Descriptor read, write;
};

absl::StatusOr<Pipe> MakePipe() {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) return Internal(StrCat("pipe: ", std::strerror(errno)));
  return Pipe{Descriptor(fds[0]), Descriptor(fds[1])};
}

absl::StatusOr<Descriptor> InMemoryFile(std::string_view content) {
  Descriptor file(memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.open()) return Internal(StrCat("memfd_create: ", std::strerror(errno)));
  for (size_t written = 0; written < content.size();) {
    const ssize_t n = write(file.get(), content.data() + written, content.size() - written);
    if (n < 0 && errno != EINTR) return Internal(StrCat("write: ", std::strerror(errno)));
    if (n > 0) written += n;
  }
  fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
  lseek(file.get(), 0, SEEK_SET);
  return file;
}

rlim_t WholeSeconds(absl::Duration d) {
  return static_cast<rlim_t>(std::max<int64_t>(1, absl::ToInt64Seconds(absl::Ceil(d, absl::Seconds(1)))));
}

struct ChildSetup {
  int input, output, complaint;
  char* const* argv;
  char* const* envp;
  rlim_t cpu_seconds, memory_bytes;
};

void SetLimit(__rlimit_resource resource, rlim_t value) {
  const rlimit limit = {value, value};
  setrlimit(resource, &limit);
}

// Between fork and exec of a threaded process only async-signal-safe calls are allowed: no allocation, no locks.
[[noreturn]] void BecomeChild(const ChildSetup& setup) {
  setsid();
  // Moved up first: the target numbers may be among the sources.
  const int input = fcntl(setup.input, F_DUPFD, 10);
  const int output = fcntl(setup.output, F_DUPFD, 10);
  const int complaint = fcntl(setup.complaint, F_DUPFD, 10);
  dup2(input, 0);
  dup2(output, 1);
  dup2(complaint, 2);
  dup2(input, 3);
  close_range(4, ~0U, 0);
  SetLimit(RLIMIT_CPU, setup.cpu_seconds);
  SetLimit(RLIMIT_AS, setup.memory_bytes);
  SetLimit(RLIMIT_CORE, 0);
  SetLimit(RLIMIT_FSIZE, 0);
  SetLimit(RLIMIT_NOFILE, 64);
  setpriority(PRIO_PROCESS, 0, 10);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  execvpe(setup.argv[0], setup.argv, setup.envp);
  _exit(kNotFoundExit);
}

// What the parent knows of the running child; ends it in any case.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ > 0) {
      Kill();
      Wait();
    }
  }
  void Kill() { kill(-pid_, SIGKILL), kill(pid_, SIGKILL); }
  // The exit status, or nullopt where it still runs at the deadline.
  std::optional<int> WaitUntil(Deadline deadline) {
    for (int status = 0;; usleep(1000)) {
      const pid_t ended = waitpid(pid_, &status, WNOHANG);
      if (ended == pid_) {
        pid_ = -1;
        return status;
      }
      if (ended < 0 && errno != EINTR) return std::nullopt;
      if (std::chrono::steady_clock::now() > deadline) return std::nullopt;
    }
  }

 private:
  void Wait() {
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  pid_t pid_;
};

absl::Status TookTooLong() { return LimitExceeded("childWallTime", "converting the file took too long"); }

// Reads what is there. False at the end of the pipe.
bool ReadSome(const Descriptor& from, size_t keep, std::string* to) {
  char buffer[64 * 1024];
  const ssize_t n = read(from.get(), buffer, sizeof buffer);
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  to->append(buffer, std::min<size_t>(n, keep > to->size() ? keep - to->size() : 0));
  return n > 0;
}

absl::Status Collect(Pipe* output, Pipe* complaint, const ChildLimits& limits, Deadline deadline, ChildResult* result) {
  while (output->read.open() || complaint->read.open()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return TookTooLong();
    pollfd fds[2] = {{output->read.get(), POLLIN, 0}, {complaint->read.get(), POLLIN, 0}};
    if (poll(fds, 2, static_cast<int>(std::min<int64_t>(left.count(), 1000))) < 0 && errno != EINTR) {
      return Internal(StrCat("poll: ", std::strerror(errno)));
    }
    if (fds[0].revents != 0 && !ReadSome(output->read, limits.output_bytes + 1, &result->output)) output->read.Close();
    if (fds[1].revents != 0 && !ReadSome(complaint->read, kMaxComplaint, &result->complaint)) complaint->read.Close();
    if (result->output.size() > limits.output_bytes) {
      return LimitExceeded("childOutput", StrCat("the file converts to more than ", limits.output_bytes, " bytes"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ChildResult> RunLimited(const std::vector<std::string>& argv, std::string_view input,
                                       const ChildLimits& limits) {
  ASSIGN_OR_RETURN(Descriptor file, InMemoryFile(input));
  ASSIGN_OR_RETURN(Pipe output, MakePipe());
  ASSIGN_OR_RETURN(Pipe complaint, MakePipe());
  std::vector<char*> args;
  for (const std::string& arg : argv) args.push_back(const_cast<char*>(arg.c_str()));
  args.push_back(nullptr);
  const char* path = std::getenv("PATH");
  std::string path_entry = StrCat("PATH=", path == nullptr ? "/usr/bin:/bin" : path);
  std::string locale_entry = "LC_ALL=C.UTF-8";
  char* environment[] = {path_entry.data(), locale_entry.data(), nullptr};
  const ChildSetup setup = {file.get(),
                            output.write.get(),
                            complaint.write.get(),
                            args.data(),
                            environment,
                            WholeSeconds(limits.cpu_time),
                            static_cast<rlim_t>(limits.memory_bytes)};
  const pid_t pid = fork();
  if (pid < 0) return Internal(StrCat("fork: ", std::strerror(errno)));
  if (pid == 0) BecomeChild(setup);
  Child child(pid);
  output.write.Close();
  complaint.write.Close();
  const Deadline deadline = std::chrono::steady_clock::now() + absl::ToChronoMilliseconds(limits.wall_time);
  ChildResult result;
  RETURN_IF_ERROR(Collect(&output, &complaint, limits, deadline, &result));
  const std::optional<int> exited = child.WaitUntil(deadline);
  if (!exited) return TookTooLong();
  const int status = *exited;
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)) {
    return LimitExceeded("childCpuTime", "converting the file took too much processor time");
  }
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (result.exit_code == kNotFoundExit) {
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
                 StrCat("the program ", argv[0], " is not installed on the server"));
  }
  return result;
}

}  // namespace gangmu::readers
