// Money, sizes and rates: what stands before the number, else a grant, else what stands behind.
#include <algorithm>
#include <iterator>

#include "services/ingestion/extraction/indicators/subjects/finder.h"

namespace gangmu::extraction {

// 2019年50%中心卫生院达标: only a time stands before the number in its clause.
bool SubjectFinder::OpensClause(int32_t token) const {
  int32_t i = token - 1;
  while (In(i) && token - i <= kMaxSentence && (T(i).kind == TokenKind::kTime || Word(i, kAdverb | kGoal))) --i;
  if (!ClauseEnd(i)) return false;
  // 材料80%销往国内，20%销往国外: the rates of one sentence are of one thing.
  for (; In(i) && token - i <= kMaxSentence && T(i).kind != TokenKind::kStop; --i) {
    if (T(i).kind == TokenKind::kQuantity && r_.cut.quantities[T(i).ref].unit->cls == UnitClass::kPercent) return false;
  }
  return true;
}

// 500万元的流动资金: what stands behind the amount. `settled` where no other rule may speak.
bool SubjectFinder::FindAmountBehind(Finding& f, const Phrase& before, bool& settled) {
  const bool percent = f.quantity->unit->cls == UnitClass::kPercent || f.quantity->unit->cls == UnitClass::kPoint;
  bool joined = false;
  const Phrase behind = Behind(f.token, joined);
  // 突破10亿元、50亿元、100亿元的企业: those that follow the first are bounded values too, no conditions on the noun.
  const bool follows = In(f.first_token - 1) && T(f.first_token - 1).kind == TokenKind::kPause;
  settled = joined && before.empty() && f.qualifier != Qualifier::kExact && follows;
  if (settled) return false;
  // 年度纳税额超过500万元的企业: a bounded value of what stands before it, and a condition on what stands behind.
  const bool bounded = joined && !before.empty() &&
                       !(IsForWhom(before.begin - 1) && !TextIs(before.begin - 1, U"对")) &&
                       (Word(f.first_token - 1, kLink) || f.qualifier != Qualifier::kExact);
  // 电价按照0.88元/度结算: a bare verb names nothing.
  const bool bare_act = behind.end - behind.begin == 1 && Word(behind.begin, kAct) &&
                        !Word(behind.begin, kNoun | kEvent | kObject | kGive | kSpend) && !before.empty();
  if (bare_act || behind.empty() || Length(behind) < 2 || bounded || AllSet(behind) || IsMark(behind)) return false;
  if (!joined && percent && !Word(behind.end - 1, kGive) && !(before.empty() && OpensClause(f.first_token)))
    return false;
  Set(f, behind, Rule::kSubjectBehind);
  return true;
}

// Money that is granted or spent: the grant, the money, or what it is spent on. `settled` where no other rule may
// speak.
bool SubjectFinder::FindGranted(Finding& f, const Phrase& before, bool& settled) {
  const Phrase grant = Grant(f.first_token);
  if (!grant.empty() && (before.empty() || before.begin >= grant.begin || GrantedToSomeone(before, grant))) {
    Set(f, grant, Rule::kSubjectGrant);
    if (r_.passage.StartsWith(f.subject_begin, U"最高")) f.subject_begin += 2;
    return true;
  }
  if (const Phrase what = SpentMoney(f.first_token); !what.empty()) {
    Set(f, what, Rule::kSubjectBefore);
    return true;
  }
  settled = Spends(f.first_token);
  if (!settled) return false;
  const Phrase use = After(f.token, U"用于");
  if (use.empty()) return false;
  Set(f, use, Rule::kSubjectObject);
  return true;
}

// The token of the word of comparison before `before`, what stands between passed over; any other token where there is
// none.
int32_t SubjectFinder::ComparisonBefore(const Finding& f, const Phrase& before) const {
  const bool percent = f.quantity->unit->cls == UnitClass::kPercent || f.quantity->unit->cls == UnitClass::kPoint;
  if (const int32_t bound = BoundOf(f.first_token); percent && bound >= 0) return bound;
  int32_t i = before.begin - 1;
  while (Word(i, kLocal | kWhere) || (In(i) && T(i).kind == TokenKind::kTime) ||
         (Word(i, kVerb) && In(i - 1) && T(i - 1).kind == TokenKind::kTime))  // 比2019年启用初期
    --i;
  return i;
}

bool SubjectFinder::Compares(int32_t i) const {
  static constexpr std::u32string_view kWords[] = {U"高于", U"低于", U"快于",   U"好于",   U"优于",   U"慢于",
                                                   U"比",   U"较",   U"不高于", U"不超过", U"不低于", U"不少于"};
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::u32string_view word) { return TextIs(i, word); });
}

bool SubjectFinder::FindOfAmount(Finding& f) {
  const bool percent = f.quantity->unit->cls == UnitClass::kPercent || f.quantity->unit->cls == UnitClass::kPoint;
  const bool moves =
      f.kind == IndicatorKind::kIncrease || f.kind == IndicatorKind::kDecrease || f.kind == IndicatorKind::kChange;
  const Phrase before = percent ? OfShare(f.first_token) : Before(f.first_token);
  // 后增加的3.5亿元资金: what grew stands behind.
  const bool attribute = In(f.first_token - 1) && T(f.first_token - 1).kind == TokenKind::kDe && Material(f.token + 1);
  if (!moves || attribute) {
    if (const Phrase object = OfStandard(f.first_token, f.token); !percent && !object.empty()) {
      Set(f, object, Rule::kSubjectObject);
      return true;
    }
    bool settled = false;
    if (FindAmountBehind(f, before, settled)) return true;
    if (!settled && FindGranted(f, before, settled)) return true;
    if (settled) return false;
  }
  bool settled = false;
  if (moves && before.empty() && FindAmountBehind(f, before, settled)) return true;  // 新增4万亿元投资
  if (before.empty()) return moves && SetVerb(f);
  // 高于全市平均水平1.8个百分点: what is compared with, not what is measured; 按照不超过投资额30%的比例: what is
  // measured.
  const int32_t word = before.begin - 1;
  const bool measured = TextIs(word, U"不超过") && (TextIs(word - 1, U"按照") || TextIs(word - 1, U"按"));
  if (const int32_t compares = ComparisonBefore(f, before); !measured && Compares(compares)) {
    const Phrase own = Before(compares);
    if (own.empty()) return false;
    Set(f, own, Rule::kSubjectBefore);
    return true;
  }
  if (!measured && AllSet(before) && Word(before.end - 1, kGrowth | kDecline) &&
      Carry(static_cast<size_t>(&f - findings_.data())))
    return true;
  Set(f, before, Rule::kSubjectBefore);
  return true;
}

}  // namespace gangmu::extraction
