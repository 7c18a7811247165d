// Ids of the rules that make an indicator, kept with it so that an analyst sees why (RuleName gives the name).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

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
  void Add(Rule rule) { bits_ |= uint64_t{1} << static_cast<int>(rule); }
  bool Has(Rule rule) const { return (bits_ >> static_cast<int>(rule) & 1) != 0; }
  std::vector<uint16_t> Ids() const;

 private:
  uint64_t bits_ = 0;
};
static_assert(static_cast<int>(Rule::kCount) <= 64);

// Percent: 97 less the doubt of each rule (rules.cc), at least 40. It orders indicators by how far the rules had to
// reach; it is no measured probability.
uint8_t ConfidenceOf(const RuleSet& rules);

}  // namespace gangmu::extraction
