#include "services/ingestion/rpc/item_processor.h"

#include <utility>

#include "common/logging/logging.h"
#include "common/status/error.h"
#include "common/status/rpc_status.h"
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

bool ItemProcessor::Process(const jobs::Item& item, std::string content, std::function<void(jobs::Verdict)> done) {
  absl::StatusOr<v1::RawDocument> raw = DocumentOf(item);
  if (!raw.ok()) return done({.decision = Rejection(raw.status())}), true;
  auto ticket = engine_->budget().Take(content.size(), [this] {
    return stopping_.IsSet() ? absl::CancelledError("the service is stopping") : absl::OkStatus();
  });
  if (!ticket.ok()) return false;
  IngestItem work;
  work.raw = *std::move(raw);
  work.raw.set_content(std::move(content));
  work.ticket = *std::move(ticket);
  work.done = [this, done = std::move(done)](IngestOutcomeOr outcome) {
    if (outcome.ok()) return done({.decision = DecisionOf(*outcome)});
    if (IsAboutServices(outcome.status())) return done({.again = outcome.status()});
    done({.decision = Rejection(outcome.status())});
  };
  engine_->Ingest(std::move(work));
  return true;
}

}  // namespace gangmu::ingestion
