// Runs a converter in a child process with limits, so that a hostile file costs its own child and nothing else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace gangmu::readers {

struct ChildLimits {
  absl::Duration cpu_time;
  absl::Duration wall_time;
  size_t memory_bytes = 0;  // address space
  size_t output_bytes = 0;  // of standard output
};

struct ChildResult {
  int exit_code = 0;      // -1 where a signal ended it
  std::string output;     // standard output
  std::string complaint;  // first 4 KiB of standard error
};

// Runs `argv` (argv[0] looked up in PATH) with `input` as a sealed in-memory file on descriptor 3 (/dev/fd/3) and as
// standard input, an empty environment but PATH, no further descriptors, no core dump, at low priority, in a session of
// its own. Blocks. Thread safe.
// Errors: FAILED_PRECONDITION PRECONDITION_FAILED where the program is not there; INVALID_ARGUMENT LIMIT_EXCEEDED
// (childCpuTime, childWallTime, childOutput; a memory limit shows as the program's own failure).
absl::StatusOr<ChildResult> RunLimited(const std::vector<std::string>& argv, std::string_view input,
                                       const ChildLimits& limits);

}  // namespace gangmu::readers
