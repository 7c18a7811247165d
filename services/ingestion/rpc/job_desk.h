// What the job service does, without gRPC's calls: requests in, messages out.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

#include "common/rpc/call_runner.h"
#include "gangmu/ingestion/v1/job_service.pb.h"
#include "services/ingestion/jobs/job_runner.h"
#include "services/ingestion/jobs/job_store.h"

namespace gangmu::ingestion {

// Requests are valid (validate_jobs.h). Errors: job_service.proto. Thread safe.
class JobDesk {
 public:
  // Both outlive the desk.
  JobDesk(jobs::JobStore* store, jobs::JobRunner* runner) : store_(*store), runner_(*runner) {}

  // The job as callers see it; its error where it has one.
  absl::StatusOr<v1::Job> Show(const absl::StatusOr<jobs::Job>& job);

  absl::StatusOr<v1::Job> Create(const v1::CreateJobRequest& request);
  absl::StatusOr<v1::Job> Get(const v1::GetJobRequest& request);
  absl::StatusOr<v1::ListJobsResponse> List(const v1::ListJobsRequest& request);
  absl::Status Delete(const v1::DeleteJobRequest& request);
  absl::StatusOr<v1::UploadJobItemsResponse> Upload(const v1::UploadJobItemsRequest& request);
  absl::StatusOr<v1::Job> Start(const v1::StartJobRequest& request);
  absl::StatusOr<v1::Job> Pause(const v1::PauseJobRequest& request);
  absl::StatusOr<v1::Job> Resume(const v1::ResumeJobRequest& request);
  absl::StatusOr<v1::Job> Cancel(const v1::CancelJobRequest& request);
  absl::Status Watch(CallContext& call, const v1::WatchJobRequest& request, StreamWriter<v1::WatchJobResponse>& out);
  absl::StatusOr<v1::ListJobItemsResponse> ListItems(const v1::ListJobItemsRequest& request);
  absl::Status Download(const v1::DownloadJobItemRequest& request, StreamWriter<v1::DownloadJobItemResponse>& out);
  absl::StatusOr<v1::RedriveJobItemsResponse> Redrive(const v1::RedriveJobItemsRequest& request);

 private:
  jobs::JobStore& store_;
  jobs::JobRunner& runner_;
};

}  // namespace gangmu::ingestion
