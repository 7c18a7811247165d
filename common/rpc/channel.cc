#include "common/rpc/channel.h"

#include <algorithm>
#include <chrono>

#include "common/rpc/grpc_log.h"
#include "common/rpc/keepalive.h"
#include "common/rpc/metadata.h"
#include "common/text/strings.h"
#include "common/time/clock.h"

namespace gangmu {
namespace {

// gRPC's own backoff grows to two minutes: a restarted server would stay unseen for that long.
constexpr int kFirstReconnectMs = 200;
constexpr int kLastReconnectMs = 3000;

// gRFC A6. Names and methods are our own constants, so nothing needs escaping.
std::string ServiceConfig(const ChannelOptions& options) {
  const std::string_view wait = options.wait_for_ready ? R"("waitForReady":true)" : R"("waitForReady":false)";
  std::string names;
  for (const Method& method : options.retried) {
    StrAppend(&names, names.empty() ? "" : ",", R"({"service":")", method.service, R"(","method":")", method.name,
              R"("})");
  }
  std::string configs = StrCat(R"({"name":[{}],)", wait, "}");
  if (!names.empty()) {
    StrAppend(&configs, R"(,{"name":[)", names, "],", wait,
              R"(,"retryPolicy":{"maxAttempts":4,"initialBackoff":"0.1s","maxBackoff":"2s","backoffMultiplier":2,)",
              R"("retryableStatusCodes":["UNAVAILABLE"]}})");
  }
  return StrCat(R"({"methodConfig":[)", configs, "]}");
}

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const ChannelOptions& options) {
  RouteGrpcLog();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes));
  arguments.SetMaxSendMessageSize(static_cast<int>(options.max_message_bytes));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, static_cast<int>(absl::ToInt64Milliseconds(kKeepaliveInterval)));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, static_cast<int>(absl::ToInt64Milliseconds(kKeepaliveTimeout)));
  // Streams that are quiet for long need more pings than the two that gRPC sends without data.
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLastReconnectMs);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 1);
  arguments.SetServiceConfigJSON(ServiceConfig(options));
  return grpc::CreateCustomChannel(options.target, options.credentials, arguments);
}

void PrepareCall(grpc::ClientContext& context, absl::Duration timeout, std::string_view request_id) {
  // Beyond that the clock's time point overflows; no deadline is meant.
  if (timeout < absl::Hours(24 * 365)) context.set_deadline(absl::ToChronoTime(SystemClock().Now() + timeout));
  if (!request_id.empty()) context.AddMetadata(std::string(kRequestIdMetadata), std::string(request_id));
}

void PrepareCall(grpc::ClientContext& context, const CallContext& caller, absl::Duration timeout) {
  PrepareCall(context, std::min(timeout, caller.Remaining()), caller.request_id());
}

}  // namespace gangmu
