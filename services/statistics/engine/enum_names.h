// Short names of the enums of gangmu.policy.v1, by number, for filters and for dimension values. A test compares them
// with the protos.
#pragma once

#include <span>
#include <string_view>

namespace gangmu::statistics {

inline constexpr std::string_view kKindNames[] = {"UNSPECIFIED", "LEVEL", "INCREASE", "DECREASE",
                                                  "CHANGE",      "SHARE", "RANK",     "DURATION"};
inline constexpr std::string_view kQualifierNames[] = {"UNSPECIFIED", "EXACT",    "ABOUT",     "NEARLY",  "SOME_OVER",
                                                       "MORE_THAN",   "AT_LEAST", "LESS_THAN", "AT_MOST", "RANGE"};
inline constexpr std::string_view kStatusNames[] = {"UNSPECIFIED", "PLANNED", "UNDER_WAY", "DONE", "WITHDRAWN"};
inline constexpr std::string_view kValidityNames[] = {"UNSPECIFIED", "IN_FORCE", "AMENDED", "REPEALED"};
inline constexpr std::string_view kReviewNames[] = {"UNSPECIFIED", "UNREVIEWED", "CONFIRMED", "CORRECTED", "DISPUTED"};

}  // namespace gangmu::statistics
