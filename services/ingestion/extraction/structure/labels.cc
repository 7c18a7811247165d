#include "services/ingestion/extraction/structure/labels.h"

#include <string_view>

namespace gangmu::extraction {
namespace {

constexpr int32_t kMaxNumber = 199;  // no list of the corpus is longer; years and amounts are
constexpr std::u32string_view kBullets = U"●•◆■▪◇□★※▶·";

bool IsBlank(const SourceText& t, int32_t i) {
  return t.cls(i) == CharClass::kBlank || t.cls(i) == CharClass::kNewline;
}

int32_t SkipBlanks(const SourceText& t, int32_t i, int32_t end) {
  while (i < end && IsBlank(t, i)) ++i;
  return i;
}

int32_t HanDigitValue(char32_t c) {
  constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
  const size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int32_t>(at);
}

// 一 … 九十九, 一百 … 一百九十九; moves `i` behind it. 0 where there is none.
int32_t ReadHanNumber(const SourceText& t, int32_t& i, int32_t end) {
  int32_t value = 0, digit = -1, p = i;
  for (; p < end && t.cls(p) == CharClass::kHanDigit && p - i < 6; ++p) {
    const char32_t c = t[p];
    const int32_t d = HanDigitValue(c);
    if (d >= 0) {
      if (digit > 0) return 0;  // 二三 is no number of a list
      digit = d;
    } else if (c == U'十') {
      value += (digit < 0 ? 1 : digit) * 10;
      digit = -1;
    } else if (c == U'百') {
      value += (digit < 0 ? 1 : digit) * 100;
      digit = -1;
    } else {
      return 0;
    }
  }
  if (p == i) return 0;
  value += digit > 0 ? digit : 0;
  if (value > kMaxNumber) return 0;
  i = p;
  return value;
}

// Arabic digits; with `spaced`, single blanks may stand between them (第 1 0 条).
int32_t ReadArabic(const SourceText& t, int32_t& i, int32_t end, bool spaced) {
  int32_t value = 0, p = i, count = 0;
  while (p < end) {
    if (t.cls(p) == CharClass::kDigit) {
      value = value * 10 + static_cast<int32_t>(t[p] - U'0');
      ++p;
      if (++count > 3) return 0;
    } else if (spaced && count > 0 && t.cls(p) == CharClass::kBlank && p + 1 < end &&
               t.cls(p + 1) == CharClass::kDigit) {
      ++p;
    } else {
      break;
    }
  }
  if (count == 0 || value > kMaxNumber) return 0;
  i = p;
  return value;
}

bool IsYear(const SourceText& t, int32_t i, int32_t end) {
  if (i + 4 >= end) return false;
  for (int32_t k = 0; k < 4; ++k) {
    if (t.cls(i + k) != CharClass::kDigit) return false;
  }
  return t[SkipBlanks(t, i + 4, end - 1)] == U'年';
}

Label Make(const SourceText& t, LabelStyle style, int32_t number, int32_t start, int32_t label_end, int32_t end) {
  Label label;
  label.style = style;
  label.number = number;
  label.span = {start, label_end};
  label.body = SkipBlanks(t, label_end, end);
  return label;
}

// 第一章 第4条 第一，
Label ReadOrdinal(const SourceText& t, int32_t at, int32_t end) {
  int32_t i = SkipBlanks(t, at + 1, end);
  int32_t n = 0;
  if (i < end && t.cls(i) == CharClass::kHanDigit) {
    n = ReadHanNumber(t, i, end);
  } else if (i < end && t.cls(i) == CharClass::kDigit) {
    n = ReadArabic(t, i, end, true);
  }
  if (n == 0) return {};
  const int32_t unit = SkipBlanks(t, i, end);
  if (unit >= end) return {};
  LabelStyle style = LabelStyle::kNone;
  switch (t[unit]) {
    case U'篇':
    case U'编':
      style = LabelStyle::kPart;
      break;
    case U'章':
      style = LabelStyle::kChapter;
      break;
    case U'节':
      style = LabelStyle::kSubchapter;
      break;
    case U'条':
      style = LabelStyle::kArticle;
      break;
    case U'，':
      return i == unit ? Make(t, LabelStyle::kInlineOrdinal, n, at, unit + 1, end) : Label{};
    default:
      return {};
  }
  const int32_t next = unit + 1;
  if (next < end) {
    // 第三条规定的, 第二章、第三章: a reference, no label.
    constexpr std::u32string_view kReference = U"第、，。；：）》”和或至与的之所款项规已";
    if (kReference.find(t[next]) != std::u32string_view::npos) return {};
  }
  return Make(t, style, n, at, next, end);
}

Label ReadHanList(const SourceText& t, int32_t at, int32_t end, bool line_start) {
  int32_t i = at;
  const int32_t n = ReadHanNumber(t, i, end);
  if (n == 0) return {};
  const bool adjacent = i < end && !IsBlank(t, i);
  // A layout may set a blank or a line break inside the word (四 是).
  const bool near = adjacent || (i + 1 < end && !IsBlank(t, i + 1));
  i = SkipBlanks(t, i, end);
  if (i >= end) return {};
  const char32_t mark = t[i];
  if (mark == U'是' && near) return Make(t, LabelStyle::kInlineIs, n, at, i + 1, end);
  if (mark == U'要' && adjacent) return Make(t, LabelStyle::kInlineMust, n, at, i + 1, end);
  if (mark != U'、' && !(line_start && mark == U'.')) return {};
  const int32_t body = SkipBlanks(t, i + 1, end);
  // 一、二、三产业
  if (body + 1 < end && t.cls(body) == CharClass::kHanDigit && t[body + 1] == U'、') return {};
  if (body + 1 < end && n < 10 && HanDigitValue(t[body]) == n + 1 && t.cls(body + 1) == CharClass::kHan &&
      !line_start) {
    return {};
  }
  return Make(t, LabelStyle::kHanComma, n, at, i + 1, end);
}

Label ReadBracketed(const SourceText& t, int32_t at, int32_t end) {
  int32_t i = SkipBlanks(t, at + 1, end);
  if (i >= end) return {};
  LabelStyle style = LabelStyle::kNone;
  int32_t n = 0;
  if (t.cls(i) == CharClass::kHanDigit) {
    n = ReadHanNumber(t, i, end);
    style = LabelStyle::kHanBracket;
  } else if (t.cls(i) == CharClass::kDigit) {
    n = ReadArabic(t, i, end, false);
    style = LabelStyle::kArabicBracket;
  }
  if (n == 0) return {};
  i = SkipBlanks(t, i, end);
  if (i >= end || t[i] != U'）') return {};
  return Make(t, style, n, at, i + 1, end);
}

// 13.1 and deeper, where `i` stands on the first point.
Label ReadDecimal(const SourceText& t, int32_t at, int32_t i, int32_t first, int32_t end) {
  int32_t path = 0, last = first, depth = 0;
  while (i + 1 < end && t[i] == U'.' && t.cls(i + 1) == CharClass::kDigit && depth < 3) {
    int32_t p = i + 1;
    const int32_t n = ReadArabic(t, p, end, false);
    if (n == 0 || n > 60) return {};
    path = path * 1000 + last;
    last = n;
    ++depth;
    i = p;
  }
  if (i >= end) return {};
  // 1.5亿元, 2.3%: an amount at the start of a line.
  constexpr std::u32string_view kUnits = U"亿万千百十倍个%‰元吨米公平户人家项度微毫克升年月日时—-~至.、，。；）/×";
  const int32_t body = SkipBlanks(t, i, end);
  if (body >= end || kUnits.find(t[body]) != std::u32string_view::npos) return {};
  if (t.cls(body) == CharClass::kDigit && !IsYear(t, body, end)) return {};
  Label label = Make(t, LabelStyle::kDecimal, last, at, i, end);
  label.path = path;
  label.depth = depth;
  return label;
}

Label ReadArabicList(const SourceText& t, int32_t at, int32_t end, bool line_start) {
  int32_t i = at;
  const int32_t n = ReadArabic(t, i, end, false);
  if (n == 0) return {};
  const int32_t mark = SkipBlanks(t, i, end);
  if (mark >= end || (t[mark] != U'.' && t[mark] != U'、')) return {};
  const int32_t next = mark + 1;
  if (next < end && t.cls(next) == CharClass::kDigit && !IsYear(t, next, end)) {
    return line_start && mark == i && t[mark] == U'.' ? ReadDecimal(t, at, mark, n, end) : Label{};
  }
  const int32_t body = SkipBlanks(t, next, end);
  if (body >= end) return {};
  const CharClass c = t.cls(body);
  const bool opens = c == CharClass::kHan || c == CharClass::kLatin || c == CharClass::kOpen ||
                     c == CharClass::kHanDigit || (c == CharClass::kDigit && (body > next || IsYear(t, body, end)));
  return opens ? Make(t, LabelStyle::kArabicPoint, n, at, next, end) : Label{};
}

Label ReadWords(const SourceText& t, int32_t at, int32_t end) {
  if (at + 2 > end) return {};
  struct Word {
    char32_t a, b;
    int32_t number;
  };
  constexpr Word kWords[] = {{U'首', U'先', 1}, {U'其', U'次', 2}, {U'再', U'次', 3}, {U'最', U'后', 4}};
  for (const Word& w : kWords) {
    if (t[at] != w.a || t[at + 1] != w.b) continue;
    Label label = Make(t, LabelStyle::kInlineFirst, w.number, at, at + 2, end);
    if (label.body < end && t[label.body] == U'，') label.body = SkipBlanks(t, label.body + 1, end);
    return label;
  }
  const int32_t n = t[at] == U'其' ? HanDigitValue(t[at + 1]) : -1;
  if (n < 1) return {};
  Label label = Make(t, LabelStyle::kInlineOf, n, at, at + 2, end);
  if (label.body >= end || (t[label.body] != U'，' && t[label.body] != U'是')) return {};
  if (t[label.body] == U'，') label.body = SkipBlanks(t, label.body + 1, end);
  return label;
}

Label ReadDash(const SourceText& t, int32_t at, int32_t end) {
  int32_t i = at;
  while (i < end && (t[i] == U'—' || t[i] == U'-')) ++i;
  if (i == at && kBullets.find(t[i]) != std::u32string_view::npos) ++i;
  if (i == at || i >= end) return {};
  const int32_t body = SkipBlanks(t, i, end);
  if (body >= end) return {};
  const CharClass c = t.cls(body);
  if (c != CharClass::kHan && c != CharClass::kOpen && c != CharClass::kLatin && c != CharClass::kHanDigit &&
      !(c == CharClass::kDigit && IsYear(t, body, end))) {
    return {};
  }
  if (i - at == 1 && t[at] == U'-' && body == i) return {};  // a hyphen, unless it is a Markdown bullet
  return Make(t, LabelStyle::kDash, 0, at, i, end);
}

}  // namespace

Label ReadLabel(const SourceText& t, int32_t at, int32_t end, bool line_start) {
  if (at >= end) return {};
  const char32_t c = t[at];
  switch (t.cls(at)) {
    case CharClass::kHanDigit:
      return ReadHanList(t, at, end, line_start);
    case CharClass::kDigit:
      return ReadArabicList(t, at, end, line_start);
    case CharClass::kOpen:
      return c == U'（' ? ReadBracketed(t, at, end) : Label{};
    case CharClass::kHan:
      if (c == U'第') return ReadOrdinal(t, at, end);
      if (c == U'首' || c == U'其' || c == U'再' || c == U'最') return ReadWords(t, at, end);
      return {};
    default:
      if (c >= U'①' && c <= U'⑳') {
        return Make(t, LabelStyle::kCircled, static_cast<int32_t>(c - U'①') + 1, at, at + 1, end);
      }
      return line_start ? ReadDash(t, at, end) : Label{};
  }
}

int16_t LevelOf(const Label& label) {
  switch (label.style) {
    case LabelStyle::kPart:
      return kPart;
    case LabelStyle::kChapter:
      return kChapter;
    case LabelStyle::kSubchapter:
      return kSubchapter;
    case LabelStyle::kHanComma:
      return kLevel1;
    case LabelStyle::kHanBracket:
      return kLevel2;
    case LabelStyle::kArabicPoint:
      return kLevel3;
    case LabelStyle::kArabicBracket:
    case LabelStyle::kCircled:
      return kLevel4;
    case LabelStyle::kDecimal:
      return static_cast<int16_t>(kDecimal + label.depth);
    case LabelStyle::kArticle:
      return kArticle;
    case LabelStyle::kDash:
      return kDash;
    case LabelStyle::kNone:
      return 0;
    default:
      return kInline;
  }
}

}  // namespace gangmu::extraction
