#include "services/ingestion/rpc/job_service.h"

#include "common/status/macros.h"
#include "services/ingestion/rpc/validate_jobs.h"

namespace gangmu::ingestion {
namespace {

constexpr std::string_view kService = "gangmu.ingestion.v1.JobService";
constexpr Method kCreateJob{kService, "CreateJob", Access::kWrite};
constexpr Method kGetJob{kService, "GetJob", Access::kRead};
constexpr Method kListJobs{kService, "ListJobs", Access::kRead};
constexpr Method kDeleteJob{kService, "DeleteJob", Access::kWrite};
constexpr Method kUploadJobItems{kService, "UploadJobItems", Access::kWrite};
constexpr Method kStartJob{kService, "StartJob", Access::kWrite};
constexpr Method kPauseJob{kService, "PauseJob", Access::kWrite};
constexpr Method kResumeJob{kService, "ResumeJob", Access::kWrite};
constexpr Method kCancelJob{kService, "CancelJob", Access::kWrite};
constexpr Method kWatchJob{kService, "WatchJob", Access::kRead};
constexpr Method kListJobItems{kService, "ListJobItems", Access::kRead};
constexpr Method kDownloadJobItem{kService, "DownloadJobItem", Access::kRead};
constexpr Method kRedriveJobItems{kService, "RedriveJobItems", Access::kWrite};
constexpr Method kReextractDocuments{kService, "ReextractDocuments", Access::kWrite};

template <typename Request>
absl::Status Validated(const Request& request) {
  return Validate(request);
}

}  // namespace

grpc::Status JobServiceImpl::CreateJob(grpc::ServerContext* context, const v1::CreateJobRequest* request,
                                       v1::Job* response) {
  return runner_.Unary(*context, kCreateJob, *request, *response, Validated<v1::CreateJobRequest>,
                       [&](CallContext&, const v1::CreateJobRequest& r) { return desk_.Create(r); });
}

grpc::Status JobServiceImpl::GetJob(grpc::ServerContext* context, const v1::GetJobRequest* request, v1::Job* response) {
  return runner_.Unary(*context, kGetJob, *request, *response, Validated<v1::GetJobRequest>,
                       [&](CallContext&, const v1::GetJobRequest& r) { return desk_.Get(r); });
}

grpc::Status JobServiceImpl::ListJobs(grpc::ServerContext* context, const v1::ListJobsRequest* request,
                                      v1::ListJobsResponse* response) {
  return runner_.Unary(*context, kListJobs, *request, *response, Validated<v1::ListJobsRequest>,
                       [&](CallContext&, const v1::ListJobsRequest& r) { return desk_.List(r); });
}

grpc::Status JobServiceImpl::DeleteJob(grpc::ServerContext* context, const v1::DeleteJobRequest* request,
                                       google::protobuf::Empty* response) {
  return runner_.Unary(*context, kDeleteJob, *request, *response, Validated<v1::DeleteJobRequest>,
                       [&](CallContext&, const v1::DeleteJobRequest& r) -> absl::StatusOr<google::protobuf::Empty> {
                         RETURN_IF_ERROR(desk_.Delete(r));
                         return google::protobuf::Empty();
                       });
}

grpc::Status JobServiceImpl::UploadJobItems(grpc::ServerContext* context, const v1::UploadJobItemsRequest* request,
                                            v1::UploadJobItemsResponse* response) {
  return runner_.Unary(*context, kUploadJobItems, *request, *response, Validated<v1::UploadJobItemsRequest>,
                       [&](CallContext&, const v1::UploadJobItemsRequest& r) { return desk_.Upload(r); });
}

grpc::Status JobServiceImpl::StartJob(grpc::ServerContext* context, const v1::StartJobRequest* request,
                                      v1::Job* response) {
  return runner_.Unary(*context, kStartJob, *request, *response, Validated<v1::StartJobRequest>,
                       [&](CallContext&, const v1::StartJobRequest& r) { return desk_.Start(r); });
}

grpc::Status JobServiceImpl::PauseJob(grpc::ServerContext* context, const v1::PauseJobRequest* request,
                                      v1::Job* response) {
  return runner_.Unary(*context, kPauseJob, *request, *response, Validated<v1::PauseJobRequest>,
                       [&](CallContext&, const v1::PauseJobRequest& r) { return desk_.Pause(r); });
}

grpc::Status JobServiceImpl::ResumeJob(grpc::ServerContext* context, const v1::ResumeJobRequest* request,
                                       v1::Job* response) {
  return runner_.Unary(*context, kResumeJob, *request, *response, Validated<v1::ResumeJobRequest>,
                       [&](CallContext&, const v1::ResumeJobRequest& r) { return desk_.Resume(r); });
}

grpc::Status JobServiceImpl::CancelJob(grpc::ServerContext* context, const v1::CancelJobRequest* request,
                                       v1::Job* response) {
  return runner_.Unary(*context, kCancelJob, *request, *response, Validated<v1::CancelJobRequest>,
                       [&](CallContext&, const v1::CancelJobRequest& r) { return desk_.Cancel(r); });
}

grpc::Status JobServiceImpl::WatchJob(grpc::ServerContext* context, const v1::WatchJobRequest* request,
                                      grpc::ServerWriter<v1::WatchJobResponse>* writer) {
  return runner_.ServerStream(*context, kWatchJob, *request, *writer, Validated<v1::WatchJobRequest>,
                              [&](CallContext& call, const v1::WatchJobRequest& r,
                                  StreamWriter<v1::WatchJobResponse>& out) { return desk_.Watch(call, r, out); });
}

grpc::Status JobServiceImpl::ListJobItems(grpc::ServerContext* context, const v1::ListJobItemsRequest* request,
                                          v1::ListJobItemsResponse* response) {
  return runner_.Unary(*context, kListJobItems, *request, *response, Validated<v1::ListJobItemsRequest>,
                       [&](CallContext&, const v1::ListJobItemsRequest& r) { return desk_.ListItems(r); });
}

grpc::Status JobServiceImpl::DownloadJobItem(grpc::ServerContext* context, const v1::DownloadJobItemRequest* request,
                                             grpc::ServerWriter<v1::DownloadJobItemResponse>* writer) {
  return runner_.ServerStream(*context, kDownloadJobItem, *request, *writer, Validated<v1::DownloadJobItemRequest>,
                              [&](CallContext&, const v1::DownloadJobItemRequest& r,
                                  StreamWriter<v1::DownloadJobItemResponse>& out) { return desk_.Download(r, out); });
}

grpc::Status JobServiceImpl::RedriveJobItems(grpc::ServerContext* context, const v1::RedriveJobItemsRequest* request,
                                             v1::RedriveJobItemsResponse* response) {
  return runner_.Unary(*context, kRedriveJobItems, *request, *response, Validated<v1::RedriveJobItemsRequest>,
                       [&](CallContext&, const v1::RedriveJobItemsRequest& r) { return desk_.Redrive(r); });
}

grpc::Status JobServiceImpl::ReextractDocuments(grpc::ServerContext* context,
                                                const v1::ReextractDocumentsRequest* request,
                                                grpc::ServerWriter<v1::ReextractDocumentsResponse>* writer) {
  return runner_.ServerStream(*context, kReextractDocuments, *request, *writer,
                              Validated<v1::ReextractDocumentsRequest>,
                              [&](CallContext& call, const v1::ReextractDocumentsRequest& r,
                                  Reextraction::Writer& out) { return reextraction_.Run(call, r, out); });
}

}  // namespace gangmu::ingestion
