#include "services/ingestion/extraction/indicators/quantities.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kRankReach = 14;  // how far before 第N its ranking word may stand

bool IsAsciiAlnum(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
}

bool IsLatin(char32_t c) { return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z'); }

bool IsRangeSign(char32_t c) { return c == U'—' || c == U'-' || c == U'~' || c == U'至' || c == U'到'; }

// 5G, 4A, 2D: a figure joined to letters that are no unit; PM2.5, G347, IPv6; 1+N, 9·7, 24/7: names, not quantities.
bool JoinedToName(const Passage& p, int32_t begin, int32_t end) {
  const char32_t before = p.at(begin - 1), behind = p.at(end);
  if (IsLatin(before) || before == U'+' || before == U'·' || before == U'#' || before == U'_') return true;
  if (before == U'.' || before == U'/' || before == U'∶' || before == U'×') return true;
  if (before == U'-' && IsAsciiAlnum(p.at(begin - 2))) return true;
  if (behind == U'+' && p.at(end + 1) != U'\0') return true;
  return (behind == U'·' || behind == U'×' || behind == U'/' || behind == U'∶') && p.cls(end + 1) == CharClass::kDigit;
}

// Years in Chinese numerals are mostly times and names (三年行动); a length has a word that says so.
bool LastingYears(const Passage& p, const Numeral& n, int32_t end) {
  static constexpr std::u32string_view kBefore[] = {U"连续", U"为期",   U"期限", U"历时", U"满",     U"缩短",   U"延长",
                                                    U"提前", U"不少于", U"最长", U"至少", U"补贴",   U"奖励",   U"补助",
                                                    U"免费", U"期为",   U"期",   U"超过", U"不低于", U"不超过", U"持续",
                                                    U"累计", U"平均",   U"给予", U"享受"};
  static constexpr std::u32string_view kBehind[] = {U"以上", U"以内", U"内", U"以下", U"期限", U"左右"};
  for (const std::u32string_view word : kBefore) {
    if (p.EndsWith(n.begin, word)) return true;
  }
  for (const std::u32string_view word : kBehind) {
    if (p.StartsWith(end, word)) return true;
  }
  return false;
}

// What a unit of this class demands of the numeral and of the words around it.
bool UnitTakes(const Passage& p, const Unit& unit, const Numeral& n, int32_t unit_at, int32_t unit_end) {
  const bool one = n.chinese && n.value == Decimal::FromInt(1) && n.scale == 0;
  const bool ordinal_two = n.chinese && n.end - n.begin == 1 && p.at(n.begin) == U'二';
  const bool counts_by_han = !one && !ordinal_two;
  switch (unit.cls) {
    case UnitClass::kNever:
      return false;
    case UnitClass::kHan:
      // 届四次会议, 三次、四次全会: sessions.
      if (n.chinese && p.at(unit_at) == U'次' &&
          (p.at(n.begin - 1) == U'届' || p.StartsWith(unit_end, U"全会") || p.StartsWith(unit_end, U"全体") ||
           p.StartsWith(unit_end, U"会议") ||
           (p.at(unit_end) == U'、' && p.cls(unit_end + 1) == CharClass::kHanDigit) || p.at(n.begin - 2) == U'届')) {
        return false;
      }
      if (p.StartsWith(unit_at, U"所示") && p.at(unit_end + 1) != U'范') return false;  // 如图1所示
      if (one) return p.EndsWith(n.begin, U"只") || p.EndsWith(n.begin, U"仅") || p.EndsWith(n.begin, U"只享受");
      return counts_by_han;
    case UnitClass::kBare:
      return !n.chinese || n.scale >= 4;
    case UnitClass::kGreat: {
      if (!n.chinese && n.unit_power >= 0) return n.value < Decimal::FromInt(100);
      // 十八大, 二十大 are congresses.
      return counts_by_han && n.value < Decimal::FromInt(13) && n.scale == 0;
    }
    case UnitClass::kPerson:
      if (one && (p.at(unit_at) == U'位' || p.at(unit_at) == U'名'))  // 排名前移一位
        return p.EndsWith(n.begin, U"前移") || p.EndsWith(n.begin, U"上升") || p.EndsWith(n.begin, U"后移") ||
               p.EndsWith(n.begin, U"前进");
      return counts_by_han;
    case UnitClass::kCount:
    case UnitClass::kTime:
    case UnitClass::kAge:
      return counts_by_han;
    case UnitClass::kMoney:
    case UnitClass::kSize:
      if (n.chinese && n.scale == 0 && n.value < Decimal::FromInt(10))
        return n.end - n.begin > 1 || (counts_by_han && unit_end - unit_at > 1);
      return true;
    case UnitClass::kDegree:
      return n.scale >= 4;
    case UnitClass::kDay:
      return p.StartsWith(unit_end, U"内") || p.StartsWith(unit_end, U"以内") || p.StartsWith(unit_end, U"之内") ||
             p.EndsWith(n.begin, U"提前") || p.StartsWith(unit_end, U"以上");
    case UnitClass::kMonth:
      return false;
    case UnitClass::kYear:
      return !one && (n.chinese ? LastingYears(p, n, unit_end) : n.value < Decimal::FromInt(1000));
    case UnitClass::kScore:
      return !n.chinese;
    case UnitClass::kIndex:
      return !n.chinese;
    case UnitClass::kPercent:
    case UnitClass::kPoint:
    case UnitClass::kTimes:
    case UnitClass::kDoubling:
      return true;
  }
  return false;
}

// 近万元, 超千亩, 每万户, 亿元以上: a multiplier alone is a number where a word bounds it, else part of a name
// (百亿级).
bool BareMultiplierCounts(const Passage& p, const Numeral& n, int32_t end) {
  if (n.some_over && p.at(n.begin - 1) != U'数' && p.at(n.begin - 1) != U'上') return true;  // 百余场
  if (p.StartsWith(end, U"以上") || p.StartsWith(end, U"及以上") || p.StartsWith(end, U"以下") ||
      p.StartsWith(end, U"以内")) {
    return true;
  }
  static constexpr std::u32string_view kBefore[] = {U"近",   U"超",   U"超过", U"突破", U"破",  U"过",   U"逾",
                                                    U"达",   U"达到", U"每",   U"上了", U"约",  U"不足", U"迈上",
                                                    U"跨上", U"站上", U"跨越", U"迈入", U"跃上"};
  for (const std::u32string_view word : kBefore) {
    if (p.EndsWith(n.begin, word)) return true;
  }
  return false;
}

bool FromBefore(const Passage& p, int32_t at) { return p.at(at - 1) == U'从' || p.at(at - 1) == U'由'; }

// The ranking word before 第: without one 第N is an ordinal.
bool RankingBefore(const Passage& p, int32_t at) {
  static constexpr std::u32string_view kWords[] = {U"居",   U"列",   U"排",   U"全国", U"全省", U"全市", U"全县",
                                                   U"全区", U"世界", U"全球", U"国内", U"省",   U"市",   U"城市",
                                                   U"中部", U"西部", U"东部", U"地区", U"名",   U"亚洲", U"国"};
  if (p.cls(at - 1) == CharClass::kStop || p.cls(at - 1) == CharClass::kComma || at == 0) return false;
  const int32_t from = at > kRankReach ? at - kRankReach : 0;
  int32_t begin = at;
  while (begin > from && p.cls(begin - 1) != CharClass::kStop && p.at(begin - 1) != U'，') --begin;
  const std::u32string_view reach = p.text().substr(begin, at - begin);
  for (const std::u32string_view word : kWords) {
    if (reach.find(word) != std::u32string_view::npos) return true;
  }
  return false;
}

bool EndsPhrase(const Passage& p, int32_t i) {
  const CharClass c = p.cls(i);
  return c == CharClass::kStop || c == CharClass::kComma || c == CharClass::kNewline || c == CharClass::kClose ||
         c == CharClass::kOpen;
}

const Unit& RankUnit() {
  static const Unit& unit = *new Unit{"[rank]", UnitClass::kHan};
  return unit;
}

const Unit& CountUnit() {
  static const Unit& unit = *new Unit{"个", UnitClass::kHan};
  return unit;
}

// 第3位, 全省第一, 前10名.
bool ReadRank(const Passage& p, int32_t at, Quantity& q) {
  const bool ordinal = p.at(at - 1) == U'第';
  const bool front = p.at(at - 1) == U'前' && p.at(at - 2) != U'以' && p.at(at - 2) != U'年' && p.at(at - 2) != U'目' &&
                     p.at(at - 2) != U'日';
  if (!ordinal && !front) return false;
  int32_t end = q.number.end;
  const bool place = p.at(end) == U'位' || p.at(end) == U'名';
  if (place) ++end;
  const bool closes = EndsPhrase(p, end) || p.at(end) == U'的' || p.at(end) == U'和' || p.StartsWith(end, U"行列") ||
                      p.at(end) == U'以';
  if (ordinal && !(place || closes)) return false;
  if (front && !(closes || (place && !p.StartsWith(end, U"学")))) return false;
  const bool moves = place && ordinal && (FromBefore(p, at - 1) || p.at(at - 2) == U'到' || p.at(at - 2) == U'至');
  if (!moves && !RankingBefore(p, at - 1)) return false;
  q.begin = at;
  q.end = end;
  q.value = q.number.value;
  q.unit = &RankUnit();
  q.is_rank = true;
  q.at_most_rank = front;
  return true;
}

// What is a unit below a stroke only: 元/人/夜, m³/s, 万立方米/时.
const Unit* ReadDenominatorOnly(const Passage& p, int32_t at, int32_t& end) {
  static const Unit& night = *new Unit{"夜", UnitClass::kTime};
  static const Unit& second = *new Unit{"s", UnitClass::kTime};
  static const Unit& hour = *new Unit{"h", UnitClass::kTime};
  static const Unit& year = *new Unit{"a", UnitClass::kTime};
  const Unit* unit = nullptr;
  if (p.at(at) == U'a' && !IsAsciiAlnum(p.at(at + 1))) unit = &year;
  if (p.at(at) == U'夜' || p.at(at) == U'晚') unit = &night;
  if (p.at(at) == U'时' || (p.at(at) == U'h' && !IsAsciiAlnum(p.at(at + 1)))) unit = &hour;
  if (p.at(at) == U's' && !IsAsciiAlnum(p.at(at + 1))) unit = &second;
  if (unit != nullptr) end = at + 1;
  return unit;
}

// Divides by the multiplier in a denominator (吨标准煤/万元).
bool ReadDenominator(const Passage& p, Quantity& q) {
  // 微克每立方米 is 微克/立方米; behind a count 每 begins another phrase (3次每年).
  const bool spoken = p.at(q.end) == U'每' && q.unit->cls == UnitClass::kSize;
  if (p.at(q.end) != U'/' && !spoken) return true;
  int power = 0;
  int32_t i = q.end + 1;
  if (p.at(i) == U'万') power = 4, ++i;
  if (p.at(i) == U'亿') power = 8, ++i;
  int32_t end = i;
  const Unit* per = ReadUnit(p, i, end);
  if (per == nullptr || per->cls == UnitClass::kNever) per = ReadDenominatorOnly(p, i, end);
  if (per == nullptr || per->cls == UnitClass::kNever) return true;
  if (spoken && per->cls != UnitClass::kSize && per->cls != UnitClass::kTime && per->cls != UnitClass::kDay)
    return true;
  if (power != 0) {
    if (q.value.scale() + power > Decimal::kMaxScale) return true;
    q.value = Decimal(q.value.coefficient(), q.value.scale() + power);
  }
  if (q.unit->cls == UnitClass::kScore && per->cls == UnitClass::kSize) {  // 5分/千瓦时: a hundredth of a yuan
    if (q.value.scale() + 2 > Decimal::kMaxScale) return true;
    static const Unit& yuan = *new Unit{"CNY", UnitClass::kMoney};
    q.unit = &yuan;
    q.value = Decimal(q.value.coefficient(), q.value.scale() + 2);
  }
  q.per = per;
  q.end = end;
  if (p.at(end) == U'/') {
    const Unit* also = ReadUnit(p, end + 1, q.end);
    if (also == nullptr) also = ReadDenominatorOnly(p, end + 1, q.end);
    if (also != nullptr && also->cls != UnitClass::kNever) {
      q.also_per = also;
    } else {
      q.end = end;
    }
  }
  return true;
}

// A count with no classifier: 用户数达6.97亿. Other numbers with a multiplier only say nothing of what they count.
bool CountWithoutClassifier(const Passage& p, const Numeral& n) {
  if (n.scale < 4 || !EndsPhrase(p, n.end)) return false;
  int32_t i = n.begin;
  static constexpr std::u32string_view kLinks[] = {U"达到", U"达", U"超过", U"超", U"突破", U"为", U"近", U"约", U"有"};
  for (const std::u32string_view link : kLinks) {
    if (p.EndsWith(i, link)) i -= static_cast<int32_t>(link.size());
  }
  return p.at(i - 1) == U'数' || p.at(i - 1) == U'量';
}

constexpr int32_t kMaxOldValue = 12;  // characters of the old value of a pure number

// 缩小至, 提高到, 降为: a verb of rise or fall with its 至, 到 or 为.
bool ChangesTo(const Passage& p, int32_t at) {
  static constexpr std::u32string_view kVerbs[] = {U"缩小", U"扩大", U"提高", U"提升", U"下降", U"上升",
                                                   U"降低", U"降",   U"升",   U"增",   U"减"};
  for (const std::u32string_view verb : kVerbs) {
    if (!p.StartsWith(at, verb)) continue;
    const char32_t to = p.at(at + static_cast<int32_t>(verb.size()));
    if (to == U'至' || to == U'到' || to == U'为') return true;
  }
  return false;
}

// 电能使用效率降至1.1左右, 比值为2.19: a number behind the name of a ratio or index.
bool PureNumber(const Passage& p, const Numeral& n) {
  if (n.chinese || n.scale != 0) return false;
  const bool old_value = FromBefore(p, n.begin) && ChangesTo(p, n.end);  // 比值从1.96缩小至1.81: the old value
  if (!old_value && !EndsPhrase(p, n.end) && !p.StartsWith(n.end, U"左右") && !p.StartsWith(n.end, U"以") &&
      !p.StartsWith(n.end, U"的"))
    return false;
  static constexpr std::u32string_view kLinks[] = {
      U"达到",   U"降至",   U"降到",   U"缩小到", U"缩小至", U"提高到", U"下降到", U"下降至", U"提升至", U"上升到",
      U"保持在", U"控制在", U"稳定在", U"不低于", U"不高于", U"不超过", U"低于",   U"高于",   U"由",     U"从",
      U"为",     U"达",     U"至",     U"约",     U"是",     U"近",     U"超过",   U"扩大到"};
  int32_t i = n.begin;
  for (int round = 0; round < 2; ++round) {
    for (const std::u32string_view link : kLinks) {
      if (p.EndsWith(i, link)) {
        i -= static_cast<int32_t>(link.size());
        break;
      }
    }
  }
  if (i == n.begin) return false;
  if (p.cls(i - 1) == CharClass::kDigit) {  // … and the new one: the name stands before the old
    int32_t old = i - 1;
    while (old > 0 && i - old < kMaxOldValue && (p.cls(old - 1) == CharClass::kDigit || p.at(old - 1) == U'.')) --old;
    if (!FromBefore(p, old)) return false;
    i = old - 1;
  }
  if (p.at(i - 1) == U'）') {  // 电能利用效率（PUE）降至1.25
    int32_t open = i - 2;
    while (open > 0 && i - open < 16 && p.at(open) != U'（') --open;
    if (p.at(open) == U'（') i = open;
  }
  const Vocabulary& v = Vocabulary::Get();
  for (int32_t from = i > 8 ? i - 8 : 0; from < i; ++from) {
    const Lexicon::Hit hit = v.words().Longest(p.text(), from, i);
    if (hit && from + hit.length == i && (v.tags(hit.value) & (kRatio | WordTag::kIndex)) != 0) return true;
  }
  return false;
}

// 收入比2.06:1, 比例不低于0.5:1: so many to one, behind the name of a ratio.
bool ToOne(const Passage& p, const Numeral& n) {
  constexpr int32_t kNameReach = 8;
  const char32_t sign = p.at(n.end);
  if (n.chinese || n.scale != 0 || (sign != U':' && sign != U'：' && sign != U'∶') || p.at(n.end + 1) != U'1')
    return false;
  const char32_t next = p.at(n.end + 2);
  if (IsAsciiAlnum(next) || next == U'.' || next == U':' || next == U'：' || next == U'∶') return false;
  for (int32_t i = n.begin - 1; i >= 0 && n.begin - i <= kNameReach && p.cls(i) == CharClass::kHan; --i) {
    if (p.at(i) == U'比') return true;
  }
  return false;
}

const Unit& PureUnit() {
  static const Unit& unit = *new Unit{"1", UnitClass::kCount};
  return unit;
}

const Unit& PointUnit() {
  static const Unit& unit = *new Unit{"[pp]", UnitClass::kPoint};
  return unit;
}

// 提高9个、10.7个和10.5个百分点: the points stand behind the last of the list.
bool SharesPoints(const Passage& p, int32_t end) {
  constexpr int kMaxList = 4;
  for (int k = 0; k < kMaxList && (p.at(end) == U'、' || p.at(end) == U'和' || p.at(end) == U'与'); ++k) {
    Numeral next;
    if (!ReadNumeral(p, end + 1, next) || p.at(next.end) != U'个') return false;
    if (p.StartsWith(next.end, U"个百分点")) return true;
    end = next.end + 1;
  }
  return false;
}

bool ReadUnitOf(const Passage& p, Quantity& q) {
  int32_t at = q.number.end;
  if (p.at(at) == U' ') ++at;
  int32_t end = at;
  const Unit* unit = ReadUnit(p, at, end);
  if (unit == nullptr || !UnitTakes(p, *unit, q.number, at, end)) return false;
  if (q.number.bare && !BareMultiplierCounts(p, q.number, end)) return false;
  q.unit = unit->code == "个" && SharesPoints(p, end) ? &PointUnit() : unit;
  q.end = end;
  q.value = q.number.value;
  if (p.at(end) == U'多' &&
      (unit->cls == UnitClass::kTimes || unit->cls == UnitClass::kYear || unit->cls == UnitClass::kSize)) {  // 一倍多
    q.number.some_over = true;
    ++q.end;
  }
  return ReadDenominator(p, q);
}

// 3—5家, 10%—15%, 1000万元及以上至2000万元: `q` holds the lower end, with or without a unit of its own.
bool ReadRange(const Passage& p, Quantity& q, bool has_unit) {
  int32_t i = has_unit ? q.end : q.number.end;
  if (p.at(i) == U' ') ++i;
  bool threshold = false;
  for (const std::u32string_view word :
       {std::u32string_view(U"（含）"), std::u32string_view(U"及以上"), std::u32string_view(U"以上")}) {
    if (has_unit && p.StartsWith(i, word)) {
      i += static_cast<int32_t>(word.size());
      threshold = true;
    }
  }
  if (!IsRangeSign(p.at(i))) return false;
  while (IsRangeSign(p.at(i)) || p.at(i) == U' ') ++i;
  Quantity high;
  if (!ReadNumeral(p, i, high.number) || high.number.bare || high.number.chinese != q.number.chinese) return false;
  high.begin = i;
  if (!ReadUnitOf(p, high)) return false;
  Decimal low = q.number.value;
  if (has_unit) {
    if (q.unit->code != high.unit->code) return false;
    low = q.value;
  } else if (q.number.scale == 0 && high.number.scale > 0) {
    Decimal scaled;
    if (!Scale(low, high.number.scale, scaled)) return false;
    if (!(high.value < scaled)) low = scaled;
  }
  if (!(low < high.value)) return false;
  const int32_t begin = q.begin;
  q = high;
  q.begin = begin;
  q.low = low;
  q.is_range = true;
  q.threshold_range = threshold;
  return true;
}

// A cheap look at what stands around figures in Chinese: most (进一步, 统一, 万众) count nothing. What may follow a
// numeral must be named here: the beginning of a unit, more of the numeral, a second end of a range.
bool MayCount(const Passage& p, int32_t at) {
  if (p.cls(at) != CharClass::kHanDigit) return true;
  // The tail of a numeral counts nothing, but for 百分之 behind one: a long row of them is walked over once only.
  if (p.cls(at - 1) == CharClass::kHanDigit && !p.StartsWith(at, U"百分之") && !p.StartsWith(at, U"千分之"))
    return false;
  bool great = false;  // counts without a classifier
  int32_t i = at;
  for (; p.cls(i) == CharClass::kHanDigit; ++i) great |= p.at(i) == U'万' || p.at(i) == U'亿';
  const char32_t before = p.at(at - 1), last = p.at(i - 1), next = p.at(i);
  static constexpr std::u32string_view kGoesOn = U"余多点分 千";
  return great || last == U'千' || before == U'第' || before == U'前' || IsRangeSign(next) ||
         p.cls(i) == CharClass::kDigit || kGoesOn.find(next) != std::u32string_view::npos ||
         Vocabulary::Get().BeginsUnit(next);
}

}  // namespace

const Unit* ReadUnit(const Passage& p, int32_t at, int32_t& end) {
  const Vocabulary& v = Vocabulary::Get();
  const Lexicon::Hit hit = v.units().Longest(p.text(), at, p.size());
  if (!hit) return nullptr;
  // A unit of letters must not be the beginning of a word (5G手机 is none, 5GB is).
  if (IsLatin(p.at(at + hit.length - 1)) && IsAsciiAlnum(p.at(at + hit.length))) return nullptr;
  end = at + hit.length;
  return &v.unit(hit.value);
}

bool ReadQuantity(const Passage& p, int32_t at, Quantity& q) {
  if (!MayCount(p, at)) return false;
  q = Quantity{.begin = at};
  // 百分之二十 is written before its number.
  if (p.StartsWith(at, U"百分之") || p.StartsWith(at, U"千分之")) {
    if (!ReadNumeral(p, at + 3, q.number)) return false;
    static const Unit& percent = *new Unit{"%", UnitClass::kPercent};
    static const Unit& permille = *new Unit{"‰", UnitClass::kPercent};
    q.unit = p.at(at) == U'百' ? &percent : &permille;
    q.end = q.number.end;
    q.value = q.number.value;
    return q.number.value != Decimal::FromInt(100) || !q.number.chinese;
  }
  if (!ReadNumeral(p, at, q.number) || q.number.vague) return false;
  if (q.number.chinese && p.cls(at - 1) == CharClass::kHanDigit) return false;  // the tail of 第二十九次
  q.end = q.number.end;
  if (p.at(at - 1) == U'第' || p.at(at - 1) == U'前') {
    if (ReadRank(p, at, q)) return true;
    if (p.at(at - 1) == U'第') return false;
  }
  // 几十家, 数十家: nobody knows how many.
  if (p.at(at - 1) == U'几' || (p.at(at - 1) == U'数' && (q.number.bare || p.at(at) == U'十'))) return false;
  if (ToOne(p, q.number)) {
    q.unit = &PureUnit();
    q.value = q.number.value;
    q.end = q.number.end + 2;
    q.no_unit = true;
    return true;
  }
  if (!q.number.chinese && JoinedToName(p, at, q.number.end)) return false;
  const bool has_unit = ReadUnitOf(p, q);
  if (ReadRange(p, q, has_unit)) return true;
  if (has_unit) return true;
  q.value = q.number.value;
  q.end = q.number.end;
  if (CountWithoutClassifier(p, q.number)) {
    q.unit = &CountUnit();
    q.no_unit = true;
    return true;
  }
  if (PureNumber(p, q.number)) {
    q.unit = &PureUnit();
    q.no_unit = true;
    return true;
  }
  return false;
}

}  // namespace gangmu::extraction
