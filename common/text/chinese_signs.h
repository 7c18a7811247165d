// Signs that text is Chinese: for choosing between charsets in all of which the same bytes are valid. Pure.
#pragma once

#include <cstddef>
#include <string_view>

namespace gangmu {

struct ChineseSigns {
  size_t others = 0;  // code points that are not ASCII
  size_t hits = 0;    // frequent Chinese characters and punctuation among them

  // From 0 to 1. Real documents have 0.4 and more, wrongly decoded ones less than 0.1.
  double Share() const { return others == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(others); }
};

// `utf8` must be valid, but may end within a sequence.
ChineseSigns CountChineseSigns(std::string_view utf8);

}  // namespace gangmu
