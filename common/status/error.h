// Builds and reads the errors of this project: an absl::Status that carries a Reason, metadata, field violations and a
// retry delay as payload. Free of protobuf, so that pure rooms can use it; common/status/rpc_status.h turns it into
// google.rpc.Status and back. Thread safe as far as absl::Status is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "common/status/reasons.h"

namespace gangmu {

// One wrong field of a request. `field` is a path such as documents[3].text.
struct FieldViolation {
  std::string field;
  std::string description;
  bool operator==(const FieldViolation&) const = default;
};

// Everything about an error besides its code and message.
struct ErrorDetails {
  Reason reason = Reason::kINTERNAL;
  std::vector<std::pair<std::string, std::string>> metadata;  // in the order given
  std::vector<FieldViolation> violations;
  std::optional<absl::Duration> retry_delay;
  bool operator==(const ErrorDetails&) const = default;
};

// Builds one error:
//   return Error(absl::StatusCode::kNotFound, Reason::kNOT_FOUND, "no document documents/a1").With("name", name);
// Messages are English and end up at most 512 bytes, cut at a code point.
class Error {
 public:
  Error(absl::StatusCode code, Reason reason, std::string_view message);

  Error& With(std::string_view key, std::string_view value);
  Error& Violation(std::string_view field, std::string_view description);
  Error& RetryAfter(absl::Duration delay);

  absl::Status Build() const;
  operator absl::Status() const { return Build(); }  // NOLINT: made to be returned

 private:
  absl::StatusCode code_;
  std::string message_;
  ErrorDetails details_;
};

// The common cases, named.
Error InvalidField(std::string_view field, std::string_view description);  // INVALID_ARGUMENT, INVALID_FIELD
Error NotFound(std::string_view name);                                     // NOT_FOUND, NOT_FOUND
Error Internal(std::string_view what);                                     // INTERNAL, INTERNAL

// Collects all violations of one request; ok() where there are none.
class Violations {
 public:
  void Add(std::string_view field, std::string_view description);
  bool empty() const { return violations_.empty(); }
  absl::Status ToStatus() const;

 private:
  std::vector<FieldViolation> violations_;
};

// The details of an error made by Error; for any other non-OK status a reason that fits its code.
ErrorDetails DetailsOf(const absl::Status& status);

// True for an error made by Error: its words were chosen for callers. Those of any other status come from a library
// and may hold paths or SQL.
bool IsOwnError(const absl::Status& status);

// `text` cut to at most `max_bytes`, never inside a UTF-8 sequence.
std::string CutAtCodePoint(std::string_view text, size_t max_bytes);

inline constexpr size_t kMaxErrorMessageBytes = 512;

}  // namespace gangmu
