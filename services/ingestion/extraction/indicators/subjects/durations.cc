// Time limits and lengths of time.
#include <algorithm>
#include <iterator>

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
  if (In(i) && verb >= 0 && T(i).kind == TokenKind::kQuantity) {  // 3年内完成200所敬老院改造
    bool joined = false;
    const Phrase object = Behind(i, joined);
    if (!object.empty() && Length(object) >= 2) {
      Set(f, object, Rule::kSubjectObject);
      return true;
    }
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

// 臭氧150微克/立方米，连续两年达到国家标准: the verb says how it stands with what was named before.
bool SubjectFinder::ReachesBehind(int32_t token) const {
  int32_t i = token + 1;
  while (Word(i, kAdverb | kModifier) && !Word(i, kLink)) ++i;
  static constexpr std::u32string_view kStates[] = {
      U"达到", U"达",   U"均达到", U"均达", U"位居", U"居",     U"位列",   U"列",   U"排名", U"排",   U"稳居",
      U"保持", U"高于", U"低于",   U"超过", U"处于", U"稳定在", U"保持在", U"排在", U"优于", U"快于", U"实现正增长"};
  return std::any_of(std::begin(kStates), std::end(kStates), [&](std::u32string_view word) { return TextIs(i, word); });
}

// 今年是新中国成立75周年: the event, with its verb.
bool SubjectFinder::FindAnniversary(Finding& f) {
  if (!r_.passage.EndsWith(f.end, U"周年")) return false;
  int32_t first = f.first_token;
  while (first > 0 && f.first_token - first < kMaxTokens && !ClauseEnd(first - 1) &&
         T(first - 1).kind != TokenKind::kTime && !Celebrates(first - 1))
    --first;
  while (first < f.first_token && Word(first, kModifier | kVerb | kAdverb | kPrep)) ++first;
  if (first == f.first_token) return false;
  Set(f, {first, f.first_token}, Rule::kSubjectBefore);
  return true;
}

bool SubjectFinder::Celebrates(int32_t i) const {
  static constexpr std::u32string_view kWords[] = {U"是",   U"迎来", U"迎接", U"庆祝", U"隆重庆祝", U"纪念", U"喜迎",
                                                   U"正值", U"适逢", U"恰逢", U"以",   U"围绕",     U"和",   U"与"};
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::u32string_view word) { return TextIs(i, word); });
}

bool SubjectFinder::FindOfDuration(Finding& f) {
  bool joined = false;
  if (FindAnniversary(f) || FindLimited(f)) return true;
  const Phrase behind = Behind(f.token, joined);
  // 事故起数连续9年“双下降”: the quotation says how, not what.
  const bool quotation = behind.end - behind.begin == 1 && T(behind.begin).quoted;
  if (!behind.empty() && Length(behind) >= 2 && !AllSet(behind) && !OnlyScope(behind) && !quotation) {
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
  if (ReachesBehind(f.token) || TextIs(f.token + 1, U"在")) return false;  // 连续两年在考评中获评A级
  const Phrase object = ObjectBehind(f.token);
  if (object.empty()) return false;
  Set(f, object, Rule::kSubjectObject);
  return true;
}

}  // namespace gangmu::extraction
