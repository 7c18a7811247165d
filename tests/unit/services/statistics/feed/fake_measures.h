// A measures service that sends what a test scripts: a feed in memory with the rules of the real one.
#pragma once

#include <grpcpp/grpcpp.h>
#include <memory>
#include <string>
#include <vector>

#include "common/position/position.h"
#include "common/status/error.h"
#include "common/status/rpc_status.h"
#include "common/sync/mutex.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"

namespace gangmu::testing {

class FakeMeasures final : public measures::v1::MeasureService::Service {
 public:
  // One event of the feed, at place = number of events.
  std::string Put(const std::string& name, const std::string& unit = "家", const std::string& value = "1") {
    measures::v1::Change change;
    change.set_kind(measures::v1::CHANGE_KIND_PUT);
    policy::v1::DocumentRecord& record = *change.mutable_record();
    record.mutable_document()->set_name(name);
    policy::v1::Indicator& indicator = *record.add_indicators();
    indicator.set_name(name + "/indicators/1");
    indicator.set_unit(unit);
    indicator.set_value(value);
    indicator.set_measure(-1);
    indicator.set_part_of(-1);
    indicator.set_restates(-1);
    return Append(change);
  }
  std::string Delete(const std::string& name) {
    measures::v1::Change change;
    change.set_kind(measures::v1::CHANGE_KIND_DELETE);
    change.mutable_record()->mutable_document()->set_name(name);
    return Append(change);
  }
  std::string Append(const measures::v1::Change& change) {
    MutexLock lock(&mutex_);
    changes_.push_back(change);
    changed_.NotifyAll();
    return At(changes_.size()).ToString();
  }
  // As after a restore: another epoch with the same documents; open streams end.
  void ChangeEpoch() {
    MutexLock lock(&mutex_);
    epoch_ = "e" + std::to_string(++generation_);
    changed_.NotifyAll();
  }
  // Nothing before the present end can be followed any more; open streams end.
  void Compact() {
    MutexLock lock(&mutex_);
    horizon_ = changes_.size();
    ++generation_;
    changed_.NotifyAll();
  }
  // Revisions before the present one can no longer be read.
  void Purge() {
    MutexLock lock(&mutex_);
    purged_ = true;
  }
  // Ends all open streams with UNAVAILABLE.
  void BreakStreams() {
    MutexLock lock(&mutex_);
    ++generation_;
    changed_.NotifyAll();
  }
  int snapshots() const {
    MutexLock lock(&mutex_);
    return snapshots_;
  }

  grpc::Status StreamDocuments(grpc::ServerContext*, const measures::v1::StreamDocumentsRequest*,
                               grpc::ServerWriter<measures::v1::StreamDocumentsResponse>* writer) override {
    MutexLock lock(&mutex_);
    ++snapshots_;
    std::vector<std::pair<std::string, policy::v1::DocumentRecord>> living;
    for (const auto& change : changes_) {
      const std::string& name = change.record().document().name();
      std::erase_if(living, [&](const auto& entry) { return entry.first == name; });
      if (change.kind() == measures::v1::CHANGE_KIND_PUT) living.emplace_back(name, change.record());
    }
    measures::v1::StreamDocumentsResponse response;
    response.set_position(At(changes_.size()).ToString());
    for (const auto& [name, record] : living) {
      *response.mutable_record() = record;
      writer->Write(response);
    }
    response.clear_record();
    response.set_complete(true);
    writer->Write(response);
    return grpc::Status::OK;
  }

  grpc::Status GetDocumentRecord(grpc::ServerContext*, const measures::v1::GetDocumentRecordRequest* request,
                                 policy::v1::DocumentRecord* record) override {
    MutexLock lock(&mutex_);
    bool found = false;
    auto end = changes_.end();
    if (request->has_as_of()) {
      const auto position = Position::Parse(request->as_of().position());
      if (!position.ok()) return ToGrpcStatus(position.status(), "");
      end = changes_.begin() + static_cast<std::ptrdiff_t>(position->place);
    }
    if (purged_ && end != changes_.end()) {
      return ToGrpcStatus(Error(absl::StatusCode::kFailedPrecondition, Reason::kPURGED, "purged"), "");
    }
    for (auto it = changes_.begin(); it != end; ++it) {
      const measures::v1::Change& change = *it;
      if (change.record().document().name() != request->name()) continue;
      found = change.kind() == measures::v1::CHANGE_KIND_PUT;
      *record = change.record();
    }
    if (!found) return ToGrpcStatus(NotFound(request->name()), "");
    return grpc::Status::OK;
  }

  grpc::Status WatchChanges(grpc::ServerContext* context, const measures::v1::WatchChangesRequest* request,
                            grpc::ServerWriter<measures::v1::WatchChangesResponse>* writer) override {
    const auto position = Position::Parse(request->position());
    if (!position.ok()) return ToGrpcStatus(position.status(), "");
    MutexLock lock(&mutex_);
    const int generation = generation_;
    if (position->epoch != epoch_) {
      return ToGrpcStatus(Error(absl::StatusCode::kFailedPrecondition, Reason::kSTORE_EPOCH_CHANGED, "restored"), "");
    }
    size_t next = static_cast<size_t>(position->place);
    if (next < horizon_) {
      return ToGrpcStatus(Error(absl::StatusCode::kOutOfRange, Reason::kCHANGES_COMPACTED, "compacted"), "");
    }
    while (!context->IsCancelled() && generation == generation_) {
      if (next == changes_.size()) {
        if (request->until_current()) return grpc::Status::OK;
        changed_.WaitUntil(&mutex_, SteadyDeadline(absl::Milliseconds(20)));
        continue;
      }
      measures::v1::WatchChangesResponse response;
      *response.mutable_change() = changes_[next++];
      response.set_position(At(next).ToString());
      response.set_head_position(At(changes_.size()).ToString());
      if (!writer->Write(response)) break;
    }
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "stream broken by the test");
  }

 private:
  Position At(size_t place) const { return {"fake", epoch_, static_cast<int64_t>(place)}; }

  mutable Mutex mutex_;
  CondVar changed_;
  std::string epoch_ = "e0";
  int generation_ = 0;
  size_t horizon_ = 0;
  int snapshots_ = 0;
  bool purged_ = false;
  std::vector<measures::v1::Change> changes_;
};

// The fake behind a real server on a free port.
class FakeMeasuresServer {
 public:
  FakeMeasuresServer() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    server_ = builder.BuildAndStart();
    address = "127.0.0.1:" + std::to_string(port);
  }
  ~FakeMeasuresServer() { server_->Shutdown(std::chrono::system_clock::now()); }
  std::unique_ptr<measures::v1::MeasureService::Stub> NewStub() {
    return measures::v1::MeasureService::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  }

  FakeMeasures service;
  std::string address;

 private:
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace gangmu::testing
