// When two subjects are the same: a normal form of the text, and synonyms from data/subject_synonyms.tsv.
#pragma once

#include <string>
#include <string_view>

namespace gangmu::statistics {

// Without blanks, quotes and 的, full-width letters and digits as half-width ones, Latin letters small; then the
// subject that a synonym means. Thread safe.
std::string NormalSubject(std::string_view subject);

}  // namespace gangmu::statistics
