#include "services/cli/client/interrupt.h"

#include <atomic>
#include <signal.h>
#include <unistd.h>

#include "services/cli/exit_code.h"

namespace gangmu::cli {
namespace {

std::atomic<bool> interrupted{false};  // lock-free, so a signal handler may write it
struct sigaction previous_interrupt;
struct sigaction previous_terminate;

void OnSignal(int) {
  if (interrupted.exchange(true)) _exit(kInterrupted);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  static_assert(std::atomic<bool>::is_always_lock_free);
  interrupted = false;
  struct sigaction action {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &previous_interrupt);
  sigaction(SIGTERM, &action, &previous_terminate);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &previous_interrupt, nullptr);
  sigaction(SIGTERM, &previous_terminate, nullptr);
}

bool InterruptGuard::Interrupted() { return interrupted; }

}  // namespace gangmu::cli
