// What a quantity says: a level, a rise, a fall, a change, a share, a rank, a length of time.
#include "services/ingestion/extraction/indicators/findings.h"

namespace gangmu::extraction {
namespace {

bool EndsClause(const Token& t) {
  return t.kind == TokenKind::kStop || t.kind == TokenKind::kComma || t.kind == TokenKind::kOpen ||
         t.kind == TokenKind::kClose;
}

bool IsDuration(UnitClass cls) { return cls == UnitClass::kTime || cls == UnitClass::kDay || cls == UnitClass::kYear; }

enum class Direction { kNone, kRise, kFall };

constexpr int32_t kGovernReach = 8;  // tokens between a verb of rise or fall and the rate it governs

// Words passed over between 增长 and its amount.
bool PassedOver(const Token& t) {
  if (t.kind == TokenKind::kTime) return true;
  return t.kind == TokenKind::kWord && t.Is(kAdverb | kLink | kPassing) && !t.Is(kTo | kGain | kDrop | kUp | kDown);
}

struct Cue {
  Direction direction = Direction::kNone;
  bool adjacent = false;
};

// 加快3个项目建设, 提高3万名退休人员养老金: the verb acts on those who are counted.
bool ActsOnThem(const Reading& r, const Token& verb, int32_t token) {
  if (r.passage.StartsWith(verb.begin, U"加快")) return true;
  const UnitClass cls = r.cut.quantities[r.token(token).ref].unit->cls;
  if (r.Kind(token + 1, TokenKind::kText) && r.passage.at(r.token(token + 1).end - 1) == U'次')
    return false;  // 11个位次
  const bool noun =
      r.Kind(token + 1, TokenKind::kText) || (r.Kind(token + 1, TokenKind::kWord) && r.Has(token + 1, kNoun | kObject));
  return noun && (cls == UnitClass::kPerson || cls == UnitClass::kCount || cls == UnitClass::kHan) &&
         (r.passage.EndsWith(verb.end, U"提高") || r.passage.EndsWith(verb.end, U"提升"));
}

// The nearest word of rise or fall that governs the quantity at `token`; `floor` is the token behind the quantity
// before.
Cue FindCue(const Reading& r, int32_t token, int32_t floor) {
  bool adjacent = true;
  const UnitClass cls = r.cut.quantities[r.token(token).ref].unit->cls;
  const bool counts = cls != UnitClass::kPercent && cls != UnitClass::kPoint && cls != UnitClass::kTimes;
  for (int32_t k = token - 1; k >= floor; --k) {
    const Token& t = r.token(k);
    if (EndsClause(t)) break;
    if (t.kind == TokenKind::kPause) return {};
    if (t.kind == TokenKind::kWord) {
      if (t.Is(kTo) && adjacent && !r.passage.StartsWith(t.begin, U"达到")) return {};
      if (adjacent && t.Is(kGrowth)) return {Direction::kRise, true};
      if (adjacent && t.Is(kDecline)) return {Direction::kFall, true};
      if (adjacent && t.Is(kUp) && !t.Is(kTo) && !(counts && ActsOnThem(r, t, token))) return {Direction::kRise, true};
      if (adjacent && t.Is(kDown) && !t.Is(kTo)) return {Direction::kFall, true};
      // 浓度改善6.5%: what gets better by a rate is a burden that falls.
      if (adjacent && !counts && r.passage.EndsWith(t.end, U"改善")) return {Direction::kFall, true};
      if (t.Is(kGain)) return {Direction::kRise, false};
      if (t.Is(kDrop)) return {Direction::kFall, false};
      if (!adjacent && t.Is(kVerb) && !t.Is(kAdverb)) return {};
    }
    adjacent = adjacent && PassedOver(t);
  }
  return {};
}

// A rate of what a verb of rise or fall governs: 降低成本10%, 压减收费项目60%. Behind the name of a share
// (提高绿色建筑占比…) the verb says nothing of the number.
Direction GovernedRate(const Reading& r, int32_t token, int32_t floor) {
  const int32_t last = token - 1;
  if (last < floor || r.Has(last, kRatio | kScore | WordTag::kIndex)) return Direction::kNone;
  static constexpr std::u32string_view kShares[] = {U"率", U"占比", U"比重", U"比例", U"份额", U"度", U"达", U"标准"};
  for (const std::u32string_view share : kShares) {
    if (r.passage.EndsWith(r.token(last).end, share)) return Direction::kNone;
  }
  bool relative = false;  // behind the verb of a relative clause (设立的收费项目)
  for (int32_t k = last; k >= floor && token - k <= kGovernReach; --k) {
    const Token& t = r.token(k);
    relative = relative || (t.kind == TokenKind::kDe && k < last);
    if (t.kind == TokenKind::kText || t.kind == TokenKind::kName || t.kind == TokenKind::kDe) continue;
    if (t.kind != TokenKind::kWord) return Direction::kNone;
    if (t.Is(kTo)) return Direction::kNone;
    if (t.Is(kUp | kDown) && r.Kind(k + 1, TokenKind::kDe)) return Direction::kNone;  // 增量的10%: a noun
    if (k < last && t.size() > 1 && t.Is(kDrop | kDown)) return Direction::kFall;
    if (k < last && t.size() > 1 && t.Is(kGain | kUp) && !t.Is(kAct)) return Direction::kRise;
    if (!relative && (!t.Is(kNoun | kObject | kWhere | kLocal | kSet | kAct) || t.Is(kLink | kUp | kDown)))
      return Direction::kNone;
  }
  return Direction::kNone;
}

// Only 、 和 与 between the quantity before and this one: 分别下降16%和36%.
bool Juxtaposed(const Reading& r, const Finding& before, const Finding& now) {
  // 分别减少2起、5人: counts may differ in their classifier.
  const auto counts = [](const Finding& f) {
    const UnitClass cls = f.quantity->unit->cls;
    return cls == UnitClass::kCount || cls == UnitClass::kPerson || cls == UnitClass::kHan || cls == UnitClass::kBare;
  };
  const bool apart = before.rules.Has(Rule::kKindAdjacentRise) || before.rules.Has(Rule::kKindAdjacentFall);
  if (before.quantity->unit->code != now.quantity->unit->code && !(apart && counts(before) && counts(now)))
    return false;
  for (int32_t k = before.token + 1; k < now.first_token; ++k) {
    const Token& t = r.token(k);
    if (t.kind != TokenKind::kPause && !(t.kind == TokenKind::kWord && t.Is(kAnd | kAdverb))) return false;
  }
  return now.first_token > before.token + 1;
}

// A list item behind 、 without a verb of its own: 新增城市停车位1100个、充电桩935个.
bool ListItem(const Reading& r, const Finding& before, const Finding& now) {
  bool pause = false;
  for (int32_t k = before.token + 1; k < now.first_token; ++k) {
    const Token& t = r.token(k);
    if (EndsClause(t)) return false;
    if (t.kind == TokenKind::kPause || (t.kind == TokenKind::kWord && t.Is(kAnd))) {
      pause = true;
    } else if (t.kind == TokenKind::kWord && t.Is(kVerb | kUp | kDown | kEvent | kTo)) {
      return false;
    }
  }
  return pause;
}

bool SameSort(const Quantity& a, const Quantity& b) {
  const bool rate_a =
      a.unit->cls == UnitClass::kPercent || a.unit->cls == UnitClass::kPoint || a.unit->cls == UnitClass::kTimes;
  const bool rate_b =
      b.unit->cls == UnitClass::kPercent || b.unit->cls == UnitClass::kPoint || b.unit->cls == UnitClass::kTimes;
  return rate_a == rate_b;
}

// 上升3位, 前移2名: a move in a ranking, not people.
bool MovesInRanking(const Reading& r, const Finding& f) {
  if (f.quantity->unit->cls != UnitClass::kPerson || f.quantity->number.scale != 0) return false;
  const char32_t unit = r.passage.at(f.end - 1);
  if (unit != U'位' && unit != U'名') return false;
  const int32_t at = r.token(f.token).begin;
  static constexpr std::u32string_view kMoves[] = {U"上升", U"提升", U"前移", U"下降", U"后移", U"上移",
                                                   U"跃升", U"前进", U"进位", U"再进", U"提高", U"下滑"};
  for (const std::u32string_view move : kMoves) {
    if (r.passage.EndsWith(at, move) || r.passage.EndsWith(at - 1, move)) return true;
  }
  return false;
}

// 由78位上升到43位: both are places in a ranking; 由5名增加到8名 are people.
bool ChangesRank(const Reading& r, const Finding& f) {
  if (f.quantity->unit->cls != UnitClass::kPerson || f.quantity->number.scale != 0) return false;
  const std::u32string_view between =
      r.passage.text().substr(r.token(f.first_token).end, r.token(f.token).begin - r.token(f.first_token).end);
  for (const std::u32string_view move :
       {U"上升", U"前移", U"跃升", U"下滑", U"后移", U"升至", U"升到", U"前进", U"跃居"}) {
    if (between.find(move) != std::u32string_view::npos) return true;
  }
  return false;
}

// 优良天数达到320天 counts days.
bool CountsDays(const Reading& r, int32_t token) {
  for (int32_t k = token - 1; k >= 0 && token - k <= 4; --k) {
    if (r.passage.EndsWith(r.token(k).end, U"天数") || r.passage.EndsWith(r.token(k).end, U"日数")) return true;
    if (r.token(k).kind != TokenKind::kWord || !r.token(k).Is(kLink | kAdverb | kTo | kUp | kDown)) return false;
  }
  return false;
}

// 高于全省0.2个百分点, 比全市低1.5个百分点: points are always a distance.
Direction Distance(const Reading& r, int32_t token, int32_t floor) {
  for (int32_t k = token - 1; k >= floor && token - k <= kGovernReach && !EndsClause(r.token(k)); --k) {
    const Token& t = r.token(k);
    if (t.kind != TokenKind::kWord) continue;
    const char32_t first = r.passage.at(t.begin), last = r.passage.at(t.end - 1);
    if (last == U'于' && (first == U'高' || first == U'快' || first == U'好' || first == U'优' || first == U'多'))
      return Direction::kRise;
    if (last == U'于' && (first == U'低' || first == U'慢' || first == U'少')) return Direction::kFall;
  }
  return Direction::kNone;
}

void ReadKind(const Reading& r, Finding& f, const Finding* before) {
  const Quantity& q = *f.quantity;
  if (f.from != nullptr) {
    f.kind = IndicatorKind::kChange;
    f.rank_move = ChangesRank(r, f);
    return;
  }
  if (q.is_rank) {
    f.kind = IndicatorKind::kRank;
    return;
  }
  const Cue cue = FindCue(r, f.token, before == nullptr ? 0 : before->token + 1);
  const UnitClass cls = q.unit->cls;
  const bool whole_rise =
      cue.direction != Direction::kNone && (cue.adjacent || (cls != UnitClass::kPercent && cls != UnitClass::kAge));
  f.rank_move = cue.adjacent && MovesInRanking(r, f);
  if (whole_rise && !(IsDuration(cls) && !cue.adjacent)) {
    f.kind = cue.direction == Direction::kRise ? IndicatorKind::kIncrease : IndicatorKind::kDecrease;
    f.rules.Add(cue.direction == Direction::kRise ? (cue.adjacent ? Rule::kKindAdjacentRise : Rule::kKindPrefixRise)
                                                  : (cue.adjacent ? Rule::kKindAdjacentFall : Rule::kKindPrefixFall));
    return;
  }
  if (cls == UnitClass::kDoubling) {
    f.kind = IndicatorKind::kIncrease;
    f.rules.Add(Rule::kKindAdjacentRise);
    return;
  }
  if (before != nullptr && (before->kind == IndicatorKind::kIncrease || before->kind == IndicatorKind::kDecrease)) {
    const bool prefix = before->rules.Has(Rule::kKindPrefixRise) || before->rules.Has(Rule::kKindPrefixFall);
    if (Juxtaposed(r, *before, f) || (prefix && SameSort(q, *before->quantity) && ListItem(r, *before, f))) {
      f.kind = before->kind;
      f.rules.Add(Rule::kKindInherited);
      if (prefix) f.rules.Add(before->kind == IndicatorKind::kIncrease ? Rule::kKindPrefixRise : Rule::kKindPrefixFall);
      return;
    }
  }
  if (const Direction d = GovernedRate(r, f.token, before == nullptr ? 0 : before->token + 1);
      d != Direction::kNone && (cls == UnitClass::kPercent || cls == UnitClass::kPoint || cls == UnitClass::kTimes)) {
    f.kind = d == Direction::kRise ? IndicatorKind::kIncrease : IndicatorKind::kDecrease;
    f.rules.Add(d == Direction::kRise ? Rule::kKindPrefixRise : Rule::kKindPrefixFall);
  } else if (const Direction distance = cls == UnitClass::kPoint
                                            ? Distance(r, f.token, before == nullptr ? 0 : before->token + 1)
                                            : Direction::kNone;
             distance != Direction::kNone) {
    f.kind = distance == Direction::kRise ? IndicatorKind::kIncrease : IndicatorKind::kDecrease;
    f.rules.Add(distance == Direction::kRise ? Rule::kKindPrefixRise : Rule::kKindPrefixFall);
  } else if (cls == UnitClass::kPercent) {
    f.kind = IndicatorKind::kShare;
    f.rules.Add(Rule::kKindShare);
  } else if (IsDuration(cls) && !CountsDays(r, f.token)) {
    f.kind = IndicatorKind::kDuration;
    f.rules.Add(Rule::kKindDuration);
  } else {
    f.kind = IndicatorKind::kLevel;
    f.rules.Add(Rule::kKindDefault);
  }
}

}  // namespace

void ReadKinds(Reading& r) {
  for (size_t i = 0; i < r.findings.size(); ++i) ReadKind(r, r.findings[i], i == 0 ? nullptr : &r.findings[i - 1]);
}

}  // namespace gangmu::extraction
