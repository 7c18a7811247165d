// What is counted or measured: the noun phrase behind the number, before it, or that of the clause before.
#include <algorithm>

#include "services/ingestion/extraction/indicators/subjects/finder.h"

namespace gangmu::extraction {

// 挂牌由17块减少为5块: the verb that opens the clause names what is counted.
bool SubjectFinder::SetVerb(Finding& f) {
  int32_t first = f.first_token;
  const int32_t reach = std::max(first - kMaxSentence, 0);
  while (first > reach && !ClauseEnd(first - 1) && T(first - 1).kind != TokenKind::kPause) --first;
  if (!Word(first, kAct | kEvent) || Word(first, kUp | kDown | kGain | kDrop) || T(first).size() < 2) return false;
  for (int32_t i = first + 1; i < f.first_token; ++i) {
    if (!Filler(i)) return false;
  }
  Set(f, {first, first + 1}, Rule::kSubjectBefore);
  return true;
}

bool SubjectFinder::FindByKind(Finding& f) {
  if (f.kind == IndicatorKind::kRank || f.rank_move || (f.from != nullptr && f.quantity->is_rank)) {
    const Phrase p = OfRank(f.first_token);
    if (!p.empty()) Set(f, p, Rule::kSubjectBefore);
    return !p.empty();
  }
  if (f.kind == IndicatorKind::kDuration) return FindOfDuration(f);
  switch (f.quantity->unit->cls) {
    case UnitClass::kCount:
    case UnitClass::kHan:
    case UnitClass::kBare:
    case UnitClass::kGreat:
    case UnitClass::kPerson:
    case UnitClass::kAge:
      return FindOfCount(f);
    default:
      return FindOfAmount(f);
  }
}

void SubjectFinder::Find(size_t i) {
  Finding& f = findings_[i];
  set_ = {};
  bool found = FindByKind(f);
  // 各地可降至16%: where, not what. Behind a count (五大区域) the word is what is counted.
  if (found && set_.begin < f.first_token && OnlyScope(set_)) {
    found = false;
    f.subject_begin = f.subject_end = 0;
  }
  if (!found && !GrantBefore(i) && !Carry(i)) f.rules.Add(Rule::kSubjectNone);
}

void SubjectFinder::Run() {
  for (size_t i = 0; i < findings_.size(); ++i) Find(i);
  Distribute();
  ShareForward();
  ShareBack();
}

void FindSubjects(Reading& r) { SubjectFinder(r).Run(); }

}  // namespace gangmu::extraction
