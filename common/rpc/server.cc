#include "common/rpc/server.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <mutex>
#include <netdb.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include "common/config/values.h"
#include "common/logging/logging.h"
#include "common/rpc/grpc_log.h"
#include "common/rpc/keepalive.h"
#include "common/text/strings.h"
#include "common/time/clock.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"

namespace gangmu {
namespace {

// Calls of one connection at once; more wait at the client. Above the admission limits, so that those decide.
constexpr int kMaxStreamsPerConnection = 1000;

// After the drain nothing of ours runs; what may still be open are health watchers, which never end by themselves, and
// answers on their way out.
constexpr absl::Duration kFlushTime = absl::Milliseconds(300);
constexpr absl::Duration kDrainPollInterval = absl::Milliseconds(5);

// Health and v1alpha reflection are switched on for all servers of a process, before the first is built.
void InitializeGrpcOnce() {
  static std::once_flag once;
  std::call_once(once, [] {
    RouteGrpcLog();
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

// Why one address cannot be listened on, in words; nothing where it can.
std::optional<std::string> BindProblem(const addrinfo& address) {
  const int fd = socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC, address.ai_protocol);
  if (fd < 0) return std::strerror(errno);
  // As gRPC does, so that connections still closing are no reason.
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  std::optional<std::string> problem;
  if (bind(fd, address.ai_addr, address.ai_addrlen) != 0 || listen(fd, 1) != 0) {
    problem = errno == EADDRINUSE ? "another process uses the port" : std::strerror(errno);
  }
  close(fd);
  return problem;
}

// The same for a host of several addresses (localhost), of which one is enough. Asked before gRPC tries, which would
// tell its log only, in a line that nobody can read.
std::optional<std::string> BindProblem(const HostPort& address) {
  std::string host = address.host;
  if (host.front() == '[') host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (const int rc = getaddrinfo(host.c_str(), StrCat(address.port).c_str(), &hints, &found); rc != 0) {
    return gai_strerror(rc);
  }
  std::optional<std::string> problem = BindProblem(*found);
  for (const addrinfo* next = found->ai_next; problem && next != nullptr; next = next->ai_next) {
    if (!BindProblem(*next)) problem.reset();
  }
  freeaddrinfo(found);
  return problem;
}

absl::Status AddressUnavailable(const std::string& address, std::string_view why) {
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kADDRESS_UNAVAILABLE,
               StrCat("cannot listen on ", address, ": ", why))
      .With("address", address);
}

std::vector<std::string> NamesOf(const std::vector<ServiceEntry>& services) {
  std::vector<std::string> names;
  names.reserve(services.size());
  for (const ServiceEntry& entry : services) names.push_back(entry.name);
  return names;
}

}  // namespace

Server::Server(const ServerOptions& options, CallRunner& runner, std::vector<ServiceEntry> services)
    : options_(options), runner_(runner), services_(std::move(services)), reflection_(runner, NamesOf(services_)) {}

Server::~Server() { Stop(); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, CallRunner& runner,
                                                      std::vector<ServiceEntry> services) {
  InitializeGrpcOnce();
  std::unique_ptr<Server> server(new Server(options, runner, std::move(services)));
  RETURN_IF_ERROR(server->Build());
  server->SetServing(options.serving);
  RETURN_IF_ERROR(server->WritePortFile());
  LogInfo("listening", {{"address", options.address}, {"port", server->port()}});
  return server;
}

absl::Status Server::Build() {
  const auto address = ParseHostPort(options_.address);
  if (!address) return AddressUnavailable(options_.address, "want host:port");
  if (const auto problem = BindProblem(*address)) return AddressUnavailable(options_.address, *problem);

  grpc::ServerBuilder builder;
  // Without this a second server binds the same port silently and the kernel deals calls out to both.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddListeningPort(options_.address, options_.credentials, &port_);
  builder.SetMaxReceiveMessageSize(static_cast<int>(options_.max_message_bytes));
  builder.SetMaxSendMessageSize(static_cast<int>(options_.max_message_bytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             static_cast<int>(absl::ToInt64Milliseconds(kServerLeastPingInterval)));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS,
                             static_cast<int>(absl::ToInt64Milliseconds(kKeepaliveInterval)));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                             static_cast<int>(absl::ToInt64Milliseconds(kKeepaliveTimeout)));
  grpc::ResourceQuota quota("server");
  quota.Resize(options_.max_memory_bytes);
  builder.SetResourceQuota(quota);
  for (const ServiceEntry& entry : services_) builder.RegisterService(entry.service);
  builder.RegisterService(&reflection_);

  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port_ == 0) return AddressUnavailable(options_.address, "it cannot be bound");
  return absl::OkStatus();
}

std::string Server::local_target() const {
  std::string host = ParseHostPort(options_.address)->host;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "[::]") host = "[::1]";
  return StrCat(host, ":", port_);
}

// Whoever waits for the file must never read half of it.
absl::Status Server::WritePortFile() const {
  if (options_.port_file.empty()) return absl::OkStatus();
  const std::string temporary = options_.port_file + ".new";
  std::ofstream file(temporary);
  file << local_target() << "\n";
  file.close();
  if (!file || std::rename(temporary.c_str(), options_.port_file.c_str()) != 0) {
    return Internal(StrCat("cannot write the port file ", options_.port_file));
  }
  return absl::OkStatus();
}

void Server::SetServing(bool serving) {
  grpc::HealthCheckServiceInterface* const health = server_->GetHealthCheckService();
  for (const ServiceEntry& entry : services_) health->SetServingStatus(entry.name, serving);
  health->SetServingStatus("", serving);
}

void Server::Drain() {
  Clock& clock = SystemClock();
  const absl::Duration end = clock.Monotonic() + options_.drain;
  while (runner_.calls_in_flight() + runner_.streams_in_flight() > 0 && clock.Monotonic() < end) {
    clock.Sleep(kDrainPollInterval);
  }
}

void Server::Stop() {
  MutexLock lock(&stop_mutex_);
  if (server_ == nullptr || std::exchange(stopped_, true)) return;
  // Final: SetServing has no effect any more.
  server_->GetHealthCheckService()->Shutdown();
  runner_.StartStopping();
  Drain();
  const int cancelled = runner_.calls_in_flight() + runner_.streams_in_flight();
  if (cancelled > 0) LogWarning("the drain time is over; running calls are cancelled", {{"calls", cancelled}});
  server_->Shutdown(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(kFlushTime));
  server_->Wait();
  LogInfo("stopped listening", {{"port", port_}});
}

}  // namespace gangmu
