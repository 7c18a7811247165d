// Settings of gangmu-ingestion.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"

#include "common/config/settings.h"
#include "common/rpc/service_main.h"
#include "services/ingestion/jobs/job_store.h"
#include "services/ingestion/rpc/ingest_engine.h"
#include "services/ingestion/rpc/measures_client.h"

namespace gangmu::ingestion {

inline constexpr char kDefaultAddress[] = "127.0.0.1:7101";
inline constexpr char kDefaultMeasuresAddress[] = "127.0.0.1:7102";

struct Config {
  ServerSettings server;
  std::string measures = kDefaultMeasuresAddress;
  std::string data = "gangmu-data/ingestion";  // folder of the database of jobs; made where it is missing
  uint64_t max_job_bytes = uint64_t{8} << 30;
  int max_job_items = 1'000'000;
  absl::Duration job_retention = absl::Hours(24 * 30);
  int workers = 0;
  int max_documents = 512;
  uint64_t max_document_bytes = 128 << 20;
  uint64_t max_text = kMaxDocumentBytes;
  int put_documents = 64;
  absl::Duration store_patience = absl::Seconds(60);
  absl::Duration converter_time = absl::Seconds(120);
  uint64_t converter_memory = uint64_t{1} << 30;
  bool admit_classified = false;

  Config() { server.address = kDefaultAddress; }

  // Adds all settings; this object outlives `settings`.
  void Declare(Settings& settings);
  EngineOptions engine() const;
  jobs::JobStoreOptions jobs() const;
};

}  // namespace gangmu::ingestion
