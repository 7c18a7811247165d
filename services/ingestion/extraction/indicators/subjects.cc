// What is counted or measured: the noun phrase behind the number, before it, or that of the clause before.
#include <algorithm>

#include "services/ingestion/extraction/indicators/findings.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kMaxPhrase = 40;  // characters of a subject
constexpr int32_t kMaxTokens = 24;  // tokens looked at on either side
constexpr size_t kCarryOver = 4;    // findings with a generic head that a subject is carried over
constexpr int32_t kGrantReach = 8;  // tokens between a word of granting and its amount

// Tokens [begin, end); empty where begin >= end.
struct Phrase {
  int32_t begin = 0, end = 0;
  bool empty() const { return begin >= end; }
};

class SubjectFinder {
 public:
  explicit SubjectFinder(Reading& r) : r_(r) {}
  void Run();

 private:
  const Token& T(int32_t i) const { return r_.token(i); }
  bool In(int32_t i) const { return i >= 0 && i < r_.count(); }
  bool TextIs(int32_t i, std::u32string_view s) const {
    return In(i) && static_cast<int32_t>(s.size()) == T(i).size() && r_.passage.StartsWith(T(i).begin, s);
  }
  bool Word(int32_t i, uint64_t tags) const { return In(i) && T(i).kind == TokenKind::kWord && T(i).Is(tags); }
  bool ClauseEnd(int32_t i) const { return !In(i) || T(i).kind == TokenKind::kStop || T(i).kind == TokenKind::kComma; }
  int32_t Length(const Phrase& p) const { return p.empty() ? 0 : T(p.end - 1).end - T(p.begin).begin; }

  // May stand inside a noun phrase.
  bool Material(int32_t i) const;
  // Passed over between the subject and its number.
  bool Filler(int32_t i) const;
  bool InsideName(int32_t i) const;
  bool Conjunction(int32_t i) const {
    return In(i) && (T(i).kind == TokenKind::kPause || (T(i).kind == TokenKind::kWord && T(i).Is(kAnd)));
  }
  int32_t OpeningOf(int32_t close) const;
  int32_t DivisionsIn(int32_t open) const;

  Phrase Collect(int32_t end) const;   // the noun phrase that ends before token `end`
  Phrase Before(int32_t token) const;  // … before the number at `token`, fillers passed over
  Phrase Behind(int32_t token, bool& joined) const;
  Phrase ObjectBehind(int32_t token) const;
  Phrase Grant(int32_t token) const;
  Phrase Trim(Phrase p) const;
  bool OpensName(int32_t i) const;
  Phrase AfterBoundary(Phrase p) const;
  bool Nominal(int32_t i, const Phrase& p) const;
  bool IsParticle(const Phrase& p) const;
  bool OnlyScope(const Phrase& p) const;
  Phrase OfRank(int32_t token) const;
  bool InsideScope(int32_t token) const;
  Phrase OfShare(int32_t token) const;
  bool NamesShare(const Phrase& p) const;
  bool GrantedToSomeone(const Phrase& before, const Phrase& grant) const;
  bool ActsOnly(int32_t token) const;
  bool IsMark(const Phrase& p) const;
  bool OpensClause(int32_t token) const;
  int32_t BoundOf(int32_t token) const;
  bool SetVerb(Finding& f);
  bool FindLimited(Finding& f);
  bool AllSet(const Phrase& p) const;
  bool AllActs(const Phrase& p) const;
  bool Spends(int32_t token) const;
  Phrase SpentMoney(int32_t token) const;
  bool NamesPlace(const Phrase& p) const;
  Phrase After(int32_t token, std::u32string_view word) const;

  void Set(Finding& f, const Phrase& p, Rule rule) {
    set_ = p;
    f.subject_begin = T(p.begin).begin;
    f.subject_end = T(p.end - 1).end;
    f.rules.Add(rule);
  }
  bool Carry(size_t i);
  bool GenericHead(const Finding& f) const;
  bool GrantBefore(size_t index);
  void Find(size_t i);
  void CutAtPeople(Finding& f) const;
  bool NamesByOneCharacter(const Phrase& p) const;
  Phrase HeadOfClause(int32_t token) const;
  bool FindOfCount(Finding& f);
  bool FindOfAmount(Finding& f);
  bool FindOfDuration(Finding& f);
  bool NumberedAlike(const Phrase& part, const Phrase& last) const;
  void Distribute();
  void ShareForward();
  void ShareBack();

  Reading& r_;
  Phrase set_;  // the phrase that was set last
};

bool SubjectFinder::Material(int32_t i) const {
  if (!In(i)) return false;
  const Token& t = T(i);
  switch (t.kind) {
    case TokenKind::kText:
    case TokenKind::kName:
      return true;
    case TokenKind::kWord:
      if (t.Is(kNoun | kNumeral | kModifier | kObject | kGrowth | kDecline)) return true;
      if (t.size() == 1 && !t.Is(kPrep | kAnd | kGoal | kDone) && InsideName(i)) return true;
      if (t.Is(kUp | kDown | kPrep | kTo | kGain | kDrop)) return false;
      if (t.Is(kVerb)) return t.Is(kAct | kEvent | kGive);
      if (t.Is(kSet | kGive | kWhere | kLocal | kAct | kEvent | kRatio | kScore | WordTag::kIndex | kSpend))
        return true;
      return !t.Is(kAdverb | kLink | kGoal | kPassing | kAnd | kDone);
    default:
      return false;
  }
}

// A word of one character with text on both sides is a character of a name (医共体, 通达率).
bool SubjectFinder::InsideName(int32_t i) const {
  const auto plain = [this](int32_t k) {
    return In(k) && (T(k).kind == TokenKind::kText || (T(k).kind == TokenKind::kWord && T(k).Is(kNoun | kObject)));
  };
  static constexpr std::u32string_view kAdverbs = U"已也又还将仍占到获使";
  return plain(i - 1) && plain(i + 1) && kAdverbs.find(r_.passage.at(T(i).begin)) == std::u32string_view::npos;
}

bool SubjectFinder::Filler(int32_t i) const {
  if (!In(i)) return false;
  const Token& t = T(i);
  if (t.kind == TokenKind::kTime) return true;
  if (t.kind != TokenKind::kWord) return false;
  if (t.Is(kNoun | kNumeral | kEvent | kGive | kAct | kGrowth | kDecline)) return false;
  if (t.Is(kUp | kDown | kLink)) return true;
  if (t.Is(kSet)) return false;
  return t.Is(kAdverb | kTo | kGoal | kPassing | kDone | kVerb | kPrep | kGain | kDrop | kModifier | kSpend);
}

int32_t SubjectFinder::OpeningOf(int32_t close) const {
  for (int32_t i = close - 1; i >= 0 && close - i < kMaxTokens; --i) {
    if (T(i).kind == TokenKind::kOpen) return i;
    if (T(i).kind == TokenKind::kQuantity || T(i).kind == TokenKind::kStop) return -1;
  }
  return -1;
}

Phrase SubjectFinder::Collect(int32_t end) const {
  int32_t i = end - 1;
  while (In(i) && T(i).kind == TokenKind::kDe) --i;
  if (In(i) && T(i).kind == TokenKind::kClose) {  // 卫生院（含分院）17个
    const int32_t open = OpeningOf(i);
    if (open > 0) i = open - 1;
  }
  Phrase p{i + 1, i + 1};
  while (In(i) && p.end - i < kMaxTokens) {
    if (T(p.end - 1).end - T(i).begin > kMaxPhrase) break;
    if (Material(i)) {
      p.begin = i--;
      continue;
    }
    if (p.empty()) break;
    if (T(i).kind == TokenKind::kDe && Material(i - 1)) {
      // 建设的X, 实施的X: a relative clause ends here.
      if (Word(i - 1, kAct | kVerb) && !Word(i - 1, kNoun)) break;
      --i;
      continue;
    }
    if (Conjunction(i) && Material(i - 1)) {
      // 616.2万名近亲属、共济金额69.1亿元: the part before 、 is counted by the number before it.
      int32_t k = i - 1;
      while (Material(k) || (In(k) && T(k).kind == TokenKind::kDe)) --k;
      if (In(k) && T(k).kind == TokenKind::kQuantity) break;
      --i;
      continue;
    }
    if (T(i).kind == TokenKind::kClose) {
      const int32_t open = OpeningOf(i);
      if (open > 0 && Material(open - 1)) {
        i = open - 1;
        continue;
      }
    }
    if ((TextIs(i, U"以上") || TextIs(i, U"以下")) && (Material(i - 1) || Conjunction(i - 1))) {  // 博士以上人才
      --i;
      continue;
    }
    if (Nominal(i, p)) {
      p.begin = i--;
      continue;
    }
    break;
  }
  if (!p.empty()) p = AfterBoundary(p);
  p = Trim(p);
  return IsParticle(p) ? Phrase{} : p;
}

// 各地可降至16%, 连续9年全国第一: where, not what.
bool SubjectFinder::OnlyScope(const Phrase& p) const {
  for (int32_t i = p.begin; i < p.end; ++i) {
    if (!Word(i, kWhere | kLocal)) return false;
  }
  return !p.empty();
}

// 精简后为18个, 前2年: a word of order names nothing.
bool SubjectFinder::IsParticle(const Phrase& p) const {
  static constexpr std::u32string_view kParticles = U"后前中内里时年月分各均";
  if (p.end - p.begin == 1 && (TextIs(p.begin, U"部分") || TextIs(p.begin, U"全部"))) return true;
  return Length(p) == 1 && kParticles.find(r_.passage.at(T(p.begin).begin)) != std::u32string_view::npos;
}

// A verb before a head of its own is part of the name: 楼宇入驻率, 平均办理时间, 新开工面积.
bool SubjectFinder::Nominal(int32_t i, const Phrase& p) const {
  if (!Word(i, kVerb) || T(i).size() < 2 || T(p.begin).begin != T(i).end) return false;
  static constexpr std::u32string_view kSuffixes = U"率数量额费期区体点比值度线站员人户";
  const char32_t next = r_.passage.at(T(p.begin).begin);
  const bool plain = T(p.begin).kind == TokenKind::kText || T(p.begin).size() == 1;  // 入驻率: 率 is a word of its own
  if (plain && kSuffixes.find(next) != std::u32string_view::npos && next != U'人' && next != U'户') return true;
  return !Word(i, kFirm | kLink | kAdverb) && Word(p.begin, kObject | kSet) &&
         (p.end - p.begin <= 2 || Conjunction(p.begin + 1) || TextIs(p.begin + 1, U"等"));
}

// What the word before the phrase tells of it: behind a verb, X的Y is a relative clause (涉及行业广泛的税率); behind
// 在, X中Y is a place and a name (在一类开发区中综合排名).
Phrase SubjectFinder::AfterBoundary(Phrase p) const {
  const int32_t before = p.begin - 1;
  if (Word(before, kVerb) && !((TextIs(before, U"占") || TextIs(before, U"相当于")) && NamesShare(p))) {
    for (int32_t i = p.end - 2; i > p.begin; --i) {
      if (T(i).kind == TokenKind::kDe && T(p.end - 1).end - T(i).end >= 2) return {i + 1, p.end};
    }
  }
  if (TextIs(before, U"在")) {
    for (int32_t i = p.begin; i + 1 < p.end; ++i) {
      if (TextIs(i, U"中") || TextIs(i, U"内") || TextIs(i, U"上") || TextIs(i, U"里") || TextIs(i, U"方面"))
        return {i + 1, p.end};
    }
  }
  return p;
}

// Text that may begin a name of its own; behind a verb, 率, 节, 会 and the like close one (消费节).
bool SubjectFinder::OpensName(int32_t i) const {
  static constexpr std::u32string_view kClosing = U"率数量额费期区体点比值度线站员人户节日会周等";
  if (T(i).kind == TokenKind::kName) return true;
  return T(i).kind == TokenKind::kText && T(i).size() >= 2 &&
         kClosing.find(r_.passage.at(T(i).begin)) == std::u32string_view::npos;
}

// Cuts what is no part of the name: words of place in front, a verb in front, particles.
Phrase SubjectFinder::Trim(Phrase p) const {
  for (bool changed = true; changed && !p.empty();) {
    changed = false;
    const int32_t first = p.begin;
    if (T(first).kind == TokenKind::kDe || Conjunction(first) || TextIs(first, U"等") ||
        T(first).kind == TokenKind::kClose) {
      ++p.begin;
      changed = true;
      continue;
    }
    const bool more = p.end - first > 1 && T(p.end - 1).end - T(first + 1).begin >= 2;
    if (!more) break;
    if (Word(first, kLocal) && r_.passage.at(T(first + 1).begin) != U'内' &&
        r_.passage.at(T(first + 1).begin) != U'外' && T(first + 1).kind != TokenKind::kDe) {
      ++p.begin;
      changed = true;
      continue;
    }
    // A verb that opens the clause: 建设燃气管网. Before a head of its own it is part of the name: 建设项目.
    int32_t act = first;
    while (act < p.end && Word(act, kModifier) && !Word(act, kAct)) ++act;
    if (act + 1 < p.end && Word(act, kAct) && !Word(act + 1, kAbstract | kAct) && T(act + 1).kind != TokenKind::kDe &&
        !Conjunction(act + 1) && T(p.end - 1).end - T(act + 1).begin >= 2) {
      p.begin = act + 1;
      changed = true;
    } else if (act == first && act + 2 < p.end && Word(act, kAct) && Word(act + 1, kAct) &&
               !Word(act + 1, kNoun | kObject) && OpensName(act + 2) && T(p.end - 1).end - T(act + 2).begin >= 4) {
      p.begin = act + 2;  // 修复治理退化草原
      changed = true;
    }
  }
  // 高校招募志愿者600名: between two nouns the act is a verb.
  for (int32_t i = p.end - 2; i > p.begin; --i) {
    const bool spends =
        TextIs(i, U"安排") || TextIs(i, U"发放") || TextIs(i, U"拨付") || TextIs(i, U"下达") || TextIs(i, U"争取");
    if (spends && T(p.end - 1).end - T(i + 1).begin >= 2) {
      p.begin = i + 1;
      break;
    }
    if (Word(i, kTransitive) && !Word(i + 1, kObject | kAbstract | kAct | kSet) && T(i + 1).kind != TokenKind::kDe &&
        !Conjunction(i + 1) && T(i - 1).kind != TokenKind::kDe && T(p.end - 1).end - T(i + 1).begin >= 2) {
      p.begin = i + 1;
      break;
    }
  }
  while (!p.empty()) {
    const int32_t last = p.end - 1;
    if (T(last).kind == TokenKind::kDe || Conjunction(last) || TextIs(last, U"等") || TextIs(last, U"之一") ||
        TextIs(last, U"中") || TextIs(last, U"其中")) {
      --p.end;
    } else {
      break;
    }
  }
  return p;
}

Phrase SubjectFinder::Before(int32_t token) const {
  int32_t i = token - 1;
  for (;;) {
    while (Filler(i) || (In(i) && (TextIs(i, U"了") || T(i).kind == TokenKind::kDe))) --i;
    const Phrase p = Collect(i + 1);
    if (p.empty() || !AllActs(p)) return p;
    i = p.begin - 1;  // a verb right before the number: 累计发展1000多万羽
  }
}

// A verb of spending right before the number: what stands before it is who spends.
bool SubjectFinder::Spends(int32_t token) const {
  int32_t i = token - 1;
  while (In(i) && token - i < 6) {
    if (Word(i, kSpend) && !Word(i, kNoun)) return true;
    if (!Filler(i)) return false;
    --i;
  }
  return false;
}

// The end of a bracket at `open` that names the like of a division (县（市、区）), -1 where it holds anything else.
int32_t SubjectFinder::DivisionsIn(int32_t open) const {
  static constexpr std::u32string_view kDivisions = U"省市县区旗州盟乡镇村街道社自治直辖特场、";
  if (!In(open) || T(open).kind != TokenKind::kOpen) return -1;
  for (int32_t i = open + 1; In(i) && i - open < 10; ++i) {
    if (T(i).kind == TokenKind::kClose) return i > open + 1 ? i : -1;
    for (int32_t c = T(i).begin; c < T(i).end; ++c) {
      if (kDivisions.find(r_.passage.at(c)) == std::u32string_view::npos) return -1;
    }
  }
  return -1;
}

// 中央预算内投资安排6100亿元: where money stands before the verb of spending, it is what is spent, not who spends.
Phrase SubjectFinder::SpentMoney(int32_t token) const {
  int32_t i = token - 1;
  while (Filler(i) && !Word(i, kSpend)) --i;
  if (!Word(i, kSpend)) return {};
  const Phrase p = Collect(i);
  if (p.empty()) return {};
  const int32_t end = T(p.end - 1).end;
  for (const std::u32string_view money : {U"投资", U"资金", U"经费", U"基金", U"国债", U"债券"}) {
    if (r_.passage.EndsWith(end, money)) return p;
  }
  return {};
}

Phrase SubjectFinder::Behind(int32_t token, bool& joined) const {
  int32_t i = token + 1;
  while (Word(i, kAdverb) && (TextIs(i, U"以上") || TextIs(i, U"以下") || TextIs(i, U"以内") || TextIs(i, U"之内") ||
                              TextIs(i, U"内") || TextIs(i, U"左右") || TextIs(i, U"上下"))) {
    ++i;
  }
  joined = In(i) && T(i).kind == TokenKind::kDe;
  if (joined) ++i;
  Phrase p{i, i};
  if (TextIs(i, U"在") && Material(i + 1)) p.end = ++i;  // 8个在汉湖北实验室
  while (In(i) && i - p.begin < kMaxTokens) {
    if (Material(i)) {
      // 村民组全部组建合作社, 实事全部如期完成
      if (Word(i, kModifier) && Word(i + 1, kVerb | kAct | kModifier | kDone) && !Word(i + 1, kNoun | kEvent) &&
          (Word(i + 1, kVerb | kAct | kDone) || Word(i + 2, kVerb)))
        break;
      if (T(i).quoted && !p.empty() && (ClauseEnd(i + 1) || !Material(i + 1))) break;
      p.end = ++i;
      continue;
    }
    if (p.empty()) break;
    if (const int32_t close = DivisionsIn(i); close > 0) {  // 县（市、区）医共体
      p.end = i = close + 1;
      continue;
    }
    if (T(i).kind == TokenKind::kDe && Material(i + 1)) {
      ++i;
      continue;
    }
    if (Conjunction(i) && Material(i + 1)) {
      int32_t k = i + 1;
      while (Material(k) || (In(k) && (Conjunction(k) || T(k).kind == TokenKind::kDe))) ++k;
      if (In(k) && (T(k).kind == TokenKind::kQuantity || T(k).kind == TokenKind::kNumber ||
                    Word(k, kAdverb | kLink | kUp | kDown)))
        break;
      ++i;
      continue;
    }
    break;
  }
  while (!p.empty() && (TextIs(p.end - 1, U"等") || T(p.end - 1).kind == TokenKind::kDe || Conjunction(p.end - 1) ||
                        TextIs(p.end - 1, U"之一") || TextIs(p.end - 1, U"中")))
    --p.end;
  return p;
}

// Behind a verb: 连续19年推进科技特派员工作 → 科技特派员工作.
Phrase SubjectFinder::ObjectBehind(int32_t token) const {
  int32_t i = token + 1;
  int32_t commas = 0;
  while (In(i) && i - token < 8) {
    if (Material(i) && !(Word(i, kAct) && Material(i + 1))) break;
    if (T(i).kind == TokenKind::kStop || T(i).kind == TokenKind::kQuantity) return {};
    if (T(i).kind == TokenKind::kComma && ++commas > 1) return {};
    ++i;
  }
  if (!In(i) || !Material(i)) return {};
  bool joined = false;
  return Behind(i - 1, joined);
}

// The word of granting that the amount belongs to: 奖励企业200万元 → 奖励.
Phrase SubjectFinder::Grant(int32_t token) const {
  for (int32_t i = token - 1; i >= 0 && token - i <= kGrantReach; --i) {
    if (ClauseEnd(i) || T(i).kind == TokenKind::kQuantity) return {};
    if (Word(i, kGive)) return {i, i + 1};
  }
  return {};
}

bool SubjectFinder::AllActs(const Phrase& p) const {
  for (int32_t i = p.begin; i < p.end; ++i) {
    if (!Word(i, kAct | kSpend | kModifier) || Word(i, kEvent | kNoun | kGive)) return false;
  }
  return true;
}

// 福建省南平市: who, not what.
bool SubjectFinder::NamesPlace(const Phrase& p) const {
  const char32_t last = r_.passage.at(T(p.end - 1).end - 1);
  return last == U'省' || last == U'市' || last == U'县' || last == U'区' || last == U'州' || last == U'旗' ||
         last == U'镇';
}

// The phrase behind `word` in the clause of `token`: 用于创建工作.
Phrase SubjectFinder::After(int32_t token, std::u32string_view word) const {
  for (int32_t i = token + 1; In(i) && i - token < 6 && !ClauseEnd(i); ++i) {
    if (TextIs(i, word)) {
      bool joined = false;
      return Behind(i, joined);
    }
  }
  return {};
}

bool SubjectFinder::AllSet(const Phrase& p) const {
  for (int32_t i = p.begin; i < p.end; ++i) {
    if (!Word(i, kSet | kGrowth | kDecline | kAdverb | kModifier)) return false;
  }
  return !p.empty();
}

// A number of rivals: 在 stands shortly before it.
bool SubjectFinder::InsideScope(int32_t token) const {
  for (int32_t i = token - 1; In(i) && token - i <= 4; --i) {
    if (TextIs(i, U"在")) return true;
    if (!Word(i, kWhere | kLocal | kNoun)) return false;
  }
  return false;
}

// 居全国第4位, 在全省县市区中排名第1: what is ranked stands before the words of ranking.
Phrase SubjectFinder::OfRank(int32_t token) const {
  int32_t cut = token;
  for (int32_t i = token - 1; In(i) && token - i <= 10; --i) {
    if (T(i).kind == TokenKind::kQuantity && InsideScope(i)) continue;  // 在168个城市中排名第3位
    if (ClauseEnd(i) || T(i).kind == TokenKind::kQuantity || T(i).kind == TokenKind::kPause) break;
    const bool ranks = Word(i, kLink) || TextIs(i, U"在") || TextIs(i, U"连续") || Word(i, kAdverb);
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

// 比重, 比例 behind what it is a share of.
bool SubjectFinder::NamesShare(const Phrase& p) const {
  const int32_t end = T(p.end - 1).end;
  return r_.passage.EndsWith(end, U"比重") || r_.passage.EndsWith(end, U"比例") || r_.passage.EndsWith(end, U"份额");
}

// 占X的N% tells what stands before 占; 占X比重 is a name of its own.
Phrase SubjectFinder::OfShare(int32_t token) const {
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

// The subject of the quantity before in the sentence, else the noun phrase that closes the clause before.
bool SubjectFinder::Carry(size_t index) {
  Finding& f = r_.findings[index];
  // 合计1449人: a sum of what was listed, not of the last item.
  if (TextIs(f.first_token - 1, U"合计") || TextIs(f.first_token - 1, U"总计") || TextIs(f.first_token - 1, U"共计"))
    return false;
  int32_t sentence = f.first_token;
  const int32_t reach = std::max(f.first_token - kMaxSentence, 0);
  while (sentence > reach && T(sentence - 1).kind != TokenKind::kStop) --sentence;
  if (index > 0) {
    size_t named = index - 1;  // 生产总值2920亿元、总量居第5位，增长6%: 总量 names nothing by itself
    while (named > 0 && index - named < kCarryOver && GenericHead(r_.findings[named]) &&
           r_.findings[named - 1].token >= sentence)
      --named;
    const Finding& before = r_.findings[named];
    if (before.token >= sentence && before.subject_end > before.subject_begin) {
      f.subject_begin = before.subject_begin;
      f.subject_end = before.subject_end;
      f.tail_begin = before.tail_begin;
      f.tail_end = before.tail_end;
      f.carried = true;
      f.rules.Add(Rule::kSubjectCarried);
      return true;
    }
  }
  int32_t comma = f.first_token - 1;
  while (comma > sentence && T(comma).kind != TokenKind::kComma) --comma;
  if (comma <= sentence || (ActsOnly(f.first_token) && !Spends(f.first_token))) return false;
  const Phrase p = Collect(comma);
  if (p.empty() || Length(p) < 2) return false;
  Set(f, p, Rule::kSubjectCarried);
  f.carried = true;
  return true;
}

// The clause of the number holds a verb of its own and no noun: 规划100平方公里.
bool SubjectFinder::ActsOnly(int32_t token) const {
  return Word(token - 1, kAct | kVerb) && !Word(token - 1, kLink | kUp | kDown);
}

// 5个村被认定为…, 3座桥通车: nouns of one character.
bool SubjectFinder::NamesByOneCharacter(const Phrase& p) const {
  static constexpr std::u32string_view kNouns = U"村镇乡县市区省州校厂馆园桥路河湖港库矿井";
  return kNouns.find(r_.passage.at(T(p.begin).begin)) != std::u32string_view::npos;
}

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
  // 200家拥有自主知识产权的企业: the head stands behind the relative clause.
  if (Word(f.token + 1, kVerb) || Word(f.token + 1, kPrep)) {
    for (int32_t i = f.token + 2; In(i) && i - f.token < 14 && !ClauseEnd(i) && T(i).kind != TokenKind::kQuantity;
         ++i) {
      if (T(i).kind != TokenKind::kDe) continue;
      Phrase head = Behind(i, joined);
      if (!head.empty() && Before(f.first_token).empty()) {
        Set(f, head, Rule::kSubjectBehind);
        return true;
      }
      break;
    }
  }
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

bool SubjectFinder::FindOfAmount(Finding& f) {
  const bool percent = f.quantity->unit->cls == UnitClass::kPercent || f.quantity->unit->cls == UnitClass::kPoint;
  const bool moves =
      f.kind == IndicatorKind::kIncrease || f.kind == IndicatorKind::kDecrease || f.kind == IndicatorKind::kChange;
  const Phrase before = percent ? OfShare(f.first_token) : Before(f.first_token);
  bool joined = false;
  // 后增加的3.5亿元资金: what grew stands behind.
  const bool attribute = In(f.first_token - 1) && T(f.first_token - 1).kind == TokenKind::kDe && Material(f.token + 1);
  if (!moves || attribute) {
    const Phrase behind = Behind(f.token, joined);
    // 年度纳税额超过500万元的企业: a bounded value of what stands before it, and a condition on what stands behind.
    const bool bounded =
        joined && !before.empty() && (Word(f.first_token - 1, kLink) || f.qualifier != Qualifier::kExact);
    // 突破10亿元、50亿元、100亿元的企业: so are those that follow the first.
    const bool follows = T(std::max(f.first_token - 1, 0)).kind == TokenKind::kPause;
    if (joined && before.empty() && f.qualifier != Qualifier::kExact && follows) return false;
    if (!behind.empty() && Length(behind) >= 2 && !bounded && !AllSet(behind) && !IsMark(behind) &&
        (joined || !percent || Word(behind.end - 1, kGive) || (before.empty() && OpensClause(f.first_token)))) {
      Set(f, behind, Rule::kSubjectBehind);
      return true;
    }
    const Phrase grant = Grant(f.first_token);
    if (!grant.empty() && (before.empty() || before.begin >= grant.begin || GrantedToSomeone(before, grant))) {
      Set(f, grant, Rule::kSubjectGrant);
      if (r_.passage.StartsWith(f.subject_begin, U"最高")) f.subject_begin += 2;
      return true;
    }
    if (const Phrase what = SpentMoney(f.first_token); !what.empty()) {
      Set(f, what, Rule::kSubjectBefore);
      return true;
    }
    if (Spends(f.first_token)) {
      const Phrase use = After(f.token, U"用于");
      if (use.empty()) return false;
      Set(f, use, Rule::kSubjectObject);
      return true;
    }
  }
  if (before.empty()) return moves && SetVerb(f);
  // 高于全市平均水平1.8个百分点: what is compared with, not what is measured.
  int32_t compares = before.begin - 1;
  if (TextIs(compares, U"不超过") && (TextIs(compares - 1, U"按照") || TextIs(compares - 1, U"按"))) {
    Set(f, before, Rule::kSubjectBefore);  // 按照不超过投资额30%的比例
    return true;
  }
  while (Word(compares, kLocal | kWhere) || (In(compares) && T(compares).kind == TokenKind::kTime) ||
         (Word(compares, kVerb) && In(compares - 1) && T(compares - 1).kind == TokenKind::kTime))  // 比2019年启用初期
    --compares;
  if (const int32_t bound = BoundOf(f.first_token); percent && bound >= 0) compares = bound;
  if (TextIs(compares, U"高于") || TextIs(compares, U"低于") || TextIs(compares, U"快于") ||
      TextIs(compares, U"好于") || TextIs(compares, U"优于") || TextIs(compares, U"慢于") || TextIs(compares, U"比") ||
      TextIs(compares, U"较") || TextIs(compares, U"不高于") || TextIs(compares, U"不超过") ||
      TextIs(compares, U"不低于") || TextIs(compares, U"不少于")) {
    const Phrase own = Before(compares);
    if (own.empty()) return false;
    Set(f, own, Rule::kSubjectBefore);
    return true;
  }
  if (AllSet(before) && Word(before.end - 1, kGrowth | kDecline)) {
    const size_t index = static_cast<size_t>(&f - r_.findings.data());
    if (Carry(index)) return true;
  }
  Set(f, before, Rule::kSubjectBefore);
  return true;
}

// 收费不高于承担责任的0.5%: the token of the bounding word, -1 where none stands before X的.
int32_t SubjectFinder::BoundOf(int32_t token) const {
  if (!In(token - 1) || T(token - 1).kind != TokenKind::kDe) return -1;
  for (int32_t i = token - 2; In(i) && token - i <= kGrantReach && !ClauseEnd(i); --i) {
    if (TextIs(i, U"不高于") || TextIs(i, U"不超过") || TextIs(i, U"不低于") || TextIs(i, U"不少于")) return i;
  }
  return -1;
}

// 2019年50%中心卫生院达标: only a time stands before the number in its clause.
bool SubjectFinder::OpensClause(int32_t token) const {
  int32_t i = token - 1;
  while (In(i) && token - i <= kMaxSentence && (T(i).kind == TokenKind::kTime || Word(i, kAdverb | kGoal))) --i;
  if (!ClauseEnd(i)) return false;
  // 材料80%销往国内，20%销往国外: the rates of one sentence are of one thing.
  for (; In(i) && token - i <= kMaxSentence && T(i).kind != TokenKind::kStop; --i) {
    if (T(i).kind == TokenKind::kQuantity && r_.cut.quantities[T(i).ref].unit->cls == UnitClass::kPercent) return false;
  }
  return true;
}

// 万亿元台阶, 百万元大关: a figure of speech.
bool SubjectFinder::IsMark(const Phrase& p) const {
  return TextIs(p.begin, U"大关") || TextIs(p.begin, U"台阶") || TextIs(p.begin, U"关口") || TextIs(p.begin, U"门槛");
}

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

// 每家企业最高奖励200万元: the phrase before the amount is the grantee with the grant.
bool SubjectFinder::GrantedToSomeone(const Phrase& before, const Phrase& grant) const {
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

// 给予一次性奖补，最高300万元: the limit is of the grant in the clause before.
bool SubjectFinder::GrantBefore(size_t index) {
  Finding& f = r_.findings[index];
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

void SubjectFinder::Find(size_t i) {
  Finding& f = r_.findings[i];
  set_ = {};
  bool found = false;
  if (f.kind == IndicatorKind::kRank || f.rank_move || (f.from != nullptr && f.quantity->is_rank)) {
    const Phrase p = OfRank(f.first_token);
    if (!p.empty()) {
      Set(f, p, Rule::kSubjectBefore);
      found = true;
    }
  } else if (f.kind == IndicatorKind::kDuration) {
    found = FindOfDuration(f);
  } else {
    switch (f.quantity->unit->cls) {
      case UnitClass::kCount:
      case UnitClass::kHan:
      case UnitClass::kBare:
      case UnitClass::kGreat:
      case UnitClass::kPerson:
      case UnitClass::kAge:
        found = FindOfCount(f);
        break;
      default:
        found = FindOfAmount(f);
        break;
    }
  }
  // 各地可降至16%: where, not what. Behind a count (五大区域) the word is what is counted.
  if (found && set_.begin < f.first_token && OnlyScope(set_)) {
    found = false;
    f.subject_begin = f.subject_end = 0;
  }
  if (!found && !GrantBefore(i) && !Carry(i)) f.rules.Add(Rule::kSubjectNone);
}

// 一 beside 三产: a numeral alone before a word that begins with one.
bool SubjectFinder::NumberedAlike(const Phrase& part, const Phrase& last) const {
  return Length(part) == 1 && Length(last) > 1 && r_.passage.cls(T(part.begin).begin) == CharClass::kHanDigit &&
         r_.passage.cls(T(last.begin).begin) == CharClass::kHanDigit;
}

// 受理数、案损数分别下降16%和36%: each quantity has its own part of the list before 分别.
void SubjectFinder::Distribute() {
  for (size_t i = 0; i + 1 < r_.findings.size(); ++i) {
    Finding& first = r_.findings[i];
    int32_t apart = first.first_token - 1;
    while (In(apart) && first.first_token - apart < 6 && !ClauseEnd(apart) &&
           !r_.passage.StartsWith(T(apart).begin, U"分别"))
      --apart;
    if (!In(apart) || !r_.passage.StartsWith(T(apart).begin, U"分别")) continue;
    size_t last = i;
    while (last + 1 < r_.findings.size()) {
      bool next = true;
      for (int32_t k = r_.findings[last].token + 1; k < r_.findings[last + 1].first_token; ++k)
        next = next && (Conjunction(k) || Filler(k));
      if (!next) break;
      ++last;
    }
    const int32_t wanted = static_cast<int32_t>(last - i) + 1;
    const Phrase list = Before(first.first_token);
    if (wanted < 2 || list.empty()) continue;
    std::vector<Phrase> parts{{list.begin, list.begin}};
    for (int32_t k = list.begin; k < list.end; ++k) {
      if (Conjunction(k)) {
        parts.push_back({k + 1, k + 1});
      } else {
        parts.back().end = k + 1;
      }
    }
    if (static_cast<int32_t>(parts.size()) != wanted) continue;
    for (int32_t k = 0; k < wanted; ++k) {
      Finding& f = r_.findings[i + k];
      if (parts[k].empty()) continue;
      const Phrase part = Trim(parts[k]);
      f.tail_begin = f.tail_end = 0;
      Set(f, part.empty() ? parts[k] : part, Rule::kSubjectDistributed);
      // 城镇、农村居民人均可支配收入, 一产、二产增加值: a part of one word shares what follows the first word of the
      // last.
      if (parts[k].end - parts[k].begin == 1 && k + 1 < wanted && parts.back().end - parts.back().begin > 1) {
        f.tail_begin = T(parts.back().begin + 1).begin;
        f.tail_end = T(parts.back().end - 1).end;
      } else if (k + 1 < wanted && NumberedAlike(parts[k], parts.back())) {  // 一、二、三产
        f.tail_begin = T(parts.back().begin).begin + 1;
        f.tail_end = T(parts.back().end - 1).end;
      }
    }
    i = last;
  }
}

// 23个50亿元以上，…等300个亿元以上工业项目: the count shares the noun behind the last threshold.
void SubjectFinder::ShareForward() {
  for (size_t i = 0; i + 1 < r_.findings.size(); ++i) {
    Finding& count = r_.findings[i];
    Finding& threshold = r_.findings[i + 1];
    if (threshold.first_token != count.token + 1 ||
        !(threshold.qualifier == Qualifier::kAtLeast || threshold.qualifier == Qualifier::kAtMost))
      continue;
    bool joined = false;
    for (size_t k = i + 1; k < r_.findings.size() && k < i + 4; ++k) {
      const Phrase head = Behind(r_.findings[k].token, joined);
      if (head.empty()) continue;
      Set(count, head, Rule::kSubjectShared);
      Set(threshold, head, Rule::kSubjectShared);
      break;
    }
  }
}

// 100万元、50万元和30万元奖励: juxtaposed amounts share the noun behind the last.
void SubjectFinder::ShareBack() {
  for (size_t i = r_.findings.size(); i-- > 1;) {
    const Finding& last = r_.findings[i];
    Finding& before = r_.findings[i - 1];
    if (!(last.rules.Has(Rule::kSubjectBehind) || last.rules.Has(Rule::kSubjectShared)) ||
        last.quantity->unit != before.quantity->unit)
      continue;
    bool adjacent = last.first_token > before.token + 1;
    for (int32_t k = before.token + 1; k < last.first_token; ++k)
      adjacent = adjacent && (Conjunction(k) || Word(k, kAdverb));
    if (!adjacent) continue;
    before.subject_begin = last.subject_begin;
    before.subject_end = last.subject_end;
    before.rules.Add(Rule::kSubjectShared);
  }
}

void SubjectFinder::Run() {
  for (size_t i = 0; i < r_.findings.size(); ++i) Find(i);
  Distribute();
  ShareForward();
  ShareBack();
}

}  // namespace

void FindSubjects(Reading& r) { SubjectFinder(r).Run(); }

}  // namespace gangmu::extraction
