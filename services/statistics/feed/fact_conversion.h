// From the messages of the change feed to the plain facts of the engine. Pure; thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "gangmu/policy/v1/policy.pb.h"
#include "services/statistics/engine/facts.h"

namespace gangmu::statistics {

// Of what ToFacts makes of a record. Raise it with every change: facts that were saved under another version are not
// used again, because a service that read all documents anew would answer otherwise.
inline constexpr uint32_t kFactsVersion = 1;

// INVALID_ARGUMENT (INVALID_FIELD) where a number or date does not parse: the store never sends such a record, so the
// caller treats it as damage and never leaves it out silently.
absl::StatusOr<DocumentFacts> ToFacts(const policy::v1::DocumentRecord& record);

// Level of the body that issued a document: national, province, city (prefectures too), county or township; empty where
// neither its name nor the region it speaks for tells.
std::string IssuerLevel(std::string_view issuer, std::string_view region_code);

}  // namespace gangmu::statistics
