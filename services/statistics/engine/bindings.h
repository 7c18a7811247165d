// What the fields of the filter schemas read: a column and a way to read its codes.
#pragma once

#include "common/filter/schema.h"
#include "services/statistics/engine/attribute.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

enum class Reading : uint8_t {
  kText,
  kEnum,
  kInteger,
  kDay,
  kPeriodStart,
  kPeriodEnd,
  kFlagOne,   // bit 1 of the code
  kFlagTwo,   // bit 2
  kFlagFour,  // bit 4
  kList,
  kLabels,
  kRegionCode,     // the text where it is a code, else empty
  kUnitDimension,  // of the unit that the text names
  kNumber,
  kFactName,  // resource name of the fact itself
};

struct Binding {
  Attribute attribute = Attribute::kDocument;
  Reading reading = Reading::kText;
  Number number = Number::kValue;  // kNumber
};

// `field` is one of FilterSchema(facts).
const Binding& BindingOf(FactKind facts, const filter::Field& field);

}  // namespace gangmu::statistics
