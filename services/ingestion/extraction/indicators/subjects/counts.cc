// Counts: the noun behind the number, else the one before it.
#include <algorithm>

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

// 60岁以上老年人健康管理率: an age qualifies the people, not what is measured of them.
void SubjectFinder::CutAtPeople(Finding& f) const {
  static constexpr std::u32string_view kPeople[] = {
      U"老年人口", U"老年人", U"婴幼儿",   U"儿童", U"干部",   U"人员", U"群众", U"居民", U"青年", U"长者",
      U"妇女",     U"老人",   U"未成年人", U"学生", U"劳动力", U"教师", U"职工", U"人群", U"少年"};
  for (int32_t i = f.subject_begin; i < f.subject_end; ++i) {
    for (const std::u32string_view word : kPeople) {
      if (!r_.passage.StartsWith(i, word)) continue;
      f.subject_end = std::min(f.subject_end, i + static_cast<int32_t>(word.size()));
      return;
    }
  }
}

// 200家拥有自主知识产权的企业: the head stands behind the relative clause.
bool SubjectFinder::FindBehindClause(Finding& f) {
  if (!Word(f.token + 1, kVerb | kPrep)) return false;
  for (int32_t i = f.token + 2; In(i) && i - f.token < 14 && !ClauseEnd(i) && T(i).kind != TokenKind::kQuantity; ++i) {
    if (T(i).kind != TokenKind::kDe) continue;
    bool joined = false;
    const Phrase head = Behind(i, joined);
    if (head.empty() || !Before(f.first_token).empty()) return false;
    Set(f, head, Rule::kSubjectBehind);
    return true;
  }
  return false;
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
  if (const Phrase head = HeadOfClause(behind.empty() ? f.token + 1 : behind.end); !behind.empty() && !head.empty())
    behind = head;
  if (!behind.empty() && !(Length(behind) == 1 && !NamesByOneCharacter(behind) && !ClauseEnd(behind.end) &&
                           !Conjunction(behind.end) && T(behind.end).kind != TokenKind::kQuantity)) {
    Set(f, behind, Rule::kSubjectBehind);
    if (f.quantity->unit->cls == UnitClass::kAge) CutAtPeople(f);
    return true;
  }
  if (FindBehindClause(f)) return true;
  // 监管部门对28起违法案件…: who acts, not what is counted.
  const bool acted_on =
      TextIs(f.first_token - 1, U"对") || TextIs(f.first_token - 1, U"向") || TextIs(f.first_token - 1, U"给");
  const Phrase before = acted_on ? Phrase{} : Before(f.first_token);
  if (before.empty()) return (f.kind == IndicatorKind::kChange) && SetVerb(f);
  // 9个乡镇38万人口: the noun is of the number before it.
  if (before.end == f.first_token && In(before.begin - 1) && T(before.begin - 1).kind == TokenKind::kQuantity)
    return false;
  Set(f, before, Rule::kSubjectBefore);
  return true;
}

}  // namespace gangmu::extraction
