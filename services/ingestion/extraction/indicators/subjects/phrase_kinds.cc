// What a phrase is: a place, a word of order, a verb, a figure of speech.
#include <algorithm>
#include <iterator>

#include "services/ingestion/extraction/indicators/subjects/phrases.h"

namespace gangmu::extraction {

// 各地可降至16%, 连续9年全国第一: where, not what.
bool Phrases::OnlyScope(const Phrase& p) const {
  for (int32_t i = p.begin; i < p.end; ++i) {
    if (!Word(i, kWhere | kLocal)) return false;
  }
  return !p.empty();
}

// 精简后为18个, 前2年: a word of order names nothing.
bool Phrases::IsParticle(const Phrase& p) const {
  static constexpr std::u32string_view kParticles = U"后前中内里时年月分各均用";
  static constexpr std::u32string_view kWords[] = {U"部分", U"全部", U"最大", U"最小", U"最高",
                                                   U"最低", U"最多", U"最少", U"最长", U"最短",
                                                   U"为主", U"一般", U"平均", U"时间", U"免费"};
  if (p.end - p.begin == 1 && std::any_of(std::begin(kWords), std::end(kWords),
                                          [&](std::u32string_view word) { return TextIs(p.begin, word); }))
    return true;
  if (Length(p) == 1 && r_.passage.cls(T(p.begin).begin) == CharClass::kHanDigit) return true;
  return Length(p) == 1 && kParticles.find(r_.passage.at(T(p.begin).begin)) != std::u32string_view::npos;
}

bool Phrases::AllActs(const Phrase& p) const {
  for (int32_t i = p.begin; i < p.end; ++i) {
    if (!Word(i, kAct | kSpend | kModifier) || Word(i, kEvent | kNoun | kGive)) return false;
  }
  return true;
}

bool Phrases::AllSet(const Phrase& p) const {
  for (int32_t i = p.begin; i < p.end; ++i) {
    if (!Word(i, kSet | kGrowth | kDecline | kAdverb | kModifier)) return false;
  }
  return !p.empty();
}

// 福建省南平市: who, not what.
bool Phrases::NamesPlace(const Phrase& p) const {
  const char32_t last = r_.passage.at(T(p.end - 1).end - 1);
  return last == U'省' || last == U'市' || last == U'县' || last == U'区' || last == U'州' || last == U'旗' ||
         last == U'镇';
}

// 比重, 比例 behind what it is a share of.
bool Phrases::NamesShare(const Phrase& p) const {
  const int32_t end = T(p.end - 1).end;
  return r_.passage.EndsWith(end, U"比重") || r_.passage.EndsWith(end, U"比例") || r_.passage.EndsWith(end, U"份额");
}

// 万亿元台阶, 百万元大关: a figure of speech.
bool Phrases::IsMark(const Phrase& p) const {
  return TextIs(p.begin, U"大关") || TextIs(p.begin, U"台阶") || TextIs(p.begin, U"关口") || TextIs(p.begin, U"门槛");
}

// 5个村被认定为…, 3座桥通车: nouns of one character.
bool Phrases::NamesByOneCharacter(const Phrase& p) const {
  static constexpr std::u32string_view kNouns = U"村镇乡县市区省州校厂馆园桥路河湖港库矿井牛羊猪鸡鸭鹅马驴兔鱼";
  return kNouns.find(r_.passage.at(T(p.begin).begin)) != std::u32string_view::npos;
}

}  // namespace gangmu::extraction
