#include "services/ingestion/extraction/indicators/rules.h"

#include <algorithm>
#include <iterator>

#include "services/ingestion/extraction/extractor.h"

namespace gangmu::extraction {
namespace {

struct RuleText {
  std::string_view name;
  std::string_view meaning;
  int doubt = 0;  // percentage points that it takes from the confidence
};

constexpr RuleText kRules[] = {
    {"unit.count", "the unit is a classifier or what is counted itself"},
    {"unit.money", "the unit is a currency, multipliers taken into the value"},
    {"unit.size", "the unit is a physical quantity"},
    {"unit.time", "the unit is a length of time"},
    {"unit.percent", "the unit is %, percentage points, 倍 or 番"},
    {"unit.rank", "第N or 前N behind words of ranking: a place in an order"},
    {"unit.pure", "no unit is written: a pure number behind the name of a ratio or index", 10},
    {"unit.rate", "a unit per another one, as in 元/平方米"},
    {"numeral.chinese", "written in Chinese numerals, which also stand in names and idioms", 6},
    {"numeral.bare", "a multiplier without figures (近万元), counted once", 6},
    {"pair.range", "two numbers joined to a range: bounds and no value"},
    {"pair.change", "two values of one thing, the old and the new"},
    {"qualifier.before", "a word before the number bounds it (约, 近, 超过)"},
    {"qualifier.behind", "a word behind the number bounds it (以上, 左右, 以内)"},
    {"qualifier.inside", "余 or 多 inside the number: some more than it says"},
    {"kind.adjacent_rise", "a word of rise stands right before the number (增长, 提高)"},
    {"kind.adjacent_fall", "a word of fall stands right before the number (下降, 压减)"},
    {"kind.prefix_rise", "a word of gain opens the phrase (新增企业158家)"},
    {"kind.prefix_fall", "a word of loss opens the phrase (取消证明48项)"},
    {"kind.inherited", "the kind of the quantity before in the same list", 4},
    {"kind.share", "a percentage that nothing calls a rise or a fall"},
    {"kind.duration", "a length of time that nothing calls a rise or a fall"},
    {"kind.default", "nothing calls it a rise, a fall, a share or a length of time: a level"},
    {"subject.behind", "the subject is the noun phrase behind the number"},
    {"subject.before", "the subject is the noun phrase before the number"},
    {"subject.carried", "the subject is that of the quantity or clause before", 8},
    {"subject.grant", "the subject is the word of granting (奖励, 补助)"},
    {"subject.object", "the subject is what a verb behind the number acts on", 8},
    {"subject.distributed", "分别: the subject is this quantity's part of the list before"},
    {"subject.shared", "quantities in a row share the subject that one of them states", 8},
    {"subject.none", "no subject was found", 20},
    {"period.sentence", "the period is named before the number, in its sentence or an earlier one of the passage"},
    {"period.measure", "the period was named earlier in the measure"},
    {"period.heading", "the period is that of the headings above"},
    {"period.title", "the period is that of the document's title"},
    {"period.none", "no period is stated"},
    {"target.section", "reached or planned: what the headings above say of their part"},
    {"target.cue", "a word of aim makes it a target (力争, 确保, 目标)"},
    {"target.time", "reached or planned: the period against the date of the document"},
    {"target.grant", "what a scheme gives shall be given: a target"},
    {"target.done", "a word of completion makes it reached (已, 累计)"},
    {"target.condition", "part of a condition or a plain reference, so no target"},
    {"target.default", "reached or planned: what documents of this kind state", 3},
    {"link.part_of", "breaks down another quantity (其中, brackets)"},
    {"link.restates", "says again what was said before"},
};
static_assert(std::size(kRules) == static_cast<size_t>(Rule::kCount));

constexpr int kSurest = 97;           // no rule is free of error
constexpr int kLeastConfidence = 40;  // the least that is said

}  // namespace

uint8_t ConfidenceOf(const RuleSet& rules) {
  int confidence = kSurest;
  for (const uint16_t id : rules.Ids()) confidence -= kRules[id].doubt;
  return static_cast<uint8_t>(std::max(confidence, kLeastConfidence));
}

std::string_view RuleName(uint16_t id) { return id < std::size(kRules) ? kRules[id].name : std::string_view(); }

RuleExplanation ExplainRule(std::string_view name) {
  const auto rule =
      std::find_if(std::begin(kRules), std::end(kRules), [&](const RuleText& r) { return r.name == name; });
  return rule == std::end(kRules) ? RuleExplanation{} : RuleExplanation{rule->meaning, rule->doubt};
}

}  // namespace gangmu::extraction
