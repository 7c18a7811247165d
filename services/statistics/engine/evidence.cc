#include "services/statistics/engine/evidence.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::statistics {
namespace {

// A dimension that the row fixes.
struct Fixed {
  const GroupDimension* dimension;
  uint32_t bucket;
};

class Collector {
 public:
  Collector(const QueryPlan& plan, const Grouping& grouping, size_t metric, std::optional<LeftOut> blocked)
      : plan_(plan), grouping_(grouping), metric_(plan.metrics[metric]), blocked_(blocked) {}

  absl::Status PrepareMetric() {
    if (!CountsValues(metric_.function)) return absl::OkStatus();
    ASSIGN_OR_RETURN(const DimensionSpec spec, FindDimension(plan_.query->facts, metric_.dimension));
    counted_.buckets = std::make_unique<Buckets>(spec, *plan_.snapshot);
    counted_.column = *ResolveColumn(plan_.query->facts, spec.attribute);
    return absl::OkStatus();
  }

  absl::Status Fix(const std::vector<DimensionValue>& row) {
    if (row.size() != plan_.dimensions.size()) {
      return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID,
                   StrCat("the row has ", row.size(), " dimensions, the query ", plan_.dimensions.size()));
    }
    for (size_t d = 0; d < row.size(); ++d) {
      if (row[d].kind == BucketKind::kTotal) continue;
      const GroupDimension& dimension = grouping_.dimensions()[d];
      const std::optional<uint32_t> bucket = dimension.buckets->Find(row[d]);
      if (!bucket) empty_ = true;
      fixed_.push_back({&dimension, bucket.value_or(0)});
    }
    return absl::OkStatus();
  }

  void Collect() {
    if (empty_) return;
    for (uint32_t s = 0; s < plan_.snapshot->segments.size(); ++s) CollectSegment(s);
    const Dictionary& names = plan_.snapshot->catalog->of(Attribute::kDocument);
    std::sort(found_.begin(), found_.end(), [&](const Found& a, const Found& b) {
      if (a.document != b.document) return names.Text(a.document) < names.Text(b.document);
      return a.row < b.row;
    });
  }

  void Visit(const std::function<bool(const Evidence&)>& visit) const {
    for (const Found& f : found_) {
      const Segment& segment = *plan_.snapshot->segments[f.segment];
      Evidence e;
      e.document = std::string(plan_.snapshot->catalog->of(Attribute::kDocument).Text(f.document));
      if (plan_.query->facts == FactKind::kIndicator) e.id = segment.indicator_ids()[f.row];
      if (plan_.query->facts == FactKind::kMeasure) e.id = segment.measure_ids()[f.row];
      e.used = !f.reason.has_value();
      if (f.reason) e.reason = *f.reason;
      e.segment = &segment;
      e.document_place = f.place;
      e.row = f.row;
      if (!visit(e)) return;
    }
  }

 private:
  struct Found {
    uint32_t segment;
    uint32_t document;  // code
    uint32_t place;     // of the document in the segment
    uint32_t row;
    std::optional<LeftOut> reason;
  };

  void CollectSegment(uint32_t s) {
    const Segment& segment = *plan_.snapshot->segments[s];
    const FactKind kind = plan_.query->facts;
    std::vector<uint8_t> pass(segment.documents());
    for (uint32_t d = 0; d < pass.size(); ++d) pass[d] = segment.VisibleAt(d, plan_.as_of);
    TestDocuments(plan_.filter.document, segment, pass);
    PredicateRunner runner(plan_.filter.fact, kind, segment, *plan_.snapshot);
    if (runner.NothingPasses()) return;
    constexpr uint32_t kBlock = 4096;
    std::vector<uint16_t> selected(kBlock);
    for (uint32_t d = 0; d < pass.size(); ++d) {
      if (!pass[d]) continue;
      const uint32_t first = kind == FactKind::kDocument ? d : segment.ranges(kind).begin[d];
      const uint32_t last = kind == FactKind::kDocument ? d + 1 : segment.ranges(kind).begin[d + 1];
      const std::vector<uint32_t> documents(std::min(kBlock, last - first), d);
      for (uint32_t begin = first; begin < last; begin += kBlock) {
        uint32_t count = std::min(kBlock, last - begin);
        const bool all = runner.empty();
        if (!all) count = runner.Refine(begin, nullptr, count, documents.data(), selected.data());
        for (uint32_t k = 0; k < count; ++k) {
          const uint32_t row = begin + (all ? k : selected[k]);
          if (InRow(segment, d, row)) {
            found_.push_back({s, segment.document_column(Attribute::kDocument)[d], d, row, ReasonOf(segment, d, row)});
          }
        }
      }
    }
  }

  uint32_t CodeOf(const Segment& segment, ColumnRef column, uint32_t d, uint32_t row) const {
    const CodeColumn& codes = ColumnOf(segment, plan_.query->facts, column);
    if (column.level == Level::kDocument) return codes[d];
    if (column.level == Level::kFact) return codes[row];
    const uint32_t measure = segment.indicator_column(Attribute::kMeasureRow)[row];
    return measure == 0 ? 0 : codes[measure - 1];
  }

  // Whether the fact states a value of the dimension that the metric counts.
  bool StatesCounted(const Segment& segment, uint32_t d, uint32_t row) const {
    const Buckets& buckets = *counted_.buckets;
    const uint32_t code = CodeOf(segment, counted_.column, d, row);
    if (buckets.multivalued()) {
      const auto begin = buckets.list().begin() + buckets.list_begin()[code];
      const auto end = buckets.list().begin() + buckets.list_begin()[code + 1];
      return std::any_of(begin, end, [](uint32_t bucket) { return bucket != 0; });
    }
    return buckets.Value(buckets.map().empty() ? code : buckets.map()[code]).kind == BucketKind::kValue;
  }

  bool HasRate(const Segment& segment, uint32_t d, uint32_t row, uint32_t unit) const {
    const Catalog& catalog = *plan_.snapshot->catalog;
    const uint32_t period = segment.indicator_column(Attribute::kPeriod)[row];
    const uint32_t published = segment.document_column(Attribute::kPublishDate)[d];
    Day day = DecodePeriod(catalog.of(Attribute::kPeriod).Text(period)).second;
    if (day == kNoDay) day = DecodeDay(catalog.of(Attribute::kPublishDate).Text(published));
    return day != kNoDay && plan_.rates.FindOn(unit, day) != nullptr;
  }

  bool InRow(const Segment& segment, uint32_t d, uint32_t row) const {
    for (const Fixed& f : fixed_) {
      const Buckets& buckets = *f.dimension->buckets;
      const uint32_t code = CodeOf(segment, f.dimension->column, d, row);
      if (buckets.multivalued()) {
        const auto begin = buckets.list().begin() + buckets.list_begin()[code];
        const auto end = buckets.list().begin() + buckets.list_begin()[code + 1];
        if (std::find(begin, end, f.bucket) == end) return false;
      } else if ((buckets.map().empty() ? code : buckets.map()[code]) != f.bucket) {
        return false;
      }
    }
    return true;
  }

  std::optional<LeftOut> ReasonOf(const Segment& segment, uint32_t d, uint32_t row) const {
    if (const auto reason = DocumentLeftOut(*plan_.query, segment, d)) return reason;
    if (CountsValues(metric_.function) && !StatesCounted(segment, d, row)) return LeftOut::kNoValue;
    if (!IsNumeric(metric_.function)) return std::nullopt;
    if (const auto reason = FactLeftOut(segment.indicator_column(Attribute::kFlags)[row], plan_.left_out_flags)) {
      return reason;
    }
    if (plan_.query->unit_mode == UnitMode::kConvert) {
      const uint32_t unit = segment.indicator_column(Attribute::kUnit)[row];
      if (plan_.rates.Has(unit)) {
        if (!HasRate(segment, d, row, unit)) return LeftOut::kNoRate;
      } else if (!plan_.conversions[unit]) {
        return LeftOut::kOtherDimension;
      }
    }
    if (blocked_) return blocked_;
    constexpr uint8_t kBits[] = {kHasValue, kHasLower, kHasUpper, kHasFrom};
    const uint8_t bit = kBits[static_cast<size_t>(metric_.number)];
    if ((segment.indicator_column(Attribute::kPresence)[row] & bit) == 0) return LeftOut::kNoValue;
    return std::nullopt;
  }

  const QueryPlan& plan_;
  const Grouping& grouping_;
  const Metric& metric_;
  const std::optional<LeftOut> blocked_;
  GroupDimension counted_;  // of a metric that counts the values of a dimension
  std::vector<Fixed> fixed_;
  bool empty_ = false;  // the row has a value that no fact has
  std::vector<Found> found_;
};

}  // namespace

absl::Status CollectEvidence(const QueryPlan& plan, const std::vector<DimensionValue>& row, size_t metric,
                             std::optional<LeftOut> blocked, const std::function<bool(const Evidence&)>& visit) {
  if (metric >= plan.metrics.size()) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID, "no such metric");
  }
  ASSIGN_OR_RETURN(const Grouping grouping, Grouping::Make(plan.specs, plan.query->facts, *plan.snapshot, plan.rows));
  Collector collector(plan, grouping, metric, blocked);
  RETURN_IF_ERROR(collector.PrepareMetric());
  RETURN_IF_ERROR(collector.Fix(row));
  collector.Collect();
  collector.Visit(visit);
  return absl::OkStatus();
}

}  // namespace gangmu::statistics
