// The facts: columns in immutable segments, with the history of superseded documents. One writer, any number of
// readers; readers take a snapshot and never wait for the writer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "services/statistics/engine/facts.h"
#include "services/statistics/engine/unit_table.h"

namespace gangmu::statistics {

class Catalog;
struct Snapshot;

// One committed change of one document.
struct Change {
  // Its facts from now on; ignored where deleted.
  DocumentFacts facts;
  bool deleted = false;
  Place place = 0;
};

struct FactCounts {
  int64_t documents = 0;
  int64_t measures = 0;
  int64_t indicators = 0;
};

// Thread safe, but Apply calls come one after another (from one thread, or under one lock).
class FactTable {
 public:
  explicit FactTable(UnitLookup units);
  ~FactTable();
  FactTable(const FactTable&) = delete;
  FactTable& operator=(const FactTable&) = delete;

  // Replaces all facts of the documents. Places must not fall; a change at a place that was already passed changes
  // nothing (an event that came twice). After the call every new snapshot shows the changes, all of them or none.
  void Apply(std::vector<Change> changes);
  // Adds documents of a snapshot stream, all as of `place`, which may be the table's own place. For filling a table
  // that no reader uses yet; a document that comes twice counts once, the later one.
  void Load(const std::vector<DocumentFacts>& documents, Place place);
  // A change that touches no document: moves the place only.
  void Advance(Place place);

  // States before `horizon` may be forgotten; a query as of an earlier place fails with PURGED. Rises only. Without a
  // call the current state alone is kept.
  void SetHorizon(Place horizon);

  std::shared_ptr<const Snapshot> snapshot() const;

  // A table that holds what the snapshot holds, its history included, and goes on from its place. The snapshot's
  // catalogue becomes the table's own: nobody else may write to it.
  static std::unique_ptr<FactTable> Continue(Snapshot snapshot, std::shared_ptr<Catalog> catalog);

  Place place() const;
  FactCounts counts() const;  // of the current state
  // Bytes of columns, dictionaries and indexes, within a few percent of the growth of resident memory.
  size_t MemoryBytes() const;

 private:
  class Impl;
  explicit FactTable(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The place of a snapshot, and the oldest place it can answer for.
Place PlaceOf(const Snapshot& snapshot);
Place HorizonOf(const Snapshot& snapshot);

}  // namespace gangmu::statistics
