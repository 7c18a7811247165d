// Client side: channels and calls with the settings that gRPC does not have by default.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

#include "common/rpc/call_context.h"
#include "common/rpc/method.h"
#include "common/status/limits.h"
#include "grpcpp/grpcpp.h"

namespace gangmu {

struct ChannelOptions {
  std::string target;  // host:port
  uint64_t max_message_bytes = kMaxMessageBytes;
  // Calls of these methods are tried up to four times where the answer is UNAVAILABLE: reads, and writes that are
  // idempotent by their request id. Whatever already brought a message to the caller is not tried again.
  std::vector<Method> retried;
  // Calls wait for a server that is not there yet, until their deadline, instead of failing at once.
  bool wait_for_ready = false;
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
};

// Connects lazily. A proxy of the environment (http_proxy) is not used: the services of a suite talk to each other.
std::shared_ptr<grpc::Channel> MakeChannel(const ChannelOptions& options);

// Deadline and request id of a call from a client. An empty id lets the server make one.
void PrepareCall(grpc::ClientContext& context, absl::Duration timeout, std::string_view request_id = {});

// Of a call made on behalf of `caller`: the same request id, and no more time than the caller has.
void PrepareCall(grpc::ClientContext& context, const CallContext& caller, absl::Duration timeout);

}  // namespace gangmu
