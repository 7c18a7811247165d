// The real programs as child processes, for tests that start, kill and restart them.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace gangmu::testing {

// Result of a program that ran to its end.
struct RunResult {
  int exit_code = -1;  // 128 + signal where a signal ended it
  std::string out;
  std::string err;
};

// Runs build/bin/<program> to its end; `input` goes to its standard input. It is killed after `timeout` (exit code
// 137).
RunResult RunProgram(const std::string& program, const std::vector<std::string>& args, const std::string& input = "",
                     absl::Duration timeout = absl::Seconds(120));

// One server. The destructor kills it. Not thread safe.
class ServiceProcess {
 public:
  // Starts build/bin/<program> with the arguments and waits until it says that it serves. `folder` takes its port file
  // and its log. Fails with the end of its log where it ends before.
  static absl::StatusOr<ServiceProcess> Start(const std::string& program, std::vector<std::string> args,
                                              const std::string& folder);
  ServiceProcess(ServiceProcess&& other) noexcept;
  ServiceProcess& operator=(ServiceProcess&& other) noexcept;
  ~ServiceProcess();

  const std::string& address() const { return address_; }  // host:port
  pid_t pid() const { return pid_; }
  std::string Log() const;

  // SIGKILL, and waits.
  void Kill();
  // SIGTERM, and waits; the exit code.
  int Stop(absl::Duration timeout = absl::Seconds(20));

 private:
  ServiceProcess() = default;
  pid_t pid_ = -1;
  std::string address_;
  std::string log_path_;
};

}  // namespace gangmu::testing
