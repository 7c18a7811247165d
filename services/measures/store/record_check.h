// Whether a record that is to be stored hangs together. Pure.
#pragma once

#include <string_view>

#include "common/status/error.h"
#include "gangmu/policy/v1/policy.pb.h"

namespace gangmu::measures {

// Adds a violation for everything that is wrong: spans outside the text, indexes of nothing, numbers that are no
// decimals, days that are no days, enum values that are never stored. `text_length` in code points; `field` is the path
// of the record in the request, for example documents[3].record.
void CheckRecord(const policy::v1::DocumentRecord& record, int64_t text_length, std::string_view field,
                 Violations& violations);

// The part of it that holds for values alone, wherever they stand: numbers and days.
void CheckDocumentValues(const policy::v1::Document& document, std::string_view field, Violations& violations);
void CheckIndicatorValues(const policy::v1::Indicator& indicator, std::string_view field, Violations& violations);

}  // namespace gangmu::measures
