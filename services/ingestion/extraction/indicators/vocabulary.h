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
enum WordTag : uint64_t {
  kVerb = uint64_t{1} << 0,
  kAct = uint64_t{1} << 1,
  kEvent = uint64_t{1} << 2,
  kPrep = uint64_t{1} << 3,
  kAdverb = uint64_t{1} << 4,
  kLink = uint64_t{1} << 5,
  kUp = uint64_t{1} << 6,
  kDown = uint64_t{1} << 7,
  kTo = uint64_t{1} << 8,
  kGain = uint64_t{1} << 9,
  kDrop = uint64_t{1} << 10,
  kGoal = uint64_t{1} << 11,
  kDone = uint64_t{1} << 12,
  kGive = uint64_t{1} << 13,
  kWhere = uint64_t{1} << 14,
  kNoun = uint64_t{1} << 15,
  kSet = uint64_t{1} << 16,
  kAnd = uint64_t{1} << 17,
  kRatio = uint64_t{1} << 18,       // names a pure number (系数, 容积率)
  kGrowth = uint64_t{1} << 19,      // names a rate of rise (增速)
  kDecline = uint64_t{1} << 20,     // names a rate of fall (降幅)
  kScore = uint64_t{1} << 21,       // names a score (得分)
  kIndex = uint64_t{1} << 22,       // names an index counted in points (指数)
  kLasting = uint64_t{1} << 23,     // says that years are a length, not a time (连续, 为期)
  kObject = uint64_t{1} << 24,      // heads that an act word before them belongs to (建设+项目)
  kPassing = uint64_t{1} << 25,     // words of time that name no period (近年来)
  kNumeral = uint64_t{1} << 26,     // names that hold numerals (三农)
  kLocal = uint64_t{1} << 28,       // scope words that stand apart from the subject (全市, 我县)
  kFirm = uint64_t{1} << 30,        // verbs that are never part of a name, whatever follows
  kTransitive = uint64_t{1} << 31,  // act words that are verbs between two nouns (高校招募志愿者)
  kAbstract = uint64_t{1} << 32,    // heads that an act word in front belongs to (建设+资金)
  kSpend = uint64_t{1} << 29,       // verbs of spending: before them stands who spends
  kModifier = uint64_t{1} << 27,    // an adverb before a verb, part of the name before a noun (重点)
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

  // The value of a word is the number of its set of tags: there are few sets and many words.
  const Lexicon& words() const { return words_; }
  uint64_t tags(int32_t set) const { return tag_sets_[static_cast<size_t>(set)]; }
  const Lexicon& units() const { return units_; }
  // Whether a unit begins with `c`.
  bool BeginsUnit(char32_t c) const { return c < unit_beginnings_.size() && unit_beginnings_[c]; }
  const Unit& unit(int32_t index) const { return unit_rows_[index]; }
  const Lexicon& qualifiers_before() const { return qualifiers_before_; }  // matched backward
  const Lexicon& qualifiers_behind() const { return qualifiers_behind_; }

 private:
  Vocabulary();
  void AddWords();
  void AddUnits(std::string_view data);
  void AddQualifiers(std::string_view data);

  Lexicon words_;
  std::vector<uint64_t> tag_sets_;
  Lexicon units_;
  std::vector<Unit> unit_rows_;
  std::vector<bool> unit_beginnings_;  // by code point of the basic plane
  Lexicon qualifiers_before_{Lexicon::Direction::kBackward};
  Lexicon qualifiers_behind_;
};

}  // namespace gangmu::extraction
