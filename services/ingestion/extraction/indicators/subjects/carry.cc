// A subject that is carried over from the quantity or the clause before.
#include <algorithm>

#include "services/ingestion/extraction/indicators/subjects/finder.h"

namespace gangmu::extraction {

namespace {

constexpr size_t kCarryOver = 4;  // findings with a generic head that a subject is carried over

}  // namespace

// 总量, 规模, 增速 alone.
bool SubjectFinder::GenericHead(const Finding& f) const {
  static constexpr std::u32string_view kHeads[] = {U"总量", U"规模", U"总数", U"增速", U"总额",
                                                   U"金额", U"增幅", U"占比", U"比重", U"总规模"};
  const std::u32string_view s = r_.passage.text().substr(f.subject_begin, f.subject_end - f.subject_begin);
  for (const std::u32string_view head : kHeads) {
    if (s == head) return true;
  }
  return false;
}

// The clause of the number holds a verb of its own and no noun: 规划100平方公里.
bool SubjectFinder::ActsOnly(int32_t token) const {
  // 改造老旧小区，开工127个: stages of what the clause before names.
  static constexpr std::u32string_view kStages[] = {U"开工", U"完工", U"竣工", U"投产", U"续建", U"新开工", U"建成"};
  for (const std::u32string_view stage : kStages) {
    if (TextIs(token - 1, stage)) return false;
  }
  return Word(token - 1, kAct | kVerb) && !Word(token - 1, kLink | kUp | kDown);
}

// 给予一次性奖补，最高300万元: the limit is of the grant in the clause before.
bool SubjectFinder::GrantBefore(size_t index) {
  Finding& f = findings_[index];
  if (f.quantity->unit->cls != UnitClass::kMoney || f.qualifier != Qualifier::kAtMost) return false;
  for (int32_t i = f.first_token - 1;
       In(i) && f.first_token - i <= kGrantReach && T(i).kind != TokenKind::kStop && T(i).kind != TokenKind::kQuantity;
       --i) {
    if (!Word(i, kGive) || TextIs(i, U"给予")) continue;
    Set(f, {i, i + 1}, Rule::kSubjectGrant);
    return true;
  }
  return false;
}

// Only links, adverbs and times stand between the comma and the number: what is measured was named before
// (原油产量继续增长， 全年达到…).
bool SubjectFinder::SaysOnly(int32_t token, int32_t comma) const {
  for (int32_t i = comma + 1; i < token; ++i) {
    if (T(i).kind != TokenKind::kTime && !Word(i, kLink | kAdverb | kTo | kUp | kDown | kDone)) return false;
  }
  return true;
}

// 班列通达108个城市、全年开行5000列: a count of another classifier with a verb of its own does not count the same.
bool SubjectFinder::OtherThing(size_t index) const {
  const Finding& f = findings_[index];
  const auto counts = [](const Finding& g) {
    const UnitClass cls = g.quantity->unit->cls;
    return cls == UnitClass::kCount || cls == UnitClass::kHan || cls == UnitClass::kBare;
  };
  if (index == 0 || !counts(f) || f.kind != IndicatorKind::kLevel) return false;
  const Finding& before = findings_[index - 1];
  return counts(before) && before.quantity->unit->code != f.quantity->unit->code &&
         before.rules.Has(Rule::kSubjectBehind) && ActsOnly(f.first_token - (Word(f.first_token - 1, kLink) ? 1 : 0));
}

// The noun phrase that opens the clause of `token`, up to its first verb.
Phrase SubjectFinder::HeadOfOwnClause(int32_t token, int32_t sentence) const {
  int32_t first = token;
  while (first > sentence && token - first < kMaxTokens && !ClauseEnd(first - 1)) --first;
  while (first < token && (T(first).kind == TokenKind::kTime || Word(first, kLocal | kWhere))) ++first;
  int32_t end = first;
  while (end < token && Material(end)) ++end;
  return end == first || end == token || T(end).kind == TokenKind::kQuantity ? Phrase{} : Trim({first, end});
}

// The noun phrase that opens the clause before `comma`, up to its first verb or adverb.
Phrase SubjectFinder::HeadOfClauseBefore(int32_t comma, int32_t sentence) const {
  int32_t first = comma;
  while (first > sentence && comma - first < kMaxTokens && !ClauseEnd(first - 1)) --first;
  if (first > sentence && !ClauseEnd(first - 1)) return {};
  while (first < comma && (T(first).kind == TokenKind::kTime || Word(first, kLocal | kWhere))) ++first;
  int32_t end = first;
  while (end < comma && (Material(end) || T(end).kind == TokenKind::kDe) && !Word(end, kUp | kDown) &&
         !(end > first && Word(end, kModifier))) {
    if (T(end).kind == TokenKind::kQuantity) return {};
    ++end;
  }
  if (end == first || end == comma) return {};
  return Trim({first, end});
}

// The subject of the nearest quantity before that has a name of its own, in the sentence that begins at token
// `sentence`.
bool SubjectFinder::CarryFinding(size_t index, int32_t sentence) {
  if (index == 0) return false;
  size_t named = index - 1;  // 生产总值2920亿元、总量居第5位，增长6%: 总量 names nothing by itself
  while (named > 0 && index - named < kCarryOver && GenericHead(findings_[named]) &&
         findings_[named - 1].token >= sentence)
    --named;
  const Finding& before = findings_[named];
  if (before.token < sentence || before.subject_end <= before.subject_begin) return false;
  Finding& f = findings_[index];
  f.subject_begin = before.subject_begin;
  f.subject_end = before.subject_end;
  f.tail_begin = before.tail_begin;
  f.tail_end = before.tail_end;
  f.carried = true;
  f.rules.Add(Rule::kSubjectCarried);
  return true;
}

// The subject of the quantity before in the sentence, else the noun phrase that closes the clause before.
bool SubjectFinder::Carry(size_t index) {
  Finding& f = findings_[index];
  // 合计1449人: a sum of what was listed, not of the last item.
  if (TextIs(f.first_token - 1, U"合计") || TextIs(f.first_token - 1, U"总计") || TextIs(f.first_token - 1, U"共计"))
    return false;
  // 用3年时间: how long it takes, not what was named before.
  int32_t behind = f.token + 1;
  while (Word(behind, kAdverb)) ++behind;
  if (f.kind == IndicatorKind::kDuration && TextIs(behind, U"时间")) return false;
  int32_t sentence = f.first_token;
  const int32_t reach = std::max(f.first_token - kMaxSentence, 0);
  while (sentence > reach && T(sentence - 1).kind != TokenKind::kStop) --sentence;
  // 普及率达到92%；到2025年达到95%: a clause that only says how much goes on beyond the ；.
  if (sentence > reach && r_.passage.at(T(sentence - 1).begin) == U'；' && SaysOnly(f.first_token, sentence - 1)) {
    --sentence;
    while (sentence > reach && T(sentence - 1).kind != TokenKind::kStop) --sentence;
  }
  if (OtherThing(index)) {
    const Phrase head = HeadOfOwnClause(f.first_token, sentence);
    if (head.empty()) return false;
    Set(f, head, Rule::kSubjectCarried);
    f.carried = true;
    return true;
  }
  if (CarryFinding(index, sentence)) return true;
  int32_t comma = f.first_token - 1;
  while (comma > sentence && T(comma).kind != TokenKind::kComma) --comma;
  if (comma <= sentence || (ActsOnly(f.first_token) && !Spends(f.first_token))) return false;
  Phrase p = Collect(comma);
  if (p.empty() && (SaysOnly(f.first_token, comma) || f.kind == IndicatorKind::kDuration))
    p = HeadOfClauseBefore(comma, sentence);
  if (p.empty() || Length(p) < 2) return false;
  Set(f, p, Rule::kSubjectCarried);
  f.carried = true;
  return true;
}

}  // namespace gangmu::extraction
