// Time limits and lengths of time.
#include "services/ingestion/extraction/indicators/subjects/finder.h"

namespace gangmu::extraction {

// 15个工作日内完成复核: the thing limited stands behind, as a noun or as the verb itself.
bool SubjectFinder::FindLimited(Finding& f) {
  if (f.qualifier != Qualifier::kAtMost || !f.rules.Has(Rule::kQualifierBehind)) return false;
  int32_t i = f.token + 1, verb = -1;
  while (In(i) && i - f.token < 8 && !ClauseEnd(i) && T(i).kind != TokenKind::kQuantity) {
    const bool acts = Word(i, kVerb | kAct | kAdverb | kGoal | kModifier) && !Word(i, kNoun);
    if (acts && Word(i, kAct | kEvent | kVerb) && !Word(i, kAdverb | kGoal | kModifier)) {
      if (verb >= 0 && Word(verb, kAct) && !Word(verb, kFirm)) break;
      verb = i;
    }
    if (!acts) break;
    ++i;
  }
  if (Material(i) && !ClauseEnd(i)) {
    bool joined = false;
    const Phrase object = Behind(i - 1, joined);
    if (!object.empty() && Length(object) >= 2) {
      Set(f, object, Rule::kSubjectObject);
      return true;
    }
  }
  if (verb < 0 || Word(verb, kFirm)) return false;
  Set(f, {verb, verb + 1}, Rule::kSubjectObject);
  return true;
}

bool SubjectFinder::FindOfDuration(Finding& f) {
  bool joined = false;
  if (FindLimited(f)) return true;
  const Phrase behind = Behind(f.token, joined);
  if (!behind.empty() && Length(behind) >= 2 && !AllSet(behind) && !OnlyScope(behind)) {
    Set(f, behind, Rule::kSubjectBehind);
    return true;
  }
  const Phrase before = Before(f.first_token);
  // Who or where (对企业连续5年…, 南平市连续19年推进…) and from when (印发之日起30日内) are not the thing that lasts.
  const bool apart = !before.empty() && (Word(before.begin - 1, kPrep) || NamesPlace(before) ||
                                         r_.passage.EndsWith(T(before.end - 1).end, U"起") ||
                                         r_.passage.EndsWith(T(before.end - 1).end, U"后"));
  int32_t last = f.first_token - 1;
  while (Filler(last)) --last;
  if (Word(last, kAct) && before.end <= last) {  // 公示不少于7天
    Set(f, {last, last + 1}, Rule::kSubjectBefore);
    return true;
  }
  if (!before.empty() && !apart) {
    Set(f, before, Rule::kSubjectBefore);
    return true;
  }
  const Phrase object = ObjectBehind(f.token);
  if (object.empty()) return false;
  Set(f, object, Rule::kSubjectObject);
  return true;
}

}  // namespace gangmu::extraction
