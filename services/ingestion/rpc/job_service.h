// The gRPC face of jobs: adapts calls to the desk and nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/ingestion/v1/job_service.grpc.pb.h"
#include "services/ingestion/rpc/job_desk.h"
#include "services/ingestion/rpc/reextraction.h"

namespace gangmu::ingestion {

// Thread safe. All outlive the service.
class JobServiceImpl final : public v1::JobService::Service {
 public:
  JobServiceImpl(CallRunner* runner, JobDesk* desk, Reextraction* reextraction)
      : runner_(*runner), desk_(*desk), reextraction_(*reextraction) {}

  grpc::Status CreateJob(grpc::ServerContext*, const v1::CreateJobRequest*, v1::Job*) override;
  grpc::Status GetJob(grpc::ServerContext*, const v1::GetJobRequest*, v1::Job*) override;
  grpc::Status ListJobs(grpc::ServerContext*, const v1::ListJobsRequest*, v1::ListJobsResponse*) override;
  grpc::Status DeleteJob(grpc::ServerContext*, const v1::DeleteJobRequest*, google::protobuf::Empty*) override;
  grpc::Status UploadJobItems(grpc::ServerContext*, const v1::UploadJobItemsRequest*,
                              v1::UploadJobItemsResponse*) override;
  grpc::Status StartJob(grpc::ServerContext*, const v1::StartJobRequest*, v1::Job*) override;
  grpc::Status PauseJob(grpc::ServerContext*, const v1::PauseJobRequest*, v1::Job*) override;
  grpc::Status ResumeJob(grpc::ServerContext*, const v1::ResumeJobRequest*, v1::Job*) override;
  grpc::Status CancelJob(grpc::ServerContext*, const v1::CancelJobRequest*, v1::Job*) override;
  grpc::Status WatchJob(grpc::ServerContext*, const v1::WatchJobRequest*,
                        grpc::ServerWriter<v1::WatchJobResponse>*) override;
  grpc::Status ListJobItems(grpc::ServerContext*, const v1::ListJobItemsRequest*, v1::ListJobItemsResponse*) override;
  grpc::Status DownloadJobItem(grpc::ServerContext*, const v1::DownloadJobItemRequest*,
                               grpc::ServerWriter<v1::DownloadJobItemResponse>*) override;
  grpc::Status RedriveJobItems(grpc::ServerContext*, const v1::RedriveJobItemsRequest*,
                               v1::RedriveJobItemsResponse*) override;
  grpc::Status ReextractDocuments(grpc::ServerContext*, const v1::ReextractDocumentsRequest*,
                                  grpc::ServerWriter<v1::ReextractDocumentsResponse>*) override;

 private:
  CallRunner& runner_;
  JobDesk& desk_;
  Reextraction& reextraction_;
};

}  // namespace gangmu::ingestion
