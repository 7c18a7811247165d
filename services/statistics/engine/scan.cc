#include "services/statistics/engine/scan.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/engine/worker_pool.h"

namespace gangmu::statistics {
namespace {

constexpr uint32_t kBlock = 4096;  // rows; offsets fit 16 bits, scratch fits the first-level cache
constexpr uint64_t kRowsWorthHelp = 100'000;

// Classes of documents within a segment.
enum : uint8_t { kClassOut = 0, kClassCounts = 1, kClassDuplicate = 2, kClassRepealed = 3, kClasses = 4 };

constexpr LeftOut ReasonOfClass(uint8_t c) { return c == kClassDuplicate ? LeftOut::kDuplicate : LeftOut::kRepealed; }

// Scans one segment for one worker.
class SegmentScan {
 public:
  SegmentScan(const ScanPlan& plan, const Segment& segment, ScanState& state)
      : plan_(plan),
        segment_(segment),
        state_(state),
        kind_(plan.query->facts),
        runner_(plan.filter->fact, kind_, segment, *plan.snapshot) {}

  void Run() {
    if (segment_.documents() == 0 || runner_.NothingPasses()) return;
    Classify();
    if (members_[kClassCounts] + members_[kClassDuplicate] + members_[kClassRepealed] == 0) return;
    state_.groups.BeginSegment(segment_, kind_);
    for (const auto& kernel : state_.facts) kernel->BeginSegment(segment_);
    for (const auto& kernel : state_.numeric) kernel->BeginSegment(segment_);
    wants_documents_ = plan_.grouping->NeedsDocuments() || runner_.WantsDocuments();
    for (const auto& kernel : state_.facts) wants_documents_ |= kernel->WantsDocuments();
    for (const auto& kernel : state_.numeric) wants_documents_ |= kernel->WantsDocuments();
    if (kind_ == FactKind::kIndicator) flags_ = &segment_.indicator_column(Attribute::kFlags);
    for (uint8_t c = kClassCounts; c < kClasses; ++c) {
      if (members_[c] > 0) ScanClass(c);
    }
  }

 private:
  uint32_t FirstRow(uint32_t d) const { return kind_ == FactKind::kDocument ? d : segment_.ranges(kind_).begin[d]; }

  void Classify() {
    const uint32_t documents = segment_.documents();
    classes_.assign(documents, kClassCounts);
    if (!segment_.AllVisibleAt(plan_.as_of)) {
      for (uint32_t d = 0; d < documents; ++d) classes_[d] = segment_.VisibleAt(d, plan_.as_of);
    }
    TestDocuments(plan_.filter->document, segment_, classes_);
    const Query& query = *plan_.query;
    const bool any_duplicate = segment_.document_column(Attribute::kDuplicate).max() > 0;
    const bool any_repealed = segment_.document_column(Attribute::kValidity).max() >= kValidityRepealed;
    if ((any_duplicate && !query.include_duplicates) || (any_repealed && !query.include_repealed)) {
      for (uint32_t d = 0; d < documents; ++d) {
        if (classes_[d] == kClassOut) continue;
        const std::optional<LeftOut> reason = DocumentLeftOut(query, segment_, d);
        if (reason) classes_[d] = *reason == LeftOut::kDuplicate ? kClassDuplicate : kClassRepealed;
      }
    }
    for (const uint8_t c : classes_) ++members_[c];
  }

  void ScanClass(uint8_t wanted) {
    const uint32_t documents = segment_.documents();
    const uint32_t rows = segment_.rows(kind_);
    const bool all = members_[wanted] == documents;
    class_ = wanted;
    state_.groups.PrepareDocuments(classes_, wanted);
    uint32_t d = 0;
    uint32_t row = 0;
    for (;;) {
      while (d < documents && (classes_[d] != wanted || FirstRow(d + 1) <= row)) ++d;
      if (d == documents) break;
      const uint32_t begin = std::max(row, FirstRow(d));
      const uint32_t end = std::min(begin + kBlock, rows);
      uint32_t count = end - begin;
      if (!all || wants_documents_) count = FillRuns(d, begin, end, all);
      state_.scanned += count;
      ProcessBlock(begin, all ? nullptr : offsets_.data(), count);
      row = end;
    }
  }

  // Offsets (unless all rows count) and documents of the rows in [begin, end), from document d on.
  uint32_t FillRuns(uint32_t d, uint32_t begin, uint32_t end, bool all) {
    uint32_t count = 0;
    for (; d < segment_.documents() && FirstRow(d) < end; ++d) {
      if (classes_[d] != class_) continue;
      const uint32_t from = std::max(FirstRow(d), begin) - begin;
      const uint32_t to = std::min(FirstRow(d + 1), end) - begin;
      if (wants_documents_) std::fill(documents_.begin() + from, documents_.begin() + to, d);
      if (!all)
        std::iota(offsets_.begin() + count, offsets_.begin() + count + (to - from), static_cast<uint16_t>(from));
      count += to - from;
    }
    return count;
  }

  void ProcessBlock(uint32_t begin, const uint16_t* offsets, uint32_t count) {
    if (!runner_.empty()) {
      count = runner_.Refine(begin, offsets, count, documents_.data(), selected_.data());
      offsets = selected_.data();
    }
    if (count == 0) return;
    state_.matched += count;
    if (class_ == kClassCounts && state_.facts.empty() && state_.numeric.empty()) {
      ResizeKernels();
      if (state_.groups.CountRows(begin, offsets, count, state_.all.counts())) return;
    }
    Batch batch{&segment_, begin, offsets, count, groups_.data(), documents_.data()};
    if (plan_.grouping->multivalued() != nullptr) {
      state_.groups.NumberEach(begin, offsets, count, documents_.data(), each_offsets_, each_groups_);
      batch.offsets = each_offsets_.data();
      batch.groups = each_groups_.data();
      batch.count = static_cast<uint32_t>(each_offsets_.size());
    } else {
      state_.groups.Number(begin, offsets, count, documents_.data(), groups_.data());
    }
    ResizeKernels();
    if (class_ != kClassCounts) return LeaveOut(batch, ReasonOfClass(class_));
    state_.all.Add(batch);
    for (const auto& kernel : state_.facts) kernel->Add(batch);
    if (!state_.numeric.empty()) AddNumeric(batch);
  }

  void ResizeKernels() {
    const size_t size = state_.groups.size();
    if (size == sized_) return;
    sized_ = size;
    state_.all.Resize(size);
    for (const auto& kernel : state_.facts) kernel->Resize(size);
    for (const auto& kernel : state_.numeric) kernel->Resize(size);
    if (!state_.left_out.empty()) state_.left_out.resize(size);
  }

  void LeaveOut(const Batch& batch, LeftOut reason) {
    state_.left_out.resize(sized_);
    for (uint32_t k = 0; k < batch.count; ++k) ++state_.left_out[batch.groups[k]][static_cast<size_t>(reason)];
  }

  // Parts and restatements go into the count of what was left out, the rest into the kernels.
  void AddNumeric(const Batch& batch) {
    // No bit above the one for targets is set anywhere in the segment.
    const bool plain = flags_ == nullptr || flags_->max() < kFlagPart;
    if (plain || plan_.left_out_flags == 0) {
      for (const auto& kernel : state_.numeric) kernel->Add(batch);
      return;
    }
    numeric_offsets_.clear();
    numeric_groups_.clear();
    for (uint32_t k = 0; k < batch.count; ++k) {
      const uint32_t offset = batch.offsets == nullptr ? k : batch.offsets[k];
      const uint32_t flags = (*flags_)[batch.begin + offset];
      if ((flags & plan_.left_out_flags) == 0) {
        numeric_offsets_.push_back(static_cast<uint16_t>(offset));
        numeric_groups_.push_back(batch.groups[k]);
      } else {
        state_.left_out.resize(sized_);
        const LeftOut reason = *FactLeftOut(flags, plan_.left_out_flags);
        ++state_.left_out[batch.groups[k]][static_cast<size_t>(reason)];
      }
    }
    Batch rest = batch;
    rest.offsets = numeric_offsets_.data();
    rest.groups = numeric_groups_.data();
    rest.count = static_cast<uint32_t>(numeric_offsets_.size());
    for (const auto& kernel : state_.numeric) kernel->Add(rest);
  }

  const ScanPlan& plan_;
  const Segment& segment_;
  ScanState& state_;
  const FactKind kind_;
  PredicateRunner runner_;
  const CodeColumn* flags_ = nullptr;
  std::vector<uint8_t> classes_;
  std::array<uint32_t, kClasses> members_{};
  uint8_t class_ = kClassCounts;
  bool wants_documents_ = false;
  size_t sized_ = SIZE_MAX;
  std::vector<uint16_t> offsets_ = std::vector<uint16_t>(kBlock);
  std::vector<uint16_t> selected_ = std::vector<uint16_t>(kBlock);
  std::vector<uint32_t> documents_ = std::vector<uint32_t>(kBlock);
  std::vector<uint32_t> groups_ = std::vector<uint32_t>(kBlock);
  std::vector<uint16_t> each_offsets_;
  std::vector<uint32_t> each_groups_;
  std::vector<uint16_t> numeric_offsets_;
  std::vector<uint32_t> numeric_groups_;
};

// Adds `from` to `into`.
void MergeStates(ScanState& into, ScanState& from) {
  std::vector<uint32_t> to(from.groups.size());
  for (uint32_t g = 0; g < to.size(); ++g) to[g] = into.groups.Insert(from.groups.KeyOf(g));
  const size_t size = into.groups.size();
  const auto merge = [&](Kernel& a, Kernel& b) {
    b.Resize(to.size());
    a.Resize(size);
    a.Merge(b, to);
  };
  merge(into.all, from.all);
  for (size_t k = 0; k < into.facts.size(); ++k) merge(*into.facts[k], *from.facts[k]);
  for (size_t k = 0; k < into.numeric.size(); ++k) merge(*into.numeric[k], *from.numeric[k]);
  if (!from.left_out.empty()) {
    from.left_out.resize(to.size());
    into.left_out.resize(size);
    for (size_t g = 0; g < to.size(); ++g) {
      for (size_t r = 0; r < kLeftOutReasons; ++r) into.left_out[to[g]][r] += from.left_out[g][r];
    }
  }
  into.matched += from.matched;
  into.scanned += from.scanned;
}

}  // namespace

std::optional<LeftOut> DocumentLeftOut(const Query& query, const Segment& segment, uint32_t document) {
  if (!query.include_duplicates && segment.document_column(Attribute::kDuplicate)[document] != 0) {
    return LeftOut::kDuplicate;
  }
  if (!query.include_repealed && segment.document_column(Attribute::kValidity)[document] == kValidityRepealed) {
    return LeftOut::kRepealed;
  }
  return std::nullopt;
}

std::optional<LeftOut> FactLeftOut(uint32_t flags, uint8_t left_out_flags) {
  const uint32_t hit = flags & left_out_flags;
  if (hit & kFlagRestatement) return LeftOut::kRestatement;
  if (hit & kFlagPart) return LeftOut::kPart;
  if (hit & kFlagUnrepresentable) return LeftOut::kUnrepresentable;
  return std::nullopt;
}

absl::StatusOr<std::unique_ptr<ScanState>> Scan(const ScanPlan& plan, const KernelFactory& make_kernels,
                                                WorkerPool& pool) {
  const auto& segments = plan.snapshot->segments;
  uint64_t rows = 0;
  for (const auto& segment : segments) rows += segment->rows(plan.query->facts);
  const size_t helpers = rows < kRowsWorthHelp ? 0 : std::min(pool.threads(), segments.size() - 1);

  std::vector<std::unique_ptr<ScanState>> states(helpers + 1);
  std::atomic<size_t> next{0};
  std::atomic<bool> too_many{false};
  std::atomic<bool> stop{false};
  std::vector<absl::Status> interruptions(helpers + 1);
  pool.Run(helpers, [&](size_t worker) {
    states[worker] = std::make_unique<ScanState>(*plan.grouping);
    ScanState& state = *states[worker];
    make_kernels(state);
    for (size_t s; (s = next.fetch_add(1)) < segments.size();) {
      if (plan.query->interrupted != nullptr) {
        interruptions[worker] = plan.query->interrupted();
        if (!interruptions[worker].ok()) stop = true;
      }
      if (!plan.grouping->dense() && state.groups.size() > plan.query->max_groups) too_many = true;
      if (stop || too_many) return;
      SegmentScan(plan, *segments[s], state).Run();
    }
  });
  for (const absl::Status& status : interruptions) RETURN_IF_ERROR(status);
  for (size_t w = 1; w < states.size(); ++w) {
    if (states[w] != nullptr && !too_many) MergeStates(*states[0], *states[w]);
  }
  ScanState& state = *states[0];
  if (too_many || (!plan.grouping->dense() && state.groups.size() > plan.query->max_groups)) {
    return Error(absl::StatusCode::kResourceExhausted, Reason::kLIMIT_EXCEEDED,
                 StrCat("more than ", plan.query->max_groups, " groups: filter more or group by fewer dimensions"))
        .With("limit", StrCat(plan.query->max_groups))
        .Build();
  }
  const size_t size = state.groups.size();
  state.all.Resize(size);
  for (const auto& kernel : state.facts) kernel->Resize(size);
  for (const auto& kernel : state.numeric) kernel->Resize(size);
  if (!state.left_out.empty()) state.left_out.resize(size);
  return std::move(states[0]);
}

}  // namespace gangmu::statistics
