// A running echo server on a free port, with a client.
#pragma once

#include <memory>
#include <utility>

#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/status/rpc_status.h"
#include "common/sync/mutex.h"
#include "gtest/gtest.h"
#include "tests/support/echo_service.h"

namespace gangmu::testing {

// What a handler leaves for the test: the thread sanitizer does not see that a call's answer comes after its handler.
template <typename T>
class Seen {
 public:
  void Set(T value) {
    MutexLock lock(&mutex_);
    value_ = std::move(value);
  }
  T Get() const {
    MutexLock lock(&mutex_);
    return value_;
  }

 private:
  mutable Mutex mutex_;
  T value_ ABSL_GUARDED_BY(mutex_){};
};

class EchoServer {
 public:
  explicit EchoServer(const CallRunnerOptions& calls = {}, ServerOptions options = {})
      : runner(calls), service(runner), options_(std::move(options)) {}

  void Start() {
    auto started = Server::Start(options_, runner, {{&service, v1::EchoService::service_full_name()}});
    ASSERT_TRUE(started.ok()) << started.status();
    server = *std::move(started);
    stub = v1::EchoService::NewStub(MakeChannel({.target = server->local_target()}));
  }

  // One unary call, as our clients see its status.
  absl::Status Echo(const EchoRequest& request, EchoResponse* response = nullptr,
                    absl::Duration timeout = absl::Seconds(20)) {
    grpc::ClientContext context;
    PrepareCall(context, timeout, "test-1");
    EchoResponse ignored;
    return FromGrpcStatus(stub->Echo(&context, request, response == nullptr ? &ignored : response));
  }
  absl::Status Echo(const std::string& text, absl::Duration timeout = absl::Seconds(20)) {
    EchoRequest request;
    request.set_text(text);
    return Echo(request, nullptr, timeout);
  }

  CallRunner runner;
  EchoServiceImpl service;
  std::unique_ptr<Server> server;
  std::unique_ptr<v1::EchoService::Stub> stub;

 private:
  ServerOptions options_;
};

}  // namespace gangmu::testing
