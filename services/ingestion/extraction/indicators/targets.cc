#include "services/ingestion/extraction/indicators/targets.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kEntitleReach = 6;  // tokens up to the clause that grants
constexpr int32_t kBoundedReach = 16;  // … where more conditions stand between (300人以上且…的赛事，给予…)
constexpr int32_t kReach = 30;         // tokens before the number in which a cue may stand

bool Contains(std::string_view s, std::initializer_list<std::string_view> words) {
  for (const std::string_view w : words) {
    if (s.find(w) != std::string_view::npos) return true;
  }
  return false;
}

uint64_t SetOf(std::u32string_view s) {
  uint64_t set = 0;
  for (const char32_t c : s) set |= uint64_t{1} << (c % 64);
  return set;
}

// A word that headings and openings are searched for, with the set of its code points, as bits.
struct Cue {
  std::u32string_view word;
  uint64_t set = 0;
  template <size_t kSize>
  consteval Cue(const char32_t (&literal)[kSize]) : word(literal, kSize - 1) {  // NOLINT: lists of words read as such
    for (const char32_t c : word) set |= uint64_t{1} << (c % 64);
  }
};

// A piece of text with the set of its code points: it spares most searches.
class Searched {
 public:
  explicit Searched(std::u32string_view text) : text_(text), set_(SetOf(text)) {}
  template <size_t kCount>
  bool HoldsAny(const Cue (&cues)[kCount]) const {
    for (const Cue& cue : cues) {
      if ((set_ & cue.set) == cue.set && text_.find(cue.word) != std::u32string_view::npos) return true;
    }
    return false;
  }

 private:
  std::u32string_view text_;
  uint64_t set_;
};

bool EndsClause(const Token& t) { return t.kind == TokenKind::kStop || t.kind == TokenKind::kComma; }

struct Cues {
  bool strong_goal = false;  // 力争, 确保, 目标
  bool weak_goal = false;    // 将, 要, 应, 不低于
  bool done = false;         // 已, 累计
  bool give = false;         // 奖励, 补助
};

bool IsStrong(const Passage& p, const Token& t) {
  // 预计可实现, 投产后预计: ahead; 预计全年增长5% may be an estimate of what is past.
  if (p.StartsWith(t.begin, U"预计"))
    return p.at(t.end) == U'可' || p.at(t.end) == U'将' || p.at(t.end) == U'能' || p.EndsWith(t.begin, U"后，") ||
           p.EndsWith(t.begin, U"后");
  // 计划总投资3亿元, 计划在全县建设: the verb; 年度计划 is a noun.
  if (p.StartsWith(t.begin, U"计划")) {
    for (const std::u32string_view word : {U"在", U"总投资", U"投资", U"投入", U"用于", U"新建"}) {
      if (p.StartsWith(t.begin + 2, word)) return true;
    }
    return false;
  }
  // 经过努力, 不懈努力: what was done.
  if (p.StartsWith(t.begin, U"努力") &&
      (p.EndsWith(t.begin, U"经过") || p.EndsWith(t.begin, U"不懈") || p.EndsWith(t.begin, U"共同")))
    return false;
  static constexpr std::u32string_view kStrong[] = {U"力争", U"确保", U"预期",    U"预期目标", U"目标",
                                                    U"拟",   U"努力", U"力求",    U"务必",     U"力争达到",
                                                    U"有望", U"奋力", U"实现目标"};
  for (const std::u32string_view w : kStrong) {
    if (static_cast<int32_t>(w.size()) == t.size() && p.StartsWith(t.begin, w)) return true;
  }
  return false;
}

// Cues of the clause that holds the quantity, and, for strong ones, of the sentence before it.
Cues ReadCues(const Reading& r, const Finding& f) {
  Cues cues;
  bool own_clause = true;
  for (int32_t k = f.first_token - 1; k >= 0 && f.first_token - k <= kReach; --k) {
    const Token& t = r.token(k);
    // One token in five says something here; asked in one branch.
    if (((t.tags & (kGoal | kDone | kGive)) == 0) & (t.kind != TokenKind::kStop) & (t.kind != TokenKind::kComma))
      continue;
    if (t.kind == TokenKind::kStop) break;
    if (t.kind == TokenKind::kComma) {
      own_clause = false;
      continue;
    }
    if (t.Is(kGoal) && IsStrong(r.passage, t)) cues.strong_goal = true;
    if (!own_clause) continue;
    cues.weak_goal |= t.Is(kGoal);
    cues.done |= t.Is(kDone);
    cues.give |= t.Is(kGive);
  }
  for (int32_t k = f.token + 1; k < r.count() && k - f.token <= 8 && !EndsClause(r.token(k)); ++k) {
    cues.give |= r.token(k).Is(kGive);
  }
  return cues;
}

// 500万元以下的小微企业, 1000平方米以上商场: a threshold that says which are meant.
bool IsThreshold(const Reading& r, const Finding& f) {
  const UnitClass cls = f.quantity->unit->cls;
  // 为企业提供1亿元以上的担保: what is given, not to whom.
  const int32_t verb = f.first_token - 1;
  if (verb >= 0 && (r.passage.EndsWith(r.token(verb).end, U"提供") || r.passage.EndsWith(r.token(verb).end, U"给予") ||
                    r.passage.EndsWith(r.token(verb).end, U"安排")))
    return false;
  if (!f.rules.Has(Rule::kQualifierBehind) ||
      (cls != UnitClass::kMoney && cls != UnitClass::kSize && cls != UnitClass::kDegree))
    return false;
  int32_t k = f.token + 1;
  while (k < r.count() && k - f.token <= 4 && r.Kind(k, TokenKind::kWord) &&
         (r.passage.StartsWith(r.token(k).begin, U"及") || r.passage.StartsWith(r.token(k).begin, U"以") ||
          r.passage.StartsWith(r.token(k).begin, U"之"))) {
    ++k;
  }
  if (k >= r.count() || k == f.token + 1) return false;
  if (r.Kind(k, TokenKind::kDe)) ++k;
  return r.Kind(k, TokenKind::kText) || r.Kind(k, TokenKind::kName) ||
         (r.Kind(k, TokenKind::kWord) && r.Has(k, kNoun | kObject));
}

// 投资5000万元以上，给予…: the clause behind grants something, so this one says to whom.
bool Entitles(const Reading& r, const Finding& f) {
  const UnitClass cls = f.quantity->unit->cls;
  // A count that is bounded says how many there must be: 人数在300人以上且…的赛事，给予….
  const bool bounded = cls == UnitClass::kPerson && f.rules.Has(Rule::kQualifierBehind);
  if (cls != UnitClass::kMoney && cls != UnitClass::kSize && !bounded) return false;
  int32_t k = f.token + 1;
  while (k < r.count() && k - f.token <= (bounded ? kBoundedReach : kEntitleReach) && !EndsClause(r.token(k))) ++k;
  if (!r.Kind(k, TokenKind::kComma) || k + 1 >= r.count()) return false;
  const int32_t at = r.token(k + 1).begin;
  for (const std::u32string_view word : {U"奖励", U"给予", U"予以", U"补助", U"补贴", U"实行", U"享受", U"一次性"}) {
    if (r.passage.StartsWith(at, word)) return true;
  }
  return false;
}

// The clause of the quantity begins with 对 or 凡: for whom a rule is.
bool OpensFor(const Reading& r, const Finding& f) {
  int32_t first = f.first_token;
  const int32_t reach = first > kMaxSentence ? first - kMaxSentence : 0;
  while (first > reach && !EndsClause(r.token(first - 1))) --first;
  return r.passage.StartsWith(r.token(first).begin, U"对") || r.passage.StartsWith(r.token(first).begin, U"凡");
}

// 年销售额在1亿元及以上的，…: a clause that ends with 的 states who or what qualifies; so does
// 对年度纳税额超过500万元的企业，….
bool IsCondition(const Reading& r, const Finding& f) {
  const UnitClass cls = f.quantity->unit->cls;
  // 60岁以上老年人 is a plain reference; …时 and …的予以 state when a rule holds.
  if (cls == UnitClass::kAge && (f.qualifier == Qualifier::kAtLeast || f.qualifier == Qualifier::kAtMost)) return true;
  if (r.passage.at(f.end) == U'时' && r.passage.at(f.end + 1) != U'间') return true;
  int32_t k = f.token + 1;
  bool of = false;
  while (k < r.count() && k - f.token <= kReach && !EndsClause(r.token(k))) {
    const Token& t = r.token(k++);
    if (t.kind == TokenKind::kOpen) return false;
    // 对年接待1万人次以上的旅行社进行奖励: which ones; 对企业给予30万元的奖励: the grant itself.
    if (t.kind == TokenKind::kDe && (f.rules.Has(Rule::kQualifierBehind) || f.quantity->is_rank) && k < r.count() &&
        !r.Has(k, kGive) && OpensFor(r, f))
      return true;
    of = of || t.kind == TokenKind::kDe;
    if (t.kind == TokenKind::kDe && (r.passage.StartsWith(t.end, U"予以") || r.passage.StartsWith(t.end, U"给予")))
      return true;
    if (t.kind == TokenKind::kWord && t.Is(kGive)) return false;
  }
  if (k >= r.count() || r.token(k).kind == TokenKind::kStop) return false;
  if (k > f.token + 1 && r.token(k - 1).kind == TokenKind::kDe) return true;
  return of && OpensFor(r, f);
}

}  // namespace

DocumentStance StanceOf(const DocumentFields& d) {
  const std::string_view type = d.document_type, title = d.title;
  if (Contains(type, {"工作报告"}) || Contains(title, {"政府工作报告", "工作报告", "计划执行情况"}))
    return DocumentStance::kReport;
  if (Contains(type, {"统计公报", "公报", "经验", "总结", "文章", "通报"})) return DocumentStance::kRecord;
  if (Contains(title, {"情况", "总结", "年度报告", "公报", "经验", "成效"}) &&
      !Contains(title, {"意见", "方案", "规划"}))
    return DocumentStance::kReport;
  if (Contains(type, {"规划", "计划", "方案", "意见", "通知", "办法", "条例", "决定", "批复", "决议", "公告", "请示",
                      "通告", "命令"}))
    return DocumentStance::kPlan;
  if (Contains(title, {"规划", "计划", "方案", "意见", "措施", "办法", "细则", "纲要", "政策", "条例", "规定", "流程",
                       "程序", "规程", "守则", "制度", "须知", "指南"}))
    return DocumentStance::kPlan;
  if (Contains(type, {"报告"})) return DocumentStance::kReport;
  return DocumentStance::kRecord;
}

Outlook OutlookOf(std::u32string_view heading) {
  static constexpr Cue kPast[] = {U"回顾",     U"成就",     U"现状",       U"发展基础", U"完成情况", U"进展情况",
                                  U"工作情况", U"主要做法", U"存在的问题", U"存在问题", U"面临形势", U"过去",
                                  U"发展情况", U"基本情况", U"工作总结",   U"工作成绩", U"现实基础", U"五年来",
                                  U"一年来",   U"发展历程", U"运行情况"};
  static constexpr Cue kFuture[] = {U"安排", U"目标", U"任务",     U"计划",     U"打算", U"重点工作", U"建议",
                                    U"措施", U"部署", U"思路",     U"展望",     U"今后", U"下一步",   U"要求",
                                    U"下步", U"预期", U"重点抓好", U"工作重点", U"做好", U"未来",     U"总体要求"};
  const Searched h(heading);
  if (h.HoldsAny(kPast)) return Outlook::kPast;
  return h.HoldsAny(kFuture) ? Outlook::kFuture : Outlook::kUnknown;
}

Outlook WeakOutlookOf(std::u32string_view heading, DocumentStance stance) {
  static constexpr Cue kPast[] = {U"形势", U"背景", U"主要工作", U"经验"};
  static constexpr Cue kDone[] = {U"成效", U"取得", U"显著"};
  static constexpr Cue kFuture[] = {U"政府工作", U"努力", U"争取"};
  const Searched h(heading);
  if (h.HoldsAny(kPast)) return Outlook::kPast;
  // In a plan these name what shall be (资源利用效率显著提高).
  if (stance != DocumentStance::kPlan && h.HoldsAny(kDone)) return Outlook::kPast;
  return h.HoldsAny(kFuture) ? Outlook::kFuture : Outlook::kUnknown;
}

void ReportCourse::AtHeading(Outlook outlook, bool top) {
  if (outlook == Outlook::kUnknown) {
    if (top && section_looked_back_) outlook_ = Outlook::kFuture;
    return;
  }
  outlook_ = outlook;
  section_looked_back_ = section_looked_back_ || (top && outlook == Outlook::kPast);
}

void ReportCourse::AtBody(std::u32string_view paragraph) {
  constexpr size_t kOpening = 80;  // the turn is announced where a paragraph opens
  if (outlook_ == Outlook::kFuture || paragraph.size() < 6) return;
  static constexpr Cue kTurns[] = {
      U"做好今年",     U"今年工作的",       U"今年政府工作", U"今年的工作",   U"今年的政府工作", U"今年的主要",
      U"今年的总体",   U"预期目标是",       U"预期目标为",   U"预期目标：",   U"总体要求是",     U"总体要求：",
      U"工作总要求",   U"总的要求是",       U"新的一年，",   U"今后五年",     U"今年要重点",     U"工作思路是",
      U"今年发展主要", U"今年经济社会发展", U"今年全市经济", U"今年全省经济", U"今年是"};
  if (Searched(paragraph.substr(0, kOpening)).HoldsAny(kTurns)) outlook_ = Outlook::kFuture;
}

void JudgeTarget(const Reading& r, Finding& f, DocumentStance stance, Outlook section, const Period& period,
                 bool named_time, const Date& publish, bool in_conditions) {
  const Cues cues = ReadCues(r, f);
  const bool entitles = stance == DocumentStance::kPlan && !cues.give && Entitles(r, f);
  if (in_conditions || IsCondition(r, f) || IsThreshold(r, f) || entitles) {
    f.condition = true;
    f.rules.Add(Rule::kTargetCondition);
    return;
  }
  const auto judge = [&f](bool target, Rule rule) {
    f.target = target;
    f.rules.Add(rule);
  };
  if (named_time && publish.present()) {
    if (period.start.present() && period.start > publish) return judge(true, Rule::kTargetTime);
    if (period.start.present() && period.end.present() && period.end <= publish && !cues.strong_goal &&
        period.start.year < publish.year + (period.end < publish ? 1 : 0))
      return judge(false, Rule::kTargetTime);
  }
  if (stance == DocumentStance::kPlan && cues.give && section != Outlook::kPast) return judge(true, Rule::kTargetGrant);
  if (cues.strong_goal) return judge(true, Rule::kTargetCue);
  if (section == Outlook::kPast) return judge(false, Rule::kTargetSection);
  if (section == Outlook::kFuture) return judge(!cues.done || cues.weak_goal, Rule::kTargetSection);
  if (cues.done) return judge(false, Rule::kTargetDone);
  if (stance == DocumentStance::kPlan) return judge(true, Rule::kTargetDefault);
  judge(false, Rule::kTargetDefault);
}

}  // namespace gangmu::extraction
