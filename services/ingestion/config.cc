#include "services/ingestion/config.h"

namespace gangmu::ingestion {

void Config::Declare(Settings& settings) {
  server.Declare(settings);
  settings.Address("measures-address", &measures, "address of the measures service");
  settings.Path("data", &data, "folder of the database of jobs; made where it is missing");
  settings.Bytes("max-job-bytes", &max_job_bytes, "bytes of items that jobs may hold on disk; uploads wait beyond it")
      .Between(kMebibyte, uint64_t{16} << 40);
  settings.Int("max-job-items", &max_job_items, "items of jobs that may wait at once; uploads wait beyond it")
      .Between(1, 100'000'000);
  settings.Duration("job-retention", &job_retention, "how long a finished job and its dead letters are kept")
      .Between(absl::Minutes(1), absl::Hours(24 * 3660));
  settings.Int("workers", &workers, "threads that read and extract; 0: one for each core").Between(0, 256);
  settings.Int("max-documents", &max_documents, "documents in flight at once; more get RESOURCE_EXHAUSTED")
      .Between(1, 100'000);
  settings.Bytes("max-document-bytes", &max_document_bytes, "bytes of the documents in flight")
      .Between(kMebibyte, 16 * 1024 * kMebibyte);
  settings.Bytes("max-text", &max_text, "largest document text").Between(1024, 50 * kMebibyte);
  settings.Int("put-documents", &put_documents, "most documents of one put to the measures service")
      .Between(1, kMaxBatchDocuments);
  settings.Duration("store-patience", &store_patience, "how long a document waits for the measures service")
      .Between(absl::Seconds(1), absl::Hours(24));
  settings.Duration("converter-time", &converter_time, "longest time that converting one PDF may take")
      .Between(absl::Seconds(1), absl::Hours(1));
  settings.Bytes("converter-memory", &converter_memory, "memory that converting one PDF may take")
      .Between(64 * kMebibyte, 64 * 1024 * kMebibyte);
  settings.Bool("admit-classified", &admit_classified, "take documents that bear a secrecy mark");
  settings.Example("gangmu-ingestion --address 127.0.0.1:7101 --measures-address 127.0.0.1:7102");
}

EngineOptions Config::engine() const {
  EngineOptions options;
  options.limits.max_text_bytes = max_text;
  options.limits.child_wall_time = converter_time;
  options.limits.child_cpu_time = converter_time;
  options.limits.child_memory_bytes = converter_memory;
  options.admit_classified = admit_classified;
  options.workers = workers;
  options.max_items = static_cast<size_t>(max_documents);
  options.max_bytes = max_document_bytes;
  options.put_items = static_cast<size_t>(put_documents);
  options.store_patience = store_patience;
  return options;
}

jobs::JobStoreOptions Config::jobs() const {
  jobs::JobStoreOptions options;
  options.path = data + "/jobs.db";
  options.max_held_bytes = static_cast<int64_t>(max_job_bytes);
  options.max_waiting_items = max_job_items;
  options.retention = job_retention;
  return options;
}

}  // namespace gangmu::ingestion
