// How much of the phrase behind a count is counted: 20个监管部门的审管互动 counts bodies, 500家企业数字化转型
// companies, 23万名退休人员基本养老金 people.
#include <algorithm>
#include <iterator>

#include "services/ingestion/extraction/indicators/subjects/finder.h"

namespace gangmu::extraction {
namespace {

template <size_t N>
bool EndsWithAny(const Passage& p, int32_t end, const std::u32string_view (&words)[N]) {
  return std::any_of(std::begin(words), std::end(words), [&](std::u32string_view w) { return p.EndsWith(end, w); });
}

// Events are counted as such: 3次专项整治.
bool CountsEvents(const Passage& p, int32_t end) {
  static constexpr std::u32string_view kClassifiers[] = {U"次", U"场", U"期", U"项", U"批", U"轮", U"件", U"起",
                                                         U"例", U"宗", U"笔", U"单", U"趟", U"届", U"节", U"桩"};
  return EndsWithAny(p, end, kClassifiers);
}

}  // namespace

// Whether the words before 的 at token `de` say which ones are counted (国家级的平台, 不同性质的矛盾, 上市的企业), and
// are not themselves what is counted (监管部门的审管互动).
bool SubjectFinder::Attributive(const Phrase& front) const {
  static constexpr std::u32string_view kAdjectives = U"型级性化式新旧高大小强优好美多质低深长近类样广佳尖重全薄贫真";
  static constexpr std::u32string_view kPlaces = U"上下中内外里间前后边侧旁";
  static constexpr std::u32string_view kQualities[] = {
      U"条件",   U"特色", U"意义", U"优势", U"水平", U"影响力", U"竞争力", U"知识产权", U"以上", U"以下", U"先进",
      U"一流",   U"领先", U"重要", U"关键", U"主要", U"突出",   U"典型",   U"专业",     U"现代", U"传统", U"特殊",
      U"不同",   U"相同", U"相关", U"急需", U"紧缺", U"普惠",   U"基本",   U"具体",     U"真正", U"完整", U"独立",
      U"统一",   U"以内", U"贡献", U"潜力", U"前景", U"需求",   U"困难",   U"风险",     U"示范", U"标准", U"能力",
      U"资质",   U"资格", U"学历", U"职称", U"经验", U"技术",   U"方面",   U"全国",     U"全省", U"全市", U"国家",
      U"国内外", U"著名", U"丰富", U"稳定", U"成熟", U"严重",   U"明显",   U"显著"};
  const int32_t last = front.end - 1;
  if (T(last).quoted || Word(last, kVerb | kModifier | kLocal | kWhere)) return true;
  if (Word(last, kAct | kEvent) && !Word(last, kNoun | kObject)) return true;
  const char32_t c = r_.passage.at(T(last).end - 1);
  if (kAdjectives.find(c) != std::u32string_view::npos || kPlaces.find(c) != std::u32string_view::npos) return true;
  return EndsWithAny(r_.passage, T(last).end, kQualities);
}

// A noun that names people.
bool SubjectFinder::NamesPeople(const Phrase& p) const {
  static constexpr std::u32string_view kPeople = U"人员生者工师户民才手员干众童年妇士家长嫂兵官友客代丁";
  static constexpr std::u32string_view kWords[] = {U"人口", U"人群", U"劳动力", U"对象",
                                                   U"主体", U"骨干", U"团队",   U"群体"};
  const int32_t end = T(p.end - 1).end;
  return kPeople.find(r_.passage.at(end - 1)) != std::u32string_view::npos || EndsWithAny(r_.passage, end, kWords);
}

// The part of `p` in front of the first 的, where that is what is counted; else `p`.
Phrase SubjectFinder::InFrontOfDe(const Finding& f, const Phrase& p) const {
  for (int32_t i = p.begin + 1; i < p.end; ++i) {
    if (T(i).kind != TokenKind::kDe) continue;
    const Phrase front{p.begin, i};
    if (Length(front) < 2 && !NamesByOneCharacter(front)) return p;
    if (Attributive(front)) continue;
    if (f.quantity->unit->cls == UnitClass::kPerson && NamesPeople(p) && !NamesPeople(front)) return p;
    return front;
  }
  return p;
}

// 化, 技术, …: the front of a compound act (数字化转型, 技术改造, 无障碍改造).
bool SubjectFinder::BindsAct(int32_t token) const {
  static constexpr std::u32string_view kBound[] = {U"化", U"技术", U"排放", U"障碍", U"排污权", U"知识产权", U"环境"};
  return T(token).quoted || EndsWithAny(r_.passage, T(token).end, kBound);
}

// The end of the last token of `p` that names who or what is acted on (中小企业, 老旧小区), where nothing but the act
// follows; -1 where there is none.
int32_t SubjectFinder::EndOfHolder(const Phrase& p) const {
  static constexpr std::u32string_view kHolders[] = {U"企业", U"单位", U"机构", U"家庭", U"小区", U"园区", U"村",
                                                     U"社区", U"校",   U"厂",   U"院",   U"住户", U"门店", U"工厂"};
  for (int32_t i = p.end - 2; i >= p.begin; --i) {
    const bool holds = EndsWithAny(r_.passage, T(i).end, kHolders) && !TextIs(i, U"乡村") && !TextIs(i, U"农村");
    if (holds) return i + 1;
    if (!Word(i, kAct | kEvent | kModifier) && !BindsAct(i)) return -1;
  }
  return -1;
}

// Without the acts at its end: 数字化转型, 建设. 技术改造 and 无障碍改造 are one word.
Phrase SubjectFinder::WithoutActs(const Finding& f, Phrase p) const {
  const auto act = [&](int32_t i) { return Word(i, kAct | kEvent) && !Word(i, kNoun | kObject | kGive | kSet); };
  if (CountsEvents(r_.passage, f.end) || p.end - p.begin < 2 || !act(p.end - 1)) return p;
  if (const int32_t end = EndOfHolder(p); end > 0) return {p.begin, end};
  Phrase cut = p;
  while (cut.end - cut.begin > 1 && act(cut.end - 1) && T(cut.end - 2).kind != TokenKind::kDe &&
         !Conjunction(cut.end - 2) && Length({cut.begin, cut.end - 1}) >= 2)
    --cut.end;
  while (cut.end < p.end && cut.end - cut.begin > 1 && Word(cut.end - 1, kModifier)) --cut.end;  // 综合整治
  return BindsAct(cut.end - 1) ? p : cut;
}

Phrase SubjectFinder::Counted(const Finding& f, const Phrase& behind) const {
  return WithoutActs(f, InFrontOfDe(f, behind));
}

// 60岁以上老年人健康管理率: an age qualifies the people, not what is measured of them; 23万名退休人员基本养老金 counts
// the people.
void SubjectFinder::CutAtPeople(Finding& f) const {
  static constexpr std::u32string_view kPeople[] = {
      U"老年人口", U"老年人",   U"婴幼儿", U"儿童",   U"干部", U"人员", U"群众", U"居民", U"青年",   U"长者", U"妇女",
      U"老人",     U"未成年人", U"学生",   U"劳动力", U"教师", U"职工", U"人群", U"少年", U"毕业生", U"党员", U"农民"};
  const bool first = f.quantity->unit->cls == UnitClass::kAge;  // else the last that is named
  if (!first && NamesPeople(set_)) return;
  int32_t cut = -1;
  for (int32_t i = f.subject_begin; i < f.subject_end; ++i) {
    for (const std::u32string_view word : kPeople) {
      if (!r_.passage.StartsWith(i, word)) continue;
      cut = i + static_cast<int32_t>(word.size());
      break;
    }
    if (first && cut >= 0) break;
  }
  if (cut >= 0) f.subject_end = std::min(f.subject_end, cut);
}

}  // namespace gangmu::extraction
