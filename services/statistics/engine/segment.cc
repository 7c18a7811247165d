#include "services/statistics/engine/segment.h"

#include <algorithm>

namespace gangmu::statistics {
namespace {

constexpr Attribute At(size_t base, size_t i) { return static_cast<Attribute>(base + i); }

constexpr uint32_t Bit(bool set, uint32_t bit) { return set ? bit : 0; }

template <size_t N>
size_t BytesOf(const std::array<CodeColumn, N>& columns) {
  size_t bytes = 0;
  for (const CodeColumn& c : columns) bytes += c.MemoryBytes();
  return bytes;
}

// The scale at which all numbers of one unit are kept. Where digits and magnitudes are so far apart that no scale holds
// them all in 128 bits, the largest that holds the largest magnitude; the numbers with more digits are then left out
// and counted as unrepresentable.
struct ScaleChoice {
  int scale = 0;
  int max_scale = Decimal::kMaxScale;  // that the largest magnitude allows

  bool seen = false;

  void Include(const Decimal& number) {
    seen = true;
    const Decimal n = number.Normalized();
    scale = std::max(scale, n.scale());
    while (max_scale > 0 && !n.Rescale(std::max(max_scale, n.scale()))) --max_scale;
  }
  int Final() const { return seen ? std::min(scale, max_scale) : kNoScale; }
};

}  // namespace

uint32_t Segment::rows(FactKind kind) const {
  switch (kind) {
    case FactKind::kIndicator:
      return indicators();
    case FactKind::kMeasure:
      return measures();
    case FactKind::kDocument:
      return documents();
  }
  return 0;
}

void Segment::Supersede(uint32_t d, Place place) const {
  valid_to_[d].store(place, std::memory_order_relaxed);
  if (place < first_to_.load(std::memory_order_relaxed)) first_to_.store(place, std::memory_order_relaxed);
}

void Segment::KeepHistory(std::vector<Place> from, const std::vector<Place>& to) {
  valid_to_ = std::make_unique<std::atomic<Place>[]>(from.size());
  for (size_t d = 0; d < from.size(); ++d) {
    valid_to_[d].store(to[d], std::memory_order_relaxed);
    last_from_ = std::max(last_from_, from[d]);
    first_to_ = std::min(first_to_.load(std::memory_order_relaxed), to[d]);
  }
  valid_from_ = std::move(from);
}

size_t Segment::MemoryBytes() const {
  size_t bytes = sizeof(*this) + BytesOf(document_columns_) + BytesOf(measure_columns_) + BytesOf(indicator_columns_);
  for (const CoefficientColumn& c : numbers_) bytes += c.MemoryBytes();
  bytes += unit_scales_.capacity() + measure_ids_.MemoryBytes() + indicator_ids_.MemoryBytes();
  bytes += (measure_ranges_.begin.capacity() + indicator_ranges_.begin.capacity()) * sizeof(uint32_t);
  return bytes + documents() * 2 * sizeof(Place);
}

uint32_t SegmentBuilder::facts() const {
  return static_cast<uint32_t>(std::max({numbers_.size(), measure_ids_.size(), valid_from_.size()}));
}

void SegmentBuilder::Add(const DocumentFacts& facts, Place place) {
  const auto text = [&](Attribute a, std::string_view value) { Document(a).push_back(catalog_->of(a).Encode(value)); };
  text(Attribute::kDocument, facts.name);
  text(Attribute::kTitle, facts.title);
  text(Attribute::kIssuer, facts.issuer);
  text(Attribute::kIssuerLevel, facts.issuer_level);
  text(Attribute::kDocumentType, facts.document_type);
  text(Attribute::kDocumentNumber, facts.document_number);
  text(Attribute::kRegion, facts.region_code.empty() ? facts.region_name : facts.region_code);
  text(Attribute::kRegionName, facts.region_name);
  text(Attribute::kPublishDate, EncodeDay(facts.publish_date));
  text(Attribute::kEffectiveDate, EncodeDay(facts.effective_date));
  text(Attribute::kRepealDate, EncodeDay(facts.repeal_date));
  text(Attribute::kExtractor, facts.extractor_version);
  text(Attribute::kLabels, EncodeLabels(facts.labels));
  text(Attribute::kSchemes, EncodeList(facts.schemes));
  Document(Attribute::kValidity).push_back(facts.validity & 15u);
  Document(Attribute::kDuplicate).push_back(facts.duplicate);

  const auto first_measure = static_cast<uint32_t>(measure_ids_.size());
  for (const MeasureFact& m : facts.measures) AddMeasure(m);
  for (const IndicatorFact& i : facts.indicators) AddIndicator(i, first_measure);
  measure_begin_.push_back(static_cast<uint32_t>(measure_ids_.size()));
  indicator_begin_.push_back(static_cast<uint32_t>(indicator_ids_.size()));
  valid_from_.push_back(place);
  valid_to_.push_back(kNever);
}

void SegmentBuilder::AddMeasure(const MeasureFact& m) {
  const auto text = [&](Attribute a, std::string_view value) { Measure(a).push_back(catalog_->of(a).Encode(value)); };
  text(Attribute::kHeading, m.heading);
  text(Attribute::kTopSection, m.section_path.empty() ? "" : m.section_path.front());
  text(Attribute::kTopic, m.topic);
  text(Attribute::kSectionHeading, m.section_path.empty() ? "" : m.section_path.back());
  text(Attribute::kInstruments, EncodeList(m.instruments));
  Measure(Attribute::kStatus).push_back(m.status & 15u);
  measure_ids_.push_back(m.id);
}

void SegmentBuilder::AddIndicator(const IndicatorFact& i, uint32_t first_measure) {
  const size_t measures = measure_ids_.size() - first_measure;
  const bool in_measure = i.measure >= 0 && static_cast<size_t>(i.measure) < measures;
  const uint32_t measure_row = in_measure ? first_measure + static_cast<uint32_t>(i.measure) : 0;
  for (const Attribute a :
       {Attribute::kTopic, Attribute::kSectionHeading, Attribute::kInstruments, Attribute::kStatus}) {
    Indicator(a).push_back(in_measure ? Measure(a)[measure_row] : 0);
  }
  Indicator(Attribute::kMeasureRow).push_back(in_measure ? measure_row + 1 : 0);
  Indicator(Attribute::kUnit).push_back(catalog_->of(Attribute::kUnit).Encode(i.unit));
  Indicator(Attribute::kKind).push_back(i.kind & 15u);
  Indicator(Attribute::kQualifier).push_back(i.qualifier & 15u);
  Indicator(Attribute::kFlags)
      .push_back(Bit(bool(i.target), kFlagTarget) | Bit(bool(i.part), kFlagPart) |
                 Bit(bool(i.restatement), kFlagRestatement));
  Indicator(Attribute::kSubject).push_back(catalog_->of(Attribute::kSubject).Encode(i.subject));
  Indicator(Attribute::kPeriod)
      .push_back(catalog_->of(Attribute::kPeriod).Encode(EncodePeriod(i.period_start, i.period_end)));
  Indicator(Attribute::kConfidence).push_back(i.confidence);
  Indicator(Attribute::kReview).push_back(i.review_state & 15u);
  Indicator(Attribute::kPresence)
      .push_back(Bit(bool(i.value), kHasValue) | Bit(bool(i.bounds.lower), kHasLower) |
                 Bit(bool(i.bounds.upper), kHasUpper) | Bit(bool(i.from_value), kHasFrom));
  numbers_.push_back({{i.value.value_or(Decimal()), i.bounds.lower.value_or(Decimal()),
                       i.bounds.upper.value_or(Decimal()), i.from_value.value_or(Decimal())}});
  indicator_ids_.push_back(i.id);
}

void SegmentBuilder::Copy(const Segment& from, uint32_t d) {
  for (size_t c = 0; c < kDocumentColumns; ++c) document_codes_[c].push_back(from.document_columns_[c][d]);
  const uint32_t measures_begin = from.measure_ranges_.begin[d];
  const uint32_t measures_end = from.measure_ranges_.begin[d + 1];
  const uint32_t moved = static_cast<uint32_t>(measure_ids_.size()) - measures_begin;  // wraps; used modulo 2^32
  for (uint32_t m = measures_begin; m < measures_end; ++m) {
    for (size_t c = 0; c < kMeasureColumns; ++c) measure_codes_[c].push_back(from.measure_columns_[c][m]);
    measure_ids_.push_back(from.measure_ids_[m]);
  }
  for (uint32_t i = from.indicator_ranges_.begin[d]; i < from.indicator_ranges_.begin[d + 1]; ++i) {
    for (size_t c = 0; c < kIndicatorColumns; ++c) indicator_codes_[c].push_back(from.indicator_columns_[c][i]);
    uint32_t& measure_row = Indicator(Attribute::kMeasureRow).back();
    if (measure_row != 0) measure_row += moved;
    const uint32_t unit = from.indicator_column(Attribute::kUnit)[i];
    Numbers numbers;
    for (size_t n = 0; n < kNumbers; ++n) numbers.values[n] = Decimal(from.numbers_[n][i], from.unit_scales_[unit]);
    numbers_.push_back(numbers);
    indicator_ids_.push_back(from.indicator_ids_[i]);
  }
  measure_begin_.push_back(static_cast<uint32_t>(measure_ids_.size()));
  indicator_begin_.push_back(static_cast<uint32_t>(indicator_ids_.size()));
  valid_from_.push_back(from.valid_from(d));
  valid_to_.push_back(from.valid_to(d));
}

void SegmentBuilder::PackNumbers(Segment& segment) {
  const std::vector<uint32_t>& units = Indicator(Attribute::kUnit);
  const uint32_t last_unit = units.empty() ? 0 : *std::max_element(units.begin(), units.end());
  std::vector<ScaleChoice> choices(last_unit + 1);
  for (size_t i = 0; i < numbers_.size(); ++i) {
    for (const Decimal& number : numbers_[i].values) choices[units[i]].Include(number);
  }
  for (const ScaleChoice& c : choices) segment.unit_scales_.push_back(static_cast<int8_t>(c.Final()));
  segment.unit_scales_.shrink_to_fit();

  std::array<std::vector<__int128>, kNumbers> coefficients;
  for (size_t n = 0; n < kNumbers; ++n) coefficients[n].resize(numbers_.size());
  for (size_t i = 0; i < numbers_.size(); ++i) {
    for (size_t n = 0; n < kNumbers; ++n) {
      const std::optional<Decimal> scaled = numbers_[i].values[n].Normalized().Rescale(segment.unit_scales_[units[i]]);
      if (scaled) {
        coefficients[n][i] = scaled->coefficient();
      } else {
        Indicator(Attribute::kFlags)[i] |= kFlagUnrepresentable;
        Indicator(Attribute::kPresence)[i] &= ~(1u << n);
      }
    }
  }
  int shared = 0;
  for (size_t n = 0; n < 3; ++n) shared = std::max(shared, CoefficientColumn::WidthFor(coefficients[n]));
  for (size_t n = 0; n < kNumbers; ++n) {
    const int width = n < 3 ? shared : CoefficientColumn::WidthFor(coefficients[n]);
    segment.numbers_[n] = CoefficientColumn(coefficients[n], width);
    coefficients[n] = {};
  }
}

std::shared_ptr<const Segment> SegmentBuilder::Build() {
  auto segment = std::make_shared<Segment>();
  PackNumbers(*segment);
  for (size_t c = 0; c < kDocumentColumns; ++c) segment->document_columns_[c] = CodeColumn(document_codes_[c]);
  for (size_t c = 0; c < kMeasureColumns; ++c) segment->measure_columns_[c] = CodeColumn(measure_codes_[c]);
  for (size_t c = 0; c < kIndicatorColumns; ++c) segment->indicator_columns_[c] = CodeColumn(indicator_codes_[c]);
  segment->measure_ids_ = IdColumn(measure_ids_);
  segment->indicator_ids_ = IdColumn(indicator_ids_);
  measure_begin_.shrink_to_fit();
  indicator_begin_.shrink_to_fit();
  valid_from_.shrink_to_fit();
  segment->measure_ranges_.begin = std::move(measure_begin_);
  segment->indicator_ranges_.begin = std::move(indicator_begin_);
  segment->KeepHistory(std::move(valid_from_), valid_to_);
  return segment;
}

}  // namespace gangmu::statistics
