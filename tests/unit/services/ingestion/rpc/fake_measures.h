// A measures service in memory that can be told to misbehave.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "common/status/error.h"
#include "common/status/rpc_status.h"
#include "common/sync/mutex.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "google/protobuf/util/time_util.h"
#include "grpcpp/grpcpp.h"

namespace gangmu::ingestion {

class FakeMeasures final : public measures::v1::MeasureService::Service {
 public:
  FakeMeasures() {
    grpc::ServerBuilder builder;
    builder.RegisterService(this);
    builder.SetMaxReceiveMessageSize(64 << 20);
    server_ = builder.BuildAndStart();
  }
  ~FakeMeasures() override { server_->Shutdown(); }

  std::shared_ptr<grpc::Channel> channel() {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(64 << 20);
    return server_->InProcessChannel(arguments);
  }

  // The next `n` calls answer with this error.
  void FailNext(int n, absl::StatusCode code) {
    MutexLock lock(&mutex_);
    failures_ = n;
    failure_ = absl::Status(code, "told to fail");
  }
  // How many of them are still to come.
  int failures_left() const {
    MutexLock lock(&mutex_);
    return failures_;
  }
  void FailNext(int n, const absl::Status& status) {
    MutexLock lock(&mutex_);
    failures_ = n;
    failure_ = status;
  }
  // Every put takes so long.
  void SlowDown(absl::Duration delay) {
    MutexLock lock(&mutex_);
    delay_ = delay;
  }
  // A put with this document fails as a whole.
  void Refuse(const std::string& name) {
    MutexLock lock(&mutex_);
    refused_.insert(name);
  }
  // The stored records look as if an older extractor had made them.
  void MakeOutdated() {
    MutexLock lock(&mutex_);
    for (auto& [name, stored] : documents_) stored.record.mutable_document()->set_extractor_version("older");
  }

  size_t size() const {
    MutexLock lock(&mutex_);
    return documents_.size();
  }
  int puts() const {
    MutexLock lock(&mutex_);
    return puts_;
  }
  policy::v1::DocumentRecord Record(const std::string& name) const {
    MutexLock lock(&mutex_);
    const auto found = documents_.find(name);
    return found == documents_.end() ? policy::v1::DocumentRecord() : found->second.record;
  }

  grpc::Status CheckDocuments(grpc::ServerContext*, const measures::v1::CheckDocumentsRequest* request,
                              measures::v1::CheckDocumentsResponse* response) override {
    MutexLock lock(&mutex_);
    if (failures_ > 0) return NextFailure();
    for (const std::string& name : request->names()) {
      measures::v1::DocumentState* state = response->add_states();
      state->set_name(name);
      const auto found = documents_.find(name);
      if (found == documents_.end()) continue;
      state->set_exists(true);
      state->set_text_sha256(found->second.record.document().text_sha256());
      state->set_extractor_version(found->second.record.document().extractor_version());
      state->set_revision(found->second.revision);
    }
    response->set_position("p" + std::to_string(puts_));
    return grpc::Status::OK;
  }

  grpc::Status PutDocuments(grpc::ServerContext*, const measures::v1::PutDocumentsRequest* request,
                            measures::v1::PutDocumentsResponse* response) override {
    absl::SleepFor(delay());
    MutexLock lock(&mutex_);
    if (failures_ > 0) return NextFailure();
    for (const measures::v1::DocumentPut& put : request->documents()) {
      if (!refused_.contains(put.record().document().name())) continue;
      return ToGrpcStatus(InvalidField("documents", "the store does not like one of them"), "");
    }
    ++puts_;
    for (const measures::v1::DocumentPut& put : request->documents()) Put(put, request->validate_only(), response);
    response->set_position("p" + std::to_string(puts_));
    return grpc::Status::OK;
  }

  // Times are those of the system's clock.
  grpc::Status GetDocument(grpc::ServerContext*, const measures::v1::GetDocumentRequest* request,
                           policy::v1::Document* response) override {
    MutexLock lock(&mutex_);
    if (failures_ > 0) return NextFailure();
    const auto found = documents_.find(request->name());
    if (found == documents_.end()) return ToGrpcStatus(NotFound(request->name()), "");
    *response = found->second.record.document();
    response->set_revision(found->second.revision);
    *response->mutable_update_time() = found->second.update_time;
    return grpc::Status::OK;
  }

  grpc::Status GetDocumentSource(grpc::ServerContext*, const measures::v1::GetDocumentSourceRequest* request,
                                 measures::v1::GetDocumentSourceResponse* response) override {
    MutexLock lock(&mutex_);
    const auto found = documents_.find(request->name());
    if (found == documents_.end()) return ToGrpcStatus(NotFound(request->name()), "");
    response->set_content(found->second.source);
    *response->mutable_source() = found->second.record.document().source();
    return grpc::Status::OK;
  }

 private:
  absl::Duration delay() const {
    MutexLock lock(&mutex_);
    return delay_;
  }

  struct Stored {
    policy::v1::DocumentRecord record;
    std::string source;
    int64_t revision = 0;
    google::protobuf::Timestamp update_time;
  };

  grpc::Status NextFailure() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    --failures_;
    return ToGrpcStatus(failure_, "");
  }

  void Put(const measures::v1::DocumentPut& put, bool validate_only, measures::v1::PutDocumentsResponse* response)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const policy::v1::Document& document = put.record().document();
    const auto found = documents_.find(document.name());
    measures::v1::PutResult* result = response->add_results();
    result->set_name(document.name());
    const int64_t before = found == documents_.end() ? 0 : found->second.revision;
    const bool same = before > 0 && found->second.record.document().text_sha256() == document.text_sha256();
    for (const auto& [name, stored] : documents_) {
      if (before == 0 && stored.record.document().text_sha256() == document.text_sha256())
        result->set_duplicate_of(name);
    }
    result->set_outcome(same                             ? measures::v1::PUT_OUTCOME_UNCHANGED
                        : before > 0                     ? measures::v1::PUT_OUTCOME_NEW_REVISION
                        : result->duplicate_of().empty() ? measures::v1::PUT_OUTCOME_CREATED
                                                         : measures::v1::PUT_OUTCOME_DUPLICATE);
    result->set_revision(same ? before : before + 1);
    if (!validate_only && !same) {
      documents_[document.name()] = {
          put.record(), put.source(), before + 1,
          google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(absl::Now()))};
    }
  }

  mutable Mutex mutex_;
  std::map<std::string, Stored> documents_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> refused_ ABSL_GUARDED_BY(mutex_);
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  absl::Duration delay_ ABSL_GUARDED_BY(mutex_);
  int puts_ ABSL_GUARDED_BY(mutex_) = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace gangmu::ingestion
