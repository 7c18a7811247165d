// Extracting stored documents anew: as a dry run that tells what would change, and as a job.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/rpc/call_runner.h"
#include "common/sync/thread_pool.h"
#include "gangmu/ingestion/v1/job_service.pb.h"
#include "services/ingestion/jobs/job_store.h"
#include "services/ingestion/rpc/ingest_engine.h"
#include "services/ingestion/rpc/job_desk.h"
#include "services/ingestion/rpc/measures_client.h"

namespace gangmu::ingestion {

// Requests are valid. Errors: job_service.proto. Thread safe.
class Reextraction {
 public:
  using Writer = StreamWriter<v1::ReextractDocumentsResponse>;

  // All outlive this.
  Reextraction(IngestEngine* engine, MeasuresClient* measures, jobs::JobStore* jobs, JobDesk* desk)
      : engine_(*engine), measures_(*measures), jobs_(*jobs), desk_(*desk) {}

  absl::Status Run(CallContext& call, const v1::ReextractDocumentsRequest& request, Writer& out);

 private:
  using OnDocuments = absl::FunctionRef<absl::Status(const std::vector<policy::v1::Document>&)>;

  // Pages of documents whose records another extractor made; how many fit the filter.
  absl::StatusOr<int64_t> EachOutdated(CallContext& call, const std::string& filter, OnDocuments on_documents);
  absl::Status DryRun(CallContext& call, const v1::ReextractDocumentsRequest& request, Writer& out);
  v1::DocumentDifference Differ(CallContext& call, const policy::v1::Document& stored);
  absl::StatusOr<v1::Job> MakeJob(CallContext& call, const v1::ReextractDocumentsRequest& request);

  IngestEngine& engine_;
  MeasuresClient& measures_;
  jobs::JobStore& jobs_;
  JobDesk& desk_;
};

// Sums differences up. Pure.
class DifferenceCounter {
 public:
  void Add(const v1::DocumentDifference& difference);
  // Adds to `summary` all but the numbers of documents that fit and are outdated.
  void Fill(v1::ReextractionSummary* summary) const;

 private:
  struct Counts {
    int64_t added = 0;
    int64_t removed = 0;
    int64_t changed = 0;
    void Add(policy::v1::RecordChangeKind kind);
    v1::ChangeCount ToMessage(const std::string& name) const;
  };
  int64_t changed_ = 0;
  int64_t failed_ = 0;
  int64_t document_fields_ = 0;
  Counts measures_;
  Counts indicators_;
  std::map<std::string, Counts> rules_;
  std::map<std::string, Counts> fields_;
};

}  // namespace gangmu::ingestion
