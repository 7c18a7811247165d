// Answers in Apache Arrow's IPC streaming format (MIME type application/vnd.apache.arrow.stream): a schema, record
// batches, an end mark. Decimals are Decimal128, days Date32, texts UTF-8 without dictionaries; what is not there is
// null.
//
// For each dimension there is a column of its name (null unless the value is an ordinary one), NAME.kind (VALUE,
// NOT_STATED, SPANS_SEVERAL or TOTAL) and NAME.name (for people, null where it is the value itself); for buckets of
// time also NAME.start and NAME.end, their first and last day. Metrics follow as MetricColumns names them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

// As in rpc/convert.h: the name for people of a value of a dimension; empty where it is the value itself.
using ValueName = std::function<std::string(const std::string& dimension, const std::string& value)>;

// Takes the next bytes of a stream; an error ends it.
using ByteSink = std::function<absl::Status(std::string_view bytes)>;

// Writes the answer of `query` (without pivot). `metadata`: keys and values of the schema. Errors: those of `sink`;
// OUT_OF_RANGE (DECIMAL_OVERFLOW) where numbers of one column lie so far apart that 38 digits do not hold them all.
absl::Status WriteArrow(const Answer& answer, const Query& query, const ValueName& value_name,
                        const std::vector<std::pair<std::string, std::string>>& metadata, const ByteSink& sink);

}  // namespace gangmu::statistics
