// Numbers with units: what of the text counts or measures, and what only looks so.
#pragma once

#include <cstdint>

#include "common/decimal/decimal.h"
#include "services/ingestion/extraction/indicators/numerals.h"
#include "services/ingestion/extraction/indicators/passage.h"
#include "services/ingestion/extraction/indicators/vocabulary.h"

namespace gangmu::extraction {

// A quantity as written, before the words around it are read.
struct Quantity {
  int32_t begin = 0;
  int32_t end = 0;
  Numeral number;  // of a range: the upper end
  Decimal value;   // in `unit`, multipliers and those of a rate's denominator applied
  const Unit* unit = nullptr;
  const Unit* per = nullptr;       // denominator of a rate (元/平方米)
  const Unit* also_per = nullptr;  // a second one (元/人/天)
  bool is_range = false;
  Decimal low;                   // of a range
  bool is_rank = false;          // 第3位, 前10
  bool at_most_rank = false;     // 前10
  bool no_unit = false;          // a pure number or a count without classifier
  bool threshold_range = false;  // 1000万元以上至2000万元
};

// Reads the quantity that begins at `at`, the first figure. False where the number there counts nothing.
bool ReadQuantity(const Passage& passage, int32_t at, Quantity& out);

// The unit at `at`; null where none. `end` moves behind it.
const Unit* ReadUnit(const Passage& passage, int32_t at, int32_t& end);

}  // namespace gangmu::extraction
