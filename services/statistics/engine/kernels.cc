#include "services/statistics/engine/kernels.h"

#include <algorithm>
#include <limits>

namespace gangmu::statistics {
namespace {

constexpr __int128 kPowerLimit = static_cast<__int128>(1) << 62;

__int128 Power(int exponent) {
  __int128 p = 1;
  for (int i = 0; i < exponent; ++i) p *= 10;
  return p;
}

constexpr uint8_t BitOf(Number n) {
  constexpr uint8_t kBits[] = {kHasValue, kHasLower, kHasUpper, kHasFrom};
  return kBits[static_cast<size_t>(n)];
}

// f(row, group) for each row of the batch.
template <typename F>
void ForEach(const Batch& b, F&& f) {
  const uint32_t* const groups = b.groups;
  if (b.offsets == nullptr) {
    for (uint32_t k = 0; k < b.count; ++k) f(b.begin + k, groups[k]);
  } else {
    for (uint32_t k = 0; k < b.count; ++k) f(b.begin + b.offsets[k], groups[k]);
  }
}

// The presence bits of a segment's rows; one byte stands for all where they are equal.
struct PresenceBits {
  explicit PresenceBits(const Segment& segment) {
    const CodeColumn& column = segment.indicator_column(Attribute::kPresence);
    constant = static_cast<uint8_t>(column.constant());
    bytes = column.width() == 0 ? &constant : column.data<uint8_t>();
    step = column.width() == 0 ? 0 : 1;
  }
  PresenceBits(const PresenceBits&) = delete;
  uint8_t operator[](uint32_t row) const { return bytes[row * step]; }

  uint8_t constant;
  const uint8_t* bytes;
  uint32_t step;
};

// f(row, group, coefficient at the plan's scale) for the rows that have the number. Returns whether one overflowed.
template <typename F>
bool ForEachNumber(const Batch& b, Number number, const std::vector<__int128>& multipliers, F&& f) {
  const PresenceBits presence(*b.segment);
  const uint8_t bit = BitOf(number);
  const CoefficientColumn& column = b.segment->number(number);
  if (column.width() == 0) {
    ForEach(b, [&](uint32_t row, uint32_t group) {
      if (presence[row] & bit) f(row, group, int64_t{0});
    });
    return false;
  }
  if (multipliers.empty()) {
    WithCoefficients(column, [&](const auto* c) {
      using Wide = std::conditional_t<sizeof(*c) == 16, __int128, int64_t>;
      ForEach(b, [&](uint32_t row, uint32_t group) {
        if (presence[row] & bit) f(row, group, static_cast<Wide>(c[row]));
      });
    });
    return false;
  }
  bool overflow = false;
  const CodeColumn& units = b.segment->indicator_column(Attribute::kUnit);
  ForEach(b, [&](uint32_t row, uint32_t group) {
    if ((presence[row] & bit) == 0) return;
    __int128 c;
    overflow |= __builtin_mul_overflow(column[row], multipliers[units[row]], &c);
    f(row, group, c);
  });
  return overflow;
}

}  // namespace

std::vector<__int128> NumberPlan::Multipliers(const Segment& segment) const {
  std::vector<__int128> multipliers;
  bool all_one = true;
  for (size_t u = 0; u < segment.unit_scales().size(); ++u) {
    const bool used = segment.unit_scales()[u] != kNoScale && only.value_or(u) == u;
    const int missing = used ? scales[u] - segment.unit_scales()[u] : 0;
    all_one = all_one && missing == 0;
    multipliers.push_back(Power(missing));
  }
  if (all_one) multipliers.clear();
  return multipliers;
}

NumberPlan PlanNumbers(const std::vector<const Segment*>& segments, std::optional<uint32_t> only_unit) {
  NumberPlan plan;
  plan.only = only_unit;
  for (const Segment* segment : segments) {
    const std::vector<int8_t>& scales = segment->unit_scales();
    plan.scales.resize(std::max(plan.scales.size(), scales.size()));
    for (size_t u = 0; u < scales.size(); ++u) plan.scales[u] = std::max(plan.scales[u], scales[u]);
  }
  plan.narrow = true;
  unsigned __int128 bound = 0;
  for (const Segment* segment : segments) {
    unsigned __int128 largest = 0;
    for (size_t n = 0; n < kNumbers; ++n) {
      largest = std::max(largest, segment->number(static_cast<Number>(n)).max_magnitude());
    }
    __int128 multiplier = 1;
    for (const __int128 m : plan.Multipliers(*segment)) multiplier = std::max(multiplier, m);
    const unsigned __int128 rows = segment->indicators();
    if (largest >= static_cast<unsigned __int128>(kPowerLimit) || multiplier > kPowerLimit ||
        largest * static_cast<unsigned __int128>(multiplier) >= static_cast<unsigned __int128>(kPowerLimit)) {
      plan.narrow = false;
      break;
    }
    bound += largest * static_cast<unsigned __int128>(multiplier) * rows;
  }
  plan.narrow = plan.narrow && bound < static_cast<unsigned __int128>(kPowerLimit);
  return plan;
}

void CountKernel::Add(const Batch& batch) {
  for (uint32_t k = 0; k < batch.count; ++k) ++counts_[batch.groups[k]];
}

void CountKernel::Merge(Kernel& other, const std::vector<uint32_t>& to) {
  const auto& from = static_cast<const CountKernel&>(other).counts_;
  for (size_t g = 0; g < to.size(); ++g) counts_[to[g]] += from[g];
}

void DocumentKernel::BeginSegment(const Segment& segment) {
  base_ = next_base_;
  next_base_ += segment.documents();
}

void DocumentKernel::Add(const Batch& b) {
  ForEach(b, [&](uint32_t row, uint32_t group) {
    const uint32_t document = base_ + b.documents[row - b.begin];
    counts_[group] += last_[group] != document;
    last_[group] = document;
  });
}

void DocumentKernel::Merge(Kernel& other, const std::vector<uint32_t>& to) {
  // A document lies in one segment and a segment is read by one worker.
  const auto& from = static_cast<const DocumentKernel&>(other).counts_;
  for (size_t g = 0; g < to.size(); ++g) counts_[to[g]] += from[g];
}

namespace {

// see(group, bucket) for each value that a fact of the batch states, state(group) for each fact that states one.
template <typename See, typename State>
void ForEachStated(const Batch& b, const Buckets& buckets, ColumnRef ref, FactKind facts, See&& see, State&& state) {
  const CodeColumn& column = ColumnOf(*b.segment, facts, ref);
  const CodeColumn* measure_rows =
      ref.level == Level::kMeasure ? &b.segment->indicator_column(Attribute::kMeasureRow) : nullptr;
  ForEach(b, [&](uint32_t row, uint32_t group) {
    uint32_t place = ref.level == Level::kDocument ? b.documents[row - b.begin] : row;
    if (measure_rows != nullptr) {
      place = (*measure_rows)[row];
      if (place-- == 0) return;
    }
    const uint32_t code = column[place];
    if (buckets.multivalued()) {
      bool stated = false;
      for (uint32_t i = buckets.list_begin()[code]; i < buckets.list_begin()[code + 1]; ++i) {
        if (buckets.list()[i] == 0) continue;
        see(group, buckets.list()[i]);
        stated = true;
      }
      if (stated) state(group);
      return;
    }
    const uint32_t bucket = buckets.map().empty() ? code : buckets.map()[code];
    if (buckets.Value(bucket).kind != BucketKind::kValue) return;
    see(group, bucket);
    state(group);
  });
}

uint64_t PairOf(uint32_t group, uint32_t bucket) { return static_cast<uint64_t>(group) << 32 | bucket; }

}  // namespace

void DistinctKernel::Add(const Batch& b) {
  ForEachStated(
      b, buckets_, column_, facts_, [&](uint32_t group, uint32_t bucket) { seen_.insert(PairOf(group, bucket)); },
      [&](uint32_t group) { ++stating_[group]; });
}

void DistinctKernel::Merge(Kernel& other, const std::vector<uint32_t>& to) {
  const auto& from = static_cast<const DistinctKernel&>(other);
  for (size_t g = 0; g < to.size(); ++g) stating_[to[g]] += from.stating_[g];
  for (const uint64_t pair : from.seen_) {
    seen_.insert(static_cast<uint64_t>(to[pair >> 32]) << 32 | (pair & 0xFFFFFFFF));
  }
}

std::vector<int64_t> DistinctKernel::Counts() const {
  std::vector<int64_t> counts(stating_.size());
  for (const uint64_t pair : seen_) ++counts[pair >> 32];
  return counts;
}

void FrequencyKernel::Add(const Batch& b) {
  ForEachStated(
      b, buckets_, column_, facts_, [&](uint32_t group, uint32_t bucket) { ++counts_[PairOf(group, bucket)]; },
      [&](uint32_t group) { ++stating_[group]; });
}

void FrequencyKernel::Merge(Kernel& other, const std::vector<uint32_t>& to) {
  const auto& from = static_cast<const FrequencyKernel&>(other);
  for (size_t g = 0; g < to.size(); ++g) stating_[to[g]] += from.stating_[g];
  for (const auto& [pair, count] : from.counts_) counts_[PairOf(to[pair >> 32], static_cast<uint32_t>(pair))] += count;
}

std::vector<std::vector<std::pair<uint32_t, int64_t>>> FrequencyKernel::Counts() const {
  std::vector<std::vector<std::pair<uint32_t, int64_t>>> counts(stating_.size());
  for (const auto& [pair, count] : counts_) counts[pair >> 32].emplace_back(static_cast<uint32_t>(pair), count);
  for (auto& of_group : counts) std::sort(of_group.begin(), of_group.end());
  return counts;
}

int64_t IntervalKernel::Totals::With(uint8_t bit) const {
  int64_t n = 0;
  for (uint8_t c = 0; c < 8; ++c) n += (c & bit) != 0 ? classes[c] : 0;
  return n;
}

int64_t IntervalKernel::Totals::All() const {
  int64_t n = 0;
  for (const int64_t c : classes) n += c;
  return n;
}

namespace {

template <typename Sum>
class TypedIntervalKernel final : public IntervalKernel {
 public:
  explicit TypedIntervalKernel(const NumberPlan& plan) : plan_(plan) {}

  void Resize(size_t groups) override { states_.resize(groups); }
  void BeginSegment(const Segment& segment) override { multipliers_ = plan_.Multipliers(segment); }

  void Add(const Batch& b) override {
    const PresenceBits presence(*b.segment);
    State* const states = states_.data();
    const CoefficientColumn& value = b.segment->number(Number::kValue);
    const CoefficientColumn& lower = b.segment->number(Number::kLowerBound);
    const CoefficientColumn& upper = b.segment->number(Number::kUpperBound);
    if (value.width() == 0) {
      ForEach(b, [&](uint32_t row, uint32_t group) { ++states[group].classes[presence[row] & 7]; });
      return;
    }
    if (sizeof(Sum) == 16) return AddWide(b, presence);
    if (!multipliers_.empty()) return AddScaled(b, presence);
    // Absent numbers have coefficient 0, so they may be added too.
    WithCoefficients(value, [&](const auto* v) {
      using T = std::remove_cvref_t<decltype(*v)>;
      const T* const lo = lower.data<T>();
      const T* const up = upper.data<T>();
      ForEach(b, [&](uint32_t row, uint32_t group) {
        State& s = states[group];
        s.sums[0] += static_cast<Sum>(v[row]);
        s.sums[1] += static_cast<Sum>(lo[row]);
        s.sums[2] += static_cast<Sum>(up[row]);
        ++s.classes[presence[row] & 7];
      });
    });
  }

  void Merge(Kernel& other, const std::vector<uint32_t>& to) override {
    const auto& from = static_cast<const TypedIntervalKernel&>(other);
    overflow_ |= from.overflow_;
    for (size_t g = 0; g < to.size(); ++g) {
      State& s = states_[to[g]];
      for (size_t n = 0; n < 3; ++n)
        overflow_ |= __builtin_add_overflow(s.sums[n], from.states_[g].sums[n], &s.sums[n]);
      for (size_t c = 0; c < 8; ++c) s.classes[c] += from.states_[g].classes[c];
    }
  }

  bool overflow() const override { return overflow_; }

  Totals totals(uint32_t group) const override {
    Totals t;
    for (size_t n = 0; n < 3; ++n) t.sums[n] = states_[group].sums[n];
    for (size_t c = 0; c < 8; ++c) t.classes[c] = states_[group].classes[c];
    return t;
  }

 private:
  struct State {
    Sum sums[3]{};
    uint32_t classes[8]{};
  };

  // The plan says that products and sums fit 64 bits.
  void AddScaled(const Batch& b, const PresenceBits& presence) {
    const CodeColumn& units = b.segment->indicator_column(Attribute::kUnit);
    WithCoefficients(b.segment->number(Number::kValue), [&](const auto* v) {
      using T = std::remove_cvref_t<decltype(*v)>;
      const T* const lo = b.segment->number(Number::kLowerBound).template data<T>();
      const T* const up = b.segment->number(Number::kUpperBound).template data<T>();
      ForEach(b, [&](uint32_t row, uint32_t group) {
        State& s = states_[group];
        const auto multiplier = static_cast<int64_t>(multipliers_[units[row]]);
        s.sums[0] += static_cast<Sum>(v[row]) * multiplier;
        s.sums[1] += static_cast<Sum>(lo[row]) * multiplier;
        s.sums[2] += static_cast<Sum>(up[row]) * multiplier;
        ++s.classes[presence[row] & 7];
      });
    });
  }

  void AddWide(const Batch& b, const PresenceBits& presence) {
    const CodeColumn& units = b.segment->indicator_column(Attribute::kUnit);
    const CoefficientColumn* const columns[] = {&b.segment->number(Number::kValue),
                                                &b.segment->number(Number::kLowerBound),
                                                &b.segment->number(Number::kUpperBound)};
    ForEach(b, [&](uint32_t row, uint32_t group) {
      State& s = states_[group];
      const __int128 multiplier = multipliers_.empty() ? 1 : multipliers_[units[row]];
      for (size_t n = 0; n < 3; ++n) {
        __int128 c;
        overflow_ |= __builtin_mul_overflow((*columns[n])[row], multiplier, &c);
        overflow_ |= __builtin_add_overflow(s.sums[n], static_cast<Sum>(c), &s.sums[n]);
      }
      ++s.classes[presence[row] & 7];
    });
  }

  const NumberPlan& plan_;
  std::vector<__int128> multipliers_;
  std::vector<State> states_;
  bool overflow_ = false;
};

template <typename Sum>
class TypedMomentKernel final : public MomentKernel {
 public:
  TypedMomentKernel(const NumberPlan& plan, Number number, uint8_t parts)
      : plan_(plan), number_(number), parts_(parts) {}

  void Resize(size_t groups) override {
    states_.resize(groups);
    if (parts_ & kExtremes) extremes_.resize(groups);
    if (parts_ & kSquares) squares_.resize(groups);
  }
  void BeginSegment(const Segment& segment) override { multipliers_ = plan_.Multipliers(segment); }

  void Add(const Batch& b) override {
    State* const states = states_.data();
    if (parts_ & kTotal) {
      overflow_ |= ForEachNumber(b, number_, multipliers_, [&](uint32_t, uint32_t group, auto c) {
        ++states[group].used;
        AddTo(states[group].sum, static_cast<Sum>(c));
      });
    } else {
      overflow_ |=
          ForEachNumber(b, number_, multipliers_, [&](uint32_t, uint32_t group, auto) { ++states[group].used; });
    }
    if (parts_ & kExtremes) {
      overflow_ |= ForEachNumber(b, number_, multipliers_, [&](uint32_t, uint32_t group, auto c) {
        extremes_[group].Include(static_cast<Sum>(c));
      });
    }
    if (parts_ & kSquares) {
      overflow_ |= ForEachNumber(b, number_, multipliers_, [&](uint32_t, uint32_t group, auto c) {
        const __int128 wide = c;
        const auto magnitude = static_cast<unsigned __int128>(wide < 0 ? -wide : wide);
        unsigned __int128 square;
        overflow_ |= __builtin_mul_overflow(magnitude, magnitude, &square);
        overflow_ |= __builtin_add_overflow(squares_[group], square, &squares_[group]);
      });
    }
  }

  void Merge(Kernel& other, const std::vector<uint32_t>& to) override {
    const auto& from = static_cast<const TypedMomentKernel&>(other);
    overflow_ |= from.overflow_;
    for (size_t g = 0; g < to.size(); ++g) {
      states_[to[g]].used += from.states_[g].used;
      AddTo(states_[to[g]].sum, from.states_[g].sum);
      if ((parts_ & kExtremes) && from.states_[g].used > 0) {
        extremes_[to[g]].Include(from.extremes_[g].min);
        extremes_[to[g]].Include(from.extremes_[g].max);
      }
      if (parts_ & kSquares) {
        overflow_ |= __builtin_add_overflow(squares_[to[g]], from.squares_[g], &squares_[to[g]]);
      }
    }
  }

  bool overflow() const override { return overflow_; }

  Moments moments(uint32_t group) const override {
    Moments m{states_[group].used, states_[group].sum};
    if (parts_ & kExtremes) {
      m.min = extremes_[group].min;
      m.max = extremes_[group].max;
    }
    if (parts_ & kSquares) m.squares = squares_[group];
    return m;
  }

 private:
  static constexpr Sum kMost = static_cast<Sum>(~(static_cast<Sum>(1) << (sizeof(Sum) * 8 - 1)));
  struct State {
    Sum sum = 0;
    uint32_t used = 0;
  };
  struct Extremes {
    Sum min = kMost;
    Sum max = -kMost;
    void Include(Sum v) {
      min = std::min(min, v);
      max = std::max(max, v);
    }
  };

  void AddTo(Sum& sum, Sum v) {
    if constexpr (sizeof(Sum) == 8) {
      sum += v;  // the plan says that it fits
    } else {
      overflow_ |= __builtin_add_overflow(sum, v, &sum);
    }
  }

  const NumberPlan& plan_;
  const Number number_;
  const uint8_t parts_;
  std::vector<__int128> multipliers_;
  std::vector<State> states_;
  std::vector<Extremes> extremes_;
  std::vector<unsigned __int128> squares_;
  bool overflow_ = false;
};

}  // namespace

std::unique_ptr<IntervalKernel> IntervalKernel::Make(const NumberPlan& plan) {
  if (plan.narrow) return std::make_unique<TypedIntervalKernel<int64_t>>(plan);
  return std::make_unique<TypedIntervalKernel<__int128>>(plan);
}

std::unique_ptr<MomentKernel> MomentKernel::Make(const NumberPlan& plan, Number number, uint8_t parts) {
  if (plan.narrow) return std::make_unique<TypedMomentKernel<int64_t>>(plan, number, parts);
  return std::make_unique<TypedMomentKernel<__int128>>(plan, number, parts);
}

void ValueKernel::Add(const Batch& b) {
  if (plan_.narrow) {
    overflow_ |= ForEachNumber(b, number_, multipliers_, [&](uint32_t, uint32_t group, auto c) {
      groups_.push_back(group);
      narrow_.push_back(static_cast<int64_t>(c));
    });
  } else {
    overflow_ |= ForEachNumber(b, number_, multipliers_, [&](uint32_t, uint32_t group, auto c) {
      groups_.push_back(group);
      wide_.push_back(c);
    });
  }
}

void ValueKernel::Merge(Kernel& other, const std::vector<uint32_t>& to) {
  auto& from = static_cast<ValueKernel&>(other);
  overflow_ |= from.overflow_;
  for (const uint32_t g : from.groups_) groups_.push_back(to[g]);
  narrow_.insert(narrow_.end(), from.narrow_.begin(), from.narrow_.end());
  wide_.insert(wide_.end(), from.wide_.begin(), from.wide_.end());
}

ValueKernel::Grouped ValueKernel::TakeGrouped() {
  Grouped out;
  out.begin.resize(size_ + 1);
  for (const uint32_t g : groups_) ++out.begin[g + 1];
  for (size_t g = 0; g < size_; ++g) out.begin[g + 1] += out.begin[g];
  std::vector<size_t> next(out.begin.begin(), out.begin.end() - 1);
  const auto scatter = [&](const auto& from, auto& to) {
    to.resize(from.size());
    for (size_t i = 0; i < from.size(); ++i) to[next[groups_[i]]++] = from[i];
  };
  plan_.narrow ? scatter(narrow_, out.narrow) : scatter(wide_, out.wide);
  groups_.clear();
  narrow_.clear();
  wide_.clear();
  return out;
}

bool EdgeKernel::Before(const Edge& a, const Edge& b) const {
  if (a.dated != b.dated) return a.dated != last_;  // undated statements come last in either order
  if (a.day != b.day) return a.day < b.day;
  if (a.publish_date != b.publish_date) return a.publish_date < b.publish_date;
  if (a.document != b.document) {
    const Dictionary& names = snapshot_.catalog->of(Attribute::kDocument);
    return names.Text(a.document) < names.Text(b.document);
  }
  return a.order < b.order;
}

bool EdgeKernel::Take(Edge& into, const Edge& candidate) const {
  const int64_t used = into.used + candidate.used;
  const bool better =
      candidate.used > 0 && (into.used == 0 || (last_ ? Before(into, candidate) : Before(candidate, into)));
  if (better) into = candidate;
  into.used = used;
  return better;
}

void EdgeKernel::Add(const Batch& b) {
  const Segment& segment = *b.segment;
  const CodeColumn& periods = segment.indicator_column(Attribute::kPeriod);
  const RowRanges& ranges = segment.ranges(FactKind::kIndicator);
  overflow_ |= ForEachNumber(b, number_, multipliers_, [&](uint32_t row, uint32_t group, auto c) {
    const uint32_t d = b.documents[row - b.begin];
    Edge e;
    e.used = 1;
    e.publish_date = DecodeDay(
        snapshot_.catalog->of(Attribute::kPublishDate).Text(segment.document_column(Attribute::kPublishDate)[d]));
    const Day end = DecodePeriod(snapshot_.catalog->of(Attribute::kPeriod).Text(periods[row])).second;
    e.day = end != kNoDay ? end : e.publish_date;
    e.dated = e.day != kNoDay;
    e.document = segment.document_column(Attribute::kDocument)[d];
    e.order = row - ranges.begin[d];
    e.value = c;
    Take(edges_[group], e);
  });
}

void EdgeKernel::Merge(Kernel& other, const std::vector<uint32_t>& to) {
  const auto& from = static_cast<const EdgeKernel&>(other);
  overflow_ |= from.overflow_;
  for (size_t g = 0; g < to.size(); ++g) Take(edges_[to[g]], from.edges_[g]);
}

}  // namespace gangmu::statistics
