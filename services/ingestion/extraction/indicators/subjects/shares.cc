// Ranks and shares: the thing ranked stands before the words of ranking, the whole before 占.
#include "services/ingestion/extraction/indicators/subjects/phrases.h"

namespace gangmu::extraction {

// A number of rivals: 在 stands shortly before it.
bool Phrases::InsideScope(int32_t token) const {
  for (int32_t i = token - 1; In(i) && token - i <= 4; --i) {
    if (TextIs(i, U"在")) return true;
    if (!Word(i, kWhere | kLocal | kNoun)) return false;
  }
  return false;
}

// 居全国第4位, 在全省县市区中排名第1: what is ranked stands before the words of ranking.
Phrase Phrases::OfRank(int32_t token) const {
  int32_t cut = token;
  bool verb = false;
  for (int32_t i = token - 1; In(i) && token - i <= 10; --i) {
    if (T(i).kind == TokenKind::kQuantity && InsideScope(i)) continue;  // 在168个城市中排名第3位
    if (ClauseEnd(i) || T(i).kind == TokenKind::kQuantity || T(i).kind == TokenKind::kPause) break;
    // 在蓉设立领事机构数量居…: that 在 is part of what is ranked.
    verb = verb || (Word(i, kVerb | kAct) && !Word(i, kLink | kNoun | kUp | kDown));
    const bool ranks =
        (Word(i, kLink) && !TextIs(i, U"在")) || (TextIs(i, U"在") && !verb) || TextIs(i, U"连续") || Word(i, kAdverb);
    if (ranks) cut = i;
  }
  int32_t i = cut - 1;
  if (cut == token) {
    while (In(i) && (Word(i, kWhere) || TextIs(i, U"第"))) --i;
    if (In(i) && T(i).kind == TokenKind::kText && r_.passage.EndsWith(T(i).end, U"第")) {
      // 全省第 was cut into place and 第: the phrase ends before the place.
      int32_t k = i - 1;
      if (Word(k, kWhere)) {
        while (Word(k, kWhere)) --k;
        return Collect(k + 1);
      }
    }
  }
  while (Filler(i) || Word(i, kWhere)) --i;
  return Collect(i + 1);
}

// 占X的N% tells what stands before 占; 占X比重 is a name of its own.
Phrase Phrases::OfShare(int32_t token) const {
  Phrase p = Before(token);
  if (p.empty() || !In(p.begin - 1)) return p;
  int32_t before = p.begin - 1;
  while (Word(before, kWhere | kLocal)) --before;  // 占全市比重
  if (!(TextIs(before, U"占") || TextIs(before, U"占到") || TextIs(before, U"约占") || TextIs(before, U"相当于")))
    return p;
  if (NamesShare(p)) {
    const Phrase whole = Collect(before);
    return {whole.empty() ? before : whole.begin, p.end};
  }
  return Collect(before);
}

// 收费不高于承担责任的0.5%: the token of the bounding word, -1 where none stands before X的.
int32_t Phrases::BoundOf(int32_t token) const {
  if (!In(token - 1) || T(token - 1).kind != TokenKind::kDe) return -1;
  for (int32_t i = token - 2; In(i) && token - i <= kGrantReach && !ClauseEnd(i); --i) {
    if (TextIs(i, U"不高于") || TextIs(i, U"不超过") || TextIs(i, U"不低于") || TextIs(i, U"不少于")) return i;
  }
  return -1;
}

}  // namespace gangmu::extraction
