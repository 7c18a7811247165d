#include "services/ingestion/extraction/indicators/numerals.h"

#include <optional>

namespace gangmu::extraction {
namespace {

constexpr int kMaxDigits = 30;
constexpr int kMaxChinese = 16;

// Value of a Chinese digit, -1 where it is none.
int DigitOf(char32_t c) {
  switch (c) {
    case U'〇':
    case U'零':
      return 0;
    case U'一':
      return 1;
    case U'二':
    case U'两':
      return 2;
    case U'三':
      return 3;
    case U'四':
      return 4;
    case U'五':
      return 5;
    case U'六':
      return 6;
    case U'七':
      return 7;
    case U'八':
      return 8;
    case U'九':
      return 9;
    default:
      return -1;
  }
}

// Power of ten of a multiplier, 0 where it is none.
int PowerOf(char32_t c) {
  switch (c) {
    case U'十':
      return 1;
    case U'百':
      return 2;
    case U'千':
      return 3;
    case U'万':
      return 4;
    case U'亿':
      return 8;
    default:
      return 0;
  }
}

bool IsOver(char32_t c) { return c == U'余' || c == U'多'; }

__int128 PowerOfTen(int n) {
  __int128 p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

// Digits with grouping commas and one decimal point, from `at`; returns the end, `at` where there are none.
int32_t ReadArabic(const Passage& p, int32_t at, Decimal& value, int& figures, int& unit_power) {
  __int128 coefficient = 0;
  int digits = 0, decimals = 0, zeros = 0;
  figures = 0;
  bool point = false;
  int32_t i = at;
  for (;; ++i) {
    if (p.cls(i) == CharClass::kDigit) {
      const int d = static_cast<int>(p.at(i) - U'0');
      if (++digits > kMaxDigits || (point && ++decimals > Decimal::kMaxScale)) return at;
      coefficient = coefficient * 10 + d;
      if (d != 0 || figures > 0) ++figures;
      zeros = d == 0 ? zeros + 1 : 0;
    } else if (p.at(i) == U',') {
      continue;
    } else if (p.at(i) == U'.' && !point && digits > 0 && p.cls(i + 1) == CharClass::kDigit) {
      point = true;
    } else {
      break;
    }
  }
  if (digits == 0) return at;
  value = Decimal(coefficient, decimals);
  unit_power = point ? -decimals : coefficient == 0 ? 0 : zeros;
  if (!point && coefficient != 0) figures -= zeros;
  return i;
}

// 千瓦, 千米, 千克, 千伏: the 千 is of the unit (120万千瓦).
bool BeginsUnit(const Passage& p, int32_t i) {
  if (p.at(i) != U'千') return false;
  const char32_t next = p.at(i + 1);
  return next == U'瓦' || next == U'米' || next == U'克' || next == U'伏';
}

// The multiplier from 万 on that a numeral ends with, as a power of ten.
int EndingScale(const Passage& p, int32_t at, int32_t end) {
  if (p.at(end - 1) == U'万') return 4;
  if (p.at(end - 1) != U'亿') return 0;
  return end - 2 >= at && p.at(end - 2) == U'万' ? 12 : 8;
}

// Sets the value and the power and number of its significant figures.
void SetWhole(__int128 whole, Numeral& out) {
  out.value = Decimal(whole, 0);
  out.unit_power = out.figures = 0;
  while (whole != 0 && whole % 10 == 0) whole /= 10, ++out.unit_power;
  while (whole != 0) whole /= 10, ++out.figures;
}

// A Chinese numeral; returns its end. 十百千 fill a section, 万 and 亿 close it. A multiplier without figures before it
// counts once. `closed` is the part that 亿 closed.
int32_t ReadChinese(const Passage& p, int32_t at, Numeral& out, __int128& closed) {
  __int128 total = 0, myriads = 0, section = 0, digit = -1;
  bool has_figures = false, has_power = false;
  int32_t i = at;
  for (; p.cls(i) == CharClass::kHanDigit && i - at < kMaxChinese && !(i > at && BeginsUnit(p, i)); ++i) {
    if (const int d = DigitOf(p.at(i)); d >= 0) {
      digit = digit >= 0 ? digit * 10 + d : d;
      has_figures = true;
      continue;
    }
    const int power = PowerOf(p.at(i));
    if (power == 0) break;  // 廿, 卅
    has_power = true;
    if (power < 4) {
      section += (digit < 0 ? 1 : digit) * PowerOfTen(power);
      has_figures = has_figures || power == 1;
    } else if (power == 4) {
      section += digit < 0 ? 0 : digit;
      myriads += (section == 0 ? 1 : section) * PowerOfTen(4);
      section = 0;
    } else {
      const __int128 sum = myriads + section + (digit < 0 ? 0 : digit);
      total += (sum == 0 ? 1 : sum) * PowerOfTen(8);
      myriads = section = 0;
    }
    digit = -1;
  }
  closed = total;
  SetWhole(total + myriads + section + (digit < 0 ? 0 : digit), out);
  out.bare = !has_figures;
  out.vague = !has_power && i - at == 2 && DigitOf(p.at(at)) > 0 && DigitOf(p.at(at + 1)) > 0;
  return i;
}

// 二点五倍, 三点二亿元: figures behind 点. A time of day (八点三十分) has tens or a unit of time there. Returns the
// end.
int32_t ReadChineseDecimals(const Passage& p, int32_t point, Numeral& out) {
  constexpr int kMaxDecimals = 4;
  int64_t fraction = 0;
  int digits = 0;
  int32_t i = point + 1;
  for (; digits < kMaxDecimals && DigitOf(p.at(i)) >= 0; ++i, ++digits) fraction = fraction * 10 + DigitOf(p.at(i));
  const char32_t next = p.at(i);
  const bool clock = next == U'十' || next == U'百' || next == U'分' || next == U'刻';
  if (digits == 0 || clock || out.value.scale() != 0) return point;
  const std::optional<Decimal> sum = Decimal::Add(out.value, Decimal(fraction, digits));
  if (!sum) return point;
  out.value = *sum;
  out.unit_power = static_cast<int16_t>(-digits);
  out.figures = static_cast<int16_t>(out.figures + digits);
  return i;
}

// Multipliers behind the figures: 万, 亿, 万亿, 百万, 千万; returns the end.
int32_t ReadScale(const Passage& p, int32_t at, int& power) {
  power = 0;
  int32_t i = at;
  while (i - at < 3 && PowerOf(p.at(i)) != 0 && !BeginsUnit(p, i)) power += PowerOf(p.at(i++));
  return i;
}

// Figures with multipliers between them: 2万5千, 1亿2500万, 3千5百万. Returns the end, `at` where the number is none of
// these: each multiplier must be smaller than the one before it.
int32_t ReadMixed(const Passage& p, int32_t at, Numeral& out) {
  constexpr int kMaxGroup = 9;  // figures of one group
  __int128 total = 0, section = 0;
  int last_big = 16, last_small = 16, groups = 0;
  int32_t i = at;
  while (p.cls(i) == CharClass::kDigit) {
    __int128 group = 0;
    const int32_t first = i;
    while (p.cls(i) == CharClass::kDigit && i - first < kMaxGroup)
      group = group * 10 + static_cast<int>(p.at(i++) - U'0');
    if (p.cls(i) == CharClass::kDigit || p.at(i) == U'.' || p.at(i) == U',') return at;
    int small = 0, big = 0;
    while (big == 0 && PowerOf(p.at(i)) != 0 && PowerOf(p.at(i)) < 4 && !BeginsUnit(p, i)) small += PowerOf(p.at(i++));
    while (PowerOf(p.at(i)) >= 4) big += PowerOf(p.at(i++));
    ++groups;
    if (small >= last_small || small > 3 || (groups == 1 && small == 0 && big == 0)) return at;
    section += group * PowerOfTen(small);
    last_small = small == 0 ? 1 : small;
    if (big == 0) {
      if (small == 0) break;
      continue;
    }
    if (big >= last_big || section >= PowerOfTen(last_big)) return at;
    total += section * PowerOfTen(big);
    section = 0;
    last_big = big;
    last_small = 16;
  }
  if (groups < 2 || (last_big < 16 && section >= PowerOfTen(last_big))) return at;
  SetWhole(total + section, out);
  return i;
}

}  // namespace

bool Scale(const Decimal& value, int power, Decimal& out) {
  if (power <= 0) {
    out = value;
    return power == 0;
  }
  const int from_scale = power < value.scale() ? power : value.scale();
  const std::optional<Decimal> product = Decimal::Multiply(Decimal(value.coefficient(), value.scale() - from_scale),
                                                           Decimal(PowerOfTen(power - from_scale), 0));
  if (!product) return false;
  out = *product;
  return true;
}

bool ReadNumeral(const Passage& p, int32_t at, Numeral& out) {
  out = Numeral{.begin = at};
  int32_t i = at;
  int inner_scale = 0;
  __int128 closed = 0;
  if (p.cls(at) == CharClass::kDigit && (i = ReadMixed(p, at, out)) != at) {
    inner_scale = EndingScale(p, at, i);
  } else if (p.cls(at) == CharClass::kDigit) {
    int figures = 0, unit_power = 0;
    i = ReadArabic(p, at, out.value, figures, unit_power);
    out.figures = static_cast<int16_t>(figures);
    out.unit_power = static_cast<int16_t>(unit_power);
  } else if (p.cls(at) == CharClass::kHanDigit) {
    out.chinese = true;
    i = ReadChinese(p, at, out, closed);
    inner_scale = EndingScale(p, at, i);
  }
  if (i == at) return false;
  if (out.chinese && p.at(i) == U'点') i = ReadChineseDecimals(p, i, out);
  if (IsOver(p.at(i))) {
    out.some_over = true;
    out.over_behind_scale = inner_scale != 0;
    ++i;
  }
  int power = 0;
  const int32_t behind = ReadScale(p, i, power);
  if (power != 0 && !(power == 1 && !out.chinese)) {
    // 二十五亿七千多万: 万 belongs to what follows 亿 only.
    const bool open_part = closed != 0 && power == 4 && out.value != Decimal(closed, 0);
    if (open_part) out.value = Decimal::Subtract(out.value, Decimal(closed, 0)).value_or(out.value);
    if (!Scale(out.value, power, out.value)) return false;
    if (open_part) out.value = Decimal::Add(out.value, Decimal(closed, 0)).value_or(out.value);
    out.unit_power = static_cast<int16_t>(out.unit_power + power);
    out.over_behind_scale = false;
    i = behind;
    if (!out.some_over && IsOver(p.at(i))) {
      out.some_over = out.over_behind_scale = true;
      ++i;
    }
  }
  out.scale = static_cast<int16_t>(power + inner_scale);
  out.end = i;
  return true;
}

}  // namespace gangmu::extraction
