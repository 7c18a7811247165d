#include "services/cli/client/job_run.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <utility>

#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "common/status/limits.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "common/sync/mutex.h"
#include "common/text/strings.h"
#include "common/time/clock.h"
#include "gangmu/ingestion/v1/job_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/client/input.h"
#include "services/cli/client/interrupt.h"
#include "services/cli/client/raw_document.h"

namespace gangmu::cli {
namespace {

using namespace ingestion::v1;  // NOLINT: a dozen messages of one proto

constexpr size_t kUploadBytes = 4 << 20;  // of one call
constexpr int kUploadChunks = 200;
constexpr size_t kPieceBytes = 4 << 20;  // of one item
constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
constexpr absl::Duration kLastPause = absl::Seconds(10);
constexpr absl::Duration kLookForInterrupt = absl::Milliseconds(100);
constexpr size_t kKeyDigits = 16;

bool MayPass(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

void AddPart(Sha256Builder& digest, const std::string& part) { digest.Append(StrCat(part.size(), ":", part)); }

// Names a file with these bytes and what is stated of it.
std::string KeyOf(const InputFile& file, const std::string& content) {
  Sha256Builder digest;
  digest.Append(content);
  const std::string_view facts[] = {file.document_id, file.stated.title, file.stated.issuer, file.stated.date};
  for (const std::string_view fact : facts) AddPart(digest, std::string(fact));
  for (const auto& [key, value] : file.labels) {
    AddPart(digest, key);
    AddPart(digest, value);
  }
  return StrCat(file.source_uri, "#", HexEncode(digest.Finish()).substr(0, kKeyDigits));
}

// One job, from its making to its end. Two threads work: one uploads, one watches.
class JobRun {
 public:
  using OnFile = std::function<void(const IngestedFile&)>;
  using OnPause = std::function<void(const absl::Status&, absl::Duration)>;

  JobRun(const std::vector<InputFile>& files, const IngestSettings& settings, const Session& session,
         IngestReport& report, const OnFile& on_file, const OnPause& on_pause)
      : files_(files),
        settings_(settings),
        session_(session),
        endpoint_(IngestionEndpoint(session)),
        stub_(OpenChannel(endpoint_)),
        report_(report),
        on_file_(on_file),
        on_pause_(on_pause) {}

  // Decides what of `left` it can; takes it out of there.
  absl::Status Run(const JobRunSettings& settings, std::set<size_t>* left) {
    left_ = left;
    CreateJobRequest create;
    create.mutable_job()->set_resume_key(settings.resume_key);
    create.mutable_job()->set_display_name(settings.display_name);
    create.mutable_job()->set_max_in_flight(settings.max_in_flight);
    ASSIGN_OR_RETURN(job_, Call(session_, endpoint_, stub_, &JobService::Stub::CreateJob, create));
    if (job_.state() == JOB_STATE_PAUSED) RETURN_IF_ERROR(Resume());
    if (job_.more_items()) RETURN_IF_ERROR(Start(/*more_items=*/true));
    RETURN_IF_ERROR(ListKnown());
    NoteSuccess();
    std::thread uploader([this] { Finish(Upload(), &uploaded_); });
    std::thread watcher([this] { Finish(Watch(), &watched_); });
    WaitForBoth();
    uploader.join();
    watcher.join();
    if (InterruptGuard::Interrupted()) Pause();
    MutexLock lock(&mutex_);
    return error_;
  }

  const std::string& name() const { return job_.name(); }

 private:
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (JobService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                                        Response*),
                               const Request& request) {
    return Call(session_, endpoint_, stub_, method, request);
  }

  absl::Status Resume() {
    ResumeJobRequest request;
    request.set_name(job_.name());
    ASSIGN_OR_RETURN(job_, Ask(&JobService::Stub::ResumeJob, request));
    return absl::OkStatus();
  }

  absl::Status Start(bool more_items) {
    StartJobRequest request;
    request.set_name(job_.name());
    request.set_more_items(more_items);
    request.set_drop_incomplete(!more_items);
    return Ask(&JobService::Stub::StartJob, request).status();
  }

  void Pause() {
    PauseJobRequest request;
    request.set_name(job_.name());
    (void)Ask(&JobService::Stub::PauseJob, request);  // a finished job, or one that cannot be reached, needs none
  }

  // The items that are there from before an interruption.
  absl::Status ListKnown() {
    ListJobItemsRequest request;
    request.set_parent(job_.name());
    request.set_page_size(1000);
    do {
      ASSIGN_OR_RETURN(const ListJobItemsResponse page, Ask(&JobService::Stub::ListJobItems, request));
      for (const JobItem& item : page.items()) {
        if (item.phase() != JOB_ITEM_PHASE_RECEIVING) known_.insert(item.key());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  absl::Status Upload() {
    UploadJobItemsRequest request;
    size_t bytes = 0;
    const std::vector<size_t> wanted(left_->begin(), left_->end());
    for (const size_t index : wanted) {
      if (Stopped()) return absl::OkStatus();
      absl::StatusOr<std::string> content = ReadInput(files_[index].path, kMaxBatchBytes, session_.terminal);
      if (absl::IsNotFound(content.status()) && settings_.files_may_vanish) {
        MutexLock lock(&mutex_);
        left_->erase(index);
        continue;
      }
      if (!content.ok()) {
        IngestResult result;
        result.set_outcome(INGEST_OUTCOME_REJECTED);
        *result.mutable_status() = ToRpcStatus(content.status(), "");
        MutexLock lock(&mutex_);
        Decide(index, result);
        continue;
      }
      const std::string key = KeyOf(files_[index], *content);
      const bool is_new = Expect(key, index);
      if (!is_new || !job_.more_items()) continue;
      for (size_t at = 0; at == 0 || at < content->size(); at += kPieceBytes) {
        const std::string_view piece = std::string_view(*content).substr(at, kPieceBytes);
        if (request.chunks_size() == kUploadChunks ||
            (request.chunks_size() > 0 && bytes + piece.size() > kUploadBytes)) {
          RETURN_IF_ERROR(Send(&request));
          bytes = 0;
        }
        AddChunk(key, files_[index], *content, at, piece, request.add_chunks());
        bytes += piece.size();
      }
    }
    if (Stopped() || !job_.more_items()) return absl::OkStatus();
    RETURN_IF_ERROR(Send(&request));
    return UntilItPasses([this] { return Start(/*more_items=*/false); });
  }

  void AddChunk(const std::string& key, const InputFile& file, const std::string& content, size_t at,
                std::string_view piece, JobItemChunk* chunk) const {
    chunk->set_key(key);
    chunk->set_byte_count(static_cast<int64_t>(content.size()));
    chunk->set_offset(static_cast<int64_t>(at));
    chunk->set_data(std::string(piece));
    if (at > 0) return;
    *chunk->mutable_document() = DescribeDocument(file, settings_);
  }

  absl::Status Send(UploadJobItemsRequest* request) {
    if (request->chunks_size() == 0) return absl::OkStatus();
    request->set_name(job_.name());
    RETURN_IF_ERROR(UntilItPasses([&] { return Ask(&JobService::Stub::UploadJobItems, *request).status(); }));
    request->clear_chunks();
    return absl::OkStatus();
  }

  // False where that item is there already, or comes with another file of the same URI and bytes.
  bool Expect(const std::string& key, size_t index) {
    MutexLock lock(&mutex_);
    std::vector<size_t>& indexes = expected_[key];
    indexes.push_back(index);
    if (const auto early = early_.find(key); early != early_.end()) Decide(index, early->second);
    return indexes.size() == 1 && !known_.contains(key);
  }

  absl::Status Watch() {
    int64_t sequence = 0;
    return UntilItPasses([&] {
      WatchJobRequest request;
      request.set_name(job_.name());
      request.set_include_items(true);
      request.set_after_sequence(sequence);
      grpc::ClientContext context;
      {
        MutexLock lock(&mutex_);
        watching_ = &context;
      }
      const auto stream = stub_.WatchJob(&context, request);
      for (WatchJobResponse response; !Stopped() && stream->Read(&response);) {
        sequence = Take(response, sequence);
      }
      {
        MutexLock lock(&mutex_);
        watching_ = nullptr;
      }
      if (Stopped()) context.TryCancel();
      return FromCall(stream->Finish(), endpoint_);
    });
  }

  int64_t Take(const WatchJobResponse& response, int64_t sequence) {
    if (!response.job().has_waiting() || response.items_size() > 0) NoteSuccess();
    MutexLock lock(&mutex_);
    const absl::Status waiting =
        response.job().has_waiting() ? FromRpcStatus(response.job().waiting()) : absl::OkStatus();
    if (!waiting.ok() && waiting.message() != waiting_.message()) on_pause_(waiting, kFirstPause);
    waiting_ = waiting;
    for (const JobItem& item : response.items()) {
      early_[item.key()] = item.result();
      if (const auto found = expected_.find(item.key()); found != expected_.end()) {
        for (const size_t index : found->second) Decide(index, item.result());
      }
      sequence = item.sequence();
    }
    return sequence;
  }

  void Decide(size_t index, const IngestResult& result) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (left_->erase(index) == 0) return;
    report_.files.push_back({&files_[index], result});
    on_file_(report_.files.back());
  }

  // Calls until it is answered, while others succeed and for `patience` after the last success.
  template <typename Attempt>
  absl::Status UntilItPasses(Attempt attempt) {
    absl::Duration pause = kFirstPause;
    for (;;) {
      const absl::Status status = attempt();
      if (status.ok()) NoteSuccess();
      if (status.ok() || Stopped()) return absl::OkStatus();
      if (!MayPass(status) || OutOfPatience()) return status;
      {
        MutexLock lock(&mutex_);
        on_pause_(status, pause);
      }
      for (absl::Duration slept; slept < pause && !Stopped(); slept += kLookForInterrupt) {
        SystemClock().Sleep(kLookForInterrupt);
      }
      pause = std::min(pause * 2, kLastPause);
    }
  }

  bool Stopped() const { return stop_ || InterruptGuard::Interrupted(); }
  void NoteSuccess() { last_success_ = absl::ToInt64Milliseconds(SystemClock().Monotonic()); }
  bool OutOfPatience() const {
    return SystemClock().Monotonic() - absl::Milliseconds(last_success_.load()) > settings_.patience;
  }

  // A thread has come to its end; an error ends the other one too.
  void Finish(const absl::Status& status, bool* done) {
    MutexLock lock(&mutex_);
    *done = true;
    if (error_.ok()) error_ = status;
    if (!status.ok()) stop_ = true;
    changed_.NotifyAll();
  }

  // Breaks the watch off on an interrupt, and where the job has waited for a service longer than patience allows.
  void WaitForBoth() {
    MutexLock lock(&mutex_);
    while (!uploaded_ || !watched_) {
      changed_.WaitUntil(&mutex_, SteadyDeadline(kLookForInterrupt));
      if (!waiting_.ok() && OutOfPatience() && !stop_) {
        error_ = waiting_;
        stop_ = true;
      }
      if (Stopped() && watching_ != nullptr) watching_->TryCancel();
    }
  }

  const std::vector<InputFile>& files_;
  const IngestSettings& settings_;
  const Session& session_;
  const EndpointInfo endpoint_;
  JobService::Stub stub_;
  IngestReport& report_;
  const OnFile& on_file_;
  const OnPause& on_pause_;
  Job job_;
  std::set<std::string> known_;  // keys of items that are there from before
  std::set<size_t>* left_ = nullptr;
  std::atomic<bool> stop_{false};
  std::atomic<int64_t> last_success_{0};  // monotonic milliseconds
  Mutex mutex_;
  CondVar changed_;
  std::map<std::string, std::vector<size_t>> expected_ ABSL_GUARDED_BY(mutex_);  // files by key
  std::map<std::string, IngestResult> early_ ABSL_GUARDED_BY(mutex_);            // results by key
  absl::Status waiting_ ABSL_GUARDED_BY(mutex_);
  absl::Status error_ ABSL_GUARDED_BY(mutex_);
  grpc::ClientContext* watching_ ABSL_GUARDED_BY(mutex_) = nullptr;
  bool uploaded_ ABSL_GUARDED_BY(mutex_) = false;
  bool watched_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace

IngestReport RunJobIngest(const std::vector<InputFile>& files, const IngestSettings& settings,
                          const JobRunSettings& job, const Session& session,
                          const std::function<void(const IngestedFile&)>& on_file,
                          const std::function<void(const absl::Status&, absl::Duration)>& on_pause) {
  IngestReport report;
  report.files.reserve(files.size());
  std::set<size_t> left;
  for (size_t i = 0; i < files.size(); ++i) left.insert(i);
  // A job found again may have been closed for new items; what it does not hold goes into the next.
  for (int round = 0; round < 2 && !left.empty() && !InterruptGuard::Interrupted() && report.error.ok(); ++round) {
    JobRun run(files, settings, session, report, on_file, on_pause);
    report.error = run.Run(job, &left);
    report.job = run.name();
  }
  report.interrupted = InterruptGuard::Interrupted() && !left.empty();
  for (const size_t index : left) report.left.push_back(&files[index]);
  if (left.empty() || report.interrupted) report.error = absl::OkStatus();
  return report;
}

}  // namespace gangmu::cli
