#include "services/statistics/feed/fact_sink.h"

#include <algorithm>
#include <utility>

#include "common/logging/logging.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/time/clock.h"
#include "services/statistics/feed/fact_conversion.h"
#include "services/statistics/feed/fact_image.h"

namespace gangmu::statistics {
namespace {

// Large enough that the table makes few segments while it is filled, small enough to bound memory.
constexpr size_t kSnapshotBatch = 512;

}  // namespace

FactSink::FactSink(UnitLookup units, int64_t history, std::string saved)
    : units_(std::move(units)), history_(history), saved_(std::move(saved)) {}

std::optional<Position> FactSink::Restore() {
  if (saved_.empty()) return std::nullopt;
  const absl::Duration begin = SystemClock().Monotonic();
  absl::StatusOr<SavedFacts> saved = statistics::LoadFacts(saved_, units_);
  if (!saved.ok()) {
    if (saved.status().code() != absl::StatusCode::kNotFound) {
      LogWarning("saved facts are not used; reading all documents instead", {{"status", saved.status()}});
    }
    return std::nullopt;
  }
  next_ = std::move(saved->table);
  restored_ = true;
  LogInfo("saved facts read", {{"position", saved->position.ToString()},
                               {"indicators", next_->counts().indicators},
                               {"took", SystemClock().Monotonic() - begin}});
  return saved->position;
}

void FactSink::BeginSnapshot() {
  next_ = std::make_shared<FactTable>(units_);
  pending_.clear();
  restored_ = false;
}

absl::Status FactSink::ApplyRecord(const policy::v1::DocumentRecord& record, const Position& position) {
  ASSIGN_OR_RETURN(DocumentFacts facts, ToFacts(record));
  LoadFacts(std::move(facts), position);
  return absl::OkStatus();
}

void FactSink::LoadFacts(DocumentFacts facts, const Position& position) {
  pending_.push_back(std::move(facts));
  if (pending_.size() >= kSnapshotBatch) next_->Load(std::exchange(pending_, {}), position.place);
}

void FactSink::CommitSnapshot(const Position& position) {
  if (!std::exchange(restored_, false)) {
    next_->Load(std::exchange(pending_, {}), position.place);
    next_->Advance(position.place);
    next_->SetHorizon(position.place);
  }
  MutexLock lock(&mutex_);
  table_ = std::exchange(next_, nullptr);
  position_ = position;
}

absl::Status FactSink::ApplyChange(const measures::v1::Change& change, const Position& position) {
  Change next{.deleted = change.kind() == measures::v1::CHANGE_KIND_DELETE, .place = position.place};
  if (next.deleted) {
    next.facts.name = change.record().document().name();
  } else {
    ASSIGN_OR_RETURN(next.facts, ToFacts(change.record()));
  }
  ApplyFacts(std::move(next), position);
  return absl::OkStatus();
}

void FactSink::ApplyFacts(Change change, const Position& position) {
  MutexLock lock(&mutex_);
  std::vector<Change> changes;
  changes.push_back(std::move(change));
  table_->Apply(std::move(changes));
  table_->SetHorizon(std::max<int64_t>(0, position.place - history_));
  position_ = position;
}

absl::StatusOr<FactView> FactSink::View() const {
  MutexLock lock(&mutex_);
  if (table_ == nullptr) {
    return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE,
                 "statistics are being built from the measures service; try again soon")
        .RetryAfter(absl::Seconds(1));
  }
  return FactView{table_->snapshot(), position_.store_id, position_.epoch, table_->counts()};
}

}  // namespace gangmu::statistics
