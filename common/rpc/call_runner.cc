#include "common/rpc/call_runner.h"

#include <algorithm>
#include <exception>

#include "absl/strings/ascii.h"

#include "common/logging/logging.h"
#include "common/rpc/metadata.h"
#include "common/status/rpc_status.h"
#include "common/text/strings.h"
#include "common/time/clock.h"

namespace gangmu {
namespace {

constexpr size_t kMaxRequestIdBytes = 64;

// The caller's id where it is one: it is written to logs and sent back, so only plain short words are taken over.
std::string RequestIdOf(const grpc::ServerContext& context, IdSource& ids) {
  const auto it = context.client_metadata().find(std::string(kRequestIdMetadata));
  if (it != context.client_metadata().end()) {
    const std::string_view id(it->second.data(), it->second.size());
    const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
      return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    });
    if (!id.empty() && id.size() <= kMaxRequestIdBytes && plain) return std::string(id);
  }
  return ids.NewUuid();
}

std::string CodeName(absl::StatusCode code) {
  return code == absl::StatusCode::kOk ? "OK" : absl::StatusCodeToString(code);
}

MetricLabels LabelsOf(const Method& method) {
  return {{"service", std::string(method.service)}, {"method", std::string(method.name)}};
}

Counter& CallsCounter(Metrics& metrics, const Method& method, absl::StatusCode code) {
  MetricLabels labels = LabelsOf(method);
  labels.emplace_back("code", CodeName(code));
  return metrics.CounterOf({"gangmu_rpc_calls_total", "Finished calls.", std::move(labels)});
}

Histogram& DurationHistogram(Metrics& metrics, const Method& method) {
  return metrics.HistogramOf({"gangmu_rpc_duration_seconds", "Time from arrival to answer.", LabelsOf(method)},
                             LatencyBounds());
}

LogLevel LevelOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return LogLevel::kError;
    default:
      return LogLevel::kInfo;
  }
}

}  // namespace

CallRunner::CallRunner(const CallRunnerOptions& options)
    : options_(options), calls_(options.max_calls, "calls"), streams_(options.max_streams, "streams") {}

grpc::Status CallRunner::Run(grpc::ServerContext& context, const Method& method, Kind kind,
                             absl::FunctionRef<absl::Status(CallContext&)> body) {
  CallContext call(context, method, RequestIdOf(context, *options_.ids), stopping_, kind == Kind::kStream);
  const LogScope scope({{"request_id", call.request_id()}});
  const absl::Duration start = SystemClock().Monotonic();
  const absl::Status status = Guarded(call, kind, body);
  grpc::Status outgoing = ToGrpcStatus(status, call.request_id());
  Account(call, status, SystemClock().Monotonic() - start);
  return outgoing;
}

absl::Status CallRunner::Guarded(CallContext& call, Kind kind, absl::FunctionRef<absl::Status(CallContext&)> body) {
  if (stopping_.IsSet()) {
    return Error(absl::StatusCode::kUnavailable, Reason::kSERVICE_STOPPING, "the server stops")
        .RetryAfter(absl::Seconds(1));
  }
  RETURN_IF_ERROR(call.Check());
  ASSIGN_OR_RETURN(call.principal_, options_.authenticator->Authenticate(call.context_, call.method_));
  ASSIGN_OR_RETURN(const AdmissionTicket ticket, (kind == Kind::kUnary ? calls_ : streams_).Enter());
  // Own code throws nothing; libraries and memory may, and one call must not end the process.
  try {
    return body(call);
  } catch (const std::exception& e) {
    return Internal(StrCat("exception: ", e.what()));
  } catch (...) {
    return Internal("exception of unknown type");
  }
}

void CallRunner::Count(const Method& method, absl::StatusCode code, absl::Duration elapsed) {
  Counter* calls = nullptr;
  Histogram* duration = nullptr;
  {
    MutexLock lock(&metrics_mutex_);
    MethodMetrics& known = metrics_[&method];
    Counter*& counter = known.calls[static_cast<size_t>(code) % known.calls.size()];
    if (counter == nullptr) counter = &CallsCounter(*options_.metrics, method, code);
    if (known.duration == nullptr) known.duration = &DurationHistogram(*options_.metrics, method);
    calls = counter;
    duration = known.duration;
  }
  calls->Add(1);
  duration->Observe(absl::ToDoubleSeconds(elapsed));
}

void CallRunner::Account(const CallContext& call, const absl::Status& status, absl::Duration elapsed) {
  Count(call.method(), status.code(), elapsed);

  const LogLevel level = LevelOf(status);
  if (!LogEnabled(level)) return;
  LogFields fields = {{"method", call.method().FullName()},
                      {"code", CodeName(status.code())},
                      {"duration_ms", elapsed},
                      {"peer", call.peer()},
                      {"principal", call.principal().name}};
  if (!status.ok()) {
    fields.push_back({"reason", ReasonName(DetailsOf(status).reason)});
    fields.push_back({"error", ToStd(status.message())});
  }
  Log(level, "call", fields);
}

}  // namespace gangmu
