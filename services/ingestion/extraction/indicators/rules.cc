#include "services/ingestion/extraction/indicators/rules.h"

#include "services/ingestion/extraction/extractor.h"

namespace gangmu::extraction {
namespace {

constexpr std::string_view kNames[] = {
    "unit.count",         "unit.money",       "unit.size",           "unit.time",        "unit.percent",
    "unit.rank",          "unit.pure",        "unit.rate",           "numeral.chinese",  "pair.range",
    "pair.change",        "qualifier.before", "qualifier.behind",    "qualifier.inside", "kind.adjacent_rise",
    "kind.adjacent_fall", "kind.prefix_rise", "kind.prefix_fall",    "kind.inherited",   "kind.share",
    "kind.duration",      "kind.default",     "subject.behind",      "subject.before",   "subject.carried",
    "subject.grant",      "subject.object",   "subject.distributed", "subject.shared",   "subject.none",
    "period.sentence",    "period.measure",   "period.heading",      "period.title",     "period.none",
    "target.section",     "target.cue",       "target.time",         "target.grant",     "target.done",
    "target.condition",   "target.default",   "link.part_of",        "link.restates",
};
static_assert(std::size(kNames) == static_cast<size_t>(Rule::kCount));

}  // namespace

std::vector<uint16_t> RuleSet::Ids() const {
  std::vector<uint16_t> ids;
  for (uint16_t id = 0; id < static_cast<uint16_t>(Rule::kCount); ++id) {
    if (Has(static_cast<Rule>(id))) ids.push_back(id);
  }
  return ids;
}

std::string_view RuleName(uint16_t id) { return id < std::size(kNames) ? kNames[id] : std::string_view(); }

}  // namespace gangmu::extraction
