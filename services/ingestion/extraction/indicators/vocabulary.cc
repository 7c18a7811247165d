#include "services/ingestion/extraction/indicators/vocabulary.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <unordered_map>
#include <utility>

#include "common/codelists/tsv.h"
#include "ingestion_extraction_data.h"
#include "services/ingestion/extraction/folding.h"
#include "services/ingestion/extraction/utf8.h"

namespace gangmu::extraction {
namespace {

using codelists::ReadTsv;

// Data is part of the program: a name it does not know is a defect of the build.
template <typename T>
T NameOrDie(const std::unordered_map<std::string_view, T>& names, std::string_view name) {
  const auto it = names.find(name);
  if (it == names.end()) {
    std::fprintf(stderr, "extraction data: unknown class '%.*s'\n", static_cast<int>(name.size()), name.data());
    std::abort();
  }
  return it->second;
}

const std::unordered_map<std::string_view, uint64_t>& TagNames() {
  static const auto& names = *new std::unordered_map<std::string_view, uint64_t>{{"verb", kVerb},
                                                                                 {"act", kAct},
                                                                                 {"event", kEvent},
                                                                                 {"prep", kPrep},
                                                                                 {"adv", kAdverb},
                                                                                 {"link", kLink},
                                                                                 {"up", kUp},
                                                                                 {"down", kDown},
                                                                                 {"to", kTo},
                                                                                 {"gain", kGain},
                                                                                 {"drop", kDrop},
                                                                                 {"goal", kGoal},
                                                                                 {"done", kDone},
                                                                                 {"give", kGive},
                                                                                 {"where", kWhere},
                                                                                 {"noun", kNoun},
                                                                                 {"set", kSet},
                                                                                 {"and", kAnd},
                                                                                 {"ratio", kRatio},
                                                                                 {"growth", kGrowth},
                                                                                 {"decline", kDecline},
                                                                                 {"score", kScore},
                                                                                 {"index", kIndex},
                                                                                 {"lasting", kLasting},
                                                                                 {"object", kObject},
                                                                                 {"passing", kPassing},
                                                                                 {"numeral", kNumeral},
                                                                                 {"mod", kModifier},
                                                                                 {"local", kLocal},
                                                                                 {"spend", kSpend},
                                                                                 {"abstract", kAbstract},
                                                                                 {"firm", kFirm},
                                                                                 {"transitive", kTransitive}};
  return names;
}

const std::unordered_map<std::string_view, UnitClass>& ClassNames() {
  static const auto& names = *new std::unordered_map<std::string_view, UnitClass>{
      {"count", UnitClass::kCount},   {"han", UnitClass::kHan},     {"bare", UnitClass::kBare},
      {"person", UnitClass::kPerson}, {"money", UnitClass::kMoney}, {"size", UnitClass::kSize},
      {"time", UnitClass::kTime},     {"day", UnitClass::kDay},     {"month", UnitClass::kMonth},
      {"year", UnitClass::kYear},     {"age", UnitClass::kAge},     {"percent", UnitClass::kPercent},
      {"point", UnitClass::kPoint},   {"times", UnitClass::kTimes}, {"doubling", UnitClass::kDoubling},
      {"score", UnitClass::kScore},   {"index", UnitClass::kIndex}, {"degree", UnitClass::kDegree},
      {"great", UnitClass::kGreat},   {"never", UnitClass::kNever}};
  return names;
}

const std::unordered_map<std::string_view, Qualifier>& QualifierNames() {
  static const auto& names = *new std::unordered_map<std::string_view, Qualifier>{
      {"ABOUT", Qualifier::kAbout},      {"NEARLY", Qualifier::kNearly},      {"MORE_THAN", Qualifier::kMoreThan},
      {"AT_LEAST", Qualifier::kAtLeast}, {"LESS_THAN", Qualifier::kLessThan}, {"AT_MOST", Qualifier::kAtMost}};
  return names;
}

// Calls `use` with each of the words parted by blanks.
template <typename Use>
void ForEachWord(std::string_view words, const Use& use) {
  for (size_t at = 0; at < words.size();) {
    const size_t end = std::min(words.find(' ', at), words.size());
    if (end > at) use(words.substr(at, end - at));
    at = end + 1;
  }
}

}  // namespace

const Vocabulary& Vocabulary::Get() {
  static const Vocabulary& vocabulary = *new Vocabulary;
  return vocabulary;
}

Vocabulary::Vocabulary() {
  AddWords();
  AddUnits(data::k_units);
  AddQualifiers(data::k_qualifiers);
}

void Vocabulary::AddWords() {
  std::vector<std::pair<std::string_view, uint64_t>> words;  // in the order of the files
  std::unordered_map<std::string_view, size_t> index;
  for (const std::string_view data :
       {data::k_phrase_words, data::k_protected_words, data::k_common_verbs, data::k_numeral_names}) {
    for (const auto& row : ReadTsv(data, 2)) {
      const uint64_t tag = NameOrDie(TagNames(), row[0]);
      ForEachWord(row[1], [&](std::string_view word) {
        const auto [it, added] = index.emplace(word, words.size());
        if (added) words.emplace_back(word, 0);
        words[it->second].second |= tag;
      });
    }
  }
  std::unordered_map<uint64_t, int32_t> sets;
  for (const auto& [word, set] : words) {
    const auto [it, added] = sets.emplace(set, static_cast<int32_t>(tag_sets_.size()));
    if (added) tag_sets_.push_back(set);
    words_.Add(word, it->second);
  }
}

void Vocabulary::AddUnits(std::string_view data) {
  constexpr size_t kPlane = 0x10000;
  unit_beginnings_.resize(kPlane, false);
  for (const auto& row : ReadTsv(data, 3)) {
    const char32_t beginning = Fold(FoldTable(), FirstCodePoint(row[0])).code_point;
    if (beginning < kPlane) unit_beginnings_[beginning] = true;
    units_.Add(row[0], static_cast<int32_t>(unit_rows_.size()));
    unit_rows_.push_back({std::string(row[1]), NameOrDie(ClassNames(), row[2])});
  }
}

void Vocabulary::AddQualifiers(std::string_view data) {
  for (const auto& row : ReadTsv(data, 3)) {
    const int32_t value = static_cast<int32_t>(NameOrDie(QualifierNames(), row[0]));
    Lexicon& lexicon = row[1] == "before" ? qualifiers_before_ : qualifiers_behind_;
    ForEachWord(row[2], [&](std::string_view word) { lexicon.Add(word, value); });
  }
}

}  // namespace gangmu::extraction
