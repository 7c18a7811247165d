#include "services/statistics/engine/time_steps.h"

#include "absl/strings/numbers.h"

#include "common/text/strings.h"

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

}  // namespace gangmu::statistics
