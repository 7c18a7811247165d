#include "services/ingestion/extraction/facts/vocabulary.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <unordered_map>

#include "common/codelists/codelists.h"
#include "common/codelists/tsv.h"
#include "ingestion_extraction_data.h"
#include "services/ingestion/extraction/utf8.h"

namespace gangmu::extraction {
namespace {

using codelists::ReadTsv;
using codelists::TsvRow;

// Data is part of the program: a name it does not know is a defect of the build.
template <typename List>
int8_t IndexOf(const List& names, std::string_view name) {
  const auto it = std::find(std::begin(names), std::end(names), name);
  if (it == std::end(names)) {
    std::fprintf(stderr, "extraction data: unknown name '%.*s'\n", static_cast<int>(name.size()), name.data());
    std::abort();
  }
  return static_cast<int8_t>(it - std::begin(names));
}

int8_t StatusOf(std::string_view word) {
  constexpr std::string_view kWords[kStatusWords] = {"done", "under", "planned", "withdrawn"};
  return IndexOf(kWords, word);
}

int8_t Weight(std::string_view field) { return field.empty() ? int8_t{0} : static_cast<int8_t>(field[0] - '0'); }

}  // namespace

const FactsVocabulary& FactsVocabulary::Get() {
  static const FactsVocabulary& vocabulary = *new FactsVocabulary;
  return vocabulary;
}

FactsVocabulary::FactsVocabulary() {
  for (const codelists::Entry& e : codelists::Topics()) topics_.push_back(e.code);
  for (const codelists::Entry& e : codelists::Instruments()) instruments_.push_back(e.code);
  AddTerms();

  const auto end_value = [](End end) { return static_cast<int32_t>(end); };
  for (const TsvRow& row : ReadTsv(data::k_organisation_suffixes, 2)) {
    // A single character (局, 部) ends too many other words; the names made of functions below cover it.
    if (ToUtf32(row[0]).size() < 2) continue;
    organisation_ends_.Add(row[0], end_value(row[1] == "whole"    ? End::kName
                                             : row[1] == "placed" ? End::kPlaced
                                                                  : End::kOpen));
  }
  for (const TsvRow& row : ReadTsv(data::k_organisation_stems, 2)) {
    std::string_view suffixes = row[1];
    while (!suffixes.empty()) {
      const size_t cut = std::min(suffixes.find(' '), suffixes.size());
      organisation_ends_.Add(std::string(row[0]) + std::string(suffixes.substr(0, cut)), end_value(End::kName));
      suffixes.remove_prefix(std::min(cut + 1, suffixes.size()));
    }
  }
  for (const TsvRow& row : ReadTsv(data::k_scheme_words, 1)) {
    const std::string_view kind = row.size() > 1 ? row[1] : "head";
    if (kind == "verb") {
      scheme_verbs_.Add(row[0], 0);
    } else if (kind == "none") {
      quoted_terms_.Add(row[0], 0);
    } else {
      scheme_words_.Add(row[0], 0);
      scheme_heads_.Add(row[0], 0);
    }
  }
}

void FactsVocabulary::AddTerms() {
  term_list_.emplace_back();  // of -1
  std::unordered_map<std::string_view, size_t> index;
  const auto term_for = [&](std::string_view word) -> Term& {
    const auto [it, added] = index.emplace(word, term_list_.size());
    if (added) term_list_.emplace_back();
    return term_list_[it->second];
  };
  for (const TsvRow& row : ReadTsv(data::k_topic_terms, 3)) {
    Term& t = term_for(row[0]);
    t.topic = IndexOf(topics_, row[1]);
    t.topic_weight = Weight(row[2]);
  }
  for (const TsvRow& row : ReadTsv(data::k_instrument_terms, 3)) {
    Term& t = term_for(row[0]);
    t.instrument = IndexOf(instruments_, row[1]);
    t.instrument_weight = Weight(row[2]);
  }
  for (const TsvRow& row : ReadTsv(data::k_status_words, 3)) {
    Term& t = term_for(row[0]);
    t.status = StatusOf(row[1]);
    t.status_weight = Weight(row[2]);
  }
  for (const std::string_view word : {"起施行", "起实施", "起执行", "起生效", "有效期"}) term_for(word).validity = true;
  for (const auto& [word, i] : index) terms_.Add(word, static_cast<int32_t>(i) - 1);
}

}  // namespace gangmu::extraction
