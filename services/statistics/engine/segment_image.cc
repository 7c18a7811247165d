// Segments as bytes, and back.
#include <algorithm>

#include "services/statistics/engine/segment.h"

namespace gangmu::statistics {
namespace {

template <size_t N>
void WriteAll(const std::array<CodeColumn, N>& columns, ByteWriter& out) {
  for (const CodeColumn& column : columns) column.Write(out);
}

template <size_t N>
void ReadAll(std::array<CodeColumn, N>& columns, ByteReader& in, size_t rows) {
  for (CodeColumn& column : columns) column = CodeColumn::Read(in, rows);
}

// Whether the ranges of `documents` documents follow each other from 0 on.
bool AreRanges(const RowRanges& ranges, size_t documents) {
  return ranges.begin.size() == documents + 1 && ranges.begin.front() == 0 &&
         std::is_sorted(ranges.begin.begin(), ranges.begin.end());
}

// Every code of `columns`, the first of which is of attribute `first`, lies below its domain's size.
template <size_t N>
bool AllKnown(const std::array<CodeColumn, N>& columns, Attribute first, const DomainSizes& sizes, size_t rows) {
  if (rows == 0) return true;
  for (size_t c = 0; c < N; ++c) {
    const auto attribute = static_cast<Attribute>(static_cast<size_t>(first) + c);
    if (attribute != Attribute::kMeasureRow && columns[c].max() >= sizes[static_cast<size_t>(attribute)]) return false;
  }
  return true;
}

}  // namespace

void Segment::Write(Place place, ByteWriter& out) const {
  std::vector<Place> to(documents());
  for (uint32_t d = 0; d < documents(); ++d) to[d] = valid_to(d) <= place ? valid_to(d) : kNever;
  out.PutVector(valid_from_);
  out.PutVector(to);
  out.PutVector(measure_ranges_.begin);
  out.PutVector(indicator_ranges_.begin);
  WriteAll(document_columns_, out);
  WriteAll(measure_columns_, out);
  WriteAll(indicator_columns_, out);
  for (const CoefficientColumn& column : numbers_) column.Write(out);
  out.PutVector(unit_scales_);
  measure_ids_.Write(out);
  indicator_ids_.Write(out);
}

std::shared_ptr<const Segment> Segment::Read(ByteReader& in, const DomainSizes& sizes) {
  auto segment = std::make_shared<Segment>();
  std::vector<Place> from = in.TakeVector<Place>();
  const std::vector<Place> to = in.TakeVector<Place>();
  segment->measure_ranges_.begin = in.TakeVector<uint32_t>();
  segment->indicator_ranges_.begin = in.TakeVector<uint32_t>();
  if (!in.ok() || to.size() != from.size() || !AreRanges(segment->measure_ranges_, from.size()) ||
      !AreRanges(segment->indicator_ranges_, from.size())) {
    return nullptr;
  }
  segment->KeepHistory(std::move(from), to);
  ReadAll(segment->document_columns_, in, segment->documents());
  ReadAll(segment->measure_columns_, in, segment->measures());
  ReadAll(segment->indicator_columns_, in, segment->indicators());
  for (CoefficientColumn& column : segment->numbers_) column = CoefficientColumn::Read(in, segment->indicators());
  segment->unit_scales_ = in.TakeVector<int8_t>();
  segment->measure_ids_ = IdColumn::Read(in, segment->measures());
  segment->indicator_ids_ = IdColumn::Read(in, segment->indicators());
  return in.ok() && segment->HasOnlyKnownCodes(sizes) ? segment : nullptr;
}

bool Segment::HasOnlyKnownCodes(const DomainSizes& sizes) const {
  if (!AllKnown(document_columns_, Attribute::kDocument, sizes, documents()) ||
      !AllKnown(measure_columns_, kFirstMeasureAttribute, sizes, measures()) ||
      !AllKnown(indicator_columns_, kFirstSharedAttribute, sizes, indicators())) {
    return false;
  }
  if (indicators() == 0) return true;
  if (indicator_column(Attribute::kMeasureRow).max() > measures()) return false;
  const CodeColumn& units = indicator_column(Attribute::kUnit);
  if (units.max() >= unit_scales_.size()) return false;
  for (uint32_t i = 0; i < indicators(); ++i) {
    const int scale = unit_scales_[units[i]];
    if (scale < 0 || scale > Decimal::kMaxScale) return false;
  }
  return true;
}

}  // namespace gangmu::statistics
