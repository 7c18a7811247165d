// One listening gRPC server: built so that its port is surely its own, stopped so that running calls finish.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/rpc/call_runner.h"
#include "common/rpc/reflection.h"
#include "common/status/limits.h"
#include "grpcpp/grpcpp.h"

namespace gangmu {

struct ServerOptions {
  std::string address = "127.0.0.1:0";            // host:port; port 0 takes a free one
  uint64_t max_message_bytes = kMaxMessageBytes;  // one message, both ways
  uint64_t max_memory_bytes = 1024 * kMebibyte;   // all of gRPC's buffers together
  absl::Duration drain = absl::Seconds(10);       // for running calls to finish when stopping
  bool serving = true;                            // false: health says NOT_SERVING until SetServing(true)
  // Where not empty: a file that gets the local target (host:port) once the server listens, for scripts that asked for
  // port 0.
  std::string port_file;
  std::shared_ptr<grpc::ServerCredentials> credentials = grpc::InsecureServerCredentials();
};

// A service and its full name, for example {&service, MeasureService::service_full_name()}.
struct ServiceEntry {
  grpc::Service* service;
  std::string name;
};

// Thread safe.
class Server {
 public:
  // Listens and takes calls at once: stores are open before. Adds health (grpc.health.v1: "" and each service by name)
  // and reflection (v1 and v1alpha). `runner` and the services outlive the server.
  // FAILED_PRECONDITION (ADDRESS_UNAVAILABLE) where it cannot listen; the message names the address and why. INTERNAL
  // where the port file cannot be written.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options, CallRunner& runner,
                                                       std::vector<ServiceEntry> services);
  // As Stop.
  ~Server();

  // The port really bound.
  int port() const { return port_; }
  // The address to connect to from this machine, for example 127.0.0.1:7102.
  std::string local_target() const;

  // What health says from now on; no effect after Stop.
  void SetServing(bool serving);

  // Health NOT_SERVING, new calls refused with SERVICE_STOPPING, open streams told so; running calls have `drain` to
  // finish, then they are cancelled. Returns when no handler runs any more. Idempotent.
  void Stop();

 private:
  Server(const ServerOptions& options, CallRunner& runner, std::vector<ServiceEntry> services);
  absl::Status Build();
  absl::Status WritePortFile() const;
  void Drain();

  const ServerOptions options_;
  CallRunner& runner_;
  const std::vector<ServiceEntry> services_;
  ReflectionService reflection_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  Mutex stop_mutex_;
  bool stopped_ ABSL_GUARDED_BY(stop_mutex_) = false;
};

}  // namespace gangmu
