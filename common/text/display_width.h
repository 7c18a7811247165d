// How many columns of a terminal text takes (Unicode Standard Annex #11): two for wide and full-width characters such
// as Han, none for combining marks and format characters, one for all others. Characters that are ambiguous in Annex
// #11 (…, “, →) count one, as terminals with a Chinese font set them by default. Pure; thread safe.
#pragma once

#include <string_view>

namespace gangmu {

// Of valid UTF-8 on one line; a byte that is no UTF-8 counts one.
int DisplayWidth(std::string_view text);

// The longest beginning of `text` that takes at most `columns`, cut at a code point; what combines with its last
// character stays with it.
std::string_view CutAtDisplayWidth(std::string_view text, int columns);

}  // namespace gangmu
