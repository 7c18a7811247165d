// The part of a text that shows best why it fits a query, and where the words stand in it. Pure; thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/search/query.h"

namespace gangmu::search {

// Half open, in code points.
struct Span {
  int32_t start = 0;
  int32_t end = 0;
  bool operator==(const Span&) const = default;
};

struct Snippet {
  int32_t offset = 0;  // where the piece begins in the text, in code points
  std::string text;
  std::vector<Span> highlights;  // in the whole text, rising, apart from each other
};

// Of the wanted phrases of `query`; empty text where none stands in `text`. At most `width` code points, but for a
// single phrase that is longer.
Snippet MakeSnippet(std::string_view text, const Query& query, int32_t width = 80);

}  // namespace gangmu::search
