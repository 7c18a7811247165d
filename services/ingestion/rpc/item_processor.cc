#include "services/ingestion/rpc/item_processor.h"

#include <utility>

#include "common/logging/logging.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "common/time/clock.h"
#include "services/ingestion/rpc/document_source.h"
#include "services/ingestion/rpc/validate.h"

namespace gangmu::ingestion {
namespace {

absl::StatusOr<v1::RawDocument> DocumentOf(const jobs::Item& item) {
  v1::RawDocument raw;
  if (!raw.ParseFromString(item.description)) {
    return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "what was said of the document is damaged");
  }
  Violations violations;
  ValidateDocument(raw, "document", &violations);
  const absl::Status valid = violations.ToStatus();
  if (!valid.ok()) return valid;
  return raw;
}

jobs::Decision DecisionOf(const v1::IngestResult& result) {
  jobs::Decision decision;
  decision.outcome = result.outcome();
  decision.measures = result.measure_count();
  decision.indicators = result.indicator_count();
  decision.result = result.SerializeAsString();
  return decision;
}

}  // namespace

bool IsAboutServices(const absl::Status& status) {
  if (IsTransient(status)) return true;
  switch (DetailsOf(status).reason) {
    case Reason::kCANCELLED:
    case Reason::kDISK_FULL:
    case Reason::kPERMISSION_DENIED:
    case Reason::kREAD_ONLY:
    case Reason::kSERVICE_STOPPING:
    case Reason::kSTORE_BUSY:
    case Reason::kUNAUTHENTICATED:
    case Reason::kUNIMPLEMENTED:
      return true;
    default:
      return false;
  }
}

jobs::Decision ItemProcessor::Rejection(const absl::Status& why) {
  if (IsMaskedForCallers(why)) LogError("an item failed", {{"error", why}});
  v1::IngestResult result;
  result.set_outcome(v1::INGEST_OUTCOME_REJECTED);
  *result.mutable_status() = ToRpcStatus(why, "");
  jobs::Decision decision = DecisionOf(result);
  decision.dead = true;
  decision.reason = ReasonName(DetailsOf(why).reason);
  return decision;
}

// What is known of the document before its bytes are looked at.
absl::Status ItemProcessor::Prepare(const jobs::Job& job, const jobs::Item& item, IngestItem* work) const {
  ASSIGN_OR_RETURN(work->raw, DocumentOf(item));
  if (job.kind != jobs::JobKind::kReextract) return absl::OkStatus();
  // For a moment only: while the store is away the item goes back, so that it holds up no other.
  constexpr absl::Duration kLookUpTime = absl::Seconds(2);
  ASSIGN_OR_RETURN(work->stored, measures_->GetStored(DocumentName(work->raw, {}), SystemClock().Now() + kLookUpTime));
  work->raw = RawOf(*work->stored);
  work->replace_extraction = true;
  return absl::OkStatus();
}

bool ItemProcessor::Process(const jobs::Job& job, const jobs::Item& item, std::string content,
                            std::function<void(jobs::Verdict)> done) {
  const auto decide = [this](const absl::Status& status) -> jobs::Verdict {
    // Of a re-extraction: somebody stored the document meanwhile. It is looked at again.
    const bool changed = DetailsOf(status).reason == Reason::kETAG_MISMATCH;
    if (changed || IsAboutServices(status)) return {.again = status};
    return {.decision = Rejection(status)};
  };
  IngestItem work;
  const absl::Status prepared = Prepare(job, item, &work);
  if (!prepared.ok()) return done(decide(prepared)), true;
  const size_t bytes = work.stored ? static_cast<size_t>(work.stored->source().size_bytes()) : content.size();
  auto ticket = engine_->budget().Take(
      bytes, [this] { return stopping_.IsSet() ? absl::CancelledError("the service is stopping") : absl::OkStatus(); });
  if (!ticket.ok()) return false;
  if (item.starts > 0) work.interrupted_since = item.update_time;
  work.raw.set_content(std::move(content));
  work.ticket = *std::move(ticket);
  work.done = [decide, done = std::move(done)](IngestOutcomeOr outcome) {
    done(outcome.ok() ? jobs::Verdict{.decision = DecisionOf(*outcome)} : decide(outcome.status()));
  };
  engine_->Ingest(std::move(work));
  return true;
}

}  // namespace gangmu::ingestion
