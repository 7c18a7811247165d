// Text as search compares it: folded (common/text/folding.h), Latin letters in lower case, blanks and line ends left
// out, a run of signs taken as one break. A Chinese character is a token; a run of Latin letters and digits is a word,
// found as a whole only. Pure; thread safe.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace gangmu::search {

// Codes of tokens, below 2^30. Equal codes are equal tokens.
using TokenCode = uint32_t;
inline constexpr TokenCode kEnd = 0;    // no token: the end of a passage
inline constexpr TokenCode kBreak = 1;  // a run of signs; two runs are equal whatever signs they are

struct Token {
  TokenCode code = kEnd;
  int32_t begin = 0;  // code points of the text
  int32_t end = 0;
  bool operator==(const Token&) const = default;
};

// `text` must be valid UTF-8. Words of more than five letters and digits are several tokens, whose codes say that they
// belong together. No break stands at the beginning or the end.
std::vector<Token> Tokenize(std::string_view text);

}  // namespace gangmu::search
