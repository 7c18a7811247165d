// Ids of the rules that make an indicator, kept with it so that an analyst sees why (RuleName gives the name).
#pragma once

#include <cstdint>
#include <string_view>

#include "services/ingestion/extraction/model.h"

namespace gangmu::extraction {

enum class Rule : uint8_t {
  kUnitCount,
  kUnitMoney,
  kUnitSize,
  kUnitTime,
  kUnitPercent,
  kUnitRank,
  kUnitPure,
  kUnitRate,
  kNumeralChinese,
  kNumeralBare,
  kPairRange,
  kPairChange,
  kQualifierBefore,
  kQualifierBehind,
  kQualifierInside,
  kKindAdjacentRise,
  kKindAdjacentFall,
  kKindPrefixRise,
  kKindPrefixFall,
  kKindInherited,
  kKindShare,
  kKindDuration,
  kKindDefault,
  kSubjectBehind,
  kSubjectBefore,
  kSubjectCarried,
  kSubjectGrant,
  kSubjectObject,
  kSubjectDistributed,
  kSubjectShared,
  kSubjectNone,
  kPeriodSentence,
  kPeriodMeasure,
  kPeriodHeading,
  kPeriodTitle,
  kPeriodNone,
  kTargetSection,
  kTargetCue,
  kTargetTime,
  kTargetGrant,
  kTargetDone,
  kTargetCondition,
  kTargetDefault,
  kPartOf,
  kRestates,
  kCount,
};

class RuleSet {
 public:
  void Add(Rule rule) { ids_.Add(static_cast<uint16_t>(rule)); }
  bool Has(Rule rule) const { return ids_.Has(static_cast<uint16_t>(rule)); }
  const RuleIds& Ids() const { return ids_; }

 private:
  RuleIds ids_;
};
static_assert(static_cast<int>(Rule::kCount) <= 64);

// Percent: 97 less the doubt of each rule (rules.cc), at least 40. It orders indicators by how far the rules had to
// reach; it is no measured probability.
uint8_t ConfidenceOf(const RuleSet& rules);

}  // namespace gangmu::extraction
