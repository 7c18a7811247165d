#include "common/rpc/admission.h"

#include "absl/time/time.h"

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu {
namespace {

// Long enough for some calls to end, short enough not to leave the server idle.
constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);

}  // namespace

AdmissionTicket::~AdmissionTicket() {
  if (admission_ != nullptr) admission_->in_flight_.fetch_sub(1);
}

absl::StatusOr<AdmissionTicket> Admission::Enter() {
  if (in_flight_.fetch_add(1) < limit_) return AdmissionTicket(this);
  in_flight_.fetch_sub(1);
  return Error(absl::StatusCode::kResourceExhausted, Reason::kOVERLOADED,
               StrCat("the server runs as many ", what_, " as it may (", limit_, "); retry later"))
      .With("limit", StrCat(limit_))
      .RetryAfter(kRetryDelay)
      .Build();
}

}  // namespace gangmu
