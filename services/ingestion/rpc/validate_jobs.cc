#include "services/ingestion/rpc/validate_jobs.h"

#include "common/status/error.h"
#include "common/status/limits.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "services/ingestion/rpc/job_messages.h"
#include "services/ingestion/rpc/validate.h"

namespace gangmu::ingestion {
namespace {

constexpr size_t kMaxDisplayNameBytes = 256;
constexpr size_t kMaxResumeKeyBytes = 128;

void CheckJobName(std::string_view field, const std::string& name, Violations* violations) {
  if (JobIdOf(name)) return;
  violations->Add(field, StrCat("got \"", PrintableUtf8(name, 64), "\", want jobs/{job}"));
}

void CheckItemName(std::string_view field, const std::string& name, Violations* violations) {
  if (ItemNameOf(name)) return;
  violations->Add(field, StrCat("got \"", PrintableUtf8(name, 64), "\", want jobs/{job}/items/{number}"));
}

void CheckLength(std::string_view field, const std::string& value, size_t most, Violations* violations) {
  if (value.size() <= most) return;
  violations->Add(field, StrCat("got ", value.size(), " bytes, want at most ", most));
}

void CheckPageSize(int size, Violations* violations) {
  if (size >= 0 && size <= kMaxJobPage) return;
  violations->Add("page_size", StrCat("got ", size, ", want 0 to ", kMaxJobPage));
}

void CheckInFlight(std::string_view field, int count, Violations* violations) {
  if (count >= 0 && count <= kMaxJobInFlight) return;
  violations->Add(field, StrCat("got ", count, ", want 0 to ", kMaxJobInFlight));
}

void CheckChunk(const v1::JobItemChunk& chunk, const std::string& path, Violations* violations) {
  if (chunk.key().empty()) violations->Add(StrCat(path, ".key"), "is missing");
  CheckLength(StrCat(path, ".key"), chunk.key(), kMaxItemKeyBytes, violations);
  if (!chunk.document().content().empty())
    violations->Add(StrCat(path, ".document.content"), "want it empty: see data");
  if (chunk.document().ByteSizeLong() > kMaxItemDescriptionBytes) {
    violations->Add(StrCat(path, ".document"), StrCat("want at most ", kMaxItemDescriptionBytes, " bytes"));
  }
  if (chunk.byte_count() < 0 || chunk.byte_count() > static_cast<int64_t>(kMaxBatchBytes)) {
    violations->Add(StrCat(path, ".byte_count"), StrCat("got ", chunk.byte_count(), ", want 0 to ", kMaxBatchBytes));
    return;
  }
  const int64_t size = static_cast<int64_t>(chunk.data().size());
  if (chunk.offset() < 0 || chunk.offset() > chunk.byte_count() - size) {
    violations->Add(StrCat(path, ".offset"),
                    StrCat("got ", chunk.offset(), " with ", size, " bytes of data, want both within byte_count"));
  }
  if (size == 0 && chunk.byte_count() > 0) violations->Add(StrCat(path, ".data"), "is missing");
}

template <typename Request>
absl::Status OnlyName(const Request& request) {
  Violations violations;
  CheckJobName("name", request.name(), &violations);
  return violations.ToStatus();
}

}  // namespace

absl::Status Validate(const v1::CreateJobRequest& request) {
  Violations violations;
  if (!request.job_id().empty() && !JobIdOf(JobName(request.job_id()))) {
    violations.Add("job_id", StrCat("got \"", PrintableUtf8(request.job_id(), 64), "\", want [a-z0-9][a-z0-9-]{0,62}"));
  }
  CheckLength("request_id", request.request_id(), kMaxRequestIdBytes, &violations);
  CheckLength("job.display_name", request.job().display_name(), kMaxDisplayNameBytes, &violations);
  CheckLength("job.resume_key", request.job().resume_key(), kMaxResumeKeyBytes, &violations);
  CheckInFlight("job.max_in_flight", request.job().max_in_flight(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetJobRequest& request) { return OnlyName(request); }
absl::Status Validate(const v1::DeleteJobRequest& request) { return OnlyName(request); }
absl::Status Validate(const v1::StartJobRequest& request) { return OnlyName(request); }
absl::Status Validate(const v1::PauseJobRequest& request) { return OnlyName(request); }
absl::Status Validate(const v1::ResumeJobRequest& request) { return OnlyName(request); }
absl::Status Validate(const v1::CancelJobRequest& request) { return OnlyName(request); }

absl::Status Validate(const v1::ListJobsRequest& request) {
  Violations violations;
  CheckPageSize(request.page_size(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::UploadJobItemsRequest& request) {
  Violations violations;
  CheckJobName("name", request.name(), &violations);
  const auto count = static_cast<size_t>(request.chunks_size());
  if (count < 1 || count > kMaxChunksPerUpload) {
    violations.Add("chunks", StrCat("got ", count, " pieces, want 1 to ", kMaxChunksPerUpload));
  }
  size_t bytes = 0;
  for (int i = 0; i < request.chunks_size(); ++i) {
    CheckChunk(request.chunks(i), StrCat("chunks[", i, "]"), &violations);
    bytes += request.chunks(i).data().size();
  }
  if (bytes > kMaxUploadBytes) {
    violations.Add("chunks", StrCat("got ", bytes, " bytes, want at most ", kMaxUploadBytes));
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::WatchJobRequest& request) {
  Violations violations;
  CheckJobName("name", request.name(), &violations);
  if (request.after_sequence() < 0) violations.Add("after_sequence", "want 0 or more");
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListJobItemsRequest& request) {
  Violations violations;
  CheckJobName("parent", request.parent(), &violations);
  CheckPageSize(request.page_size(), &violations);
  if (!v1::JobItemPhase_IsValid(request.phase())) violations.Add("phase", StrCat("got ", request.phase()));
  return violations.ToStatus();
}

absl::Status Validate(const v1::DownloadJobItemRequest& request) {
  Violations violations;
  CheckItemName("name", request.name(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::RedriveJobItemsRequest& request) {
  Violations violations;
  CheckJobName("parent", request.parent(), &violations);
  if (request.names_size() > kMaxJobPage) {
    violations.Add("names", StrCat("got ", request.names_size(), ", want at most ", kMaxJobPage));
  }
  for (int i = 0; i < request.names_size(); ++i) {
    CheckItemName(StrCat("names[", i, "]"), request.names(i), &violations);
    const auto item = ItemNameOf(request.names(i));
    if (item && JobName(item->job) != request.parent()) violations.Add(StrCat("names[", i, "]"), "is of another job");
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::ReextractDocumentsRequest& request) {
  Violations violations;
  CheckLength("request_id", request.request_id(), kMaxRequestIdBytes, &violations);
  CheckInFlight("max_in_flight", request.max_in_flight(), &violations);
  return violations.ToStatus();
}

}  // namespace gangmu::ingestion
