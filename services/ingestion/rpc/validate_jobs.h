// What a request about jobs must satisfy. Pure; all violations at once.
#pragma once

#include "absl/status/status.h"

#include "gangmu/ingestion/v1/job_service.pb.h"

namespace gangmu::ingestion {

inline constexpr size_t kMaxChunksPerUpload = 1000;
inline constexpr size_t kMaxUploadBytes = 8 << 20;
inline constexpr size_t kMaxItemKeyBytes = 2048;
inline constexpr size_t kMaxItemDescriptionBytes = 64 << 10;
inline constexpr int kMaxJobPage = 1000;
inline constexpr int kMaxJobInFlight = 1000;

absl::Status Validate(const v1::CreateJobRequest& request);
absl::Status Validate(const v1::GetJobRequest& request);
absl::Status Validate(const v1::ListJobsRequest& request);
absl::Status Validate(const v1::DeleteJobRequest& request);
absl::Status Validate(const v1::UploadJobItemsRequest& request);
absl::Status Validate(const v1::StartJobRequest& request);
absl::Status Validate(const v1::PauseJobRequest& request);
absl::Status Validate(const v1::ResumeJobRequest& request);
absl::Status Validate(const v1::CancelJobRequest& request);
absl::Status Validate(const v1::WatchJobRequest& request);
absl::Status Validate(const v1::ListJobItemsRequest& request);
absl::Status Validate(const v1::DownloadJobItemRequest& request);
absl::Status Validate(const v1::RedriveJobItemsRequest& request);
absl::Status Validate(const v1::ReextractDocumentsRequest& request);

}  // namespace gangmu::ingestion
