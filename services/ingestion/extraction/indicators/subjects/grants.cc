// Money that is granted or spent.
#include <algorithm>

#include "services/ingestion/extraction/indicators/subjects/phrases.h"

namespace gangmu::extraction {

// 按每人2000元给予一次性补贴, 按每百户20平方米的标准配建服务用房: what is measured by the standard stands behind its
// verb.
Phrase Phrases::OfStandard(int32_t first, int32_t token) const {
  int32_t by = first - 1;
  while (In(by) && first - by <= kGrantReach && !ClauseEnd(by) && !TextIs(by, U"按") && !TextIs(by, U"按照")) --by;
  if (!TextIs(by, U"按") && !TextIs(by, U"按照")) return {};
  int32_t i = token + 1;
  while (Word(i, kAdverb) || (In(i) && T(i).kind == TokenKind::kDe) || TextIs(i, U"标准") || TextIs(i, U"额度")) ++i;
  if (!Word(i, kVerb | kGive) || Word(i, kLink | kNoun)) return {};
  bool joined = false;
  const Phrase object = Word(i, kGive) && !Word(i, kVerb) ? Phrase{i, i + 1} : Behind(i, joined);
  return Length(object) >= 2 ? object : Phrase{};
}

// The word of granting that the amount belongs to: 奖励企业200万元 → 奖励.
Phrase Phrases::Grant(int32_t token) const {
  for (int32_t i = token - 1; i >= 0 && token - i <= kGrantReach; --i) {
    if (ClauseEnd(i) || T(i).kind == TokenKind::kQuantity) return {};
    if (Word(i, kGive)) return {i, i + 1};
  }
  return {};
}

// 每家企业最高奖励200万元: the phrase before the amount is the grantee with the grant.
bool Phrases::GrantedToSomeone(const Phrase& before, const Phrase& grant) const {
  if (before.end != grant.end) return false;
  if (Word(before.begin - 1, kPrep) || TextIs(before.begin - 1, U"给予")) return true;
  for (int32_t i = before.begin; i < grant.begin; ++i) {
    const int32_t end = T(i).end;
    if (r_.passage.EndsWith(end, U"企业") || r_.passage.EndsWith(end, U"单位") || r_.passage.EndsWith(end, U"个人") ||
        r_.passage.EndsWith(end, U"机构"))
      return true;
  }
  return false;
}

// A verb of spending right before the number: what stands before it is who spends.
bool Phrases::Spends(int32_t token) const {
  int32_t i = token - 1;
  while (In(i) && token - i < 6) {
    if (Word(i, kSpend) && !Word(i, kNoun)) return T(std::max(i - 1, 0)).kind != TokenKind::kDe;  // 用于科技的投入
    if (!Filler(i)) return false;
    --i;
  }
  return false;
}

// 中央预算内投资安排6100亿元: where money stands before the verb of spending, it is what is spent, not who spends.
Phrase Phrases::SpentMoney(int32_t token) const {
  int32_t i = token - 1;
  while (Filler(i) && !Word(i, kSpend)) --i;
  if (!Word(i, kSpend)) return {};
  while (Filler(i - 1)) --i;  // 拟安排, 累计投入
  const Phrase p = Collect(i);
  if (p.empty()) return {};
  const int32_t end = T(p.end - 1).end;
  for (const std::u32string_view money : {U"投资", U"资金", U"经费", U"基金", U"国债", U"债券"}) {
    if (r_.passage.EndsWith(end, money)) return p;
  }
  return {};
}

}  // namespace gangmu::extraction
