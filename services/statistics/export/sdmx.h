// Answers as SDMX-CSV 2.0 (SDMX 3.0), with the structure definition that it refers to as SDMX-JSON 2.0.
//
// After the data message's field guide (github.com/sdmx-twg/sdmx-csv): RFC 4180 with a header row; columns STRUCTURE
// (always "datastructure"), STRUCTURE_ID (agency:id(version)) and ACTION ("I": information), then one column a
// dimension, measure and attribute of the structure, named by its id. What is not there is empty.
//
// The structure follows from the query's dimensions and metrics alone, and so does its id. Ids are names in capitals
// with
// '_' for everything else: sum(value) is SUM_VALUE, its lower total SUM_VALUE_LOWER. Dimensions are uncoded text, with
// three values of the cross-domain codes' form: _T (all together), _X (not stated), _S (spans several buckets); an
// ordinary value that begins with '_' has one more before it. A query without dimensions has the dimension ALL.
#pragma once

#include <functional>
#include <string>

#include "absl/status/status.h"

#include "services/statistics/engine/query.h"
#include "services/statistics/export/arrow_stream.h"

namespace gangmu::statistics {

// The answer of `query` (without pivot). Errors: those of `sink`.
absl::Status WriteSdmxCsv(const Answer& answer, const Query& query, const ByteSink& sink);

// The structure message of the same answer.
std::string SdmxStructure(const Answer& answer, const Query& query);

}  // namespace gangmu::statistics
