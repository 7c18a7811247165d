// The word lists of data/ that the rules on quantities use, compiled into tries once. Thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "services/ingestion/extraction/lexicon.h"
#include "services/ingestion/extraction/model.h"

namespace gangmu::extraction {

// Classes of words (data/phrase_words.tsv); a word may have several.
enum WordTag : uint32_t {
  kVerb = 1u << 0,
  kAct = 1u << 1,
  kEvent = 1u << 2,
  kPrep = 1u << 3,
  kAdverb = 1u << 4,
  kLink = 1u << 5,
  kUp = 1u << 6,
  kDown = 1u << 7,
  kTo = 1u << 8,
  kGain = 1u << 9,
  kDrop = 1u << 10,
  kGoal = 1u << 11,
  kDone = 1u << 12,
  kGive = 1u << 13,
  kWhere = 1u << 14,
  kNoun = 1u << 15,
  kSet = 1u << 16,
  kAnd = 1u << 17,
  kRatio = 1u << 18,     // names a pure number (系数, 容积率)
  kGrowth = 1u << 19,    // names a rate of rise (增速)
  kDecline = 1u << 20,   // names a rate of fall (降幅)
  kScore = 1u << 21,     // names a score (得分)
  kIndex = 1u << 22,     // names an index counted in points (指数)
  kLasting = 1u << 23,   // says that years are a length, not a time (连续, 为期)
  kObject = 1u << 24,    // heads that an act word before them belongs to (建设+项目)
  kPassing = 1u << 25,   // words of time that name no period (近年来)
  kNumeral = 1u << 26,   // names that hold numerals (三农)
  kLocal = 1u << 28,     // scope words that stand apart from the subject (全市, 我县)
  kFirm = 1u << 30,       // verbs that are never part of a name, whatever follows
  kTransitive = 1u << 31,  // act words that are verbs between two nouns (高校招募志愿者)
  kSpend = 1u << 29,     // verbs of spending: before them stands who spends
  kModifier = 1u << 27,  // an adverb before a verb, part of the name before a noun (重点)
};

// What a unit counts; decides which numerals it takes and the kind.
enum class UnitClass : uint8_t {
  kCount,  // any numeral
  kHan,    // classifiers that count after a Chinese numeral also
  kBare,   // classifiers that are nouns or ordinals too: Arabic numerals only
  kPerson,
  kMoney,
  kSize,
  kTime,
  kDay,
  kMonth,
  kYear,
  kAge,
  kPercent,
  kPoint,
  kTimes,
  kDoubling,
  kScore,
  kIndex,
  kDegree,
  kGreat,  // 大 (五大基地)
  kNever,  // looks like a unit and is none
};

struct Unit {
  std::string code;
  UnitClass cls = UnitClass::kNever;
};

class Vocabulary {
 public:
  static const Vocabulary& Get();

  const Lexicon& words() const { return words_; }
  uint32_t tags(int32_t word) const { return tags_[word]; }
  const Lexicon& units() const { return units_; }
  const Unit& unit(int32_t index) const { return unit_rows_[index]; }
  const Lexicon& qualifiers_before() const { return qualifiers_before_; }  // matched backward
  const Lexicon& qualifiers_behind() const { return qualifiers_behind_; }

 private:
  Vocabulary();
  void AddWords(std::string_view data);
  void AddUnits(std::string_view data);
  void AddQualifiers(std::string_view data);

  Lexicon words_;
  std::vector<uint32_t> tags_;
  Lexicon units_;
  std::vector<Unit> unit_rows_;
  Lexicon qualifiers_before_{Lexicon::Direction::kBackward};
  Lexicon qualifiers_behind_;
};

}  // namespace gangmu::extraction
