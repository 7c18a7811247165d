// Ctrl-C as a question that loops ask, so that work ends between two documents.
#pragma once

namespace gangmu::cli {

// While it lives, the first SIGINT or SIGTERM sets a mark; a second one ends the process at once with kInterrupted. At
// most one at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  // Thread safe.
  static bool Interrupted();
};

}  // namespace gangmu::cli
