// What may stand in a noun phrase, and the phrases before and behind a place.
#include "services/ingestion/extraction/indicators/subjects/phrases.h"

#include <algorithm>
#include <iterator>

namespace gangmu::extraction {

bool Phrases::Material(int32_t i) const {
  if (!In(i)) return false;
  const Token& t = T(i);
  switch (t.kind) {
    case TokenKind::kText:
    case TokenKind::kName:
      return true;
    case TokenKind::kWord:
      if (t.Is(kAdverb) && t.Is(kNumeral))  // 一般公共服务, but 期限一般为
        return In(i + 1) && (T(i + 1).kind == TokenKind::kText || Word(i + 1, kNoun | kObject));
      if (t.Is(kNoun | kNumeral | kModifier | kObject | kGrowth | kDecline)) return true;
      if (t.size() == 1 && !t.Is(kPrep | kAnd | kGoal | kDone) && InsideName(i)) return true;
      if (t.Is(kUp | kDown | kPrep | kTo | kGain | kDrop)) return false;
      if (t.Is(kVerb)) return t.Is(kAct | kEvent | kGive);
      if (t.Is(kSet | kGive | kWhere | kLocal | kAct | kEvent | kRatio | kScore | WordTag::kIndex | kSpend))
        return true;
      return !t.Is(kAdverb | kLink | kGoal | kPassing | kAnd | kDone);
    default:
      return false;
  }
}

// A word of one character with text on both sides is a character of a name (医共体, 通达率).
bool Phrases::InsideName(int32_t i) const {
  const auto plain = [this](int32_t k) {
    return In(k) && (T(k).kind == TokenKind::kText || (T(k).kind == TokenKind::kWord && T(k).Is(kNoun | kObject)));
  };
  static constexpr std::u32string_view kAdverbs = U"已也又还将仍占到获使";
  return plain(i - 1) && plain(i + 1) && kAdverbs.find(r_.passage.at(T(i).begin)) == std::u32string_view::npos;
}

bool Phrases::Filler(int32_t i) const {
  if (!In(i)) return false;
  const Token& t = T(i);
  if (t.kind == TokenKind::kTime) return true;
  if (t.kind != TokenKind::kWord) return false;
  if (t.Is(kAdverb) && t.Is(kNumeral)) return !Material(i);
  if (t.Is(kNoun | kNumeral | kEvent | kGive | kAct | kGrowth | kDecline)) return false;
  if (t.Is(kUp | kDown | kLink)) return true;
  if (t.Is(kSet)) return false;
  return t.Is(kAdverb | kTo | kGoal | kPassing | kDone | kVerb | kPrep | kGain | kDrop | kModifier | kSpend);
}

int32_t Phrases::OpeningOf(int32_t close) const {
  for (int32_t i = close - 1; i >= 0 && close - i < kMaxTokens; --i) {
    if (T(i).kind == TokenKind::kOpen) return i;
    if (T(i).kind == TokenKind::kQuantity || T(i).kind == TokenKind::kStop) return -1;
  }
  return -1;
}

// The end of a bracket at `open` that names the like of a division (县（市、区）), -1 where it holds anything else.
int32_t Phrases::DivisionsIn(int32_t open) const {
  static constexpr std::u32string_view kDivisions = U"省市县区旗州盟乡镇村街道社自治直辖特场、";
  if (!In(open) || T(open).kind != TokenKind::kOpen) return -1;
  for (int32_t i = open + 1; In(i) && i - open < 10; ++i) {
    if (T(i).kind == TokenKind::kClose) return i > open + 1 ? i : -1;
    for (int32_t c = T(i).begin; c < T(i).end; ++c) {
      if (kDivisions.find(r_.passage.at(c)) == std::u32string_view::npos) return -1;
    }
  }
  return -1;
}

// Whether a noun phrase goes on to the left of 的, a conjunction, a bracket, …; then `i` is the token to go on from.
bool Phrases::GoesBack(int32_t& i) const {
  if (T(i).kind == TokenKind::kDe && Material(i - 1)) {
    // 建设的X, 实施的X: a relative clause ends here.
    if (Word(i - 1, kAct | kVerb) && !Word(i - 1, kNoun)) return false;
    --i;
    return true;
  }
  if (Conjunction(i) && Material(i - 1)) {
    // 616.2万名近亲属、共济金额69.1亿元: the part before 、 is counted by the number before it.
    int32_t k = i - 1;
    while (i - k < kMaxSentence && (Material(k) || (In(k) && T(k).kind == TokenKind::kDe))) --k;
    if (In(k) && T(k).kind == TokenKind::kQuantity) return false;
    // 投资首破千亿、用地接近…: a number that no unit follows.
    if (Word(i - 1, kNumeral) && r_.passage.cls(T(i - 1).begin) == CharClass::kHanDigit &&
        r_.passage.cls(T(i - 1).end - 1) == CharClass::kHanDigit)
      return false;
    --i;
    return true;
  }
  if (T(i).kind == TokenKind::kClose) {
    const int32_t open = OpeningOf(i);
    if (open > 0 && Material(open - 1)) {
      i = open - 1;
      return true;
    }
  }
  if ((TextIs(i, U"以上") || TextIs(i, U"以下")) && (Material(i - 1) || Conjunction(i - 1))) {  // 博士以上人才
    --i;
    return true;
  }
  return false;
}

Phrase Phrases::Collect(int32_t end) const {
  int32_t i = end - 1;
  while (In(i) && T(i).kind == TokenKind::kDe) --i;
  if (In(i) && T(i).kind == TokenKind::kClose) {  // 卫生院（含分院）17个
    const int32_t open = OpeningOf(i);
    if (open > 0) i = open - 1;
  }
  Phrase p{i + 1, i + 1};
  while (In(i) && p.end - i < kMaxTokens) {
    if (T(p.end - 1).end - T(i).begin > kMaxPhrase) break;
    if (Material(i)) {
      p.begin = i--;
      continue;
    }
    if (p.empty()) break;
    // A relative clause that ended here is no part of a name either.
    const bool relative = T(i).kind == TokenKind::kDe || Conjunction(i);
    if (GoesBack(i)) continue;
    if (relative || !Nominal(i, p)) break;
    p.begin = i--;
  }
  if (!p.empty()) p = Trim(AfterBoundary(p));
  return IsParticle(p) ? Phrase{} : p;
}

Phrase Phrases::Before(int32_t token) const {
  int32_t i = token - 1;
  if (Word(i, kUp | kDown) && Word(i, kVerb) && !Word(i, kNoun | kAct)) --i;  // 租金减免90%
  for (;;) {
    while (Filler(i) || (In(i) && (TextIs(i, U"了") || T(i).kind == TokenKind::kDe))) --i;
    Phrase p = Collect(i + 1);
    if (p.empty() || !AllActs(p)) {
      const auto draws = [this](int32_t k) { return TextIs(k, U"吸引") || TextIs(k, U"引导") || TextIs(k, U"帮助"); };
      while (p.end - p.begin > 1 && draws(p.end - 1)) --p.end;  // 活动吸引30万人次
      return p;
    }
    i = p.begin - 1;  // a verb right before the number: 累计发展1000多万羽
  }
}

// 村民组全部组建合作社, 实事全部如期完成: a clause begins at the modifier. Right behind the number it begins a name
// (36项专项规划) unless a pure verb follows (70个全部建成).
bool Phrases::OpensPredicate(int32_t i, bool right_behind) const {
  // 装置按期中交, 实事全部兑现: these are never part of a name.
  static constexpr std::u32string_view kManner[] = {U"按期", U"如期", U"按时", U"全部", U"圆满", U"顺利", U"超额"};
  if (!right_behind &&
      std::any_of(std::begin(kManner), std::end(kManner), [&](std::u32string_view word) { return TextIs(i, word); }))
    return true;
  static constexpr std::u32string_view kNaming[] = {U"重点", U"主要", U"综合", U"专项"};  // 重点帮扶县
  const bool naming =
      std::any_of(std::begin(kNaming), std::end(kNaming), [&](std::u32string_view word) { return TextIs(i, word); });
  if ((right_behind || naming) && !Word(i + 1, kVerb)) return false;
  return Word(i, kModifier) && Word(i + 1, kVerb | kAct | kModifier | kDone) && !Word(i + 1, kNoun | kEvent) &&
         (Word(i + 1, kVerb | kAct | kDone) || Word(i + 2, kVerb));
}

// Whether the conjunction at `i` binds another noun to the phrase before it, and not the next quantity's.
bool Phrases::JoinsNoun(int32_t i) const {
  if (!Conjunction(i) || !Material(i + 1)) return false;
  int32_t k = i + 1;
  while (k - i < kMaxSentence && (Material(k) || (In(k) && (Conjunction(k) || T(k).kind == TokenKind::kDe)))) ++k;
  return !(In(k) && (T(k).kind == TokenKind::kQuantity || T(k).kind == TokenKind::kNumber ||
                     Word(k, kAdverb | kLink | kUp | kDown)));
}

bool Phrases::SaysNew(int32_t i) const {
  return TextIs(i, U"新建") || TextIs(i, U"改建") || TextIs(i, U"扩建") || TextIs(i, U"续建") || TextIs(i, U"迁建");
}

// 5个（段）河湖: behind the bracket at `open` where it holds other classifiers only; else `open`.
int32_t Phrases::BehindOtherUnits(int32_t open) const {
  constexpr int32_t kLongest = 4;
  if (!In(open) || T(open).kind != TokenKind::kOpen) return open;
  for (int32_t i = open + 1; In(i) && i - open <= kLongest; ++i) {
    if (T(i).kind == TokenKind::kClose) return i > open + 1 && Material(i + 1) ? i + 1 : open;
    if (T(i).kind != TokenKind::kPause && T(i).size() > 1) return open;
  }
  return open;
}

Phrase Phrases::Behind(int32_t token, bool& joined) const {
  int32_t i = token + 1;
  while (Word(i, kAdverb) && (TextIs(i, U"以上") || TextIs(i, U"以下") || TextIs(i, U"以内") || TextIs(i, U"之内") ||
                              TextIs(i, U"内") || TextIs(i, U"左右") || TextIs(i, U"上下"))) {
    ++i;
  }
  i = BehindOtherUnits(i);
  joined = In(i) && T(i).kind == TokenKind::kDe;
  if (joined) ++i;
  Phrase p{i, i};
  if (TextIs(i, U"在") && Material(i + 1)) p.end = ++i;  // 8个在汉湖北实验室
  if (SaysNew(i) && Material(i + 1)) p.end = ++i;        // 2条新建公路
  while (In(i) && i - p.begin < kMaxTokens) {
    if (Material(i)) {
      if (OpensPredicate(i, p.empty())) break;
      if (T(i).quoted && !p.empty() && (ClauseEnd(i + 1) || !Material(i + 1))) break;
      p.end = ++i;
      continue;
    }
    if (p.empty()) break;
    if (const int32_t close = DivisionsIn(i); close > 0) {  // 县（市、区）医共体
      p.end = i = close + 1;
      continue;
    }
    if (!(T(i).kind == TokenKind::kDe && Material(i + 1)) && !JoinsNoun(i)) break;
    ++i;
  }
  while (!p.empty() && ClosesNothing(p.end - 1) && !TextIs(p.end - 1, U"其中")) --p.end;
  return !p.empty() && IsParticle(p) ? Phrase{} : p;
}

// Behind a verb: 连续19年推进科技特派员工作 → 科技特派员工作.
Phrase Phrases::ObjectBehind(int32_t token) const {
  int32_t i = token + 1;
  int32_t commas = 0;
  while (In(i) && i - token < 8) {
    if (Material(i) && !(Word(i, kAct) && Material(i + 1))) break;
    if (T(i).kind == TokenKind::kStop || T(i).kind == TokenKind::kQuantity) return {};
    if (T(i).kind == TokenKind::kComma && ++commas > 1) return {};
    ++i;
  }
  if (!In(i) || !Material(i)) return {};
  bool joined = false;
  return Behind(i - 1, joined);
}

// The phrase behind `word` in the clause of `token`: 用于创建工作.
Phrase Phrases::After(int32_t token, std::u32string_view word) const {
  for (int32_t i = token + 1; In(i) && i - token < 6 && !ClauseEnd(i); ++i) {
    if (TextIs(i, word)) {
      bool joined = false;
      return Behind(i, joined);
    }
  }
  return {};
}

}  // namespace gangmu::extraction
