// Items of jobs as documents for the engine, and its outcomes as decisions.
#pragma once

#include <functional>
#include <string>

#include "common/sync/mutex.h"
#include "services/ingestion/jobs/job_runner.h"
#include "services/ingestion/rpc/ingest_engine.h"
#include "services/ingestion/rpc/measures_client.h"

namespace gangmu::ingestion {

// Thread safe.
class ItemProcessor final : public jobs::Processor {
 public:
  // Both outlive the processor.
  ItemProcessor(IngestEngine* engine, MeasuresClient* measures) : engine_(engine), measures_(measures) {}

  bool Process(const jobs::Job& job, const jobs::Item& item, std::string content,
               std::function<void(jobs::Verdict)> done) override;
  absl::Status Trouble() override { return measures_->Trouble(); }
  jobs::Decision Rejection(const absl::Status& why) override;

  // Takes no more items; a Process that waits for room gives up.
  void Stop() { stopping_.Set(); }

 private:
  absl::Status Prepare(const jobs::Job& job, const jobs::Item& item, IngestItem* work) const;

  IngestEngine* const engine_;
  MeasuresClient* const measures_;
  Event stopping_;
};

// Whether an outcome says nothing about the document, so that the item is tried again: a service that is away, busy or
// stopping, a full or read-only disk, a refused login.
bool IsAboutServices(const absl::Status& status);

}  // namespace gangmu::ingestion
