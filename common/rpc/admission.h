// How many calls may run at once. gRPC's own ResourceQuota::SetMaxThreads rejects below its limit and without details,
// and its interceptors cannot reject at all.
#pragma once

#include <atomic>

#include "absl/status/statusor.h"

namespace gangmu {

class Admission;

// The right to run; gives it back when destroyed.
class AdmissionTicket {
 public:
  AdmissionTicket(AdmissionTicket&& other) noexcept : admission_(other.admission_) { other.admission_ = nullptr; }
  AdmissionTicket& operator=(AdmissionTicket&&) = delete;
  ~AdmissionTicket();

 private:
  friend class Admission;
  explicit AdmissionTicket(Admission* admission) : admission_(admission) {}
  Admission* admission_;
};

// One class of calls. Thread safe, lock free.
class Admission {
 public:
  // `what` names the calls in the error, for example "calls".
  Admission(int limit, const char* what) : limit_(limit), what_(what) {}

  // RESOURCE_EXHAUSTED (OVERLOADED) with a retry delay where `limit` calls run.
  absl::StatusOr<AdmissionTicket> Enter();
  int in_flight() const { return in_flight_.load(); }
  int limit() const { return limit_; }

 private:
  friend class AdmissionTicket;
  const int limit_;
  const char* const what_;
  std::atomic<int> in_flight_{0};
};

}  // namespace gangmu
