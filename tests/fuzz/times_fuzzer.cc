// Expressions of time at every place of a text, resolved against several dates: spans that lie in it, days that exist,
// no period that ends before it begins; and the landmarks miss none.
#include <cstdint>

#include "services/ingestion/extraction/indicators/times.h"
#include "tests/fuzz/fuzz_text.h"

namespace gangmu::extraction {
namespace {

using gangmu::testing::Require;

bool Exists(const Date& d) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (d.year < 1 || d.month < 1 || d.month > 12) return false;
  const bool leap = d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
  return d.day >= 1 && d.day <= kDays[d.month - 1] + (leap && d.month == 2 ? 1 : 0);
}

void Check(const Passage& passage, int32_t at) {
  TimeExpression time;
  if (!ReadTime(passage, at, time)) return;
  Require(time.begin == at && time.end > at && time.end <= passage.size(), "the time lies in the text");
  const CharClass c = passage.cls(at);
  Require(c == CharClass::kDigit || c == CharClass::kHanDigit || c == CharClass::kOpen ||
              (passage.marks()[at] & kTimeMark) != 0,
          "the landmarks show where a time begins");
  for (const Date publish : {Date{}, Date{2022, 10, 21}, Date{2024, 2, 29}, Date{1954, 1, 1}}) {
    for (const int year : {0, 2021, 2024}) {
      const Period period = Resolve(time, {publish, year});
      Require(!period.start.present() || Exists(period.start), "the period begins on a day");
      Require(!period.end.present() || Exists(period.end), "the period ends on a day");
      if (period.start.present() && period.end.present()) {
        Require(period.start <= period.end, "the period does not end before it begins");
      }
    }
  }
}

}  // namespace
}  // namespace gangmu::extraction

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gangmu::testing::WithPassage(data, size, [](const gangmu::extraction::Passage& passage) {
    for (int32_t at = 0; at < passage.size(); ++at) gangmu::extraction::Check(passage, at);
  });
  return 0;
}
