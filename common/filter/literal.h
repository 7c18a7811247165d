// Literals by type of field.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "common/filter/ast.h"
#include "common/filter/filter.h"

namespace gangmu::filter {

// Why a literal does not fit.
struct LiteralFault {
  std::string message;
  std::string proposal;           // empty where there is none
  std::vector<std::string> near;  // enum names that may have been meant
};

// The value of `word` for a comparison with `field` (for lists and maps: with an element).
std::variant<Value, LiteralFault> ParseLiteral(const Field& field, const Word& word);

// Whether `text` is YYYY-MM-DD and a day that exists, years 0001 to 9999.
bool IsCivilDate(std::string_view text);

// RFC 3339 with Z or an offset, for example 2022-10-21T08:00:00.5Z; microseconds since 1970-01-01T00:00:00Z.
std::optional<int64_t> ParseTimestamp(std::string_view text);
std::string FormatTimestamp(int64_t microseconds);

}  // namespace gangmu::filter
