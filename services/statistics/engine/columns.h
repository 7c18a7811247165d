// Where the column of an attribute lies for one kind of facts.
#pragma once

#include <optional>

#include "services/statistics/engine/attribute.h"
#include "services/statistics/engine/query.h"
#include "services/statistics/engine/segment.h"

namespace gangmu::statistics {

enum class Level : uint8_t {
  kDocument,  // once a document; never for FactKind::kDocument, whose facts are the documents
  kMeasure,   // of the measure that an indicator stands in, over Attribute::kMeasureRow
  kFact,      // once a fact
};

struct ColumnRef {
  Attribute attribute = Attribute::kDocument;
  Level level = Level::kFact;
};

// nullopt where facts of this kind do not have the attribute.
constexpr std::optional<ColumnRef> ResolveColumn(FactKind kind, Attribute a) {
  if (a < kFirstMeasureAttribute) return ColumnRef{a, kind == FactKind::kDocument ? Level::kFact : Level::kDocument};
  if (kind == FactKind::kDocument) return std::nullopt;
  if (a < kFirstSharedAttribute) return ColumnRef{a, kind == FactKind::kMeasure ? Level::kFact : Level::kMeasure};
  if (a < kFirstIndicatorAttribute || kind == FactKind::kIndicator) return ColumnRef{a, Level::kFact};
  return std::nullopt;
}

inline const CodeColumn& ColumnOf(const Segment& segment, FactKind kind, ColumnRef ref) {
  if (ref.level == Level::kMeasure) return segment.measure_column(ref.attribute);
  if (ref.level == Level::kDocument || kind == FactKind::kDocument) return segment.document_column(ref.attribute);
  return kind == FactKind::kMeasure ? segment.measure_column(ref.attribute) : segment.indicator_column(ref.attribute);
}

}  // namespace gangmu::statistics
