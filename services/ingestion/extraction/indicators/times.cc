#include "services/ingestion/extraction/indicators/times.h"

#include <algorithm>

namespace gangmu::extraction {
namespace {

constexpr int kFirstYear = 1900, kLastYear = 2100;
constexpr int kReportMonth = 4;  // reports on the years before are given until April

int DaysIn(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

Date MakeDate(int year, int month, int day) {
  return Date{static_cast<int16_t>(year), static_cast<int8_t>(month), static_cast<int8_t>(day)};
}

bool IsRangeSign(char32_t c) { return c == U'—' || c == U'-' || c == U'~' || c == U'至' || c == U'到'; }

// Up to `most` Arabic digits; returns the end and the number, `at` where there are none.
int32_t ReadDigits(const Passage& p, int32_t at, int most, int& number) {
  number = 0;
  int32_t i = at;
  while (i - at < most && p.cls(i) == CharClass::kDigit) number = number * 10 + static_cast<int>(p.at(i++) - U'0');
  return p.cls(i) == CharClass::kDigit ? at : i;
}

int ChineseDigit(char32_t c) {
  static constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
  if (c == U'零') return 0;
  const size_t place = kDigits.find(c);
  return place == std::u32string_view::npos ? -1 : static_cast<int>(place);
}

// A year of four figures, Arabic or Chinese, without 年; returns the end.
int32_t ReadYear(const Passage& p, int32_t at, int& year) {
  int32_t end = ReadDigits(p, at, 4, year);
  if (end != at + 4) {
    year = 0;
    for (end = at; end < at + 4; ++end) {
      const int d = ChineseDigit(p.at(end));
      if (d < 0) return at;
      year = year * 10 + d;
    }
  }
  return year >= kFirstYear && year <= kLastYear ? end : at;
}

int32_t Skip(const Passage& p, int32_t at, char32_t blank = U' ') { return p.at(at) == blank ? at + 1 : at; }

// 9月, 9月30日, 9月底 with `year` (0 where the scope gives it). Returns the end, `at` where there is no month.
int32_t ReadMonth(const Passage& p, int32_t at, int year, TimeExpression& t) {
  int month = 0;
  int32_t i = ReadDigits(p, at, 2, month);
  if (i == at) {  // 十二月, 九月
    int tens = 0;
    if (p.at(i) == U'十') tens = 10, ++i;
    const int d = ChineseDigit(p.at(i));
    if (d > 0) ++i;
    month = tens + std::max(d, 0);
    if (i == at) return at;
  }
  int last = month;
  if (IsRangeSign(p.at(i)) || p.StartsWith(i, U"月至") || p.StartsWith(i, U"月—") || p.StartsWith(i, U"月-")) {
    int32_t k = p.at(i) == U'月' ? i + 2 : i + 1;
    if (IsRangeSign(p.at(k))) ++k;
    const int32_t behind = ReadDigits(p, k, 2, last);
    if (behind == k) return at;
    i = behind;
  }
  if (p.at(i) != U'月' || month < 1 || month > 12 || last < month || last > 12) return at;
  ++i;
  t.start = MakeDate(year, month, 1);
  t.finish = MakeDate(year, last, 0);  // 0: the last day of the month
  if (p.at(i) == U'份') ++i;
  if (p.at(i) == U'底' || p.at(i) == U'末') {
    t.form = TimeForm::kPoint;
    return i + 1;
  }
  int day = 0;
  const int32_t behind = ReadDigits(p, i, 2, day);
  if (behind != i && (p.at(behind) == U'日' || p.at(behind) == U'号') && day >= 1 && day <= 31) {
    t.start.day = t.finish.day = static_cast<int8_t>(day);
    i = behind + 1;
  }
  return i;
}

struct PartOfYear {
  std::u32string_view word;
  int8_t first_month, last_month;
};

constexpr PartOfYear kParts[] = {{U"上半年", 1, 6},   {U"下半年", 7, 12},  {U"前三季度", 1, 9}, {U"前3季度", 1, 9},
                                 {U"第一季度", 1, 3}, {U"第二季度", 4, 6}, {U"第三季度", 7, 9}, {U"第四季度", 10, 12},
                                 {U"一季度", 1, 3},   {U"二季度", 4, 6},   {U"三季度", 7, 9},   {U"四季度", 10, 12},
                                 {U"1季度", 1, 3},    {U"2季度", 4, 6},    {U"3季度", 7, 9},    {U"4季度", 10, 12},
                                 {U"首季度", 1, 3},   {U"全年", 1, 12}};

const PartOfYear* ReadPart(const Passage& p, int32_t at) {
  for (const PartOfYear& part : kParts) {
    if (p.StartsWith(at, part.word)) return &part;
  }
  return nullptr;
}

// What follows a year (in `year`, or 0 with a base that gives it): a part of it, its end, its beginning.
int32_t ReadWithinYear(const Passage& p, int32_t at, int year, TimeExpression& t) {
  t.start = MakeDate(year, 1, 1);
  t.finish = MakeDate(year, 12, 31);
  if (const PartOfYear* part = ReadPart(p, at)) {
    t.start.month = part->first_month;
    t.finish = MakeDate(year, part->last_month, 0);
    return at + static_cast<int32_t>(part->word.size());
  }
  const int32_t month = ReadMonth(p, Skip(p, at), year, t);
  if (month != Skip(p, at)) return month;
  t.start = MakeDate(year, 1, 1);
  t.finish = MakeDate(year, 12, 31);
  if (p.StartsWith(at, U"年末") || p.StartsWith(at, U"年底")) {
    t.form = TimeForm::kPoint;
    return at + 2;
  }
  if (p.at(at) == U'末' || p.at(at) == U'底') {
    t.form = TimeForm::kPoint;
    return at + 1;
  }
  if (p.at(at) == U'初') {
    t.form = TimeForm::kPoint;
    t.finish = t.start;
    return at + 1;
  }
  return at;
}

bool PrecededBy(const Passage& p, int32_t at, std::initializer_list<std::u32string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::u32string_view w) { return p.EndsWith(at, w); });
}

bool FollowedBy(const Passage& p, int32_t at, std::initializer_list<std::u32string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::u32string_view w) { return p.StartsWith(at, w); });
}

// What the words around a time make of it: a point, a start, a basis of comparison, an attribute.
void ReadRole(const Passage& p, TimeExpression& t) {
  if (FollowedBy(p, t.end, {U"以来", U"至今", U"起至今"})) {
    t.form = TimeForm::kSince;
    t.end += 2;
    return;
  }
  t.basis = PrecededBy(p, t.begin,
                       {U"比", U"较", U"高于", U"低于", U"好于", U"快于", U"优于", U"与", U"相比", U"相对于", U"比照",
                        U"超过了", U"基于"}) ||
            FollowedBy(p, t.end, {U"相比", U"同期", U"水平", U"为基期", U"的水平", U"基础上"});
  // 是2015年的3.4倍 compares; 每年3月31日 comes again.
  t.basis = t.basis || (PrecededBy(p, t.begin, {U"是", U"为", U"相当于"}) && p.at(t.end) == U'的' &&
                        p.cls(t.end + 1) == CharClass::kDigit);
  t.attribute = PrecededBy(p, t.begin, {U"每年", U"每年的"});
  if (FollowedBy(p, t.end, {U"度"})) {
    const CharClass next = p.cls(t.end + 1);
    t.attribute = next == CharClass::kHan || next == CharClass::kOpen;
    ++t.end;
  }
  t.attribute = t.attribute || FollowedBy(p, t.end, {U"版", U"届", U"版）"});
  if (t.form != TimeForm::kRange) return;
  const bool one_day = t.start.day != 0 && t.start == t.finish;
  const bool whole_year =
      t.start.month == 1 && t.start.day == 1 && t.finish.month == 12 && t.start.year == t.finish.year;
  // 到2025年 is a point; in 增加到2002年的7703元 the 到 belongs to the verb.
  const bool of_verb =
      PrecededBy(p, t.begin - 1,
                 {U"加", U"高", U"升", U"降", U"少", U"大", U"长", U"展", U"缩", U"减", U"增", U"延", U"扩", U"调"});
  if (PrecededBy(p, t.begin, {U"截至", U"截止", U"截止到", U"截至到"}) ||
      (whole_year && PrecededBy(p, t.begin, {U"到", U"至"}) && !of_verb) || FollowedBy(p, t.end, {U"底前", U"末前"}) ||
      FollowedBy(p, t.end, {U"前，", U"前完成", U"前建成", U"前全", U"前实现", U"前基本", U"前达到", U"前力争"})) {
    t.form = TimeForm::kPoint;
  } else if ((PrecededBy(p, t.begin, {U"从", U"自"}) && FollowedBy(p, t.end, {U"起", U"开始", U"之日起"})) ||
             (one_day && FollowedBy(p, t.end, {U"后", U"之后", U"以后", U"起"}))) {
    t.form = TimeForm::kFrom;
  }
}

// 2021年, 2021—2025年, 2021年至2022年6月, 2022年上半年.
bool ReadWrittenYear(const Passage& p, int32_t at, TimeExpression& t) {
  int year = 0;
  int32_t i = ReadYear(p, at, year);
  if (i == at) return false;
  i = Skip(p, i);
  int last = 0;
  if (IsRangeSign(p.at(i))) {  // 2021—2025年
    int32_t k = i + 1;
    if (IsRangeSign(p.at(k))) ++k;
    const int32_t behind = ReadYear(p, k, last);
    if (behind == k || p.at(Skip(p, behind)) != U'年' || last < year) return false;
    t.start = MakeDate(year, 1, 1);
    t.finish = MakeDate(last, 12, 31);
    t.end = Skip(p, behind) + 1;
    return true;
  }
  if (p.at(i) != U'年' || p.StartsWith(i, U"年代") || p.StartsWith(i, U"年级")) return false;
  i = ReadWithinYear(p, Skip(p, i + 1), year, t);
  if (IsRangeSign(p.at(i))) {
    int32_t k = i + 1;
    if (IsRangeSign(p.at(k))) ++k;
    TimeExpression until;
    const int32_t behind = ReadYear(p, k, last);
    if (behind != k && p.at(behind) == U'年' && last >= year) {
      t.end = ReadWithinYear(p, behind + 1, last, until);
      t.finish = until.finish;
      t.form = TimeForm::kRange;
      return true;
    }
    const int32_t month = ReadMonth(p, k, year, until);
    if (month != k) {
      t.finish = until.finish;
      t.form = TimeForm::kRange;
      i = month;
    }
  }
  t.end = i;
  return true;
}

struct FiveYearPlan {
  std::u32string_view name;
  int16_t first_year;
};

constexpr FiveYearPlan kPlans[] = {{U"十五五", 2026}, {U"十四五", 2021}, {U"十三五", 2016}, {U"十二五", 2011},
                                   {U"十一五", 2006}, {U"十五", 2001},   {U"九五", 1996},   {U"八五", 1991},
                                   {U"七五", 1986},   {U"六五", 1981}};

// “十四五”时期, 十三五以来, “十四五”末. The bare name is a name.
bool ReadFiveYearPlan(const Passage& p, int32_t at, TimeExpression& t) {
  const bool quoted = p.at(at) == U'“';
  const int32_t name_at = quoted ? at + 1 : at;
  for (const FiveYearPlan& plan : kPlans) {
    if (!p.StartsWith(name_at, plan.name)) continue;
    int32_t i = name_at + static_cast<int32_t>(plan.name.size());
    if (quoted) {
      if (p.at(i) != U'”') continue;
      ++i;
    } else if (plan.name.size() == 2) {
      continue;  // 十五, 九五 without quotes are numbers
    }
    t.start = MakeDate(plan.first_year, 1, 1);
    t.finish = MakeDate(plan.first_year + 4, 12, 31);
    if (FollowedBy(p, i, {U"以来", U"时期以来"})) {
      t.form = TimeForm::kSince;
      t.end = i + (p.at(i) == U'以' ? 2 : 4);
      return true;
    }
    if (FollowedBy(p, i, {U"末", U"期末"})) {
      t.form = TimeForm::kPoint;
      t.end = i + (p.at(i) == U'末' ? 1 : 2);
      return true;
    }
    if (FollowedBy(p, i, {U"时期", U"期间", U"规划期", U"五年"})) {
      t.end = i + 2;
      return true;
    }
    return false;
  }
  return false;
}

// 五年来, 近10年, 过去五年, 一年来; 五年累计: a length of years up to the date of the document.
bool ReadYearsUntilNow(const Passage& p, int32_t at, TimeExpression& t) {
  int32_t i = at;
  const bool past = FollowedBy(p, i, {U"过去", U"近", U"最近", U"这"});
  const bool ahead = FollowedBy(p, i, {U"未来", U"今后"});
  if (past || ahead) i += p.at(i) == U'近' || p.at(i) == U'这' ? 1 : 2;
  if (p.at(i) == U'的') ++i;
  int years = 0;
  int32_t behind = ReadDigits(p, i, 2, years);
  if (behind == i) {
    int tens = 0;
    if (ChineseDigit(p.at(i)) > 0 && p.at(i + 1) == U'十')
      tens = ChineseDigit(p.at(i)) * 10, behind = i + 2;
    else if (p.at(i) == U'十')
      tens = 10, behind = i + 1;
    if (p.at(i) == U'两') years = 2, behind = i + 1;
    const int d = ChineseDigit(p.at(behind));
    if (d > 0) ++behind;
    years = years != 0 ? years : tens + std::max(d, 0);
  }
  if (behind == i || years < 1 || p.at(behind) != U'年') return false;
  ++behind;
  if (p.at(behind) == U'前' && PrecededBy(p, at, {U"较", U"比"})) {  // 较五年前: a basis of comparison
    t.end = behind + 1;
    t.form = TimeForm::kNone;
    t.basis = true;
    return true;
  }
  const bool until_now = FollowedBy(p, behind, {U"来", U"以来", U"多来", U"间"});
  bool sums =
      !past && !ahead && years >= 3 && years <= 10 &&
      FollowedBy(p, behind,
                 {U"累计", U"共", U"总计", U"总体", U"年均", U"平均", U"合计", U"接近", U"翻", U"增长", U"新增"}) &&
      !p.EndsWith(at, U"连续") && !p.EndsWith(at, U"近");
  // 五年中央财政投入…: a sentence that opens with years in Chinese numerals sums over them.
  const CharClass start = p.cls(at - 1);
  const bool opens = !past && !ahead && !until_now && years >= 3 && years <= 10 && p.cls(at) == CharClass::kHanDigit &&
                     p.cls(behind) == CharClass::kHan && (at == 0 || start == CharClass::kStop) &&
                     !FollowedBy(p, behind, {U"内", U"以", U"期", U"的"});
  sums = sums || opens;
  if (FollowedBy(p, behind, {U"行动", U"期", U"计划", U"规划"})) return false;
  if (!(past || ahead || until_now || sums)) return false;
  if (p.EndsWith(at, U"第") || p.EndsWith(at, U"连续")) return false;
  if (until_now) behind += p.at(behind) == U'来' || p.at(behind) == U'间' ? 1 : 2;
  t.end = behind;
  t.form = TimeForm::kYearsUntilNow;
  t.years = static_cast<int16_t>(ahead ? -years : years);
  t.local = sums;
  return true;
}

struct TimeWord {
  std::u32string_view word;
  YearBase base;
  int16_t offset;
};

constexpr TimeWord kYearWords[] = {{U"今年", YearBase::kDocument, 0},  {U"本年度", YearBase::kDocument, 0},
                                   {U"本年", YearBase::kDocument, 0},  {U"去年", YearBase::kDocument, -1},
                                   {U"上年", YearBase::kDocument, -1}, {U"明年", YearBase::kDocument, 1},
                                   {U"前年", YearBase::kDocument, -2}, {U"上年度", YearBase::kDocument, -1}};

bool ReadYearWord(const Passage& p, int32_t at, TimeExpression& t) {
  for (const TimeWord& word : kYearWords) {
    if (!p.StartsWith(at, word.word)) continue;
    t.base = word.base;
    t.offset = word.offset;
    t.end = ReadWithinYear(p, at + static_cast<int32_t>(word.word.size()), 0, t);
    if (word.word == U"上年" && p.at(t.end) == U'度') ++t.end;
    return true;
  }
  return false;
}

bool ReadPartWord(const Passage& p, int32_t at, TimeExpression& t) {
  t.base = YearBase::kContext;
  if (const PartOfYear* part = ReadPart(p, at)) {
    t.start = MakeDate(0, part->first_month, 1);
    t.finish = MakeDate(0, part->last_month, 0);
    t.end = at + static_cast<int32_t>(part->word.size());
    return true;
  }
  if (p.StartsWith(at, U"年内")) {
    t.base = YearBase::kDocument;
    t.start = MakeDate(0, 1, 1);
    t.finish = MakeDate(0, 12, 31);
    t.end = at + 2;
    return true;
  }
  if (FollowedBy(p, at, {U"年末", U"年底"}) && !PrecededBy(p, at, {U"上", U"去", U"每", U"历"})) {
    t.start = MakeDate(0, 1, 1);
    t.finish = MakeDate(0, 12, 31);
    t.form = TimeForm::kPoint;
    t.end = at + 2;
    return true;
  }
  return false;
}

// Figures, with signs of a range between them, are a time before 年, 月, 季 only, or as the name of a plan
// (十四五期间).
bool FiguresOfTime(const Passage& p, int32_t at) {
  constexpr int32_t kMost = 16;
  int32_t i = at + 1;
  for (; i - at < kMost; ++i) {
    const CharClass cls = p.cls(i);
    const bool figure = cls == CharClass::kDigit || cls == CharClass::kHanDigit;
    if (!figure && cls != CharClass::kBlank && !IsRangeSign(p.at(i))) break;
  }
  const char32_t c = p.at(i);
  if (c == U'年' || c == U'月' || c == U'季') return true;
  return p.cls(at) == CharClass::kHanDigit && (c == U'以' || c == U'时' || c == U'期' || c == U'末' || c == U'规');
}

int DayOrLast(const Date& d) { return d.day != 0 ? d.day : DaysIn(d.year, d.month); }

}  // namespace

void MarkTimeBeginnings(BigramFilter& filter, uint8_t bit) {
  for (const std::u32string_view word :
       {U"今年", U"今后", U"本年", U"去年", U"明年", U"上半", U"上年", U"前三", U"前3",  U"前年", U"全年", U"下半",
        U"年内", U"年末", U"年底", U"第一", U"第二", U"第三", U"第四", U"首季", U"过去", U"最近", U"未来"}) {
    filter.MarkPair(word[0], word[1], bit);
  }
  for (const char32_t figure : std::u32string_view(U"的0123456789一二两三四五六七八九十")) {
    filter.MarkPair(U'近', figure, bit);
    filter.MarkPair(U'这', figure, bit);
  }
}

bool ReadTime(const Passage& p, int32_t at, TimeExpression& out) {
  const char32_t c = p.at(at);
  const CharClass cls = p.cls(at);
  if (cls == CharClass::kHan && (p.marks()[at] & kTimeMark) == 0) return false;
  if ((cls == CharClass::kDigit || cls == CharClass::kHanDigit) && !FiguresOfTime(p, at)) return false;
  out = TimeExpression{.begin = at};
  bool read = false;
  switch (c) {
    case U'“':
      return ReadFiveYearPlan(p, at, out);
    case U'今':
    case U'本':
    case U'去':
    case U'明':
      read = ReadYearWord(p, at, out) || ReadYearsUntilNow(p, at, out);
      break;
    case U'上':
    case U'前':
      read = ReadPartWord(p, at, out) || ReadYearWord(p, at, out);
      break;
    case U'全':
    case U'下':
    case U'年':
    case U'第':
    case U'首':
      read = ReadPartWord(p, at, out);
      break;
    case U'过':
    case U'近':
    case U'最':
    case U'这':
    case U'未':
      read = ReadYearsUntilNow(p, at, out);
      break;
    default:
      if (p.cls(at) == CharClass::kDigit) {
        if (p.cls(at - 1) == CharClass::kDigit || p.at(at - 1) == U'.') return false;
        if (ReadWrittenYear(p, at, out) || ReadPartWord(p, at, out)) {
          read = true;
        } else if (out = TimeExpression{.begin = at}; ReadYearsUntilNow(p, at, out)) {
          read = true;
        } else {
          out = TimeExpression{.begin = at};
          out.base = YearBase::kContext;
          out.end = ReadMonth(p, at, 0, out);
          read = out.end != at;
        }
      } else if (p.cls(at) == CharClass::kHanDigit) {
        if (p.cls(at - 1) == CharClass::kHanDigit) return false;
        read = ReadFiveYearPlan(p, at, out) || ReadWrittenYear(p, at, out);
        if (!read) {
          out = TimeExpression{.begin = at};
          read = ReadPartWord(p, at, out);
        }
        if (!read) {
          out = TimeExpression{.begin = at};
          read = ReadYearsUntilNow(p, at, out);
        }
      }
  }
  if (!read) return false;
  if (out.form != TimeForm::kYearsUntilNow && out.form != TimeForm::kSince && out.form != TimeForm::kNone)
    ReadRole(p, out);
  return true;
}

Period Resolve(const TimeExpression& t, const TimeContext& context) {
  Period period;
  if (t.form == TimeForm::kNone) return period;
  const int document_year = context.publish.year;
  if (t.form == TimeForm::kYearsUntilNow) {
    if (document_year == 0) return period;
    if (t.years < 0) {
      period.start = MakeDate(document_year, 1, 1);
      period.end = MakeDate(document_year - t.years - 1, 12, 31);
      return period;
    }
    period.start = MakeDate(document_year - t.years, 1, 1);
    period.end = context.publish.month <= kReportMonth ? MakeDate(document_year - 1, 12, 31) : context.publish;
    return period;
  }
  int base = 0;
  if (t.base == YearBase::kDocument) base = document_year == 0 ? 0 : document_year + t.offset;
  if (t.base == YearBase::kContext) base = context.year != 0 ? context.year : document_year;
  if (t.base != YearBase::kWritten && base == 0) return period;
  Date start = t.start, finish = t.finish;
  if (t.base != YearBase::kWritten) start.year = finish.year = static_cast<int16_t>(base);
  finish.day = static_cast<int8_t>(std::min(DayOrLast(finish), DaysIn(finish.year, finish.month)));
  start.day = static_cast<int8_t>(std::min<int>(start.day, DaysIn(start.year, start.month)));
  switch (t.form) {
    case TimeForm::kPoint:
      start = finish;
      break;
    case TimeForm::kSince:
      finish = context.publish;
      break;
    case TimeForm::kFrom:
      finish = Date{};
      break;
    default:
      break;
  }
  period.start = start;
  // 2021年以来 against a date before it: the end is not known.
  if (!(start.present() && finish.present() && finish < start)) period.end = finish;
  return period;
}

}  // namespace gangmu::extraction
