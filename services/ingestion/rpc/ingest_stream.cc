#include "services/ingestion/rpc/ingest_stream.h"

#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "common/sync/bounded_queue.h"
#include "services/ingestion/rpc/document_source.h"
#include "services/ingestion/rpc/validate.h"

namespace gangmu::ingestion {
namespace {

// What reader, engine and writer of one stream share; lives until the last document is answered.
class Window {
 public:
  Window() : outcomes_(kStreamWindow, SIZE_MAX) {}

  // Waits until the window has room and no document of that identity is in flight; empty: no identity before reading.
  absl::Status Enter(const std::string& identity, CallContext& call) {
    MutexLock lock(&mutex_);
    while (open_ >= kStreamWindow || in_flight_.contains(identity)) {
      RETURN_IF_ERROR(call.Check());
      if (abandoned_) return absl::CancelledError("the outcome stream broke");
      changed_.WaitUntil(&mutex_, SteadyDeadline(kCancelPollInterval));
    }
    ++open_;
    if (!identity.empty()) in_flight_.insert(identity);
    return absl::OkStatus();
  }

  // The document is answered. Never blocks: the window bounds what is queued.
  void Answer(const std::string& identity, v1::IngestDocumentsResponse response) {
    {
      MutexLock lock(&mutex_);
      in_flight_.erase(identity);
      changed_.NotifyAll();
    }
    outcomes_.Push(std::move(response));
  }

  std::optional<v1::IngestDocumentsResponse> NextOutcome() { return outcomes_.Pop(); }

  // The outcome left the window.
  void Leave() {
    MutexLock lock(&mutex_);
    --open_;
    changed_.NotifyAll();
  }

  void WaitUntilEmpty() {
    MutexLock lock(&mutex_);
    while (open_ > 0) changed_.Wait(&mutex_);
  }

  void CloseOutcomes() { outcomes_.Close(); }
  void Abandon() { abandoned_ = true; }
  const std::atomic<bool>& abandoned() const { return abandoned_; }

 private:
  Mutex mutex_;
  CondVar changed_;
  size_t open_ ABSL_GUARDED_BY(mutex_) = 0;
  std::set<std::string> in_flight_ ABSL_GUARDED_BY(mutex_);
  BoundedQueue<v1::IngestDocumentsResponse> outcomes_;
  std::atomic<bool> abandoned_{false};
};

v1::IngestDocumentsResponse ToResponse(int64_t index, IngestOutcomeOr outcome, const std::string& request_id) {
  v1::IngestDocumentsResponse response;
  response.set_index(index);
  if (outcome.ok()) {
    *response.mutable_result() = *std::move(outcome);
  } else {
    response.mutable_result()->set_outcome(v1::INGEST_OUTCOME_REJECTED);
    *response.mutable_result()->mutable_status() = ToRpcStatus(outcome.status(), request_id);
  }
  return response;
}

absl::Status TakeOne(v1::IngestDocumentsRequest request, CallContext& call, IngestEngine& engine,
                     const std::shared_ptr<Window>& window) {
  const std::string identity = NameBeforeReading(request.document());
  RETURN_IF_ERROR(window->Enter(identity, call));
  const auto answer = [window, identity, index = request.index(), id = call.request_id()](IngestOutcomeOr outcome) {
    window->Answer(identity, ToResponse(index, std::move(outcome), id));
  };
  const absl::Status valid = Validate(request);
  if (!valid.ok()) return answer(valid), absl::OkStatus();
  IngestItem item;
  auto ticket = engine.budget().Take(request.document().content().size(), [&] { return call.Check(); });
  if (!ticket.ok()) return answer(ticket.status()), ticket.status();
  item.ticket = *std::move(ticket);
  item.raw = std::move(*request.mutable_document());
  item.validate_only = request.validate_only();
  item.deadline = call.deadline();
  item.abandoned = {window, &window->abandoned()};
  item.done = answer;
  engine.Ingest(std::move(item));
  return absl::OkStatus();
}

}  // namespace

absl::Status IngestStream(CallContext& call, IngestEngine& engine, StreamReader<v1::IngestDocumentsRequest>& in,
                          StreamWriter<v1::IngestDocumentsResponse>& out) {
  const auto window = std::make_shared<Window>();
  absl::Status written;
  std::thread writer([&] {
    while (std::optional<v1::IngestDocumentsResponse> outcome = window->NextOutcome()) {
      if (written.ok()) written = out.Write(*outcome);
      if (!written.ok()) window->Abandon();
      window->Leave();
    }
  });
  absl::Status taken;
  v1::IngestDocumentsRequest request;
  while (taken.ok() && in.Read(&request)) {
    taken = TakeOne(std::move(request), call, engine, window);
    request = {};
  }
  if (taken.ok()) taken = in.Check();
  if (!taken.ok()) window->Abandon();
  window->WaitUntilEmpty();
  window->CloseOutcomes();
  writer.join();
  return taken.ok() ? written : taken;
}

}  // namespace gangmu::ingestion
