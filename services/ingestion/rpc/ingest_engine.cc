#include "services/ingestion/rpc/ingest_engine.h"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/time/clock.h"
#include "google/protobuf/util/time_util.h"
#include "services/ingestion/convert/record.h"
#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/rpc/document_source.h"

namespace gangmu::ingestion {
namespace {

constexpr size_t kMaxNamesPerCheck = 1000;  // MeasureService.CheckDocuments
constexpr int kPutThreads = 2;              // one put is built and sent while the store commits the other
constexpr std::string_view kAuthor = "ingestion";

size_t WorkerCount(const EngineOptions& options) {
  return options.workers > 0 ? options.workers : std::max(1U, std::thread::hardware_concurrency());
}

v1::IngestOutcome OutcomeOf(measures::v1::PutOutcome outcome) {
  switch (outcome) {
    case measures::v1::PUT_OUTCOME_CREATED:
      return v1::INGEST_OUTCOME_CREATED;
    case measures::v1::PUT_OUTCOME_UNCHANGED:
      return v1::INGEST_OUTCOME_UNCHANGED;
    case measures::v1::PUT_OUTCOME_NEW_REVISION:
      return v1::INGEST_OUTCOME_NEW_REVISION;
    case measures::v1::PUT_OUTCOME_DUPLICATE:
      return v1::INGEST_OUTCOME_DUPLICATE;
    default:
      return v1::INGEST_OUTCOME_UNSPECIFIED;
  }
}

absl::Status Classified(std::string_view mark) {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kCLASSIFIED,
               "the document bears a secrecy mark and this service is not set to take such documents")
      .With("secrecyMark", mark);
}

absl::Status Abandoned() { return Error(absl::StatusCode::kCancelled, Reason::kCANCELLED, "the caller gave up"); }

absl::Status TooLate() {
  return Error(absl::StatusCode::kDeadlineExceeded, Reason::kDEADLINE_EXCEEDED,
               "the deadline passed before the document was stored");
}

}  // namespace

struct IngestEngine::Pending {
  IngestEngine* engine = nullptr;
  IngestItem item;
  readers::ReadDocument read;
  policy::v1::DocumentRecord record;

  const std::string& name() const { return record.document().name(); }
  size_t put_bytes() const { return record.document().text().size() * 2 + item.raw.content().size(); }

  // False, with the item answered, where going on is of no use.
  bool StillWanted() {
    if (item.abandoned != nullptr && item.abandoned->load()) return Answer(Abandoned()), false;
    if (SystemClock().Now() > item.deadline) return Answer(TooLate()), false;
    return true;
  }
  void Answer(IngestOutcomeOr outcome) {
    const auto done = std::move(item.done);
    engine->Count(outcome);
    item.ticket.reset();
    done(std::move(outcome));
  }
};

IngestEngine::IngestEngine(const EngineOptions& options, MeasuresClient* client)
    : options_(options),
      client_(client),
      budget_(options.max_items, options.max_bytes),
      // A document has at most one task, so the queue has room for all of the budget and Submit never waits. Extract
      // calls come on top and may wait.
      pool_(WorkerCount(options), options.max_items + 64),
      checks_(kMaxNamesPerCheck, SIZE_MAX, 1, [this](std::vector<PendingPtr> batch) { RunChecks(std::move(batch)); }),
      puts_(options.put_items, options.put_bytes, kPutThreads,
            [this](std::vector<PendingPtr> batch) { RunPuts(std::move(batch)); }) {}

IngestEngine::~IngestEngine() { Stop(); }

void IngestEngine::Stop() {
  client_->Stop();
  // A document passes pool, checks, pool, puts; each stage is emptied before the next one closes.
  while (budget_.items() > 0) SystemClock().Sleep(absl::Milliseconds(5));
  pool_.Shutdown();
  checks_.Shutdown();
  puts_.Shutdown();
}

void IngestEngine::Ingest(IngestItem item) {
  auto pending = std::make_shared<Pending>();
  pending->engine = this;
  pending->item = std::move(item);
  pool_.Submit([this, pending] { RunRead(pending); });
}

void IngestEngine::Count(const IngestOutcomeOr& outcome) {
  const std::string name = outcome.ok() ? v1::IngestOutcome_Name(outcome->outcome()) : "INGEST_OUTCOME_REJECTED";
  const std::string reason = outcome.ok() ? "" : std::string(ReasonName(DetailsOf(outcome.status()).reason));
  options_.metrics
      ->CounterOf({"gangmu_ingestion_documents_total",
                   "Documents by what became of them.",
                   {{"outcome", name.substr(std::string_view("INGEST_OUTCOME_").size())}, {"reason", reason}}})
      .Add(1);
}

absl::Status IngestEngine::Read(Pending* pending) const {
  const v1::RawDocument& raw = pending->item.raw;
  ASSIGN_OR_RETURN(pending->read, readers::Read(raw.content(), {raw.media_type(), raw.charset()}, options_.limits));
  FillSource(raw, pending->read, Sha256Hex(pending->read.text), pending->record.mutable_document());
  return absl::OkStatus();
}

// The original bytes, which are then read as if they came; where none are kept the text itself, as it was read before.
absl::Status IngestEngine::Fetch(Pending* pending, absl::Time deadline) {
  const policy::v1::Document& stored = *pending->item.stored;
  absl::StatusOr<std::string> bytes = client_->GetSourceBytes(stored.name(), deadline);
  if (bytes.ok()) {
    pending->item.raw.set_content(*std::move(bytes));
    return Read(pending);
  }
  if (!absl::IsNotFound(bytes.status())) return bytes.status();
  ASSIGN_OR_RETURN(pending->read.text, client_->GetText(stored.name(), deadline));
  // What came with the record and is not in its text would be lost otherwise.
  pending->read.metadata.title = stored.title();
  pending->read.metadata.issuer = stored.issuer();
  pending->read.metadata.publish_date = stored.publish_date();
  policy::v1::Document* document = pending->record.mutable_document();
  FillSource(pending->item.raw, pending->read, stored.text_sha256(), document);
  *document->mutable_source() = stored.source();
  return absl::OkStatus();
}

absl::StatusOr<policy::v1::DocumentRecord> IngestEngine::ExtractStored(const policy::v1::Document& stored,
                                                                       absl::Time deadline) {
  Pending pending;
  pending.item.stored = stored;
  pending.item.raw = RawOf(stored);
  RETURN_IF_ERROR(Fetch(&pending, deadline));
  RETURN_IF_ERROR(ExtractRecord(&pending));
  return std::move(pending.record);
}

absl::Status IngestEngine::ExtractRecord(Pending* pending) const {
  ASSIGN_OR_RETURN(const extraction::Extraction found,
                   extraction::Extract(pending->read.text, ExtractionOptions(pending->item.raw, pending->read)));
  const std::string& mark = found.result.document.secrecy_mark;
  if (!mark.empty() && !options_.admit_classified) return Classified(mark);
  FillFromExtraction(found, &pending->record);
  FillMissingFields(pending->read.metadata, pending->record.mutable_document());
  ApplyStatedFields(pending->record.mutable_document());
  pending->read = {};
  return absl::OkStatus();
}

absl::StatusOr<policy::v1::DocumentRecord> IngestEngine::Extract(const v1::RawDocument& raw) {
  Pending pending;
  pending.item.raw = raw;
  absl::Status status;
  Event finished;
  const bool taken = pool_.Submit([&] {
    status = Read(&pending);
    if (status.ok()) status = ExtractRecord(&pending);
    finished.Set();
  });
  if (!taken) return Error(absl::StatusCode::kUnavailable, Reason::kSERVICE_STOPPING, "the service is stopping");
  finished.Wait();
  RETURN_IF_ERROR(status);
  pending.record.mutable_document()->clear_name();
  return std::move(pending.record);
}

void IngestEngine::RunRead(const PendingPtr& pending) {
  if (!pending->StillWanted()) return;
  const absl::Status status = pending->item.stored ? Fetch(pending.get(), DeadlineOf({pending})) : Read(pending.get());
  if (!status.ok()) return pending->Answer(status);
  // With a request id the store itself knows whether this was done before, and gives the first answer.
  if (!pending->item.request_id.empty()) return RunExtract(pending);
  checks_.Add(pending, 0);
}

absl::Time IngestEngine::DeadlineOf(const std::vector<PendingPtr>& batch) const {
  absl::Time latest = absl::InfinitePast();
  for (const PendingPtr& pending : batch) latest = std::max(latest, pending->item.deadline);
  return std::min(latest, SystemClock().Now() + options_.store_patience);
}

void IngestEngine::RunChecks(std::vector<PendingPtr> batch) {
  std::erase_if(batch, [](const PendingPtr& pending) { return !pending->StillWanted(); });
  if (batch.empty()) return;
  std::vector<std::string> names;
  for (const PendingPtr& pending : batch) names.push_back(pending->name());
  const auto response = client_->Check(names, DeadlineOf(batch));
  for (size_t i = 0; i < batch.size(); ++i) {
    const PendingPtr& pending = batch[i];
    if (!response.ok()) {
      pending->Answer(response.status());
      continue;
    }
    const measures::v1::DocumentState& state = response->states(static_cast<int>(i));
    const policy::v1::Document& document = pending->record.document();
    const bool same_text = state.exists() && state.text_sha256() == document.text_sha256();
    const bool outdated = same_text && state.extractor_version() != document.extractor_version();
    if (!same_text || (outdated && pending->item.replace_extraction)) {
      pool_.Submit([this, pending] { RunExtract(pending); });
      continue;
    }
    if (pending->item.interrupted_since && !outdated) {
      pool_.Submit([this, pending] { RunRecall(pending); });
      continue;
    }
    v1::IngestResult result;
    result.set_outcome(v1::INGEST_OUTCOME_UNCHANGED);
    result.set_document(pending->name());
    result.set_revision(state.revision());
    result.set_extraction_outdated(outdated);
    result.set_position(response->position());
    pending->Answer(std::move(result));
  }
}

// The text is stored: by whom is told by when.
void IngestEngine::RunRecall(const PendingPtr& pending) {
  if (!pending->StillWanted()) return;
  const auto stored = client_->GetStored(pending->name(), DeadlineOf({pending}));
  if (!stored.ok()) return pending->Answer(stored.status());
  const absl::Time time =
      absl::FromUnixMicros(google::protobuf::util::TimeUtil::TimestampToMicroseconds(stored->update_time()));
  v1::IngestResult result;
  if (time < *pending->item.interrupted_since) {
    result.set_outcome(v1::INGEST_OUTCOME_UNCHANGED);
  } else if (stored->revision() > 1) {
    result.set_outcome(v1::INGEST_OUTCOME_NEW_REVISION);
  } else {
    result.set_outcome(stored->duplicate_of().empty() ? v1::INGEST_OUTCOME_CREATED : v1::INGEST_OUTCOME_DUPLICATE);
    result.set_duplicate_of(stored->duplicate_of());
  }
  result.set_document(stored->name());
  result.set_revision(stored->revision());
  if (result.outcome() != v1::INGEST_OUTCOME_UNCHANGED) {
    result.set_measure_count(stored->measure_count());
    result.set_indicator_count(stored->indicator_count());
  }
  pending->Answer(std::move(result));
}

void IngestEngine::RunExtract(const PendingPtr& pending) {
  if (!pending->StillWanted()) return;
  const absl::Status status = ExtractRecord(pending.get());
  if (!status.ok()) return pending->Answer(status);
  puts_.Add(pending, pending->put_bytes());
}

// A put is atomic and idempotent by name, so what goes together must agree in its flags and have names of its own.
void IngestEngine::RunPuts(std::vector<PendingPtr> batch) {
  while (!batch.empty()) {
    std::vector<PendingPtr> together, later;
    std::set<std::string> names;
    for (PendingPtr& pending : batch) {
      if (!pending->StillWanted()) continue;
      const IngestItem& item = pending->item;
      const bool alone = !item.request_id.empty();
      const bool fits = together.empty() || (!alone && together.front()->item.request_id.empty() &&
                                             together.front()->item.validate_only == item.validate_only);
      if (fits && names.insert(pending->name()).second) {
        together.push_back(std::move(pending));
      } else {
        later.push_back(std::move(pending));
      }
    }
    if (!together.empty()) PutTogether(together);
    batch = std::move(later);
  }
}

void IngestEngine::PutTogether(const std::vector<PendingPtr>& batch) {
  measures::v1::PutDocumentsRequest request;
  request.set_validate_only(batch.front()->item.validate_only);
  request.set_request_id(batch.front()->item.request_id);
  request.set_author(std::string(kAuthor));
  // Lent to the request for the time of the call: records are large, and a put that fails as a whole needs them again.
  for (const PendingPtr& pending : batch) {
    measures::v1::DocumentPut* put = request.add_documents();
    put->unsafe_arena_set_allocated_record(&pending->record);
    put->set_replace_extraction(pending->item.replace_extraction);
    if (pending->item.stored) put->set_etag(pending->item.stored->etag());
    put->mutable_source()->swap(*pending->item.raw.mutable_content());
  }
  const auto response = client_->Put(&request, DeadlineOf(batch));
  for (int i = 0; i < request.documents_size(); ++i) {
    measures::v1::DocumentPut* put = request.mutable_documents(i);
    put->unsafe_arena_release_record();
    put->mutable_source()->swap(*batch[i]->item.raw.mutable_content());
  }
  if (!response.ok() && batch.size() > 1 && !IsTransient(response.status())) {
    // One of them may be the cause: each by itself, so that only that one fails.
    for (const PendingPtr& pending : batch) PutTogether({pending});
    return;
  }
  for (size_t i = 0; i < batch.size(); ++i) {
    if (!response.ok()) {
      batch[i]->Answer(response.status());
      continue;
    }
    const measures::v1::PutResult& put = response->results(static_cast<int>(i));
    const policy::v1::Document& document = batch[i]->record.document();
    v1::IngestResult result;
    result.set_outcome(OutcomeOf(put.outcome()));
    result.set_document(put.name());
    result.set_revision(put.revision());
    result.set_extraction_outdated(put.extraction_outdated());
    result.set_duplicate_of(put.duplicate_of());
    result.set_measure_count(document.measure_count());
    result.set_indicator_count(document.indicator_count());
    result.set_position(response->position());
    batch[i]->Answer(std::move(result));
  }
}

}  // namespace gangmu::ingestion
