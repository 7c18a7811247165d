#include "services/ingestion/rpc/job_desk.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"

#include "common/rpc/page_token.h"
#include "common/status/error.h"
#include "common/status/limits.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/ingestion/rpc/document_source.h"
#include "services/ingestion/rpc/job_messages.h"

namespace gangmu::ingestion {
namespace {

constexpr int kDefaultPage = 50;
constexpr int kItemsPerMessage = 500;
constexpr absl::Duration kWatchInterval = absl::Milliseconds(200);

int PageSize(int asked) { return asked == 0 ? kDefaultPage : asked; }

// Where the page begins: a number that the page before left in its token; 0 for the first.
template <typename Request>
absl::StatusOr<int64_t> CursorOf(const Request& request) {
  if (request.page_token().empty()) return 0;
  ASSIGN_OR_RETURN(const std::string cursor, DecodePageToken(request.page_token(), QueryFingerprint(request)));
  int64_t number = 0;
  if (absl::SimpleAtoi(cursor, &number)) return number;
  return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN, "the page token is damaged");
}

template <typename Request>
std::string TokenFor(const Request& request, int64_t cursor) {
  return EncodePageToken(QueryFingerprint(request), StrCat(cursor));
}

// What changes of a job between two messages of a watch; the rate alone is no reason for one.
struct Sight {
  absl::Time update_time;
  jobs::JobState state = jobs::JobState::kOpen;
  int64_t sequence = 0;
  absl::Status trouble;
  bool operator==(const Sight&) const = default;
};

}  // namespace

absl::StatusOr<v1::Job> JobDesk::Show(const absl::StatusOr<jobs::Job>& job) {
  RETURN_IF_ERROR(job.status());
  JobFigures figures;
  ASSIGN_OR_RETURN(figures.counts, store_.Counts(job->job));
  figures.in_flight = runner_.InFlight(job->job);
  figures.per_second = runner_.Rate(job->job);
  figures.trouble = runner_.Trouble();
  figures.retention = store_.options().retention;
  return JobMessage(*job, figures);
}

absl::StatusOr<v1::Job> JobDesk::Create(const v1::CreateJobRequest& request) {
  return Show(store_.Create({.id = request.job_id(),
                             .request_id = request.request_id(),
                             .resume_key = request.job().resume_key(),
                             .display_name = request.job().display_name(),
                             .max_in_flight = request.job().max_in_flight()}));
}

absl::StatusOr<v1::Job> JobDesk::Get(const v1::GetJobRequest& request) {
  return Show(store_.Get(*JobIdOf(request.name())));
}

absl::StatusOr<v1::ListJobsResponse> JobDesk::List(const v1::ListJobsRequest& request) {
  ASSIGN_OR_RETURN(const int64_t before, CursorOf(request));
  const int size = PageSize(request.page_size());
  ASSIGN_OR_RETURN(const std::vector<jobs::Job> jobs, store_.List(before, size + 1));
  v1::ListJobsResponse response;
  for (const jobs::Job& job : jobs) {
    if (response.jobs_size() == size) {
      response.set_next_page_token(TokenFor(request, jobs[static_cast<size_t>(size) - 1].job));
      break;
    }
    ASSIGN_OR_RETURN(*response.add_jobs(), Show(job));
  }
  return response;
}

absl::Status JobDesk::Delete(const v1::DeleteJobRequest& request) { return store_.Delete(*JobIdOf(request.name())); }

absl::StatusOr<v1::UploadJobItemsResponse> JobDesk::Upload(const v1::UploadJobItemsRequest& request) {
  const std::string id = *JobIdOf(request.name());
  std::vector<std::string> descriptions, identities;
  for (const v1::JobItemChunk& chunk : request.chunks()) {
    descriptions.push_back(DescriptionOf(chunk.document()));
    identities.push_back(NameBeforeReading(chunk.document()));
  }
  std::vector<jobs::Chunk> chunks;
  for (int i = 0; i < request.chunks_size(); ++i) {
    const v1::JobItemChunk& chunk = request.chunks(i);
    chunks.push_back({chunk.key(), identities[i], descriptions[i], chunk.byte_count(), chunk.offset(), chunk.data()});
  }
  ASSIGN_OR_RETURN(const std::vector<jobs::ItemProgress> progress, store_.Upload(id, chunks));
  v1::UploadJobItemsResponse response;
  for (size_t i = 0; i < progress.size(); ++i) {
    v1::JobItemProgress* item = response.add_items();
    item->set_key(request.chunks(static_cast<int>(i)).key());
    item->set_name(JobItemName(id, progress[i].number));
    item->set_received_bytes(progress[i].received);
  }
  return response;
}

absl::StatusOr<v1::Job> JobDesk::Start(const v1::StartJobRequest& request) {
  return Show(store_.Start(*JobIdOf(request.name()), request.more_items(), request.drop_incomplete()));
}

absl::StatusOr<v1::Job> JobDesk::Pause(const v1::PauseJobRequest& request) {
  return Show(store_.Pause(*JobIdOf(request.name())));
}

absl::StatusOr<v1::Job> JobDesk::Resume(const v1::ResumeJobRequest& request) {
  return Show(store_.Resume(*JobIdOf(request.name())));
}

absl::StatusOr<v1::Job> JobDesk::Cancel(const v1::CancelJobRequest& request) {
  return Show(store_.Cancel(*JobIdOf(request.name())));
}

absl::Status JobDesk::Watch(CallContext& call, const v1::WatchJobRequest& request,
                            StreamWriter<v1::WatchJobResponse>& out) {
  const std::string id = *JobIdOf(request.name());
  int64_t sequence = request.after_sequence();
  std::optional<Sight> last;
  for (;;) {
    ASSIGN_OR_RETURN(const jobs::Job job, store_.Get(id));
    std::vector<jobs::Item> items;
    if (request.include_items() && job.last_sequence > sequence) {
      ASSIGN_OR_RETURN(items, store_.ListDecided(job.job, sequence, kItemsPerMessage));
    }
    const Sight sight = {job.update_time, job.state, job.last_sequence, runner_.Trouble()};
    if (sight != last || !items.empty()) {
      v1::WatchJobResponse response;
      ASSIGN_OR_RETURN(*response.mutable_job(), Show(job));
      for (const jobs::Item& item : items) *response.add_items() = ItemMessage(id, item);
      RETURN_IF_ERROR(out.Write(response));
      last = sight;
    }
    if (!items.empty()) sequence = items.back().sequence;
    if (items.size() == kItemsPerMessage) continue;  // more may stand ready
    if (jobs::IsFinished(job.state)) return absl::OkStatus();
    RETURN_IF_ERROR(call.SleepFor(kWatchInterval));
  }
}

absl::StatusOr<v1::ListJobItemsResponse> JobDesk::ListItems(const v1::ListJobItemsRequest& request) {
  const std::string id = *JobIdOf(request.parent());
  ASSIGN_OR_RETURN(const jobs::Job job, store_.Get(id));
  ASSIGN_OR_RETURN(const int64_t after, CursorOf(request));
  const int size = PageSize(request.page_size());
  std::optional<jobs::ItemPhase> phase;
  if (request.phase() != v1::JOB_ITEM_PHASE_UNSPECIFIED) phase = static_cast<jobs::ItemPhase>(request.phase());
  ASSIGN_OR_RETURN(const std::vector<jobs::Item> items, store_.ListItems(job.job, phase, after, size + 1));
  v1::ListJobItemsResponse response;
  for (const jobs::Item& item : items) {
    if (response.items_size() == size) {
      response.set_next_page_token(TokenFor(request, items[static_cast<size_t>(size) - 1].number));
      break;
    }
    *response.add_items() = ItemMessage(id, item);
  }
  return response;
}

absl::Status JobDesk::Download(const v1::DownloadJobItemRequest& request,
                               StreamWriter<v1::DownloadJobItemResponse>& out) {
  const ItemName name = *ItemNameOf(request.name());
  ASSIGN_OR_RETURN(const jobs::Job job, store_.Get(name.job));
  ASSIGN_OR_RETURN(const jobs::Item item, store_.GetItem(job.job, name.number));
  ASSIGN_OR_RETURN(const std::string content, store_.Content(item));
  for (size_t at = 0; at < content.size(); at += kMaxChunkBytes) {
    v1::DownloadJobItemResponse piece;
    piece.set_data(content.substr(at, kMaxChunkBytes));
    RETURN_IF_ERROR(out.Write(piece));
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::RedriveJobItemsResponse> JobDesk::Redrive(const v1::RedriveJobItemsRequest& request) {
  const std::string id = *JobIdOf(request.parent());
  std::vector<int64_t> numbers;
  for (const std::string& name : request.names()) numbers.push_back(ItemNameOf(name)->number);
  v1::RedriveJobItemsResponse response;
  ASSIGN_OR_RETURN(const int64_t count, store_.Redrive(id, numbers, request.reason()));
  response.set_redriven_count(count);
  ASSIGN_OR_RETURN(*response.mutable_job(), Show(store_.Get(id)));
  return response;
}

}  // namespace gangmu::ingestion
