#include "services/ingestion/extraction/indicators/rules.h"

#include <bit>

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
  ids.reserve(static_cast<size_t>(std::popcount(bits_)));
  for (uint64_t rest = bits_; rest != 0; rest &= rest - 1) ids.push_back(static_cast<uint16_t>(std::countr_zero(rest)));
  return ids;
}

std::string_view RuleName(uint16_t id) { return id < std::size(kNames) ? kNames[id] : std::string_view(); }

}  // namespace gangmu::extraction
