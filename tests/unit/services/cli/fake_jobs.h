// A job service in memory, over TCP, that decides items as soon as they are whole and can be told to misbehave.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/status/rpc_status.h"
#include "common/sync/mutex.h"
#include "gangmu/ingestion/v1/job_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"

namespace gangmu::cli {

class FakeJobs final : public ingestion::v1::JobService::Service {
 public:
  FakeJobs() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.SetMaxReceiveMessageSize(64 << 20);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~FakeJobs() override {
    Release();
    server_->Shutdown(std::chrono::system_clock::now());
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  // The next `n` uploads answer with this error.
  void FailUploads(int n, const absl::Status& status) {
    MutexLock lock(&mutex_);
    failures_ = n;
    failure_ = status;
  }
  // An unfinished job of an earlier run, with these keys in it, all decided.
  void LeaveJob(const std::vector<std::string>& keys, bool more_items) {
    MutexLock lock(&mutex_);
    NewJob().set_more_items(more_items);
    for (const std::string& key : keys) AddItem(key, "");
  }
  // The job says that it waits, and decides nothing.
  void Hold(const absl::Status& why) {
    MutexLock lock(&mutex_);
    held_ = why;
  }
  void Release() {
    MutexLock lock(&mutex_);
    held_ = absl::OkStatus();
    released_ = true;
    changed_.NotifyAll();
  }

  int jobs() const {
    MutexLock lock(&mutex_);
    return static_cast<int>(jobs_.size());
  }
  // Contents of the items that were uploaded, by key, over all jobs.
  std::map<std::string, std::string> uploaded() const {
    MutexLock lock(&mutex_);
    return uploaded_;
  }
  std::vector<ingestion::v1::RawDocument> documents() const {
    MutexLock lock(&mutex_);
    return documents_;
  }
  ingestion::v1::Job last_job() const {
    MutexLock lock(&mutex_);
    return jobs_.back().job;
  }

  grpc::Status CreateJob(grpc::ServerContext*, const ingestion::v1::CreateJobRequest* request,
                         ingestion::v1::Job* response) override {
    MutexLock lock(&mutex_);
    const bool unfinished = !jobs_.empty() && jobs_.back().job.state() != ingestion::v1::JOB_STATE_SUCCEEDED;
    if (!unfinished) NewJob().set_max_in_flight(request->job().max_in_flight());
    *response = jobs_.back().job;
    return grpc::Status::OK;
  }
  grpc::Status StartJob(grpc::ServerContext*, const ingestion::v1::StartJobRequest* request,
                        ingestion::v1::Job* response) override {
    MutexLock lock(&mutex_);
    ingestion::v1::Job& job = jobs_.back().job;
    job.set_state(ingestion::v1::JOB_STATE_RUNNING);
    job.set_more_items(request->more_items());
    *response = job;
    changed_.NotifyAll();
    return grpc::Status::OK;
  }
  grpc::Status PauseJob(grpc::ServerContext*, const ingestion::v1::PauseJobRequest*,
                        ingestion::v1::Job* response) override {
    MutexLock lock(&mutex_);
    jobs_.back().job.set_state(ingestion::v1::JOB_STATE_PAUSED);
    *response = jobs_.back().job;
    return grpc::Status::OK;
  }
  grpc::Status ListJobItems(grpc::ServerContext*, const ingestion::v1::ListJobItemsRequest*,
                            ingestion::v1::ListJobItemsResponse* response) override {
    MutexLock lock(&mutex_);
    for (const auto& item : jobs_.back().items) *response->add_items() = item;
    return grpc::Status::OK;
  }
  grpc::Status UploadJobItems(grpc::ServerContext*, const ingestion::v1::UploadJobItemsRequest* request,
                              ingestion::v1::UploadJobItemsResponse*) override {
    MutexLock lock(&mutex_);
    if (failures_ > 0) {
      --failures_;
      return ToGrpcStatus(failure_, "");
    }
    for (const auto& chunk : request->chunks()) {
      std::string& content = partial_[chunk.key()];
      content.resize(static_cast<size_t>(chunk.offset()));
      content += chunk.data();
      if (chunk.offset() == 0) documents_.push_back(chunk.document());
      if (static_cast<int64_t>(content.size()) == chunk.byte_count()) AddItem(chunk.key(), content);
    }
    changed_.NotifyAll();
    return grpc::Status::OK;
  }
  grpc::Status WatchJob(grpc::ServerContext* context, const ingestion::v1::WatchJobRequest* request,
                        grpc::ServerWriter<ingestion::v1::WatchJobResponse>* writer) override {
    auto sequence = static_cast<size_t>(request->after_sequence());
    while (!context->IsCancelled()) {
      ingestion::v1::WatchJobResponse response;
      {
        MutexLock lock(&mutex_);
        JobRow& row = jobs_.back();
        if (!held_.ok()) *row.job.mutable_waiting() = ToRpcStatus(held_, "");
        if (held_.ok()) row.job.clear_waiting();
        for (; held_.ok() && sequence < row.items.size(); ++sequence) *response.add_items() = row.items[sequence];
        const bool done = held_.ok() && !row.job.more_items();
        if (done) row.job.set_state(ingestion::v1::JOB_STATE_SUCCEEDED);
        *response.mutable_job() = row.job;
      }
      if (!writer->Write(response)) break;
      if (response.job().state() == ingestion::v1::JOB_STATE_SUCCEEDED) return grpc::Status::OK;
      MutexLock lock(&mutex_);
      if (!released_) changed_.WaitUntil(&mutex_, SteadyDeadline(absl::Milliseconds(20)));
    }
    return grpc::Status::OK;
  }

 private:
  struct JobRow {
    ingestion::v1::Job job;
    std::vector<ingestion::v1::JobItem> items;
  };

  ingestion::v1::Job& NewJob() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    jobs_.emplace_back();
    ingestion::v1::Job& job = jobs_.back().job;
    job.set_name("jobs/j" + std::to_string(jobs_.size()));
    job.set_state(ingestion::v1::JOB_STATE_OPEN);
    job.set_more_items(true);
    return job;
  }
  void AddItem(const std::string& key, const std::string& content) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    ingestion::v1::JobItem item;
    item.set_key(key);
    item.set_phase(ingestion::v1::JOB_ITEM_PHASE_DONE);
    item.set_sequence(static_cast<int64_t>(jobs_.back().items.size()) + 1);
    item.mutable_result()->set_outcome(ingestion::v1::INGEST_OUTCOME_CREATED);
    jobs_.back().items.push_back(item);
    if (!content.empty()) uploaded_[key] = content;
  }

  int port_ = 0;
  mutable Mutex mutex_;
  CondVar changed_;
  std::vector<JobRow> jobs_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> partial_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> uploaded_ ABSL_GUARDED_BY(mutex_);
  std::vector<ingestion::v1::RawDocument> documents_ ABSL_GUARDED_BY(mutex_);
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  absl::Status held_ ABSL_GUARDED_BY(mutex_);
  bool released_ ABSL_GUARDED_BY(mutex_) = false;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace gangmu::cli
