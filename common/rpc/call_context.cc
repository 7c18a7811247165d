#include "common/rpc/call_context.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/status/error.h"
#include "common/time/clock.h"

namespace gangmu {
namespace {

absl::Time DeadlineOf(const grpc::ServerContext& context) {
  // A call without a deadline has the largest time point there is.
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

}  // namespace

CallContext::CallContext(grpc::ServerContext& context, const Method& method, std::string request_id,
                         const Event& stopping, bool stream)
    : context_(context),
      method_(method),
      request_id_(std::move(request_id)),
      stopping_(stopping),
      stream_(stream),
      deadline_(DeadlineOf(context)) {}

absl::Duration CallContext::Remaining() const { return deadline_ - SystemClock().Now(); }

absl::Status CallContext::Check() const {
  // Before the question for cancellation: gRPC also cancels the calls whose deadline passed.
  if (Remaining() <= absl::ZeroDuration()) {
    return Error(absl::StatusCode::kDeadlineExceeded, Reason::kDEADLINE_EXCEEDED, "the deadline of the call passed");
  }
  if (context_.IsCancelled()) return Error(absl::StatusCode::kCancelled, Reason::kCANCELLED, "the caller left");
  if (stream_ && stopping_.IsSet()) {
    return Error(absl::StatusCode::kUnavailable, Reason::kSERVICE_STOPPING, "the server stops; reconnect")
        .RetryAfter(absl::Seconds(1));
  }
  return absl::OkStatus();
}

absl::Status CallContext::SleepFor(absl::Duration delay) const {
  const absl::Duration end = SystemClock().Monotonic() + delay;
  while (true) {
    if (absl::Status status = Check(); !status.ok()) return status;
    const absl::Duration left = end - SystemClock().Monotonic();
    if (left <= absl::ZeroDuration()) return absl::OkStatus();
    const absl::Duration step = std::min({left, Remaining(), kCancelPollInterval});
    if (stream_) {
      stopping_.WaitFor(step);
    } else {
      SystemClock().Sleep(step);
    }
  }
}

}  // namespace gangmu
