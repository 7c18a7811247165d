// What filters and order_by may say about documents, measures and indicators. The same on every backend; README.md of
// services/measures lists it for callers.
#pragma once

#include "common/filter/schema.h"

namespace gangmu::measures {

// Fields of the resource itself by their proto paths; parents by `document.` and `measure.`; children by
// has(measures, …) and has(indicators, …). Built once; thread safe.
const filter::Schema& DocumentSchema();
const filter::Schema& MeasureSchema();
const filter::Schema& IndicatorSchema();
// The days on which a measure had a status: has(statuses, …) of a measure.
const filter::Schema& StatusSchema();
// The documents that a document cites: children only.
const filter::Schema& RelationSchema();

}  // namespace gangmu::measures
