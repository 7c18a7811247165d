// Changes that state both ends: 从165项减为56项, 由1997年的5160元增加到2002年的7703元.
#include "services/ingestion/extraction/indicators/findings.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kMaxGap = 7;      // tokens between the verb of a change and its new value
constexpr int32_t kFromReach = 12;  // tokens before the old value in which 从 or 由 may stand

bool EndsClause(const Token& t) {
  return t.kind == TokenKind::kStop || t.kind == TokenKind::kComma || t.kind == TokenKind::kPause;
}

// 从 or 由 in the clause before `i`.
bool FromBefore(const Reading& r, int32_t i) {
  for (int32_t k = i - 1; k >= 0 && i - k <= kFromReach && !EndsClause(r.token(k)); --k) {
    const char32_t c = r.passage.at(r.token(k).begin);
    if (r.token(k).size() == 1 && (c == U'从' || c == U'由' || c == U'自' || c == U'将' || c == U'把')) return true;
  }
  return false;
}

// The token of the new value of a change whose old value is at `i`, -1 where it is none.
int32_t NewValue(const Reading& r, int32_t i) {
  int32_t k = i + 1;
  bool comma = false, named = false;
  while (k < r.count()) {  // 以上, 左右 and a comma may stand between
    const Token& t = r.token(k);
    if (t.kind == TokenKind::kWord && t.Is(kTo)) break;
    if (t.kind == TokenKind::kComma && !comma) {
      comma = true;
    } else if (t.kind == TokenKind::kWord && t.Is(kAct | kVerb) && !t.Is(kUp | kDown | kLink) && FromBefore(r, i)) {
      named = true;  // 将24项督查措施调整增加为30项
    } else if (t.kind == TokenKind::kText ||
               (t.kind == TokenKind::kWord && t.Is(kNoun | kObject | kSet) && !t.Is(kUp | kDown | kVerb))) {
      named = true;  // 将143处供水工程整合为38处
    } else if (!(t.kind == TokenKind::kWord && t.Is(kAdverb)) && !(t.kind == TokenKind::kTime && comma)) {
      return -1;
    }
    if (++k - i > 6) return -1;
  }
  if (k >= r.count()) return -1;
  const bool from = FromBefore(r, i);
  if (comma && (!from || named)) return -1;
  if (named && !from) return -1;
  if (!from && r.passage.StartsWith(r.token(k).begin, U"达到")) return -1;
  for (int32_t n = k + 1; n < r.count() && n - k <= kMaxGap; ++n) {
    if (r.Kind(n, TokenKind::kQuantity)) return n;
    if (EndsClause(r.token(n)) || r.Kind(n, TokenKind::kNumber)) return -1;
  }
  return -1;
}

bool SameMeasure(const Quantity& a, const Quantity& b) {
  return a.unit != nullptr && b.unit != nullptr && a.unit->code == b.unit->code &&
         (a.per == nullptr ? std::string_view() : std::string_view(a.per->code)) ==
             (b.per == nullptr ? std::string_view() : std::string_view(b.per->code));
}

}  // namespace

void PairChanges(Reading& r) {
  r.findings.clear();
  for (int32_t i = 0; i < r.count(); ++i) {
    if (!r.Kind(i, TokenKind::kQuantity)) continue;
    Finding f;
    f.first_token = f.token = i;
    f.quantity = &r.cut.quantities[r.token(i).ref];
    f.begin = r.token(i).begin;
    f.end = r.token(i).end;
    const int32_t next = f.quantity->is_range || f.quantity->at_most_rank ? -1 : NewValue(r, i);
    if (next >= 0) {
      const Quantity& now = r.cut.quantities[r.token(next).ref];
      if (!now.is_range && now.is_rank == f.quantity->is_rank && SameMeasure(*f.quantity, now)) {
        f.from = f.quantity;
        f.quantity = &now;
        f.token = next;
        f.end = r.token(next).end;
        f.rules.Add(Rule::kPairChange);
        i = next;
      }
    }
    r.findings.push_back(f);
  }
}

}  // namespace gangmu::extraction
