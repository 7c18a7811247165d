#include "services/cli/client/ingest_run.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "common/status/error.h"
#include "common/status/limits.h"
#include "common/status/rpc_status.h"
#include "common/sync/mutex.h"
#include "common/time/clock.h"
#include "services/cli/client/input.h"
#include "services/cli/client/interrupt.h"
#include "services/cli/client/raw_document.h"

namespace gangmu::cli {
namespace {

using ingestion::v1::IngestDocumentsRequest;
using ingestion::v1::IngestDocumentsResponse;
using ingestion::v1::IngestionService;
using ingestion::v1::IngestResult;

constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
constexpr absl::Duration kLastPause = absl::Seconds(10);
constexpr absl::Duration kLookForInterrupt = absl::Milliseconds(100);
// After Ctrl-C, for the documents that are under way.
constexpr absl::Duration kDrain = absl::Seconds(10);

bool MaySucceedLater(const IngestResult& result) {
  if (result.outcome() != ingestion::v1::INGEST_OUTCOME_REJECTED) return false;
  switch (static_cast<absl::StatusCode>(result.status().code())) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

IngestResult Rejected(const absl::Status& status) {
  IngestResult result;
  result.set_outcome(ingestion::v1::INGEST_OUTCOME_REJECTED);
  *result.mutable_status() = ToRpcStatus(status, "");
  return result;
}

// Reads files for one run; standard input, which can be read once only, is kept for a second try.
class FileReader {
 public:
  explicit FileReader(const Terminal& terminal) : terminal_(terminal) {}

  absl::StatusOr<std::string> Read(const std::string& path) {
    if (path != kStandardInput) return ReadInput(path, kMaxBytes, terminal_);
    if (!standard_input_) standard_input_ = ReadInput(path, kMaxBytes, terminal_);
    return *standard_input_;
  }

 private:
  static constexpr int64_t kMaxBytes = kMaxBatchBytes;

  const Terminal& terminal_;
  std::optional<absl::StatusOr<std::string>> standard_input_;
};

enum class Answerer { kService, kClient };  // who decided about a file

// One stream over some of the files.
class Pass {
 public:
  using OnAnswer = std::function<void(int64_t index, IngestResult result, Answerer who)>;

  Pass(const std::vector<InputFile>& files, const IngestSettings& settings, FileReader& reader, OnAnswer on_answer)
      : files_(files), settings_(settings), reader_(reader), on_answer_(std::move(on_answer)) {}

  // How the stream ended. `indexes` are sent in order until it breaks or the user interrupts.
  absl::Status Run(IngestionService::Stub& stub, const EndpointInfo& endpoint, const std::vector<int64_t>& indexes) {
    stream_ = stub.IngestDocuments(&context_);
    std::thread reader([this] { ReadAnswers(); });
    for (const int64_t index : indexes) {
      if (InterruptGuard::Interrupted() || !Send(index)) break;
    }
    stream_->WritesDone();
    WaitForAnswers();
    reader.join();
    return FromCall(stream_->Finish(), endpoint);
  }

 private:
  // False where the stream is broken.
  bool Send(int64_t index) {
    const InputFile& file = files_[static_cast<size_t>(index)];
    absl::StatusOr<std::string> bytes = reader_.Read(file.path);
    if (!bytes.ok()) {
      MutexLock lock(&mutex_);
      on_answer_(index, Rejected(bytes.status()), Answerer::kClient);
      return true;
    }
    const auto size = static_cast<int64_t>(bytes->size());
    if (!WaitForRoom(size)) return false;
    IngestDocumentsRequest request;
    request.set_index(index);
    request.set_validate_only(settings_.validate_only);
    *request.mutable_document() = DescribeDocument(file, settings_);
    request.mutable_document()->set_content(*std::move(bytes));
    {
      MutexLock lock(&mutex_);
      in_flight_[index] = size;
      bytes_in_flight_ += size;
    }
    return stream_->Write(request);
  }

  bool WaitForRoom(int64_t size) {
    MutexLock lock(&mutex_);
    while (!ended_ && !InterruptGuard::Interrupted() && !in_flight_.empty() &&
           (static_cast<int>(in_flight_.size()) >= settings_.max_in_flight ||
            bytes_in_flight_ + size > settings_.max_in_flight_bytes)) {
      changed_.WaitUntil(&mutex_, SteadyDeadline(kLookForInterrupt));
    }
    return !ended_ && !InterruptGuard::Interrupted();
  }

  // Until the last answer is there or the stream has ended; after an interrupt for kDrain at most.
  void WaitForAnswers() {
    MutexLock lock(&mutex_);
    absl::Duration since_interrupt = absl::ZeroDuration();
    while (!ended_) {
      changed_.WaitUntil(&mutex_, SteadyDeadline(kLookForInterrupt));
      if (InterruptGuard::Interrupted()) since_interrupt += kLookForInterrupt;
      if (since_interrupt > kDrain) context_.TryCancel();
    }
  }

  void ReadAnswers() {
    IngestDocumentsResponse response;
    while (stream_->Read(&response)) {
      MutexLock lock(&mutex_);
      const auto sent = in_flight_.find(response.index());
      if (sent == in_flight_.end()) continue;  // answered twice, or never asked: nothing of ours
      bytes_in_flight_ -= sent->second;
      in_flight_.erase(sent);
      on_answer_(response.index(), std::move(*response.mutable_result()), Answerer::kService);
      changed_.NotifyAll();
    }
    MutexLock lock(&mutex_);
    ended_ = true;
    changed_.NotifyAll();
  }

  const std::vector<InputFile>& files_;
  const IngestSettings& settings_;
  FileReader& reader_;
  const OnAnswer on_answer_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<IngestDocumentsRequest, IngestDocumentsResponse>> stream_;
  Mutex mutex_;
  CondVar changed_;
  std::map<int64_t, int64_t> in_flight_ ABSL_GUARDED_BY(mutex_);  // bytes by index
  int64_t bytes_in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

// False where the user interrupted the pause.
bool Pause(absl::Duration pause) {
  for (absl::Duration slept; slept < pause && !InterruptGuard::Interrupted(); slept += kLookForInterrupt) {
    SystemClock().Sleep(kLookForInterrupt);
  }
  return !InterruptGuard::Interrupted();
}

// Why a pass left files behind: its own end, else what the last of them was answered.
absl::Status ReasonToRetry(const absl::Status& ended, const absl::Status& last_answer) {
  if (!ended.ok()) return ended;
  if (!last_answer.ok()) return last_answer;
  return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, "the service ended the stream without an answer");
}

}  // namespace

IngestReport RunIngest(const std::vector<InputFile>& files, const IngestSettings& settings, const Session& session,
                       const std::function<void(const IngestedFile&)>& on_file,
                       const std::function<void(const absl::Status&, absl::Duration)>& on_pause) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  IngestionService::Stub stub(OpenChannel(endpoint));
  IngestReport report;
  FileReader reader(session.terminal);
  std::set<int64_t> left;
  for (size_t i = 0; i < files.size(); ++i) left.insert(static_cast<int64_t>(i));
  absl::Status last_answer;
  bool heard_service = false;
  const auto on_answer = [&](int64_t index, IngestResult result, Answerer who) {
    heard_service = heard_service || who == Answerer::kService;
    if (MaySucceedLater(result)) {
      last_answer = FromRpcStatus(result.status());
      return;
    }
    left.erase(index);
    report.files.push_back({&files[static_cast<size_t>(index)], std::move(result)});
    on_file(report.files.back());
  };
  absl::Duration pause = kFirstPause;
  absl::Duration last_success = SystemClock().Monotonic();
  while (!left.empty() && !InterruptGuard::Interrupted()) {
    const size_t decided_before = report.files.size();
    const absl::Status ended =
        Pass(files, settings, reader, on_answer).Run(stub, endpoint, std::vector<int64_t>(left.begin(), left.end()));
    if (left.empty() || InterruptGuard::Interrupted()) break;
    report.error = ReasonToRetry(ended, last_answer);
    if (report.files.size() > decided_before) {
      last_success = SystemClock().Monotonic();
      pause = kFirstPause;
    }
    const bool transient = report.error.code() == absl::StatusCode::kUnavailable || ended.ok();
    const bool hopeless = !heard_service && !ended.ok();
    if (!transient || hopeless || SystemClock().Monotonic() - last_success > settings.patience) break;
    on_pause(report.error, pause);
    if (!Pause(pause)) break;
    pause = std::min(pause * 2, kLastPause);
  }
  report.interrupted = InterruptGuard::Interrupted() && !left.empty();
  for (const int64_t index : left) report.left.push_back(&files[static_cast<size_t>(index)]);
  if (left.empty() || report.interrupted) report.error = absl::OkStatus();
  return report;
}

}  // namespace gangmu::cli
