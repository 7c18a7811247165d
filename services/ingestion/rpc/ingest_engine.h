// The path of one document through ingestion: read, identify, ask the store, extract, store. Asynchronous: stages run
// on a pool over the cores, questions and puts go to the store in batches, so that its group commit pays.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/metrics/metrics.h"
#include "common/sync/thread_pool.h"
#include "gangmu/ingestion/v1/ingestion_service.pb.h"
#include "gangmu/policy/v1/policy.pb.h"
#include "services/ingestion/readers/reader.h"
#include "services/ingestion/rpc/batcher.h"
#include "services/ingestion/rpc/budget.h"
#include "services/ingestion/rpc/measures_client.h"

namespace gangmu::ingestion {

struct EngineOptions {
  readers::Limits limits;
  bool admit_classified = false;  // documents with a secrecy mark are taken
  int workers = 0;                // 0: one for each core
  size_t max_items = 512;         // documents in flight, over all calls
  size_t max_bytes = 128 << 20;   // their bytes
  size_t put_items = 64;          // documents of one put
  size_t put_bytes = 16 << 20;    // text and source of one put
  // How long a document without a deadline of its own waits for the measures service.
  absl::Duration store_patience = absl::Seconds(60);
  Metrics* metrics = &InertMetrics();
};

// What became of a document: either a status that says why it was not taken, or a result (never REJECTED).
using IngestOutcomeOr = absl::StatusOr<v1::IngestResult>;

struct IngestItem {
  v1::RawDocument raw;
  bool validate_only = false;
  // Store a new revision although the text is the same, where the extractor is another.
  bool replace_extraction = false;
  // Set for a document that is stored and is read anew: what is known of it. `raw` comes without content, which is
  // fetched; the write fails with ETAG_MISMATCH where the document changed since.
  std::optional<policy::v1::Document> stored;
  // Set where the process ended while it worked on this item, which came at that time: what is stored since then is
  // the work of an earlier try, and the outcome is that one's.
  std::optional<absl::Time> interrupted_since;
  // The caller's idempotency key. A document with one is put alone.
  std::string request_id;
  absl::Time deadline = absl::InfiniteFuture();
  // Set where nobody waits for the outcome any more: stages not yet begun are left out.
  std::shared_ptr<const std::atomic<bool>> abandoned;
  // Held until the outcome is there.
  Budget::Ticket ticket;
  // Called once, from any thread; must not block for long.
  std::function<void(IngestOutcomeOr)> done;
};

// Thread safe.
class IngestEngine {
 public:
  // `client` outlives the engine.
  IngestEngine(const EngineOptions& options, MeasuresClient* client);
  // As Stop.
  ~IngestEngine();

  Budget& budget() { return budget_; }
  const EngineOptions& options() const { return options_; }

  // Takes the item, whose ticket must be of this engine's budget. Never blocks for long: the budget bounds the queues.
  void Ingest(IngestItem item);

  // Reads and extracts on the pool; waits for it. Errors: those of readers::Read, and CLASSIFIED.
  absl::StatusOr<policy::v1::DocumentRecord> Extract(const v1::RawDocument& raw);

  // Fetches, reads and extracts a stored document anew, in the caller's thread: the record as it would be put. Errors
  // also: NOT_FOUND, and those of the measures service, which is waited for until `deadline`.
  absl::StatusOr<policy::v1::DocumentRecord> ExtractStored(const policy::v1::Document& stored, absl::Time deadline);

  // Finishes what was taken, without waiting longer for a measures service that is away. Nothing may be taken
  // afterwards. Idempotent.
  void Stop();

 private:
  struct Pending;
  using PendingPtr = std::shared_ptr<Pending>;

  void Count(const IngestOutcomeOr& outcome);
  absl::Status Read(Pending* pending) const;
  absl::Status Fetch(Pending* pending, absl::Time deadline);
  absl::Status ExtractRecord(Pending* pending) const;
  void RunRead(const PendingPtr& pending);
  void RunExtract(const PendingPtr& pending);
  void RunRecall(const PendingPtr& pending);
  void RunChecks(std::vector<PendingPtr> batch);
  void RunPuts(std::vector<PendingPtr> batch);
  void PutTogether(const std::vector<PendingPtr>& batch);
  absl::Time DeadlineOf(const std::vector<PendingPtr>& batch) const;

  const EngineOptions options_;
  MeasuresClient* const client_;
  Budget budget_;
  ThreadPool pool_;
  Batcher<PendingPtr> checks_;
  Batcher<PendingPtr> puts_;
};

}  // namespace gangmu::ingestion
