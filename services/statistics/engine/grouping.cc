#include "services/statistics/engine/grouping.h"

#include <algorithm>
#include <limits>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::statistics {
namespace {

// Arrays of groups stay small beside the facts that fill them.
constexpr uint64_t kDenseAlways = 1 << 16;
constexpr uint64_t kDenseAtMost = 1 << 22;

template <typename F>
void ForRows(uint32_t begin, const uint16_t* offsets, uint32_t count, F&& f) {
  if (offsets == nullptr) {
    for (uint32_t k = 0; k < count; ++k) f(k, begin + k);
  } else {
    for (uint32_t k = 0; k < count; ++k) f(k, begin + offsets[k]);
  }
}

uint32_t CodeOf(const CodeColumn& column, const CodeColumn* measure_rows, uint32_t row) {
  if (measure_rows == nullptr) return column[row];
  const uint32_t measure = (*measure_rows)[row];
  return measure == 0 ? 0 : column[measure - 1];
}

}  // namespace

absl::StatusOr<Grouping> Grouping::Make(const std::vector<DimensionSpec>& specs, FactKind facts,
                                        const Snapshot& snapshot, uint64_t expected_rows) {
  Grouping g;
  for (const DimensionSpec& spec : specs) {
    const std::optional<ColumnRef> column = ResolveColumn(facts, spec.attribute);
    if (!column) return Internal("a dimension without a column").Build();
    GroupDimension d;
    d.buckets = std::make_unique<Buckets>(spec, snapshot);
    d.column = *column;
    if (d.buckets->multivalued()) g.multivalued_ = static_cast<int>(g.dimensions_.size());
    g.dimensions_.push_back(std::move(d));
  }
  for (size_t i = g.dimensions_.size(); i-- > 0;) {
    GroupDimension& d = g.dimensions_[i];
    d.stride = g.combinations_;
    if (g.combinations_ > std::numeric_limits<WideKey>::max() / std::max(1u, d.buckets->size())) {
      return Error(absl::StatusCode::kResourceExhausted, Reason::kLIMIT_EXCEEDED,
                   "the dimensions have too many combinations: group by fewer")
          .Violation("group_by", "too many combinations of values");
    }
    g.combinations_ *= d.buckets->size();
  }
  g.dense_ = g.combinations_ <= std::max(kDenseAlways, std::min(kDenseAtMost, expected_rows / 4));
  return g;
}

bool Grouping::NeedsDocuments() const {
  return std::any_of(dimensions_.begin(), dimensions_.end(),
                     [](const GroupDimension& d) { return d.column.level == Level::kDocument; });
}

GroupNumbers::GroupNumbers(const Grouping& grouping) : grouping_(grouping) {
  if (grouping.dense()) {
    keys_.emplace<Keys<uint32_t>>();
  } else if (grouping.combinations() <= std::numeric_limits<uint64_t>::max()) {
    keys_.emplace<Keys<uint64_t>>();
  } else {
    keys_.emplace<Keys<WideKey>>();
  }
  std::visit([this](auto& keys) { PrepareTables(keys); }, keys_);
}

template <typename Key>
void GroupNumbers::PrepareTables(Keys<Key>& keys) {
  for (const GroupDimension& d : grouping_.dimensions()) {
    std::vector<Key>& table = keys.tables.emplace_back();
    if (d.buckets->map().empty()) continue;
    table.reserve(d.buckets->map().size());
    for (const uint32_t bucket : d.buckets->map())
      table.push_back(static_cast<Key>(bucket) * static_cast<Key>(d.stride));
  }
}

size_t GroupNumbers::size() const {
  if (grouping_.dense()) return static_cast<size_t>(grouping_.combinations());
  return std::visit([](const auto& keys) { return keys.index.keys().size(); }, keys_);
}

WideKey GroupNumbers::KeyOf(uint32_t group) const {
  if (grouping_.dense()) return group;
  return std::visit([&](const auto& keys) { return static_cast<WideKey>(keys.index.keys()[group]); }, keys_);
}

uint32_t GroupNumbers::Insert(WideKey key) {
  return std::visit(
      [&](auto& keys) { return NumberOf(keys, static_cast<std::remove_cvref_t<decltype(keys.scratch[0])>>(key)); },
      keys_);
}

template <typename Key>
uint32_t GroupNumbers::NumberOf(Keys<Key>& keys, Key key) {
  if constexpr (sizeof(Key) == 4) {
    return key;
  } else {
    return keys.index.Insert(key);
  }
}

void GroupNumbers::BeginSegment(const Segment& segment, FactKind facts) {
  segment_ = &segment;
  fact_sources_.clear();
  document_sources_.clear();
  multivalued_.reset();
  for (const GroupDimension& d : grouping_.dimensions()) {
    Source source{&d, &ColumnOf(segment, facts, d.column)};
    if (d.column.level == Level::kMeasure) source.measure_rows = &segment.indicator_column(Attribute::kMeasureRow);
    if (d.buckets->multivalued()) {
      multivalued_ = source;
    } else {
      (d.column.level == Level::kDocument ? document_sources_ : fact_sources_).push_back(source);
    }
  }
}

template <typename Key>
Key GroupNumbers::KeyPart(const Keys<Key>& keys, const Source& source, uint32_t code) const {
  const auto index = static_cast<size_t>(source.dimension - grouping_.dimensions().data());
  const std::vector<Key>& table = keys.tables[index];
  return table.empty() ? static_cast<Key>(code) * static_cast<Key>(source.dimension->stride) : table[code];
}

void GroupNumbers::PrepareDocuments(const std::vector<uint8_t>& classes, uint8_t wanted) {
  if (document_sources_.empty()) return;
  std::visit(
      [&](auto& keys) {
        keys.documents.assign(classes.size(), 0);
        for (const Source& source : document_sources_) {
          for (size_t d = 0; d < classes.size(); ++d) {
            if (classes[d] == wanted) keys.documents[d] += KeyPart(keys, source, (*source.column)[d]);
          }
        }
      },
      keys_);
}

template <typename Key>
void GroupNumbers::AddSource(const Keys<Key>& keys, const Source& source, uint32_t begin, const uint16_t* offsets,
                             uint32_t count, Key* out) const {
  if (source.measure_rows != nullptr) {
    ForRows(begin, offsets, count, [&](uint32_t k, uint32_t row) {
      out[k] += KeyPart(keys, source, CodeOf(*source.column, source.measure_rows, row));
    });
    return;
  }
  if (source.column->width() == 0) {
    const Key part = KeyPart(keys, source, source.column->constant());
    for (uint32_t k = 0; k < count; ++k) out[k] += part;
    return;
  }
  const auto index = static_cast<size_t>(source.dimension - grouping_.dimensions().data());
  const Key* const table = keys.tables[index].empty() ? nullptr : keys.tables[index].data();
  const Key stride = static_cast<Key>(source.dimension->stride);
  WithCodes(*source.column, [&](const auto* codes) {
    if (table != nullptr) {
      ForRows(begin, offsets, count, [&](uint32_t k, uint32_t row) { out[k] += table[codes[row]]; });
    } else {
      ForRows(begin, offsets, count,
              [&](uint32_t k, uint32_t row) { out[k] += static_cast<Key>(codes[row]) * stride; });
    }
  });
}

template <typename Key>
void GroupNumbers::FillKeys(Keys<Key>& keys, uint32_t begin, const uint16_t* offsets, uint32_t count,
                            const uint32_t* documents) {
  keys.scratch.resize(std::max<size_t>(keys.scratch.size(), count));
  Key* const out = keys.scratch.data();
  if (document_sources_.empty()) {
    std::fill(out, out + count, 0);
  } else {
    const Key* const of_document = keys.documents.data();
    ForRows(0, offsets, count, [&](uint32_t k, uint32_t offset) { out[k] = of_document[documents[offset]]; });
  }
  for (const Source& source : fact_sources_) AddSource(keys, source, begin, offsets, count, out);
}

bool GroupNumbers::CountRows(uint32_t begin, const uint16_t* offsets, uint32_t count, uint32_t* counts) const {
  if (!grouping_.dense() || !document_sources_.empty() || multivalued_ || fact_sources_.size() != 1) return false;
  const Source& source = fact_sources_[0];
  if (source.measure_rows != nullptr || source.column->width() != 1) return false;
  // Equal codes often follow each other: several tables keep one addition from waiting for the last.
  constexpr uint32_t kTables = 4;
  uint32_t tables[kTables][256] = {};
  const uint8_t* const codes = source.column->data<uint8_t>() + begin;
  if (offsets == nullptr) {
    for (uint32_t k = 0; k < count; ++k) ++tables[k % kTables][codes[k]];
  } else {
    for (uint32_t k = 0; k < count; ++k) ++tables[k % kTables][codes[offsets[k]]];
  }
  const auto& keys = std::get<Keys<uint32_t>>(keys_);
  for (uint32_t code = 0; code <= source.column->max(); ++code) {
    const uint32_t n = tables[0][code] + tables[1][code] + tables[2][code] + tables[3][code];
    if (n > 0) counts[KeyPart(keys, source, code)] += n;
  }
  return true;
}

void GroupNumbers::Number(uint32_t begin, const uint16_t* offsets, uint32_t count, const uint32_t* documents,
                          uint32_t* groups) {
  std::visit(
      [&](auto& keys) {
        FillKeys(keys, begin, offsets, count, documents);
        for (uint32_t k = 0; k < count; ++k) groups[k] = NumberOf(keys, keys.scratch[k]);
      },
      keys_);
}

void GroupNumbers::NumberEach(uint32_t begin, const uint16_t* offsets, uint32_t count, const uint32_t* documents,
                              std::vector<uint16_t>& out_offsets, std::vector<uint32_t>& out_groups) {
  out_offsets.clear();
  out_groups.clear();
  const Buckets& buckets = *multivalued_->dimension->buckets;
  std::visit(
      [&](auto& keys) {
        using Key = std::remove_cvref_t<decltype(keys.scratch[0])>;
        FillKeys(keys, begin, offsets, count, documents);
        ForRows(begin, offsets, count, [&](uint32_t k, uint32_t row) {
          const uint32_t code = CodeOf(*multivalued_->column, multivalued_->measure_rows, row);
          for (uint32_t i = buckets.list_begin()[code]; i < buckets.list_begin()[code + 1]; ++i) {
            const Key part = static_cast<Key>(buckets.list()[i]) * static_cast<Key>(multivalued_->dimension->stride);
            out_offsets.push_back(static_cast<uint16_t>(row - begin));
            out_groups.push_back(NumberOf(keys, static_cast<Key>(keys.scratch[k] + part)));
          }
        });
      },
      keys_);
}

}  // namespace gangmu::statistics
