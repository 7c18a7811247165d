// Numbers as policy documents write them: 470, 1,479, 72.88万, ２０, 五, 二百五十, 20余万, 20万余, 万亿.
#pragma once

#include <cstdint>

#include "common/decimal/decimal.h"
#include "services/ingestion/extraction/indicators/passage.h"

namespace gangmu::extraction {

struct Numeral {
  int32_t begin = 0;
  int32_t end = 0;         // behind the multiplier and 余/多
  Decimal value;           // multiplier applied
  int16_t scale = 0;       // power of ten of the multiplier written behind the digits (万 4, 亿 8); 0 where none
  int16_t unit_power = 0;  // power of ten of the last significant figure, multiplier included (470: 1; 2.5万: 3)
  int16_t figures = 0;     // significant figures
  bool some_over = false;  // holds 余 or 多
  bool over_behind_scale = false;  // 余/多 stands behind the multiplier (20万余)
  bool chinese = false;            // written in Chinese numerals
  bool bare = false;               // a multiplier without digits (万元, 千亩)
  bool vague = false;              // two figures in a row that name a spread (三五个, 七八天)
};

// Reads the number that begins at `at`. False where none does or where it does not fit a Decimal.
bool ReadNumeral(const Passage& passage, int32_t at, Numeral& out);

// value × 10^power, exactly; false where it does not fit.
bool Scale(const Decimal& value, int power, Decimal& out);

}  // namespace gangmu::extraction
