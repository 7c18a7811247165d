// Civil dates (Asia/Shanghai) and timestamps (UTC) in the forms in which they are stored and shown. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace gangmu {

// UTC+8, fixed: a container without tzdata must give the same dates. The daylight saving time of 1986–1991 is left
// out; documents are dated by the day.
absl::TimeZone ShanghaiTime();

// The date in Shanghai at `time`.
absl::CivilDay ShanghaiDay(absl::Time time);
// The moment at which `day` begins in Shanghai.
absl::Time StartOfShanghaiDay(absl::CivilDay day);

// "2022-01-05". Years 0001 to 9999.
std::string FormatDay(absl::CivilDay day);
// Exactly YYYY-MM-DD and a day of the calendar; nullopt for anything else.
std::optional<absl::CivilDay> ParseDay(std::string_view text);

// RFC 3339 in UTC with microseconds, always of one length, so that text order is time order:
// "2022-01-05T01:02:03.000004Z".
std::string FormatTimestamp(absl::Time time);
// Any RFC 3339 timestamp, with Z or an offset; nullopt for anything else.
std::optional<absl::Time> ParseTimestamp(std::string_view text);

}  // namespace gangmu
