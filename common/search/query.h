// The language of search queries: words and "phrases" with AND, OR, NOT and brackets.
//
//   营商环境 补贴                both, anywhere in the entry (blanks mean AND)
//   "优化营商环境" NOT 审批       the phrase without the word
//   (补贴 OR 奖励) AND 企业       OR and AND are mixed with brackets only, as in filters
//
// A word is found where its tokens stand one after another in one passage: 补贴 finds 企业补贴 and 补\n贴; Latin words
// and numbers are found as a whole. Operators are written in capitals; full-width brackets and Chinese quotes serve as
// well.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "common/search/tokens.h"

namespace gangmu::search {

struct Phrase {
  std::string text;               // as written, without quotes
  std::vector<TokenCode> tokens;  // at least one
  bool wanted = true;             // false below NOT: it neither ranks nor shows
};

struct Node {
  enum class Kind {
    kPhrase,
    kAnd,  // two or more children, at least one of which is no kNot
    kOr,   // two or more children, none of them kNot
    kNot,  // one child that is no kNot; only below kAnd
  };
  Kind kind = Kind::kPhrase;
  std::vector<Node> children;
  int phrase = 0;  // kPhrase: index into Query::phrases
};

struct Query {
  Node root;
  std::vector<Phrase> phrases;  // in the order written
};

// What one query may cost.
struct QueryLimits {
  size_t bytes = 1024;
  size_t phrases = 32;
  size_t tokens = 64;  // of one phrase
  int depth = 16;
};

// INVALID_ARGUMENT (FILTER_INVALID) with metadata position (code point from 0), token and, where there is one,
// proposal, and a violation of the field `query`: empty or too long, unbalanced, AND mixed with OR, a word of signs
// alone, nothing that must appear (NOT alone).
absl::StatusOr<Query> ParseQuery(std::string_view source, const QueryLimits& limits = {});

}  // namespace gangmu::search
