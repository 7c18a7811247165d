#include "services/statistics/engine/pass_result.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/statistics/engine/square_root.h"

namespace gangmu::statistics {
namespace {

absl::Status Overflow() {
  return Error(absl::StatusCode::kOutOfRange, Reason::kDECIMAL_OVERFLOW,
               "an exact result has more than 38 digits: filter more, or convert to a larger unit");
}

// A 128-bit integer at a scale as a decimal; nullopt where it has too many digits.
std::optional<Decimal> ToDecimal(__int128 coefficient, int scale) {
  // Decimal keeps coefficients below 10^38; adding nothing checks it.
  return Decimal::Add(Decimal(coefficient, scale).Normalized(), Decimal());
}

// Adds up converted parts and remembers whether all of it was exact and fitted.
class Total {
 public:
  void Add(const UnitConversion& conversion, __int128 coefficient, int scale) {
    const std::optional<Decimal> part = ToDecimal(coefficient, scale);
    const std::optional<UnitConversion::Result> converted = part ? conversion.Apply(*part) : std::nullopt;
    const std::optional<Decimal> sum = converted ? Decimal::Add(value_, converted->value) : std::nullopt;
    overflow_ = overflow_ || !sum;
    if (!sum) return;
    value_ = sum->Normalized();
    exact_ = exact_ && converted->exact;
  }
  const Decimal& value() const { return value_; }
  bool exact() const { return exact_; }
  bool overflow() const { return overflow_; }

 private:
  Decimal value_;
  bool exact_ = true;
  bool overflow_ = false;
};

size_t Index(Number n) { return static_cast<size_t>(n); }

// The numbers that a metric adds up.
uint8_t PresenceOf(const Metric& metric) {
  constexpr uint8_t kBits[] = {kHasValue, kHasLower, kHasUpper, kHasFrom};
  if (metric.function == Function::kSum && metric.number == Number::kValue) return kHasValue | kHasLower | kHasUpper;
  return kBits[Index(metric.number)];
}

}  // namespace

PassResult::Slots PassResult::PlanSlots(const QueryPlan& plan, const Pass& pass) {
  Slots slots;
  slots.facts.assign(plan.metrics.size(), -1);
  int facts = 0;
  for (const size_t m : pass.metrics) {
    const Metric& metric = plan.metrics[m];
    const size_t n = Index(metric.number);
    switch (metric.function) {
      case Function::kCount:
        break;
      case Function::kCountDocuments:
      case Function::kCountDistinct:
      case Function::kTop:
        slots.facts[m] = facts++;
        break;
      case Function::kSum:
        if (metric.number == Number::kValue) {
          slots.interval = 0;
        } else {
          slots.moment_parts[n] |= MomentKernel::kTotal;
        }
        break;
      case Function::kAvg:
        slots.moment_parts[n] |= MomentKernel::kTotal;
        break;
      case Function::kMin:
      case Function::kMax:
        slots.moment_parts[n] |= MomentKernel::kExtremes;
        break;
      case Function::kStdDev:
        slots.moment_parts[n] |= MomentKernel::kTotal | MomentKernel::kSquares;
        break;
      case Function::kPercentile:
        slots.values[n] = 0;
        break;
      case Function::kFirst:
        slots.edges[n][0] = 0;
        break;
      case Function::kLast:
        slots.edges[n][1] = 0;
        break;
    }
  }
  if (plan.forbidden_mixtures != 0) {
    for (const size_t m : pass.metrics) {
      if (statistics::MixturesOf(plan.metrics[m].function) != 0) {
        slots.additive_presence |= PresenceOf(plan.metrics[m]);
      }
    }
  }
  const auto place = [&](int& slot, bool wanted) { slot = wanted ? slots.numeric_count++ : -1; };
  place(slots.additivity, slots.additive_presence != 0);
  place(slots.interval, slots.interval == 0);
  for (size_t n = 0; n < kNumbers; ++n) {
    place(slots.moments[n], slots.moment_parts[n] != 0);
    place(slots.values[n], slots.values[n] == 0);
    for (int& edge : slots.edges[n]) place(edge, edge == 0);
  }
  return slots;
}

absl::StatusOr<std::unique_ptr<PassResult>> PassResult::Run(const QueryPlan& plan, const Pass& pass, size_t dimensions,
                                                            WorkerPool& pool) {
  std::vector<DimensionSpec> specs(plan.specs.begin(), plan.specs.begin() + static_cast<std::ptrdiff_t>(dimensions));
  std::optional<size_t> unit_place;
  if (plan.unit_dimension && *plan.unit_dimension < dimensions) unit_place = *plan.unit_dimension;
  if (pass.hidden_unit) {
    ASSIGN_OR_RETURN(DimensionSpec unit, FindDimension(plan.query->facts, "unit"));
    unit_place = specs.size();
    specs.push_back(std::move(unit));
  }
  const size_t days_place = specs.size();
  if (pass.hidden_days) {
    for (DimensionSpec& spec : plan.rates.Dimensions()) specs.push_back(std::move(spec));
  }
  ASSIGN_OR_RETURN(Grouping grouping, Grouping::Make(specs, plan.query->facts, *plan.snapshot, plan.rows));
  std::unique_ptr<PassResult> result(new PassResult(plan, pass, std::move(grouping)));
  result->unit_place_ = unit_place;
  if (pass.hidden_days) result->ReadIntervals(days_place);
  result->distinct_buckets_.resize(plan.metrics.size());
  for (const size_t m : pass.metrics) {
    if (!CountsValues(plan.metrics[m].function)) continue;
    ASSIGN_OR_RETURN(const DimensionSpec spec, FindDimension(plan.query->facts, plan.metrics[m].dimension));
    result->distinct_buckets_[m] = std::make_unique<Buckets>(spec, *plan.snapshot);
  }
  ScanPlan scan;
  scan.snapshot = plan.snapshot;
  scan.query = plan.query;
  scan.filter = &plan.filter;
  scan.grouping = &result->grouping_;
  scan.as_of = plan.as_of;
  scan.left_out_flags = plan.left_out_flags;
  ASSIGN_OR_RETURN(result->state_, Scan(
                                       scan, [&](ScanState& s) { result->MakeKernels(s); }, pool));
  for (const auto& kernel : result->state_->numeric) {
    if (kernel->overflow()) return Overflow();
  }
  result->CollectGroups();
  return result;
}

void PassResult::ReadIntervals(size_t days_place) {
  days_place_ = days_place;
  for (size_t k = 0; k < intervals_.size(); ++k) {
    const Buckets& buckets = *grouping_.dimensions()[days_place + k].buckets;
    for (uint32_t b = 0; b < buckets.size(); ++b) intervals_[k].push_back(RateTable::IntervalOf(buckets.Value(b)));
  }
}

void PassResult::MakeKernels(ScanState& state) const {
  for (const size_t m : pass_.metrics) {
    const Metric& metric = plan_.metrics[m];
    if (metric.function == Function::kCountDocuments) state.facts.push_back(std::make_unique<DocumentKernel>());
    if (!CountsValues(metric.function)) continue;
    const FactKind facts = plan_.query->facts;
    const DimensionSpec spec = *FindDimension(facts, metric.dimension);
    const ColumnRef column = *ResolveColumn(facts, spec.attribute);
    if (metric.function == Function::kTop) {
      state.facts.push_back(std::make_unique<FrequencyKernel>(*distinct_buckets_[m], column, facts));
    } else {
      state.facts.push_back(std::make_unique<DistinctKernel>(*distinct_buckets_[m], column, facts));
    }
  }
  if (slots_.additivity >= 0) {
    state.numeric.push_back(std::make_unique<AdditivityKernel>(plan_.forbidden_mixtures, slots_.additive_presence));
  }
  if (slots_.interval >= 0) state.numeric.push_back(IntervalKernel::Make(plan_.numbers));
  for (size_t n = 0; n < kNumbers; ++n) {
    const auto number = static_cast<Number>(n);
    if (slots_.moments[n] >= 0) {
      state.numeric.push_back(MomentKernel::Make(plan_.numbers, number, slots_.moment_parts[n]));
    }
    if (slots_.values[n] >= 0) state.numeric.push_back(std::make_unique<ValueKernel>(plan_.numbers, number));
    for (size_t last = 0; last < 2; ++last) {
      if (slots_.edges[n][last] < 0) continue;
      state.numeric.push_back(std::make_unique<EdgeKernel>(plan_.numbers, *plan_.snapshot, number, last == 1));
    }
  }
}

void PassResult::CollectGroups() {
  const size_t size = state_->groups.size();
  for (uint32_t g = 0; g < size; ++g) {
    bool any = state_->all.count(g) > 0;
    if (!any && !state_->left_out.empty()) {
      const LeftOutCounts& out = state_->left_out[g];
      any = std::any_of(out.begin(), out.end(), [](int64_t n) { return n > 0; });
    }
    if (any) order_.push_back(g);
  }
  keys_.reserve(order_.size());
  if (!grouping_.dense()) {
    std::sort(order_.begin(), order_.end(),
              [this](uint32_t a, uint32_t b) { return state_->groups.KeyOf(a) < state_->groups.KeyOf(b); });
  }
  for (const uint32_t g : order_) keys_.push_back(state_->groups.KeyOf(g));
}

std::vector<RowGroups> PassResult::Rows(size_t dimensions) const {
  std::vector<RowGroups> rows;
  for (uint32_t i = 0; i < order_.size(); ++i) {
    const bool same = !rows.empty() && grouping_.Prefix(keys_[i], dimensions) == RowKey(rows.back(), dimensions);
    if (!same) rows.push_back({i, i});
    rows.back().end = i + 1;
  }
  return rows;
}

void PassResult::Prepare() {
  values_.resize(kNumbers);
  for (size_t n = 0; n < kNumbers; ++n) {
    if (slots_.values[n] < 0) continue;
    values_[n] = static_cast<ValueKernel&>(*state_->numeric[static_cast<size_t>(slots_.values[n])]).TakeGrouped();
  }
  if (slots_.additivity >= 0) {
    mixtures_ = static_cast<AdditivityKernel&>(*state_->numeric[static_cast<size_t>(slots_.additivity)]).TakeMixtures();
  }
  distinct_.resize(state_->facts.size());
  frequencies_.resize(state_->facts.size());
  for (const size_t m : pass_.metrics) {
    if (!CountsValues(plan_.metrics[m].function)) continue;
    const auto k = static_cast<size_t>(slots_.facts[m]);
    if (plan_.metrics[m].function == Function::kTop) {
      frequencies_[k] = static_cast<const FrequencyKernel&>(*state_->facts[k]).Counts();
    } else {
      distinct_[k] = static_cast<const DistinctKernel&>(*state_->facts[k]).Counts();
    }
  }
}

uint32_t PassResult::UnitCode(uint32_t i) const {
  if (unit_place_) return grouping_.BucketOf(keys_[i], *unit_place_);
  return plan_.filter.unit.value_or(0);
}

const UnitConversion* PassResult::ConversionOf(uint32_t i, LeftOut* why) const {
  static const UnitConversion identity = UnitConversion::Identity();
  if (plan_.query->unit_mode != UnitMode::kConvert) return &identity;
  const uint32_t unit = UnitCode(i);
  if (plan_.rates.Has(unit)) {
    *why = LeftOut::kNoRate;
    for (size_t k = 0; days_place_ && k < intervals_.size(); ++k) {
      const std::optional<size_t> interval = intervals_[k][grouping_.BucketOf(keys_[i], *days_place_ + k)];
      if (interval) return plan_.rates.Find(unit, *interval);
    }
    return nullptr;
  }
  *why = LeftOut::kOtherDimension;
  const std::optional<UnitConversion>& conversion = plan_.conversions[unit];
  return conversion ? &*conversion : nullptr;
}

Mixtures PassResult::MixturesOf(const RowGroups& row) const {
  Mixtures mixtures;
  if (mixtures_.empty()) return mixtures;
  LeftOut why;
  for (uint32_t i = row.begin; i < row.end; ++i) {
    if (ConversionOf(i, &why) != nullptr) mixtures.Merge(mixtures_[order_[i]]);
  }
  return mixtures;
}

int64_t PassResult::Eligible(uint32_t group) const {
  int64_t n = state_->all.count(group);
  if (state_->left_out.empty()) return n;
  const LeftOutCounts& out = state_->left_out[group];
  for (const LeftOut r : {LeftOut::kPart, LeftOut::kRestatement, LeftOut::kUnrepresentable}) {
    n -= out[static_cast<size_t>(r)];
  }
  return n;
}

std::vector<uint32_t> PassResult::UnitsOf(const RowGroups& row) const {
  std::vector<uint32_t> units;
  if (!unit_place_) return units;
  for (uint32_t i = row.begin; i < row.end; ++i) {
    if (Eligible(order_[i]) > 0) units.push_back(UnitCode(i));
  }
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  return units;
}

void PassResult::AddLeftOut(const RowGroups& row, bool numeric, Cell& cell) const {
  if (state_->left_out.empty()) return;
  for (uint32_t i = row.begin; i < row.end; ++i) {
    const LeftOutCounts& out = state_->left_out[order_[i]];
    for (size_t r = 0; r < kLeftOutReasons; ++r) {
      const bool of_document =
          r == static_cast<size_t>(LeftOut::kDuplicate) || r == static_cast<size_t>(LeftOut::kRepealed);
      if (numeric || of_document) cell.left_out[r] += out[r];
    }
  }
}

// f(group, unit, conversion) for the groups whose numbers count; the others into what was left out.
template <typename F>
void PassResult::ForNumericGroups(const RowGroups& row, Cell& cell, F&& f) const {
  for (uint32_t i = row.begin; i < row.end; ++i) {
    const uint32_t group = order_[i];
    const int64_t eligible = Eligible(group);
    if (eligible == 0) continue;
    const uint32_t unit = UnitCode(i);
    LeftOut why = LeftOut::kOtherDimension;
    const UnitConversion* conversion = ConversionOf(i, &why);
    if (conversion == nullptr) {
      cell.left_out[static_cast<size_t>(why)] += eligible;
      continue;
    }
    cell.left_out[static_cast<size_t>(LeftOut::kNoValue)] += eligible;  // those with a value are taken off at the end
    if (cell.unit.empty()) cell.unit = UnitText(unit);
    f(group, unit, *conversion);
  }
}

std::string PassResult::UnitText(uint32_t unit) const {
  if (plan_.query->unit_mode == UnitMode::kConvert) return plan_.query->target_unit;
  return std::string(plan_.snapshot->catalog->of(Attribute::kUnit).Text(unit));
}

absl::StatusOr<Cell> PassResult::CellOf(const RowGroups& row, size_t metric, std::optional<LeftOut> blocked) const {
  const Metric& m = plan_.metrics[metric];
  if (m.function == Function::kTop) return TopCell(row, m, metric);
  if (!IsNumeric(m.function)) return CountCell(row, m, metric);
  absl::StatusOr<Cell> cell = Cell{};
  if (blocked) {
    cell->blocked = blocked;
    for (uint32_t i = row.begin; i < row.end; ++i) {
      LeftOut reason = *blocked;
      if (ConversionOf(i, &reason) != nullptr) reason = *blocked;
      cell->left_out[static_cast<size_t>(reason)] += Eligible(order_[i]);
    }
    AddLeftOut(row, true, *cell);
    return cell;
  }
  switch (m.function) {
    case Function::kSum:
      cell = SumCell(row, m);
      break;
    case Function::kPercentile:
      cell = PercentileCell(row, m);
      break;
    case Function::kFirst:
    case Function::kLast:
      cell = EdgeCell(row, m);
      break;
    default:
      cell = MomentCell(row, m);
      break;
  }
  if (!cell.ok()) return cell;
  cell->left_out[static_cast<size_t>(LeftOut::kNoValue)] -= cell->used;
  AddLeftOut(row, true, *cell);
  if (!cell->value && !cell->closed_lower && !cell->closed_upper) cell->unit.clear();
  return cell;
}

Cell PassResult::TopCell(const RowGroups& row, const Metric& metric, size_t index) const {
  Cell cell;
  const auto k = static_cast<size_t>(slots_.facts[index]);
  std::map<uint32_t, int64_t> counts;
  for (uint32_t i = row.begin; i < row.end; ++i) {
    const uint32_t g = order_[i];
    const int64_t stating = static_cast<const FrequencyKernel&>(*state_->facts[k]).stating(g);
    cell.used += stating;
    cell.left_out[static_cast<size_t>(LeftOut::kNoValue)] += state_->all.count(g) - stating;
    for (const auto& [bucket, count] : frequencies_[k][g]) counts[bucket] += count;
  }
  for (const auto& [bucket, count] : counts) {
    cell.top.push_back({distinct_buckets_[index]->Value(bucket).value, count});
  }
  std::sort(cell.top.begin(), cell.top.end(), [](const ValueCount& a, const ValueCount& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
  if (const auto most = static_cast<size_t>(metric.most); cell.top.size() > most) {
    const int64_t last = cell.top[most - 1].count;
    for (size_t t = most; t < cell.top.size(); ++t) cell.tied_beyond += cell.top[t].count == last;
    cell.top.resize(most);
  }
  AddLeftOut(row, false, cell);
  return cell;
}

Cell PassResult::CountCell(const RowGroups& row, const Metric& metric, size_t index) const {
  Cell cell;
  int64_t result = 0;
  const auto k = static_cast<size_t>(std::max(0, slots_.facts[index]));
  for (uint32_t i = row.begin; i < row.end; ++i) {
    const uint32_t g = order_[i];
    switch (metric.function) {
      case Function::kCountDocuments:
        result += static_cast<const DocumentKernel&>(*state_->facts[k]).count(g);
        cell.used = result;
        break;
      case Function::kCountDistinct: {
        const int64_t stating = static_cast<const DistinctKernel&>(*state_->facts[k]).stating(g);
        result += distinct_[k][g];
        cell.used += stating;
        cell.left_out[static_cast<size_t>(LeftOut::kNoValue)] += state_->all.count(g) - stating;
        break;
      }
      default:
        result += state_->all.count(g);
        cell.used = result;
        break;
    }
  }
  cell.value = Decimal::FromInt(result);
  AddLeftOut(row, false, cell);
  return cell;
}

absl::StatusOr<Cell> PassResult::SumCell(const RowGroups& row, const Metric& metric) const {
  if (metric.number != Number::kValue) return MomentCell(row, metric);
  const auto& kernel = Numeric<IntervalKernel>(slots_.interval);
  Cell cell;
  std::array<Total, 3> totals;
  std::array<int64_t, 3> with{};
  ForNumericGroups(row, cell, [&](uint32_t group, uint32_t unit, const UnitConversion& conversion) {
    const IntervalKernel::Totals t = kernel.totals(group);
    const int scale = plan_.numbers.scales[unit];
    for (size_t n = 0; n < 3; ++n) {
      totals[n].Add(conversion, t.sums[n], scale);
      with[n] += t.With(static_cast<uint8_t>(1 << n));
    }
    cell.open_lower += t.All() - t.With(kHasLower);
    cell.open_upper += t.All() - t.With(kHasUpper);
  });
  cell.used = with[0];
  if (with[0] > 0) cell.value = totals[0].value();
  if (with[1] > 0) cell.closed_lower = totals[1].value();
  if (with[2] > 0) cell.closed_upper = totals[2].value();
  if (cell.open_lower == 0) cell.lower = cell.closed_lower;
  if (cell.open_upper == 0) cell.upper = cell.closed_upper;
  for (const Total& t : totals) {
    if (t.overflow()) return Overflow();
    cell.inexact = cell.inexact || !t.exact();
  }
  return cell;
}

absl::StatusOr<Cell> PassResult::MomentCell(const RowGroups& row, const Metric& metric) const {
  const auto& kernel = Numeric<MomentKernel>(slots_.moments[Index(metric.number)]);
  Cell cell;
  Total sum;
  std::optional<Decimal> least;
  std::optional<Decimal> most;
  SquareSum squares;
  bool overflow = false;
  ForNumericGroups(row, cell, [&](uint32_t group, uint32_t unit, const UnitConversion& conversion) {
    const MomentKernel::Moments m = kernel.moments(group);
    if (m.used == 0) return;
    const int scale = plan_.numbers.scales[unit];
    cell.used += m.used;
    sum.Add(conversion, m.sum, scale);
    const auto include = [&](std::optional<Decimal>& best, __int128 coefficient, int sign) {
      const std::optional<UnitConversion::Result> v = conversion.Apply(Decimal(coefficient, scale));
      overflow = overflow || !v;
      if (!v) return;
      if (!best || Decimal::Compare(v->value, *best) * sign < 0) {
        best = v->value.Normalized();
        cell.inexact = !v->exact;
      }
    };
    if (metric.function == Function::kMin) include(least, m.min, 1);
    if (metric.function == Function::kMax) include(most, m.max, -1);
    if (metric.function == Function::kStdDev) overflow |= !squares.Add(m.squares, scale, conversion);
  });
  if (cell.used == 0) return cell;
  if (overflow) return Overflow();
  switch (metric.function) {
    case Function::kMin:
      cell.value = least;
      return cell;
    case Function::kMax:
      cell.value = most;
      return cell;
    default:
      break;
  }
  if (sum.overflow()) return Overflow();
  cell.inexact = !sum.exact();
  if (metric.function == Function::kSum) {
    cell.value = sum.value();
    return cell;
  }
  if (metric.function == Function::kAvg) {
    cell.value = Decimal::Divide(sum.value(), Decimal::FromInt(cell.used), metric.scale);
    if (!cell.value) return Overflow();
    const std::optional<Decimal> back = Decimal::Multiply(*cell.value, Decimal::FromInt(cell.used));
    cell.inexact = cell.inexact || !back || *back != sum.value();
    return cell;
  }
  const std::optional<RootResult> root = squares.Deviation(sum.value(), cell.used, metric.scale);
  if (!root) return Overflow();
  cell.value = root->value;
  cell.inexact = cell.inexact || !root->exact || !squares.exact();
  return cell;
}

absl::StatusOr<Cell> PassResult::PercentileCell(const RowGroups& row, const Metric& metric) const {
  ValueKernel::Grouped& grouped = *values_[Index(metric.number)];
  Cell cell;
  struct Part {
    size_t begin;
    size_t end;
    uint32_t unit;
    const UnitConversion* conversion;
  };
  std::vector<Part> parts;
  ForNumericGroups(row, cell, [&](uint32_t group, uint32_t unit, const UnitConversion& conversion) {
    if (grouped.begin[group] == grouped.begin[group + 1]) return;
    parts.push_back({grouped.begin[group], grouped.begin[group + 1], unit, &conversion});
    cell.used += static_cast<int64_t>(grouped.begin[group + 1] - grouped.begin[group]);
  });
  if (cell.used == 0) return cell;
  // Nearest rank: ⌈p · n / 100⌉.
  const Decimal p = metric.percentile.Normalized();
  __int128 hundred = 100;
  for (int i = 0; i < p.scale(); ++i) hundred *= 10;
  const auto rank = static_cast<size_t>((p.coefficient() * cell.used + hundred - 1) / hundred);
  if (parts.size() == 1 && parts[0].conversion->identity()) {
    const auto select = [&](auto& values) -> __int128 {
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(parts[0].begin);
      const auto nth = begin + static_cast<std::ptrdiff_t>(rank - 1);
      std::nth_element(begin, nth, values.begin() + static_cast<std::ptrdiff_t>(parts[0].end));
      return *nth;
    };
    const __int128 v = plan_.numbers.narrow ? select(grouped.narrow) : select(grouped.wide);
    cell.value = Decimal(v, plan_.numbers.scales[parts[0].unit]).Normalized();
    return cell;
  }
  std::vector<Decimal> values;
  values.reserve(static_cast<size_t>(cell.used));
  for (const Part& part : parts) {
    for (size_t i = part.begin; i < part.end; ++i) {
      const __int128 c = plan_.numbers.narrow ? grouped.narrow[i] : grouped.wide[i];
      const std::optional<UnitConversion::Result> v =
          part.conversion->Apply(Decimal(c, plan_.numbers.scales[part.unit]));
      if (!v) return Overflow();
      values.push_back(v->value);
      cell.inexact = cell.inexact || !v->exact;
    }
  }
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(values.begin(), nth, values.end());
  cell.value = nth->Normalized();
  return cell;
}

absl::StatusOr<Cell> PassResult::EdgeCell(const RowGroups& row, const Metric& metric) const {
  const bool last = metric.function == Function::kLast;
  const auto& kernel = Numeric<EdgeKernel>(slots_.edges[Index(metric.number)][last ? 1 : 0]);
  Cell cell;
  EdgeKernel::Edge best;
  const UnitConversion* of_best = nullptr;
  int scale = 0;
  ForNumericGroups(row, cell, [&](uint32_t group, uint32_t unit, const UnitConversion& conversion) {
    const EdgeKernel::Edge& edge = kernel.edge(group);
    if (kernel.Take(best, edge)) {
      of_best = &conversion;
      scale = plan_.numbers.scales[unit];
    }
  });
  cell.used = best.used;
  if (best.used == 0) return cell;
  const std::optional<UnitConversion::Result> v = of_best->Apply(Decimal(best.value, scale));
  if (!v) return Overflow();
  cell.value = v->value.Normalized();
  cell.inexact = !v->exact;
  return cell;
}

}  // namespace gangmu::statistics
