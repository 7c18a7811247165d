// One form for characters that mean the same in Chinese text: what rules match on and what search compares. One code
// point to one, so that offsets never change. Pure; thread safe.
#pragma once

#include <cstdint>

namespace gangmu {

// A flat table over the basic plane (65,536 entries): each code point as folded. Full-width letters, digits and signs
// → ASCII (％ → %, ． → ., U+3000 → blank); half-width punctuation , ; : ! ? ( ) → ，；：！？（）; Traditional →
// Simplified (data/hant_hans.tsv); 「」 → “”; dashes and dots of print → their usual forms; ○ → 〇. Case stays.
// Built once, then read only.
const char32_t* FoldingTable();

// The folded form; code points beyond the basic plane stay as they are.
inline char32_t FoldCodePoint(const char32_t* table, char32_t c) { return c < 0x10000 ? table[c] : c; }

}  // namespace gangmu
