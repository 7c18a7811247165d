// The folding that all rules match on: one code point to one, so that offsets never change.
#pragma once

#include <cstdint>

#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

struct Folded {
  char32_t code_point;
  CharClass cls;
};

// A flat table over the basic plane: low 24 bits the folded code point, high 8 the class. Built once, then read only.
const uint32_t* FoldTable();

// By code point of the basic plane: the class of one that UTF-8 writes in three bytes, that is folded to itself and
// that no line keeps account of (LineSign); kNotPlain for all others and for surrogates.
inline constexpr uint8_t kNotPlain = 0xFF;
const uint8_t* PlainTable();

inline Folded Fold(const uint32_t* table, char32_t c) {
  if (c < 0x10000) return {table[c] & 0xFFFFFF, static_cast<CharClass>(table[c] >> 24)};
  return {c, c >= 0x20000 && c < 0x40000 ? CharClass::kHan : CharClass::kOther};
}

}  // namespace gangmu::extraction
