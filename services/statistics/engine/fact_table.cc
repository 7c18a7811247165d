#include "services/statistics/engine/fact_table.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "services/statistics/engine/catalog.h"
#include "services/statistics/engine/segment.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {
namespace {

// Segments are merged in tiers: as soon as kFanIn neighbours at the young end are smaller than a tier's size, they
// become one. Each fact is so copied at most once a tier.
constexpr size_t kFanIn = 8;
constexpr uint32_t kTiers[] = {64, 512, 4096, 32768};
constexpr uint32_t kFullSegment = 65536;
// A segment is rewritten when this part of its documents lies before the horizon.
constexpr uint32_t kDeadPart = 4;  // one in four

}  // namespace

class FactTable::Impl {
 public:
  explicit Impl(UnitLookup units) : units_(std::move(units)), catalog_(std::make_shared<Catalog>()) { Publish(); }

  Impl(Snapshot snapshot, std::shared_ptr<Catalog> catalog)
      : units_(std::move(snapshot.units)),
        catalog_(std::move(catalog)),
        segments_(std::move(snapshot.segments)),
        place_(snapshot.place),
        horizon_(snapshot.horizon),
        follow_horizon_(false) {
    locations_.resize(catalog_->of(Attribute::kDocument).size());
    for (const std::shared_ptr<const Segment>& segment : segments_) {
      for (uint32_t d = 0; d < segment->documents(); ++d) {
        if (segment->valid_to(d) != kNever) {
          ++dead_;
          continue;
        }
        locations_[segment->document_column(Attribute::kDocument)[d]] = {segment.get(), d};
        Count(*segment, d, 1);
      }
    }
    next_compaction_ = dead_ * 2 + counts_.documents / kDeadPart + 64;
    Publish();
  }

  void Apply(std::vector<Change> changes) {
    SegmentBuilder builder(catalog_.get());
    std::vector<Pending> pending;
    const Place passed = place_;
    for (Change& change : changes) {
      if (change.place <= passed) continue;
      const uint32_t code = catalog_->of(Attribute::kDocument).Encode(change.facts.name);
      pending.push_back({code, change.place, Location{}});
      if (change.deleted) continue;
      pending.back().added = true;
      pending.back().row = builder.documents();
      builder.Add(change.facts, change.place);
      if (builder.facts() >= kFullSegment) Commit(builder, pending);
    }
    Commit(builder, pending);
    Publish();
  }

  void Load(const std::vector<DocumentFacts>& documents, Place place) {
    SegmentBuilder builder(catalog_.get());
    std::vector<Pending> pending;
    for (const DocumentFacts& facts : documents) {
      const uint32_t code = catalog_->of(Attribute::kDocument).Encode(facts.name);
      pending.push_back({code, place, Location{}, true, builder.documents()});
      builder.Add(facts, place);
      if (builder.facts() >= kFullSegment) Commit(builder, pending);
    }
    Commit(builder, pending);
    place_ = std::max(place_, place);
    Publish();
  }

  void Advance(Place place) {
    place_ = std::max(place_, place);
    Publish();
  }

  void SetHorizon(Place horizon) {
    horizon_ = std::max(horizon_, horizon);
    follow_horizon_ = false;
    Publish();
  }

  std::shared_ptr<const Snapshot> snapshot() const {
    std::lock_guard lock(mutex_);
    return snapshot_;
  }

  FactCounts counts() const {
    std::lock_guard lock(mutex_);
    return published_counts_;
  }

  size_t MemoryBytes() const {
    const std::shared_ptr<const Snapshot> s = snapshot();
    size_t bytes = catalog_->MemoryBytes() + locations_.capacity() * sizeof(Location);
    for (const auto& segment : s->segments) bytes += segment->MemoryBytes();
    return bytes;
  }

 private:
  struct Location {
    const Segment* segment = nullptr;  // nullptr: the document is not there
    uint32_t document = 0;
  };
  struct Pending {
    uint32_t code = 0;
    Place place = 0;
    Location location;
    bool added = false;
    uint32_t row = 0;
  };

  // Packs what the builder holds, supersedes what it replaces and takes it into the list.
  void Commit(SegmentBuilder& builder, std::vector<Pending>& pending) {
    if (pending.empty()) return;
    std::shared_ptr<const Segment> segment;
    if (builder.documents() > 0) {
      segment = builder.Build();
      segments_.push_back(segment);
    }
    for (const Pending& p : pending) {
      if (p.code >= locations_.size())
        locations_.resize(std::max<size_t>(p.code + 1, catalog_->of(Attribute::kDocument).size()));
      Location& location = locations_[p.code];
      if (location.segment != nullptr) {
        Count(*location.segment, location.document, -1);
        location.segment->Supersede(location.document, p.place);
        ++dead_;
      }
      location = p.added ? Location{segment.get(), p.row} : Location{};
      if (p.added) Count(*segment, p.row, 1);
      place_ = std::max(place_, p.place);
    }
    pending.clear();
    builder = SegmentBuilder(catalog_.get());
    if (follow_horizon_) horizon_ = place_;
    Merge();
  }

  void Count(const Segment& segment, uint32_t d, int64_t sign) {
    const RowRanges& measures = segment.ranges(FactKind::kMeasure);
    const RowRanges& indicators = segment.ranges(FactKind::kIndicator);
    counts_.documents += sign;
    counts_.measures += sign * (measures.begin[d + 1] - measures.begin[d]);
    counts_.indicators += sign * (indicators.begin[d + 1] - indicators.begin[d]);
  }

  static uint32_t Size(const Segment& segment) {
    return std::max({segment.documents(), segment.measures(), segment.indicators()});
  }

  void Merge() {
    for (const uint32_t tier : kTiers) {
      size_t young = 0;
      while (young < segments_.size() && Size(*segments_[segments_.size() - 1 - young]) < tier) ++young;
      if (young >= kFanIn) Rewrite(segments_.size() - young, segments_.size());
    }
    // Looking at every document is worth it only after many more were superseded than at the last look.
    if (dead_ >= next_compaction_) {
      Compact();
      next_compaction_ = std::max(dead_ * 2, counts_.documents / kDeadPart + 64);
    }
  }

  // Replaces segments [first, last) by as few full ones as hold what is still to be remembered.
  void Rewrite(size_t first, size_t last) {
    std::vector<std::shared_ptr<const Segment>> merged;
    SegmentBuilder builder(catalog_.get());
    std::vector<Pending> moved;
    const auto flush = [&] {
      if (builder.documents() == 0) return;
      merged.push_back(builder.Build());
      for (const Pending& p : moved) {
        if (locations_[p.code].segment == p.location.segment && locations_[p.code].document == p.location.document) {
          locations_[p.code] = {merged.back().get(), p.row};
        }
      }
      moved.clear();
      builder = SegmentBuilder(catalog_.get());
    };
    for (size_t s = first; s < last; ++s) {
      const Segment& segment = *segments_[s];
      for (uint32_t d = 0; d < segment.documents(); ++d) {
        if (segment.valid_to(d) <= horizon_) {
          --dead_;
          continue;
        }
        moved.push_back(
            {segment.document_column(Attribute::kDocument)[d], 0, {&segment, d}, true, builder.documents()});
        builder.Copy(segment, d);
        if (builder.facts() >= kFullSegment) flush();
      }
    }
    flush();
    const auto begin = segments_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto at = segments_.erase(begin, segments_.begin() + static_cast<std::ptrdiff_t>(last));
    segments_.insert(at, merged.begin(), merged.end());
  }

  // Rewrites each segment of which a good part lies before the horizon.
  void Compact() {
    for (size_t s = segments_.size(); s-- > 0;) {
      const Segment& segment = *segments_[s];
      uint32_t forgotten = 0;
      for (uint32_t d = 0; d < segment.documents(); ++d) forgotten += segment.valid_to(d) <= horizon_;
      if (forgotten * kDeadPart >= segment.documents()) Rewrite(s, s + 1);
    }
  }

  void Publish() {
    auto next = std::make_shared<Snapshot>();
    next->segments = segments_;
    next->catalog = catalog_;
    next->sizes = catalog_->Sizes();
    next->units = units_;
    next->place = place_;
    next->horizon = follow_horizon_ ? place_ : horizon_;
    std::lock_guard lock(mutex_);
    snapshot_ = std::move(next);
    published_counts_ = counts_;
  }

  const UnitLookup units_;
  const std::shared_ptr<Catalog> catalog_;

  // Of the writer.
  std::vector<std::shared_ptr<const Segment>> segments_;
  std::vector<Location> locations_;  // by document code
  FactCounts counts_;
  Place place_ = 0;
  Place horizon_ = 0;
  bool follow_horizon_ = true;  // until SetHorizon: nothing before the current place is kept
  int64_t next_compaction_ = 64;
  int64_t dead_ = 0;  // superseded documents that still lie in segments

  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
  FactCounts published_counts_;
};

FactTable::FactTable(UnitLookup units) : impl_(std::make_unique<Impl>(std::move(units))) {}
FactTable::FactTable(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
std::unique_ptr<FactTable> FactTable::Continue(Snapshot snapshot, std::shared_ptr<Catalog> catalog) {
  return std::unique_ptr<FactTable>(new FactTable(std::make_unique<Impl>(std::move(snapshot), std::move(catalog))));
}
FactTable::~FactTable() = default;
void FactTable::Apply(std::vector<Change> changes) { impl_->Apply(std::move(changes)); }
void FactTable::Load(const std::vector<DocumentFacts>& documents, Place place) { impl_->Load(documents, place); }
void FactTable::Advance(Place place) { impl_->Advance(place); }
void FactTable::SetHorizon(Place horizon) { impl_->SetHorizon(horizon); }
std::shared_ptr<const Snapshot> FactTable::snapshot() const { return impl_->snapshot(); }
Place FactTable::place() const { return PlaceOf(*impl_->snapshot()); }
FactCounts FactTable::counts() const { return impl_->counts(); }
size_t FactTable::MemoryBytes() const { return impl_->MemoryBytes(); }

Place PlaceOf(const Snapshot& snapshot) { return snapshot.place; }
Place HorizonOf(const Snapshot& snapshot) { return snapshot.horizon; }

}  // namespace gangmu::statistics
