// A segment: some documents with all their facts, in columns. Immutable but for the places at which its documents were
// superseded.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "services/statistics/engine/attribute.h"
#include "services/statistics/engine/byte_io.h"
#include "services/statistics/engine/catalog.h"
#include "services/statistics/engine/facts.h"
#include "services/statistics/engine/packed.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

inline constexpr Place kNever = std::numeric_limits<Place>::max();
inline constexpr size_t kNumbers = 4;  // of enum Number
inline constexpr int8_t kNoScale = -1;

// The rows of one kind of facts: those of document d are [begin[d], begin[d + 1]).
struct RowRanges {
  std::vector<uint32_t> begin;  // documents + 1
  uint32_t rows() const { return begin.empty() ? 0 : begin.back(); }
};

class Segment {
 public:
  uint32_t documents() const { return static_cast<uint32_t>(valid_from_.size()); }
  uint32_t measures() const { return measure_ranges_.rows(); }
  uint32_t indicators() const { return indicator_ranges_.rows(); }
  uint32_t rows(FactKind kind) const;
  // Of measures and indicators.
  const RowRanges& ranges(FactKind kind) const {
    return kind == FactKind::kMeasure ? measure_ranges_ : indicator_ranges_;
  }

  // A column as stored with documents, measures or indicators.
  const CodeColumn& document_column(Attribute a) const { return document_columns_[static_cast<size_t>(a)]; }
  const CodeColumn& measure_column(Attribute a) const {
    return measure_columns_[static_cast<size_t>(a) - static_cast<size_t>(kFirstMeasureAttribute)];
  }
  const CodeColumn& indicator_column(Attribute a) const {
    return indicator_columns_[static_cast<size_t>(a) - static_cast<size_t>(kFirstSharedAttribute)];
  }

  // Numbers of indicators: coefficients at the scale of the fact's unit. Value and bounds have one width.
  const CoefficientColumn& number(Number n) const { return numbers_[static_cast<size_t>(n)]; }
  // By unit code; kNoScale where the segment does not have the unit, as it has none beyond the end.
  const std::vector<int8_t>& unit_scales() const { return unit_scales_; }

  const IdColumn& measure_ids() const { return measure_ids_; }
  const IdColumn& indicator_ids() const { return indicator_ids_; }

  // A document is part of the state at place p where from ≤ p < to.
  Place valid_from(uint32_t d) const { return valid_from_[d]; }
  Place valid_to(uint32_t d) const { return valid_to_[d].load(std::memory_order_relaxed); }
  bool VisibleAt(uint32_t d, Place p) const { return valid_from_[d] <= p && p < valid_to(d); }
  // Whether every document is visible at p; false where it is not known cheaply.
  bool AllVisibleAt(Place p) const { return last_from_ <= p && p < first_to_.load(std::memory_order_relaxed); }
  // Called by the writer, before it publishes a snapshot of `place`. Readers of older snapshots see the document either
  // way: their place lies before.
  void Supersede(uint32_t d, Place place) const;

  size_t MemoryBytes() const;

  // The state at `place` as bytes: what was superseded later counts as living. And back, for a catalogue whose
  // dictionaries have `sizes`; nullptr where the bytes are no segment of such a catalogue.
  void Write(Place place, ByteWriter& out) const;
  static std::shared_ptr<const Segment> Read(ByteReader& in, const DomainSizes& sizes);

 private:
  friend class SegmentBuilder;

  bool HasOnlyKnownCodes(const DomainSizes& sizes) const;
  void KeepHistory(std::vector<Place> from, const std::vector<Place>& to);

  std::array<CodeColumn, kDocumentColumns> document_columns_;
  std::array<CodeColumn, kMeasureColumns> measure_columns_;
  std::array<CodeColumn, kIndicatorColumns> indicator_columns_;
  std::array<CoefficientColumn, kNumbers> numbers_;
  std::vector<int8_t> unit_scales_;
  RowRanges measure_ranges_;
  RowRanges indicator_ranges_;
  IdColumn measure_ids_;
  IdColumn indicator_ids_;
  std::vector<Place> valid_from_;
  std::unique_ptr<std::atomic<Place>[]> valid_to_;
  Place last_from_ = 0;
  mutable std::atomic<Place> first_to_{kNever};
};

// Collects documents, then packs them. Not thread safe.
class SegmentBuilder {
 public:
  explicit SegmentBuilder(Catalog* catalog) : catalog_(catalog) {}

  void Add(const DocumentFacts& facts, Place place);
  // Document `d` of a segment with its history.
  void Copy(const Segment& from, uint32_t d);

  uint32_t documents() const { return static_cast<uint32_t>(valid_from_.size()); }
  uint32_t facts() const;
  std::shared_ptr<const Segment> Build();

 private:
  struct Numbers {
    std::array<Decimal, kNumbers> values;
  };

  void AddMeasure(const MeasureFact& measure);
  void AddIndicator(const IndicatorFact& indicator, uint32_t first_measure);
  void PackNumbers(Segment& segment);
  std::vector<uint32_t>& Document(Attribute a) { return document_codes_[static_cast<size_t>(a)]; }
  std::vector<uint32_t>& Measure(Attribute a) {
    return measure_codes_[static_cast<size_t>(a) - static_cast<size_t>(kFirstMeasureAttribute)];
  }
  std::vector<uint32_t>& Indicator(Attribute a) {
    return indicator_codes_[static_cast<size_t>(a) - static_cast<size_t>(kFirstSharedAttribute)];
  }

  Catalog* catalog_;
  std::array<std::vector<uint32_t>, kDocumentColumns> document_codes_;
  std::array<std::vector<uint32_t>, kMeasureColumns> measure_codes_;
  std::array<std::vector<uint32_t>, kIndicatorColumns> indicator_codes_;
  std::vector<Numbers> numbers_;
  std::vector<uint32_t> measure_begin_{0};
  std::vector<uint32_t> indicator_begin_{0};
  std::vector<std::string> measure_ids_;
  std::vector<std::string> indicator_ids_;
  std::vector<Place> valid_from_;
  std::vector<Place> valid_to_;
};

}  // namespace gangmu::statistics
