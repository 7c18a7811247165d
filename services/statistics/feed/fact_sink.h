// Keeps the fact table in step with the feed. A rebuild fills a table of its own and takes the other's place at its
// end, so that queries are answered all the while.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/position/position.h"
#include "common/sync/mutex.h"
#include "services/statistics/engine/fact_table.h"
#include "services/statistics/feed/follower.h"

namespace gangmu::statistics {

// A consistent state to answer from.
struct FactView {
  std::shared_ptr<const Snapshot> snapshot;
  std::string store_id;
  std::string epoch;
  FactCounts counts;

  // The feed position of a place in this view's history.
  Position PositionOf(Place place) const { return {store_id, epoch, place}; }
};

// Views may be taken by any thread; the ChangeSink calls come from the follower's.
class FactSink final : public ChangeSink {
 public:
  // `history`: how many places back an as_of query may ask; 0 keeps the current state alone. `saved`: the file that a
  // FactKeeper saves to; empty: none.
  explicit FactSink(UnitLookup units, int64_t history = 0, std::string saved = "");

  std::optional<Position> Restore() override;

  void BeginSnapshot() override;
  absl::Status ApplyRecord(const policy::v1::DocumentRecord& record, const Position& position) override;
  // ApplyRecord and ApplyChange with facts that are made already.
  void LoadFacts(DocumentFacts facts, const Position& position);
  void ApplyFacts(Change change, const Position& position);
  void CommitSnapshot(const Position& position) override;
  absl::Status ApplyChange(const measures::v1::Change& change, const Position& position) override;

  // UNAVAILABLE until the first snapshot is whole: an answer from a part of the facts would look like the truth.
  absl::StatusOr<FactView> View() const;

 private:
  const UnitLookup units_;
  const int64_t history_;
  const std::string saved_;
  // The rebuild under way; touched by the follower's thread alone.
  std::shared_ptr<FactTable> next_;
  bool restored_ = false;  // next_ was saved by an earlier life and knows its own history
  std::vector<DocumentFacts> pending_;

  mutable Mutex mutex_;
  std::shared_ptr<FactTable> table_ ABSL_GUARDED_BY(mutex_);
  Position position_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace gangmu::statistics
