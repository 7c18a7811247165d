// Counts: the noun behind the number, else the one before it.
#include "services/ingestion/extraction/indicators/subjects/finder.h"

namespace gangmu::extraction {

// 6个计划总投资100亿元的装备项目: what is counted stands behind the 的 of a clause with a quantity of its own, which is
// at `token`.
Phrase SubjectFinder::HeadOfClause(int32_t token) const {
  if (!In(token) || T(token).kind != TokenKind::kQuantity) return {};
  int32_t i = token + 1;
  while (Word(i, kAdverb)) ++i;
  if (!In(i) || T(i).kind != TokenKind::kDe || !Material(i + 1)) return {};
  bool joined = false;
  return Behind(i, joined);
}

// 200家拥有自主知识产权的企业: the head stands behind the relative clause.
bool SubjectFinder::FindBehindClause(Finding& f) {
  int32_t verb = f.token + 1;
  while (Word(verb, kAdverb)) ++verb;  // 30个左右突出前沿引领的学科
  if (!Word(verb, kVerb | kPrep)) return false;
  for (int32_t i = verb + 1; In(i) && i - f.token < 14 && !ClauseEnd(i) && T(i).kind != TokenKind::kQuantity; ++i) {
    if (T(i).kind != TokenKind::kDe) continue;
    bool joined = false;
    const Phrase head = Behind(i, joined);
    if (head.empty() || !Before(f.first_token).empty()) return false;
    Set(f, head, Rule::kSubjectBehind);
    return true;
  }
  return false;
}

// The token of 等 in the phrase behind the last quantity of a list of quantities parted by 、; 0 where there is none.
int32_t SubjectFinder::ClosesList(const Finding& f, const Phrase& behind) const {
  const size_t index = static_cast<size_t>(&f - findings_.data());
  if (index == 0 || behind.empty()) return 0;
  bool list = false;
  for (int32_t i = f.first_token - 1; i > findings_[index - 1].token && f.first_token - i < kMaxTokens; --i) {
    if (ClauseEnd(i)) return 0;
    list = list || T(i).kind == TokenKind::kPause;
  }
  if (!list) return 0;
  for (int32_t i = behind.begin + 1; i < behind.end; ++i) {
    if (TextIs(i, U"等")) return i;
  }
  return 0;
}

bool SubjectFinder::FindOfCount(Finding& f) {
  bool joined = false;
  if (r_.passage.EndsWith(f.end, U"人口") && Before(f.first_token).empty()) {  // 近13亿人口
    f.subject_begin = f.end - 2;
    f.subject_end = f.end;
    f.rules.Add(Rule::kSubjectBehind);
    return true;
  }
  Phrase behind = Behind(f.token, joined);
  int32_t act = behind.begin + 1;  // 自然屯建设总装机容量100MW的项目: what is counted ends at the verb
  while (act < behind.end && !(Word(act, kAct) && !Word(act, kNoun) && Word(act + 1, kSet | kNoun))) ++act;
  const bool acted = act < behind.end && In(behind.end) && T(behind.end).kind == TokenKind::kQuantity;
  if (acted) behind.end = act;
  if (const Phrase head = HeadOfClause(behind.empty() ? f.token + 1 : behind.end);
      !acted && !behind.empty() && !head.empty())
    behind = head;
  if (behind.empty() && In(f.token + 1) && T(f.token + 1).kind == TokenKind::kQuantity) {  // 6座500千伏变电站
    const UnitClass size = r_.cut.quantities[T(f.token + 1).ref].unit->cls;
    if (size == UnitClass::kSize || size == UnitClass::kMoney) behind = Behind(f.token + 1, joined);
  }
  if (joined && !behind.empty() && f.rules.Has(Rule::kQualifierBehind)) {
    // 违停10次以上的车主: a bound of what stands before, and a condition on what stands behind.
    const Phrase bounded = Before(f.first_token);
    if (!bounded.empty() && Length(bounded) >= 2 && !OnlyScope(bounded) && !NamesPlace(bounded)) {
      Set(f, bounded, Rule::kSubjectBefore);
      return true;
    }
  }
  // 300个工厂、5万个基站、8万个充电桩等任务: 等 closes the list, what follows names it.
  if (const int32_t closing = ClosesList(f, behind); closing > 0) behind.end = closing;
  // 活动吸引4000万人次参与: a bare verb behind the number counts nothing.
  const bool bare_act = behind.end - behind.begin == 1 && Word(behind.begin, kAct) &&
                        !Word(behind.begin, kNoun | kEvent | kObject) && ClauseEnd(behind.end);
  if (bare_act && !Before(f.first_token).empty()) behind = {};
  if (!behind.empty() && !(Length(behind) == 1 && !NamesByOneCharacter(behind) && !ClauseEnd(behind.end) &&
                           !Conjunction(behind.end) && T(behind.end).kind != TokenKind::kQuantity)) {
    Set(f, Counted(f, behind), Rule::kSubjectBehind);
    if (f.quantity->unit->cls == UnitClass::kAge || f.quantity->unit->cls == UnitClass::kPerson) CutAtPeople(f);
    return true;
  }
  if (FindBehindClause(f)) return true;
  // 监管部门对28起违法案件…: who acts, not what is counted.
  const bool acted_on =
      TextIs(f.first_token - 1, U"对") || TextIs(f.first_token - 1, U"向") || TextIs(f.first_token - 1, U"给");
  // 小牛（100头）: the noun stands before the bracket.
  const bool bracketed = In(f.first_token - 1) && T(f.first_token - 1).kind == TokenKind::kOpen && In(f.token + 1) &&
                         T(f.token + 1).kind == TokenKind::kClose;
  const Phrase before = acted_on ? Phrase{} : bracketed ? Collect(f.first_token - 1) : Before(f.first_token);
  if (before.empty()) return (f.kind == IndicatorKind::kChange) && SetVerb(f);
  // 9个乡镇38万人口: the noun is of the number before it.
  if (before.end == f.first_token && In(before.begin - 1) && T(before.begin - 1).kind == TokenKind::kQuantity)
    return false;
  Set(f, before, Rule::kSubjectBefore);
  return true;
}

}  // namespace gangmu::extraction
