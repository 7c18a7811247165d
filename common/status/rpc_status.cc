#include "common/status/rpc_status.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/status/error.h"
#include "common/status/limits.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "google/protobuf/util/time_util.h"
#include "google/rpc/error_details.pb.h"

namespace gangmu {
namespace {

constexpr std::string_view kRequestId = "requestId";
constexpr std::string_view kDroppedViolations = "droppedViolations";
constexpr size_t kMaxMetadataKeyBytes = 64;
constexpr size_t kMaxMetadataValueBytes = 256;
constexpr size_t kMaxMetadataBytes = 1024;
constexpr size_t kMaxViolationBytes = 512;
// Tags and lengths around one map entry, violation or packed detail, type URL included; generous.
constexpr size_t kEntryOverhead = 16;
constexpr size_t kAnyOverhead = 64;

std::string_view GenericMessage(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kCancelled:
      return "the call was cancelled";
    case absl::StatusCode::kInvalidArgument:
      return "the request is invalid";
    case absl::StatusCode::kDeadlineExceeded:
      return "the deadline passed before the answer was there";
    case absl::StatusCode::kNotFound:
      return "not found";
    case absl::StatusCode::kAlreadyExists:
      return "it exists already";
    case absl::StatusCode::kPermissionDenied:
      return "the caller may not do this";
    case absl::StatusCode::kUnauthenticated:
      return "no valid credentials";
    case absl::StatusCode::kResourceExhausted:
      return "a resource is exhausted; retry later";
    case absl::StatusCode::kFailedPrecondition:
      return "the state does not allow this call";
    case absl::StatusCode::kAborted:
      return "a concurrent change won; read again and retry";
    case absl::StatusCode::kOutOfRange:
      return "a value is out of range";
    case absl::StatusCode::kUnimplemented:
      return "not implemented";
    case absl::StatusCode::kUnavailable:
      return "a service this one needs cannot be reached; retry later";
    case absl::StatusCode::kDataLoss:
      return "stored data is damaged";
    default:
      return "internal error";
  }
}

std::string OutgoingMessage(const absl::Status& status, std::string_view request_id) {
  if (!IsMaskedForCallers(status)) return PrintableUtf8(ToStd(status.message()), kMaxErrorMessageBytes);
  if (request_id.empty()) return std::string(GenericMessage(status.code()));
  return StrCat(GenericMessage(status.code()), "; request id ", PrintableUtf8(request_id, 128));
}

// Everything goes through PrintableUtf8: a proto string that is no UTF-8 makes all of the details unreadable.
void AddMetadata(const ErrorDetails& details, std::string_view request_id, google::rpc::ErrorInfo& info) {
  size_t total = 0;
  for (const auto& [key, value] : details.metadata) {
    std::string k = PrintableUtf8(key, kMaxMetadataKeyBytes), v = PrintableUtf8(value, kMaxMetadataValueBytes);
    total += k.size() + v.size() + kEntryOverhead;
    if (total > kMaxMetadataBytes) break;
    (*info.mutable_metadata())[std::move(k)] = std::move(v);
  }
  if (!request_id.empty()) {
    (*info.mutable_metadata())[std::string(kRequestId)] = PrintableUtf8(request_id, kMaxMetadataValueBytes);
  }
}

// The violations of `details` that fit `budget` bytes.
google::rpc::BadRequest FittingViolations(const ErrorDetails& details, size_t budget) {
  google::rpc::BadRequest bad_request;
  size_t total = kAnyOverhead;
  for (const FieldViolation& violation : details.violations) {
    google::rpc::BadRequest::FieldViolation out;
    out.set_field(PrintableUtf8(violation.field, kMaxViolationBytes));
    out.set_description(PrintableUtf8(violation.description, kMaxViolationBytes));
    total += out.ByteSizeLong() + kEntryOverhead;
    if (total > budget) break;
    *bad_request.add_field_violations() = std::move(out);
  }
  return bad_request;
}

template <typename Detail>
bool Unpack(const google::rpc::Status& status, Detail& out) {
  return std::any_of(status.details().begin(), status.details().end(),
                     [&](const auto& any) { return any.template Is<Detail>() && any.UnpackTo(&out); });
}

absl::StatusCode CodeFromNumber(int number) {
  const bool known = number >= 0 && number <= static_cast<int>(absl::StatusCode::kUnauthenticated);
  return known ? static_cast<absl::StatusCode>(number) : absl::StatusCode::kUnknown;
}

}  // namespace

bool IsMaskedForCallers(const absl::Status& status) {
  if (status.ok()) return false;
  return !IsOwnError(status) || status.code() == absl::StatusCode::kInternal ||
         status.code() == absl::StatusCode::kUnknown;
}

google::rpc::Status ToRpcStatus(const absl::Status& status, std::string_view request_id) {
  google::rpc::Status out;
  if (status.ok()) return out;
  out.set_code(static_cast<int>(status.code()));
  out.set_message(OutgoingMessage(status, request_id));

  ErrorDetails details = DetailsOf(status);
  if (IsMaskedForCallers(status)) {
    details.metadata.clear();
    details.violations.clear();
  }
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(details.reason)));
  info.set_domain(std::string(kErrorDomain));
  AddMetadata(details, request_id, info);
  if (details.retry_delay) {
    google::rpc::RetryInfo retry;
    *retry.mutable_retry_delay() =
        google::protobuf::util::TimeUtil::MicrosecondsToDuration(absl::ToInt64Microseconds(*details.retry_delay));
    out.add_details()->PackFrom(retry);
  }
  const size_t used = out.ByteSizeLong() + info.ByteSizeLong() + 2 * kAnyOverhead;
  const google::rpc::BadRequest bad_request = FittingViolations(details, kMaxErrorDetailsBytes - used);
  const size_t dropped = details.violations.size() - static_cast<size_t>(bad_request.field_violations_size());
  if (dropped > 0) (*info.mutable_metadata())[std::string(kDroppedViolations)] = StrCat(dropped);
  if (bad_request.field_violations_size() > 0) out.add_details()->PackFrom(bad_request);
  out.add_details()->PackFrom(info);
  return out;
}

grpc::Status ToGrpcStatus(const absl::Status& status, std::string_view request_id) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status rpc = ToRpcStatus(status, request_id);
  return grpc::Status(static_cast<grpc::StatusCode>(rpc.code()), rpc.message(), rpc.SerializeAsString());
}

absl::Status FromRpcStatus(const google::rpc::Status& status) {
  const absl::StatusCode code = CodeFromNumber(status.code());
  if (code == absl::StatusCode::kOk) return absl::OkStatus();
  google::rpc::ErrorInfo info;
  if (!Unpack(status, info) || info.domain() != kErrorDomain) return absl::Status(code, status.message());

  const std::optional<Reason> reason = ReasonFromName(info.reason());
  Error error(code, reason.value_or(DetailsOf(absl::Status(code, "")).reason), status.message());
  std::vector<std::pair<std::string, std::string>> metadata(info.metadata().begin(), info.metadata().end());
  if (!reason) metadata.emplace_back("remoteReason", info.reason());
  std::sort(metadata.begin(), metadata.end());
  for (const auto& [key, value] : metadata) error.With(key, value);
  if (google::rpc::BadRequest bad_request; Unpack(status, bad_request)) {
    for (const auto& v : bad_request.field_violations()) error.Violation(v.field(), v.description());
  }
  if (google::rpc::RetryInfo retry; Unpack(status, retry)) {
    error.RetryAfter(absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos()));
  }
  return error;
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  google::rpc::Status rpc;
  // Details of another code are no details of this error: an intermediary replaced the status.
  const bool usable =
      rpc.ParseFromString(status.error_details()) && rpc.code() == static_cast<int>(status.error_code());
  if (!usable) rpc.Clear();
  rpc.set_code(static_cast<int>(status.error_code()));
  if (rpc.message().empty()) rpc.set_message(status.error_message());
  return FromRpcStatus(rpc);
}

}  // namespace gangmu
