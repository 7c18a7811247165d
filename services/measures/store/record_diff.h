// What differs between two states of a document, as people compare them: by resource and by field.
#pragma once

#include <vector>

#include "gangmu/policy/v1/policy.pb.h"
#include "gangmu/policy/v1/record_change.pb.h"

namespace gangmu::measures {

// Whether to compare where things stand (spans, ordinals, indexes) beside what they say.
enum class Places { kIgnore, kCompare };

// The document first, then measures, then indicators: in the order of `after`, those that only `before` has last.
// Measures and indicators are the same where their names are. What the store counts by itself (revision, etag, times,
// numbers of parts) is not compared. Texts of documents are compared by their digest. Pure.
std::vector<policy::v1::RecordChange> CompareRecords(const policy::v1::DocumentRecord& before,
                                                     const policy::v1::DocumentRecord& after, Places places);

}  // namespace gangmu::measures
