// The lexer of the filter grammar. Offsets are bytes here; messages give code points.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace gangmu::filter {

struct Token {
  enum class Kind {
    kWord,        // name, number, date, keyword: everything unquoted
    kQuoted,      // "…" or '…', with \" \' \\ undone in text
    kComparator,  // = != < <= > >= :
    kDot,
    kComma,
    kOpen,
    kClose,
    kMinus,  // - that begins no number
    kStar,
    kEnd,
  };
  Kind kind = Kind::kEnd;
  size_t begin = 0;
  size_t end = 0;
  std::string text;  // meaning: quotes and escapes removed
};

// The tokens of `source`, a kEnd token last. INVALID_ARGUMENT (FILTER_INVALID) for text that is not UTF-8, open quotes,
// unknown escapes, control characters and punctuation that is none of the grammar's (full-width forms get a proposal).
absl::StatusOr<std::vector<Token>> Tokenize(std::string_view source);

}  // namespace gangmu::filter
