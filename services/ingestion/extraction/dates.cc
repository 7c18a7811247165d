#include "services/ingestion/extraction/dates.h"

#include <string_view>

namespace gangmu::extraction {
namespace {

constexpr int kDaysInMonth[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

class DateReader {
 public:
  DateReader(const SourceText& text, int32_t at, int32_t end) : t_(text), i_(at), end_(end) {}

  DateMatch Read() {
    const int32_t year = ReadYear();
    if (year < 1900 || year > 2199) return {};
    const char32_t mark = Mark();
    if (mark == U'年') return ReadMonthDay(year, U'月', U'日');
    if (mark == U'-' || mark == U'.' || mark == U'/') return ReadMonthDay(year, mark, 0);
    return {};
  }

 private:
  DateMatch ReadMonthDay(int32_t year, char32_t month_mark, char32_t day_mark) {
    const int32_t month = ReadNumber();
    if (month < 1 || month > 12) return {};
    const int32_t behind_month = i_;
    if (Mark() != month_mark) return {};
    DateMatch m;
    m.date = {static_cast<int16_t>(year), static_cast<int8_t>(month), 0};
    m.end = day_mark != 0 ? i_ : behind_month;
    const int32_t day = ReadNumber();
    if (day < 1 || day > kDaysInMonth[month - 1]) return day_mark != 0 ? m : DateMatch{};
    if (day_mark != 0 && Mark() != day_mark) return m;
    m.date.day = static_cast<int8_t>(day);
    m.end = i_;
    return m;
  }

  void SkipBlanks() {
    while (i_ < end_ && t_.cls(i_) == CharClass::kBlank) ++i_;
  }

  char32_t Mark() {
    SkipBlanks();
    return i_ < end_ ? t_[i_++] : 0;
  }

  static int32_t Digit(char32_t c) {
    if (c >= U'0' && c <= U'9') return static_cast<int32_t>(c - U'0');
    constexpr std::u32string_view kHan = U"〇一二三四五六七八九";
    const size_t at = kHan.find(c == U'零' || c == U'O' ? U'〇' : c);
    return at == std::u32string_view::npos ? -1 : static_cast<int32_t>(at);
  }

  // Exactly four digits, Arabic or 二〇二二, single blanks between.
  int32_t ReadYear() {
    int32_t value = 0, count = 0;
    while (count < 4) {
      SkipBlanks();
      const int32_t d = i_ < end_ ? Digit(t_[i_]) : -1;
      if (d < 0) return 0;
      value = value * 10 + d;
      ++count;
      ++i_;
    }
    return value;
  }

  // 1-31 in Arabic or Chinese numerals.
  int32_t ReadNumber() {
    SkipBlanks();
    int32_t value = 0, count = 0;
    bool ten = false;
    while (i_ < end_ && count < 3) {
      const char32_t c = t_[i_];
      if (c == U'十') {
        value = (value == 0 ? 1 : value) * 10;
        ten = true;
      } else {
        const int32_t d = Digit(c);
        if (d < 0) {
          if (t_.cls(i_) == CharClass::kBlank && i_ + 1 < end_ && Digit(t_[i_ + 1]) >= 0 && count == 1) {
            ++i_;
            continue;
          }
          break;
        }
        value = ten ? value + d : value * 10 + d;
      }
      ++count;
      ++i_;
    }
    return value;
  }

  const SourceText& t_;
  int32_t i_;
  const int32_t end_;
};

}  // namespace

DateMatch ReadDate(const SourceText& text, int32_t at, int32_t end) {
  if (at >= end) return {};
  const CharClass c = text.cls(at);
  if (c != CharClass::kDigit && c != CharClass::kHanDigit) return {};
  return DateReader(text, at, end).Read();
}

}  // namespace gangmu::extraction
