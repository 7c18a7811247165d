// The vocabularies of the facts pass, read from data once. Immutable, thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "services/ingestion/extraction/lexicon.h"

namespace gangmu::extraction {

inline constexpr int kMaxTopics = 32;
inline constexpr int kMaxInstruments = 32;

enum class StatusWord : uint8_t { kDone, kUnder, kPlanned, kWithdrawn };
inline constexpr int kStatusWords = 4;

// What one term says: an index with a weight of each kind; the weight 0 says nothing.
struct Term {
  int8_t topic = 0;
  int8_t topic_weight = 0;
  int8_t instrument = 0;
  int8_t instrument_weight = 0;
  int8_t status = 0;
  int8_t status_weight = 0;
  bool validity = false;  // the sentence may say from when or until when the document is valid
};

class FactsVocabulary {
 public:
  static const FactsVocabulary& Get();

  const Lexicon& terms() const { return terms_; }
  // The term of a hit's value; one that says nothing for -1.
  const Term& term(int32_t value) const { return term_list_[static_cast<size_t>(value + 1)]; }
  std::string_view topic(int i) const { return topics_[i]; }
  std::string_view instrument(int i) const { return instruments_[i]; }
  int topics() const { return static_cast<int>(topics_.size()); }
  int instruments() const { return static_cast<int>(instruments_.size()); }

  // Names of bodies that end at a place, without what stands before them: 财政厅, 人民政府, 国务院.
  const Lexicon& organisation_ends() const { return organisation_ends_; }
  enum class End : int32_t {
    kName,    // a name by itself: 财政部, 国务院
    kOpen,    // asks for a name before it: 人民政府, 领导小组
    kPlaced,  // asks for a division's name before it: 公司, 大学
  };

  // Words that end the name of a scheme, matched backward, and the same words behind the quotes, matched forward.
  const Lexicon& scheme_words() const { return scheme_words_; }
  const Lexicon& scheme_heads() const { return scheme_heads_; }
  // Verbs before the quotes that put a scheme to work, matched backward.
  const Lexicon& scheme_verbs() const { return scheme_verbs_; }
  // Quoted terms that name groups, doctrines or figures of speech.
  const Lexicon& quoted_terms() const { return quoted_terms_; }

 private:
  FactsVocabulary();
  void AddTerms();

  std::vector<std::string_view> topics_;
  std::vector<std::string_view> instruments_;
  Lexicon terms_;
  std::vector<Term> term_list_;
  Lexicon organisation_ends_{Lexicon::Direction::kBackward};
  Lexicon scheme_words_{Lexicon::Direction::kBackward};
  Lexicon scheme_heads_;
  Lexicon scheme_verbs_{Lexicon::Direction::kBackward};
  Lexicon quoted_terms_;
};

}  // namespace gangmu::extraction
