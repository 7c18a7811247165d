// Where the fields of the filter schemas lie in the tables of the SQLite store, under the aliases d (documents),
// m (measures) and i (indicators).
#pragma once

#include "common/filter/sql.h"

namespace gangmu::measures {

const filter::SqlMapping& DocumentMapping();
const filter::SqlMapping& MeasureMapping();
const filter::SqlMapping& IndicatorMapping();

}  // namespace gangmu::measures
