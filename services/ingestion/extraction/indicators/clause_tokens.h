// A passage cut into what the rules reason about: quantities, times, known words, names and the rest.
#pragma once

#include <cstdint>
#include <vector>

#include "services/ingestion/extraction/indicators/passage.h"
#include "services/ingestion/extraction/indicators/quantities.h"
#include "services/ingestion/extraction/indicators/times.h"
#include "services/ingestion/extraction/indicators/vocabulary.h"
#include "services/ingestion/extraction/scratch_list.h"

namespace gangmu::extraction {

enum class TokenKind : uint8_t {
  kText,      // characters of no known word: part of a noun phrase
  kWord,      // a word of data/phrase_words.tsv, see tags
  kName,      // 《…》, “…”, Latin words
  kDe,        // 的
  kQuantity,  // ref: index into quantities
  kTime,      // ref: index into times
  kNumber,    // a number that counts nothing by itself
  kStop,      // 。！？； and line ends
  kComma,     // ，：
  kPause,     // 、
  kOpen,      // （
  kClose,     // ）
  kOther,     // signs that end a phrase
};

struct Token {
  int32_t begin = 0;
  int32_t end = 0;
  uint64_t tags = 0;
  int32_t ref = -1;
  TokenKind kind = TokenKind::kText;
  bool quoted = false;  // kName: “…”
  bool Is(uint64_t mask) const { return (tags & mask) != 0; }
  int32_t size() const { return end - begin; }
};

struct Tokens {
  ScratchList<Token> tokens;
  ScratchList<Quantity> quantities;
  ScratchList<TimeExpression> times;
  // Room for the cutting itself.
  ScratchList<int32_t> signs;
  std::vector<Lexicon::Hit> words;
};

// Cuts the passage from `from` on. A sentence without quantities and times says nothing to the rules: only its brackets
// and its end become tokens. Vectors are reused. Linear in the passage.
void Tokenize(const Passage& passage, int32_t from, Tokens& out);

}  // namespace gangmu::extraction
