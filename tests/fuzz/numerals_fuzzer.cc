// Numerals at every place of a text: an end behind the beginning, a value that is no negative number, figures that
// agree with it.
#include <cstdint>

#include "services/ingestion/extraction/indicators/numerals.h"
#include "tests/fuzz/fuzz_text.h"

namespace gangmu::extraction {
namespace {

void Check(const Passage& passage, int32_t at) {
  using gangmu::testing::Require;
  Numeral n;
  if (!ReadNumeral(passage, at, n)) return;
  Require(n.begin == at && n.end > at && n.end <= passage.size(), "the numeral lies in the text");
  Require(!n.value.negative(), "the value is not negative");
  Require(n.value.is_zero() == (n.figures == 0), "only zero has no significant figure");
  Require(n.scale >= 0 && n.unit_power >= -Decimal::kMaxScale, "the powers of ten are those of the value");
  Decimal scaled;
  if (Scale(n.value, 8, scaled)) Require(n.value <= scaled, "a multiplier makes nothing smaller");
}

}  // namespace
}  // namespace gangmu::extraction

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gangmu::testing::WithPassage(data, size, [](const gangmu::extraction::Passage& passage) {
    for (int32_t at = 0; at < passage.size(); ++at) gangmu::extraction::Check(passage, at);
  });
  return 0;
}
