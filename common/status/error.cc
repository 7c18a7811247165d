#include "common/status/error.h"

#include <cstdlib>
#include <iterator>

#include "absl/strings/cord.h"
#include "absl/strings/str_join.h"

#include "common/text/strings.h"

namespace gangmu {
namespace {

constexpr std::string_view kPayloadUrl = "gangmu.dev/error";

// Payload layout: fields separated by 0x1e (records) and 0x1f (parts); neither occurs in own text, and where foreign
// text holds them they are replaced by blanks. First record: reason number; then m, v and r records.
std::string Clean(std::string_view s) {
  std::string out(s);
  for (char& c : out) {
    if (c == '\x1e' || c == '\x1f') c = ' ';
  }
  return out;
}

std::string Encode(const ErrorDetails& d) {
  std::string out = StrCat(static_cast<int>(d.reason));
  for (const auto& [k, v] : d.metadata) StrAppend(&out, "\x1em\x1f", Clean(k), "\x1f", Clean(v));
  for (const auto& v : d.violations) StrAppend(&out, "\x1ev\x1f", Clean(v.field), "\x1f", Clean(v.description));
  if (d.retry_delay) StrAppend(&out, "\x1er\x1f", absl::ToInt64Microseconds(*d.retry_delay), "\x1f");
  return out;
}

std::vector<std::string_view> SplitBy(std::string_view s, char separator) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  for (size_t i = 0; i <= s.size(); ++i) {
    if (i == s.size() || s[i] == separator) {
      parts.push_back(s.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  return parts;
}

ErrorDetails Decode(std::string_view payload) {
  ErrorDetails d;
  const auto records = SplitBy(payload, '\x1e');
  d.reason = static_cast<Reason>(std::atoi(std::string(records[0]).c_str()));
  for (size_t i = 1; i < records.size(); ++i) {
    const auto parts = SplitBy(records[i], '\x1f');
    if (parts.size() != 3) continue;
    if (parts[0] == "m") d.metadata.emplace_back(parts[1], parts[2]);
    if (parts[0] == "v") d.violations.push_back({std::string(parts[1]), std::string(parts[2])});
    if (parts[0] == "r") d.retry_delay = absl::Microseconds(std::atoll(std::string(parts[1]).c_str()));
  }
  return d;
}

Reason ReasonForCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kCancelled:
      return Reason::kCANCELLED;
    case absl::StatusCode::kInvalidArgument:
      return Reason::kINVALID_FIELD;
    case absl::StatusCode::kDeadlineExceeded:
      return Reason::kDEADLINE_EXCEEDED;
    case absl::StatusCode::kNotFound:
      return Reason::kNOT_FOUND;
    case absl::StatusCode::kAlreadyExists:
      return Reason::kALREADY_EXISTS;
    case absl::StatusCode::kPermissionDenied:
      return Reason::kPERMISSION_DENIED;
    case absl::StatusCode::kResourceExhausted:
      return Reason::kOVERLOADED;
    case absl::StatusCode::kFailedPrecondition:
      return Reason::kPRECONDITION_FAILED;
    case absl::StatusCode::kAborted:
      return Reason::kCONFLICT;
    case absl::StatusCode::kUnimplemented:
      return Reason::kUNIMPLEMENTED;
    case absl::StatusCode::kUnavailable:
      return Reason::kUNAVAILABLE;
    case absl::StatusCode::kDataLoss:
      return Reason::kDATA_CORRUPTED;
    case absl::StatusCode::kUnauthenticated:
      return Reason::kUNAUTHENTICATED;
    default:
      return Reason::kINTERNAL;
  }
}

constexpr std::string_view kReasonNames[] = {
#define GANGMU_REASON_NAME(name) #name,
    GANGMU_ERROR_REASONS(GANGMU_REASON_NAME)
#undef GANGMU_REASON_NAME
};

}  // namespace

std::string_view ReasonName(Reason reason) {
  const auto i = static_cast<size_t>(reason);
  return i < std::size(kReasonNames) ? kReasonNames[i] : "INTERNAL";
}

std::optional<Reason> ReasonFromName(std::string_view name) {
  for (size_t i = 0; i < std::size(kReasonNames); ++i) {
    if (kReasonNames[i] == name) return static_cast<Reason>(i);
  }
  return std::nullopt;
}

std::string CutAtCodePoint(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return std::string(text);
  size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

Error::Error(absl::StatusCode code, Reason reason, std::string_view message)
    : code_(code), message_(CutAtCodePoint(message, kMaxErrorMessageBytes)) {
  details_.reason = reason;
}

Error& Error::With(std::string_view key, std::string_view value) {
  details_.metadata.emplace_back(key, value);
  return *this;
}

Error& Error::Violation(std::string_view field, std::string_view description) {
  details_.violations.push_back({std::string(field), std::string(description)});
  return *this;
}

Error& Error::RetryAfter(absl::Duration delay) {
  details_.retry_delay = delay;
  return *this;
}

absl::Status Error::Build() const {
  absl::Status status(code_, message_);
  status.SetPayload(ToAbsl(kPayloadUrl), absl::Cord(Encode(details_)));
  return status;
}

Error InvalidField(std::string_view field, std::string_view description) {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_FIELD, StrCat(field, ": ", description))
      .Violation(field, description);
}

Error NotFound(std::string_view name) {
  return Error(absl::StatusCode::kNotFound, Reason::kNOT_FOUND, StrCat("not found: ", name)).With("name", name);
}

Error Internal(std::string_view what) { return Error(absl::StatusCode::kInternal, Reason::kINTERNAL, what); }

void Violations::Add(std::string_view field, std::string_view description) {
  violations_.push_back({std::string(field), std::string(description)});
}

absl::Status Violations::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  const std::string message = absl::StrJoin(violations_, "; ", [](std::string* out, const FieldViolation& v) {
    StrAppend(out, v.field, ": ", v.description);
  });
  Error error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_FIELD, message);
  for (const auto& v : violations_) error.Violation(v.field, v.description);
  return error;
}

ErrorDetails DetailsOf(const absl::Status& status) {
  if (auto payload = status.GetPayload(ToAbsl(kPayloadUrl))) return Decode(std::string(*payload));
  ErrorDetails d;
  d.reason = ReasonForCode(status.code());
  return d;
}

bool IsOwnError(const absl::Status& status) { return status.GetPayload(ToAbsl(kPayloadUrl)).has_value(); }

}  // namespace gangmu
