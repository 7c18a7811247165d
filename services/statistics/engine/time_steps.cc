#include "services/statistics/engine/time_steps.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"

#include "common/text/strings.h"
#include "common/time/civil.h"

namespace gangmu::statistics {
namespace {

constexpr size_t kYearDigits = 4;

// The bucket behind that of `bucket` within the year, or the first of the next: `parts` of them make a year.
std::optional<std::string> NextPart(std::string_view bucket, int year, std::string_view mark, int parts,
                                    size_t digits) {
  int part = 0;
  const size_t begin = kYearDigits + mark.size();
  if (bucket.size() <= begin || !absl::SimpleAtoi(ToAbsl(bucket.substr(begin)), &part)) return std::nullopt;
  const bool last = part == parts;
  const int next = last ? 1 : part + 1;
  return StrCat(last ? year + 1 : year, mark, digits == 2 && next < 10 ? "0" : "", next);
}

std::optional<std::string> NextPlan(int year) {
  if (year == 1953) return "1958-1962";
  if (year == 1958) return std::nullopt;
  return StrCat(year + 5, "-", year + 9);
}

constexpr absl::CivilDay kEpoch(1970, 1, 1);

Day DayOf(std::string_view text) {
  const std::optional<absl::CivilDay> day = ParseDay(text);
  return day ? static_cast<Day>(*day - kEpoch) : kNoDay;
}

// From the first day of month `first` to the last of month `last`.
DaySpan MonthSpan(int year, int first, int last) {
  return {static_cast<Day>(absl::CivilDay(year, first, 1) - kEpoch),
          static_cast<Day>(absl::CivilDay(year, last + 1, 1) - kEpoch) - 1};
}

// The part of the year whose number stands behind `mark`; parts have `months` months.
DaySpan PartSpan(std::string_view bucket, int year, std::string_view mark, int months) {
  int part = 0;
  const size_t begin = kYearDigits + mark.size();
  if (bucket.size() <= begin || !absl::SimpleAtoi(ToAbsl(bucket.substr(begin)), &part)) return {};
  return MonthSpan(year, (part - 1) * months + 1, part * months);
}

}  // namespace

bool IsTimeBucket(Derivation derivation) { return derivation >= Derivation::kYear; }

std::optional<std::string> NextTimeBucket(Derivation derivation, std::string_view bucket) {
  int year = 0;
  if (bucket.size() < kYearDigits || !absl::SimpleAtoi(ToAbsl(bucket.substr(0, kYearDigits)), &year)) {
    return std::nullopt;
  }
  switch (derivation) {
    case Derivation::kYear:
      return StrCat(year + 1);
    case Derivation::kHalf:
      return NextPart(bucket, year, "-H", 2, 1);
    case Derivation::kQuarter:
      return NextPart(bucket, year, "-Q", 4, 1);
    case Derivation::kMonth:
      return NextPart(bucket, year, "-", 12, 2);
    case Derivation::kPlan:
      return NextPlan(year);
    default:
      return std::nullopt;
  }
}

bool HasDays(Derivation derivation) { return derivation == Derivation::kPeriod || IsTimeBucket(derivation); }

DaySpan DaysOfBucket(Derivation derivation, std::string_view bucket) {
  if (derivation == Derivation::kPeriod) {
    const size_t slash = std::min(bucket.find('/'), bucket.size());
    return {DayOf(bucket.substr(0, slash)), DayOf(bucket.substr(std::min(slash + 1, bucket.size())))};
  }
  int year = 0;
  if (bucket.size() < kYearDigits || !absl::SimpleAtoi(ToAbsl(bucket.substr(0, kYearDigits)), &year)) return {};
  switch (derivation) {
    case Derivation::kYear:
      return MonthSpan(year, 1, 12);
    case Derivation::kHalf:
      return PartSpan(bucket, year, "-H", 6);
    case Derivation::kQuarter:
      return PartSpan(bucket, year, "-Q", 3);
    case Derivation::kMonth:
      return PartSpan(bucket, year, "-", 1);
    case Derivation::kPlan: {
      int last = 0;
      if (bucket.size() <= kYearDigits || !absl::SimpleAtoi(ToAbsl(bucket.substr(kYearDigits + 1)), &last)) return {};
      return {MonthSpan(year, 1, 12).first, MonthSpan(last, 1, 12).last};
    }
    default:
      return {};
  }
}

}  // namespace gangmu::statistics
