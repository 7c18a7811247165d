// Names that a writer may have meant, by edit distance over code points.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gangmu::filter {

// Levenshtein distance with transpositions of neighbours (optimal string alignment), in code points; `bound` + 1 where
// it is larger than `bound`. Both texts are cut at 64 code points.
int EditDistance(std::string_view a, std::string_view b, int bound);

// At most `most` of `candidates` within a distance that fits the length of `name` (one for short names, three at
// most), the nearest first, equal ones in the order given. Differences of case alone count as nothing.
std::vector<std::string> NearMatches(std::string_view name, const std::vector<std::string>& candidates,
                                     size_t most = 3);

}  // namespace gangmu::filter
