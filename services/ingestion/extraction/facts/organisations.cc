#include "services/ingestion/extraction/facts/organisations.h"

#include <algorithm>
#include <string_view>

#include "services/ingestion/extraction/landmarks.h"
#include "services/ingestion/extraction/places.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kMaxName = 40;      // code points of a name
constexpr int32_t kMaxModifier = 24;  // of what may stand between a division's name and an open ending

bool In(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }

// Characters that no name of a body holds and that stand before one: 由 会同 向 在 …
constexpr std::u32string_view kStops = U"由经向对在将为的是以从按让使被给把据并或其这该与跟至到";
// Words before a name that end in a character names may hold.
constexpr std::u32string_view kWordsBefore[] = {
    U"会同", U"报请", U"提请", U"成立",     U"组建", U"设立", U"按照", U"根据", U"经过",     U"督促",
    U"指导", U"协调", U"配合", U"支持",     U"加强", U"强化", U"建立", U"根据", U"充分发挥", U"发挥",
    U"完善", U"健全", U"优化", U"全国各级", U"各级", U"推动", U"完成", U"印发", U"转发",     U"贯彻",
    U"落实", U"获得", U"获",   U"入选",     U"以及", U"接受", U"要求", U"联合", U"依托",     U"通过",
    U"涉及", U"包括", U"召开", U"我代表",   U"代表", U"选举"};

class NameGrower {
 public:
  NameGrower(const SourceText& text, const uint8_t* marks, int32_t from) : t_(text), marks_(marks), from_(from) {}

  // Leftwards from `start`: names of divisions one after the other, or the word for a level (省, 市, 自治区).
  int32_t GrowByDivision(int32_t start, bool by_level = true) const {
    const PlaceNames& places = PlaceNames::Get();
    int32_t at = start;
    for (bool grown = true; grown;) {
      grown = false;
      for (int32_t len = std::min(at - from_, 12); len >= 2; --len) {
        if ((marks_[at - len] & kPlaceMark) == 0) continue;
        const PlaceName name = places.At(t_.folded(), at - len, at);
        if (name.length == len && !(name.needs_context && !name.full)) {
          at -= len;
          grown = true;
          break;
        }
      }
    }
    if (at < start || !by_level) return at;
    return GrowByLevel(start);
  }

  int32_t GrowByLevel(int32_t start) const {
    struct Head {
      std::u32string_view word;
    };
    constexpr Head kHeads[] = {{U"自治区"}, {U"国务院"}, {U"国家"}, {U"全国"}, {U"中共"}, {U"中国"}, {U"中央"},
                               {U"自治州"}, {U"省"},     {U"市"},   {U"县"},   {U"区"},   {U"州"},   {U"盟"},
                               {U"旗"},     {U"兵团"},   {U"乡镇"}, {U"镇"},   {U"乡"}};
    for (const Head& h : kHeads) {
      const int32_t len = static_cast<int32_t>(h.word.size());
      if (start - len < from_ || t_.folded({start - len, start}) != h.word) continue;
      // 全省, 各县, 你省: no part of a name.
      if (len == 1 && start - 2 >= from_ && In(t_[start - 2], U"全各我你本该多两几每新跨城社园地辖")) return start;
      return len == 1 ? GrowByUnknownName(start - len) : start - len;
    }
    return start;
  }

  // Leftwards from the word for a level at `level`: the name of a division that the code list does not know (岚溪县),
  // where it fills the room back to a line start or a blank, 中共 left out. Elsewhere a verb may stand there
  // (提请市人大).
  int32_t GrowByUnknownName(int32_t level) const {
    constexpr int32_t kLongest = 3;
    static constexpr std::u32string_view kNoNames[] = {
        U"有关", U"相关", U"所在", U"各地", U"其他", U"其它", U"当地", U"直属", U"属地", U"部分", U"沿线",
        U"东部", U"西部", U"中部", U"重点", U"试点", U"本级", U"上级", U"下级", U"省直", U"市直", U"县直",
        U"全国", U"地方", U"设区", U"省辖", U"直辖", U"农村", U"城市", U"基层", U"对口", U"贫困", U"办理",
        U"提请", U"执行", U"配合", U"支持", U"接受", U"得益", U"报请", U"听取", U"依靠"};
    int32_t at = level;
    while (at > from_ && level - at <= kLongest + 2 && t_.cls(at - 1) == CharClass::kHan && !In(t_[at - 1], kStops))
      --at;
    if (at > 0 && t_.cls(at - 1) != CharClass::kNewline && t_.cls(at - 1) != CharClass::kBlank) return level;
    if (t_.folded({at, level}).starts_with(U"中共")) at += 2;
    const int32_t length = level - at;
    if (length < 2 || length > kLongest) return level;
    const std::u32string_view name = t_.folded({at, level});
    for (const std::u32string_view word : kNoNames) {
      if (name.find(word) != std::u32string_view::npos) return level;
    }
    for (const char32_t c : name) {
      if (In(c, U"各全本我该这省市县区州乡镇村等和及级个两三几多新跨")) return level;
    }
    return at;
  }

 private:
  const SourceText& t_;
  const uint8_t* const marks_;
  const int32_t from_;
};

// 省委宣传部, 市委办公室, 县政府办: the committee or government before a name.
int32_t GrowByCommittee(const SourceText& t, int32_t start, int32_t from) {
  for (const std::u32string_view word :
       {std::u32string_view(U"人民政府"), std::u32string_view(U"政府"), std::u32string_view(U"委")}) {
    const int32_t len = static_cast<int32_t>(word.size());
    if (start - len >= from && t.folded({start - len, start}) == word) {
      if (word == U"委" && (start - 2 < from || !In(t[start - 2], U"省市县区州旗盟党工"))) continue;
      return start - len;
    }
  }
  return start;
}

// Bodies above which there is no division: 党中央、国务院 are two names.
bool IsHighest(std::u32string_view name) { return name == U"国务院" || name == U"党中央" || name == U"中共中央"; }

// The name among the modifiers [p, core): it begins with the division named last, or with a word for a level.
Span NamedFrom(const SourceText& t, const uint8_t* marks, const NameGrower& grower, FactsVocabulary::End kind,
               int32_t p, int32_t core, int32_t end) {
  for (int32_t q = core - 1; q >= p; --q) {
    const bool may_be = (marks[q] & kPlaceMark) != 0;
    const PlaceName name = may_be ? PlaceNames::Get().At(t.folded(), q, core) : PlaceName{};
    if (name && (name.full || !name.needs_context)) return {grower.GrowByDivision(q), end};
    const std::u32string_view rest = t.folded({q, core});
    if (rest.starts_with(U"中国") || rest.starts_with(U"国家") || rest.starts_with(U"全国")) return {q, end};
  }
  if (kind == FactsVocabulary::End::kPlaced) return {};
  // 市先进制造业发展领导小组, but not 县级人民政府.
  const bool level = grower.GrowByLevel(p + 1) == p && t[p + 1] != U'级';
  return level ? Span{p, end} : Span{};
}

}  // namespace

Span ReadOrganisationEndingAt(const SourceText& t, const uint8_t* marks, const FactsVocabulary& vocabulary,
                              int32_t last, int32_t from, int32_t limit) {
  const Lexicon::Hit hit = vocabulary.organisation_ends().LongestEndingAt(t.folded(), last + 1, from);
  if (!hit) return {};
  // The word goes on: 公安部门 is no 公安部, 财政局长 no 财政局.
  if (last + 1 < limit && In(t[last + 1], U"门长员际署队级属件分")) return {};
  const auto kind = static_cast<FactsVocabulary::End>(hit.value);
  const int32_t end = last + 1;
  const int32_t core = end - hit.length;
  const int32_t floor = std::max(from, end - kMaxName);
  const NameGrower grower(t, marks, floor);
  if (kind != FactsVocabulary::End::kPlaced) {
    int32_t start = GrowByCommittee(t, core, floor);
    // 民政部办公厅: the office of a body that is a name by itself.
    if (start == core && kind == FactsVocabulary::End::kOpen && t[last] != U'府') {
      start -= vocabulary.organisation_ends().LongestEndingAt(t.folded(), core, floor).length;
    }
    start = grower.GrowByDivision(start, !IsHighest(t.folded({core, end})));
    if (start - 2 >= floor && (t.folded({start - 2, start}) == U"中共" || t.folded({start - 2, start}) == U"电子")) {
      if (t[start - 1] == U'子') return {};  // 电子税务局
      start -= 2;
    }
    if (kind == FactsVocabulary::End::kName || start < core) return {start, end};
  }

  // An open ending behind modifiers: …数字经济发展领导小组. Back to what cannot be part of the name.
  int32_t p = core;
  while (p > floor && core - p < kMaxModifier) {
    const CharClass c = t.cls(p - 1);
    if ((c != CharClass::kHan && c != CharClass::kHanDigit) || In(t[p - 1], kStops)) break;
    --p;
  }
  if (core - p >= kMaxModifier) return {};
  for (const std::u32string_view word : kWordsBefore) {
    const size_t at = t.folded({p, core}).rfind(word);
    if (at != std::u32string_view::npos) p += static_cast<int32_t>(at + word.size());
  }
  if (core - p < 2) return {};
  return NamedFrom(t, marks, grower, kind, p, core, end);
}

}  // namespace gangmu::extraction
