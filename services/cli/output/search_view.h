// Hits of a search for people: the measure, its name, and the pieces of text with the words of the query set off.
#pragma once

#include <string>

#include "gangmu/measures/v1/search_service.pb.h"
#include "services/cli/output/style.h"

namespace gangmu::cli {

// The piece with its highlights set off: in colours bold, else in 【】. Line ends become blanks. `…` stands where the
// passage goes on.
std::string MarkSnippet(const measures::v1::SearchSnippet& snippet, const Style& style);

// One hit, numbered, over a few lines. Headings and subjects that the text repeats are shown only where they hold a
// word.
std::string ShowHit(int64_t number, const measures::v1::SearchHit& hit, const Style& style);

// The score as a number with two places.
std::string ScoreText(int64_t score);

}  // namespace gangmu::cli
