// What is cut off a phrase: clauses, verbs and places in front, particles at either end.
#include <algorithm>
#include <iterator>

#include "services/ingestion/extraction/indicators/subjects/phrases.h"

namespace gangmu::extraction {

// A verb before a head of its own is part of the name: 楼宇入驻率, 平均办理时间, 新开工面积.
bool Phrases::Nominal(int32_t i, const Phrase& p) const {
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
Phrase Phrases::AfterBoundary(Phrase p) const {
  const int32_t before = p.begin - 1;
  if (Word(before, kVerb) && !((TextIs(before, U"占") || TextIs(before, U"相当于")) && NamesShare(p))) {
    for (int32_t i = p.end - 2; i > p.begin; --i) {
      if (T(i).kind == TokenKind::kDe && T(p.end - 1).end - T(i).end >= 2) return {i + 1, p.end};
    }
  }
  // 为市场主体减轻非税负担, 为企业和个人减税: whom it is for, and what is done.
  if (IsForWhom(before)) {
    for (int32_t i = p.begin + 1; i < p.end; ++i) {
      if (Word(i, kAct | kEvent) && T(i - 1).kind != TokenKind::kDe && HoldsPeople(i - 1)) return {i, p.end};
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

// 为, 对, 向, 给.
bool Phrases::IsForWhom(int32_t i) const {
  return TextIs(i, U"为") || TextIs(i, U"对") || TextIs(i, U"向") || TextIs(i, U"给") || TextIs(i, U"帮助");
}

// A token that ends the name of those whom a measure is for.
bool Phrases::HoldsPeople(int32_t i) const {
  static constexpr std::u32string_view kHolders[] = {U"企业", U"个人", U"群众", U"主体", U"居民", U"农户",   U"家庭",
                                                     U"单位", U"学生", U"人员", U"农民", U"职工", U"贫困户", U"机构"};
  return std::any_of(std::begin(kHolders), std::end(kHolders),
                     [&](std::u32string_view word) { return r_.passage.EndsWith(T(i).end, word); });
}

// A verb of putting things or people in place.
bool Phrases::Installs(int32_t i) const {
  static constexpr std::u32string_view kWords[] = {U"安装", U"布设", U"配备", U"配置", U"购置", U"采购", U"投放",
                                                   U"铺设", U"设置", U"架设", U"盘活", U"集聚", U"安置"};
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::u32string_view word) { return TextIs(i, word); });
}

// Text that may begin a name of its own; behind a verb, 率, 节, 会 and the like close one (消费节).
bool Phrases::OpensName(int32_t i) const {
  static constexpr std::u32string_view kClosing = U"率数量额费期区体点比值度线站员人户节日会周等";
  if (T(i).kind == TokenKind::kName) return true;
  return T(i).kind == TokenKind::kText && T(i).size() >= 2 &&
         (T(i).size() >= 4 || kClosing.find(r_.passage.at(T(i).begin)) == std::u32string_view::npos);
}

// Cuts one thing off the front: a particle, a word of place, a verb that opens the clause.
bool Phrases::CutFront(Phrase& p) const {
  const int32_t first = p.begin;
  if (T(first).kind == TokenKind::kDe || Conjunction(first) || TextIs(first, U"等") ||
      T(first).kind == TokenKind::kClose) {
    ++p.begin;
    return true;
  }
  const int32_t end = T(p.end - 1).end;
  if (p.end - first <= 1 || end - T(first + 1).begin < 2) return false;
  if (Word(first, kLocal) && r_.passage.at(T(first + 1).begin) != U'内' && r_.passage.at(T(first + 1).begin) != U'外' &&
      T(first + 1).kind != TokenKind::kDe) {
    ++p.begin;
    return true;
  }
  // 拥有研发中心2个: two words behind a verb are a name; 计划投资: the plan is no part of it.
  if (p.end - first == 2 && Word(first, kAct) && Word(first + 1, kObject) && !Word(first, kTransitive) &&
      Word(first - 1, kVerb | kLink | kGain))
    return false;
  if (p.end - first == 2 && (TextIs(first, U"计划") || TextIs(first, U"预计")) && Word(first + 1, kSet | kEvent)) {
    ++p.begin;
    return true;
  }
  // 建设燃气管网. Before a head of its own the verb is part of the name: 建设项目.
  int32_t act = first;
  while (act < p.end && Word(act, kModifier) && !Word(act, kAct)) ++act;
  if (act + 1 < p.end && Word(act, kAct) && !Word(act + 1, kAbstract | kAct) && T(act + 1).kind != TokenKind::kDe &&
      !Conjunction(act + 1) && end - T(act + 1).begin >= 2) {
    p.begin = act + 1;
    return true;
  }
  if (act == first && act + 2 < p.end && Word(act, kAct) && Word(act + 1, kAct) && !Word(act + 1, kNoun | kObject) &&
      (OpensName(act + 2) || (Word(act + 2, kNoun) && !Word(act + 2, kAct | kEvent | kObject))) &&
      end - T(act + 2).begin >= 4) {
    p.begin = act + 2;  // 修复治理退化草原
    return true;
  }
  return false;
}

// 高校招募志愿者600名: between two nouns the act is a verb.
Phrase Phrases::BehindTransitive(Phrase p) const {
  for (int32_t i = p.end - 2; i > p.begin; --i) {
    if (T(p.end - 1).end - T(i + 1).begin < 2) continue;
    const bool spends =
        TextIs(i, U"安排") || TextIs(i, U"发放") || TextIs(i, U"拨付") || TextIs(i, U"下达") || TextIs(i, U"争取");
    const bool acts = Word(i, kTransitive) && !Word(i + 1, kObject | kAbstract | kAct | kSet) &&
                      T(i + 1).kind != TokenKind::kDe && !Conjunction(i + 1) && T(i - 1).kind != TokenKind::kDe;
    // 社区布设安装健身器材, 平台服务企业.
    const bool twice = Installs(i) && Word(i - 1, kAct) && !Word(i - 1, kNoun) &&
                       (OpensName(i + 1) || Word(i + 1, kAct)) && i - 1 > p.begin && !Conjunction(i - 2) &&
                       T(i - 2).kind != TokenKind::kDe;
    const bool serves = TextIs(i, U"服务") && i + 2 == p.end && HoldsPeople(i + 1);
    if (spends || acts || twice || serves) return {i + 1, p.end};
  }
  return p;
}

// Particles that end no name.
bool Phrases::ClosesNothing(int32_t last) const {
  return T(last).kind == TokenKind::kDe || Conjunction(last) || TextIs(last, U"等") || TextIs(last, U"之一") ||
         TextIs(last, U"中") || TextIs(last, U"其中");
}

// Cuts what is no part of the name.
Phrase Phrases::Trim(Phrase p) const {
  while (!p.empty() && CutFront(p)) {
  }
  p = BehindTransitive(p);
  while (!p.empty() && ClosesNothing(p.end - 1)) --p.end;
  return p;
}

}  // namespace gangmu::extraction
