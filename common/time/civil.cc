#include "common/time/civil.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

#include "common/text/strings.h"

namespace gangmu {
namespace {

bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

int ToInt(std::string_view digits) {
  int value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

absl::TimeZone ShanghaiTime() { return absl::FixedTimeZone(8 * 60 * 60); }

absl::CivilDay ShanghaiDay(absl::Time time) { return absl::ToCivilDay(time, ShanghaiTime()); }

absl::Time StartOfShanghaiDay(absl::CivilDay day) { return absl::FromCivil(day, ShanghaiTime()); }

std::string FormatDay(absl::CivilDay day) {
  if (day.year() < 0 || day.year() > 9999) {
    return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
  }
  // Filters over dates format thousands of days a query: digit by digit is many times faster.
  std::string text = "0000-00-00";
  const auto put = [&](size_t end, int64_t number) {
    for (; number > 0; number /= 10) text[--end] = static_cast<char>('0' + number % 10);
  };
  put(4, day.year());
  put(7, day.month());
  put(10, day.day());
  return text;
}

std::optional<absl::CivilDay> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::string_view year = text.substr(0, 4), month = text.substr(5, 2), day = text.substr(8, 2);
  if (!AllDigits(year) || !AllDigits(month) || !AllDigits(day) || ToInt(year) == 0) return std::nullopt;
  const absl::CivilDay result(ToInt(year), ToInt(month), ToInt(day));
  // The constructor carries 02-30 over into March; such text is no date.
  if (result.month() != ToInt(month) || result.day() != ToInt(day)) return std::nullopt;
  return result;
}

std::string FormatTimestamp(absl::Time time) {
  return absl::FormatTime("%E4Y-%m-%d%ET%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

std::optional<absl::Time> ParseTimestamp(std::string_view text) {
  // Abseil alone takes blanks around the text and words such as "infinite-future".
  if (text.size() < 20 || !absl::ascii_isdigit(static_cast<unsigned char>(text.front())) ||
      absl::ascii_isspace(static_cast<unsigned char>(text.back())) || text[10] != 'T') {
    return std::nullopt;
  }
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, ToAbsl(text), &time, &error)) return std::nullopt;
  return time;
}

}  // namespace gangmu
