// The one wrapper around every call of a gRPC service, for the synchronous API. The order is fixed, each step for a
// reason:
//
//   request id      so that all that follows can be told apart in the log
//   log scope, timer
//   past already?   a call whose caller is gone must cost nothing more
//   authentication  strangers learn nothing, not even that the server is full
//   in-flight limit before any work that grows with the request
//   validate        all violations at once, before any state is touched
//   handle
//   sanitise        no internal text leaves (common/status/rpc_status.h)
//   metrics, one access line
//
// A service adapts and nothing more:
//
//   grpc::Status Get(grpc::ServerContext* context, const GetRequest* request, Document* response) override {
//     return runner_.Unary(*context, kGet, *request, *response, ValidateGet,
//                          [&](CallContext& call, const GetRequest& r) { return store_.Get(r.name(), call); });
//   }
//
// Why the synchronous API: handlers block on databases and on CPU work anyway, a thread per running call costs less
// here than hand-over to a pool, and the limits below bound the threads. Open streams hold a thread each, so they are
// counted apart from unary calls and neither starves the other.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/metrics/metrics.h"
#include "common/rpc/admission.h"
#include "common/rpc/authenticator.h"
#include "common/rpc/call_context.h"
#include "common/rpc/method.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/sync/mutex.h"
#include "common/time/id_source.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/support/sync_stream.h"

namespace gangmu {

struct CallRunnerOptions {
  int max_calls = 64;     // unary calls at once
  int max_streams = 256;  // streaming calls at once; each open one holds a thread
  IdSource* ids = &SystemIds();
  Metrics* metrics = &InertMetrics();
  Authenticator* authenticator = &AllowAll();
};

// Messages to the caller of a streaming call.
template <typename Response>
class StreamWriter {
 public:
  using Write_ = absl::FunctionRef<bool(const Response&)>;
  StreamWriter(CallContext& call, Write_ write) : call_(call), write_(write) {}

  // Waits while the caller's window is full. Not OK: the handler returns that status, nobody listens any more.
  // One thread at a time.
  absl::Status Write(const Response& response) {
    RETURN_IF_ERROR(call_.Check());
    if (write_(response)) return absl::OkStatus();
    RETURN_IF_ERROR(call_.Check());
    return Error(absl::StatusCode::kCancelled, Reason::kCANCELLED, "the caller's stream broke");
  }

 private:
  CallContext& call_;
  Write_ write_;
};

// Messages from the caller of a streaming call.
template <typename Request>
class StreamReader {
 public:
  using Read_ = absl::FunctionRef<bool(Request*)>;
  StreamReader(CallContext& call, Read_ read) : call_(call), read_(read) {}

  // Waits for the next message. False: the caller has sent all, or is gone. Check() tells which. One thread at a time.
  bool Read(Request* request) { return read_(request); }
  // After the last Read: OK where the caller finished in order.
  absl::Status Check() const { return call_.Check(); }

 private:
  CallContext& call_;
  Read_ read_;
};

// Thread safe; outlives its services.
class CallRunner {
 public:
  explicit CallRunner(const CallRunnerOptions& options = {});
  CallRunner(const CallRunner&) = delete;
  CallRunner& operator=(const CallRunner&) = delete;

  // validate: absl::Status(const Request&).  handle: absl::StatusOr<Response>(CallContext&, const Request&).
  template <typename Request, typename Response, typename Validate, typename Handle>
  grpc::Status Unary(grpc::ServerContext& context, const Method& method, const Request& request, Response& response,
                     Validate&& validate, Handle&& handle) {
    return Run(context, method, Kind::kUnary, [&](CallContext& call) -> absl::Status {
      RETURN_IF_ERROR(validate(request));
      ASSIGN_OR_RETURN(response, handle(call, request));
      return absl::OkStatus();
    });
  }

  // handle: absl::Status(CallContext&, const Request&, StreamWriter<Response>&).
  template <typename Request, typename Response, typename Validate, typename Handle>
  grpc::Status ServerStream(grpc::ServerContext& context, const Method& method, const Request& request,
                            grpc::ServerWriter<Response>& writer, Validate&& validate, Handle&& handle) {
    return Run(context, method, Kind::kStream, [&](CallContext& call) -> absl::Status {
      RETURN_IF_ERROR(validate(request));
      auto write = [&](const Response& message) { return writer.Write(message); };
      StreamWriter<Response> out(call, write);
      return handle(call, request, out);
    });
  }

  // handle: absl::StatusOr<Response>(CallContext&, StreamReader<Request>&); it validates each message it reads.
  template <typename Request, typename Response, typename Handle>
  grpc::Status ClientStream(grpc::ServerContext& context, const Method& method, grpc::ServerReader<Request>& reader,
                            Response& response, Handle&& handle) {
    return Run(context, method, Kind::kStream, [&](CallContext& call) -> absl::Status {
      auto read = [&](Request* message) { return reader.Read(message); };
      StreamReader<Request> in(call, read);
      ASSIGN_OR_RETURN(response, handle(call, in));
      return absl::OkStatus();
    });
  }

  // handle: absl::Status(CallContext&, StreamReader<Request>&, StreamWriter<Response>&). Reader and writer may be used
  // by one thread each at the same time.
  template <typename Request, typename Response, typename Handle>
  grpc::Status BidiStream(grpc::ServerContext& context, const Method& method,
                          grpc::ServerReaderWriter<Response, Request>& stream, Handle&& handle) {
    return Run(context, method, Kind::kStream, [&](CallContext& call) -> absl::Status {
      auto read = [&](Request* message) { return stream.Read(message); };
      auto write = [&](const Response& message) { return stream.Write(message); };
      StreamReader<Request> in(call, read);
      StreamWriter<Response> out(call, write);
      return handle(call, in, out);
    });
  }

  // From now on new calls get UNAVAILABLE (SERVICE_STOPPING), and so do open streams at their next Check().
  void StartStopping() { stopping_.Set(); }
  // Set by StartStopping; for waits of handlers that should end early then.
  const Event& stopping() const { return stopping_; }

  int calls_in_flight() const { return calls_.in_flight(); }
  int streams_in_flight() const { return streams_.in_flight(); }

 private:
  enum class Kind { kUnary, kStream };
  grpc::Status Run(grpc::ServerContext& context, const Method& method, Kind kind,
                   absl::FunctionRef<absl::Status(CallContext&)> body);
  absl::Status Guarded(CallContext& call, Kind kind, absl::FunctionRef<absl::Status(CallContext&)> body);
  void Account(const CallContext& call, const absl::Status& status, absl::Duration elapsed);

  // Counter by status code and time of one method.
  struct MethodMetrics {
    Histogram* duration = nullptr;
    std::array<Counter*, 17> calls{};
  };
  // Looked up by name once for each method and code; a look-up for each call would cost more than the call.
  void Count(const Method& method, absl::StatusCode code, absl::Duration elapsed);

  const CallRunnerOptions options_;
  Admission calls_;
  Admission streams_;
  Event stopping_;
  Mutex metrics_mutex_;
  std::unordered_map<const Method*, MethodMetrics> metrics_ ABSL_GUARDED_BY(metrics_mutex_);
};

}  // namespace gangmu
