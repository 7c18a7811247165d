// The order of time buckets without holes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/statistics/engine/buckets.h"

namespace gangmu::statistics {

// Whether the dimension's values are buckets of time that follow each other.
bool IsTimeBucket(Derivation derivation);

// The bucket right behind `bucket`, a value of a dimension with that derivation: "2022-Q4" → "2023-Q1". nullopt where
// none follows directly (after the plan of 1958–1962 came three years without one).
std::optional<std::string> NextTimeBucket(Derivation derivation, std::string_view bucket);

// First and last day; kNoDay where an end is open or not known.
struct DaySpan {
  Day first = kNoDay;
  Day last = kNoDay;
};

// Whether the dimension's values stand for days: buckets of time, and periods themselves.
bool HasDays(Derivation derivation);
// The days of a value of such a dimension: "2022-Q4" → 2022-10-01 to 2022-12-31.
DaySpan DaysOfBucket(Derivation derivation, std::string_view bucket);

}  // namespace gangmu::statistics
