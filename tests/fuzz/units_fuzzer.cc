// Units and quantities at every place of a text: spans that lie in it, units that the catalogue takes, bounds that hold
// the value whatever qualifies it.
#include <cstdint>

#include "common/units/units.h"
#include "services/ingestion/extraction/indicators/findings.h"
#include "services/ingestion/extraction/indicators/quantities.h"
#include "tests/fuzz/fuzz_text.h"

namespace gangmu::extraction {
namespace {

using gangmu::testing::Require;

void CheckUnit(const Passage& passage, int32_t at) {
  int32_t end = at;
  const Unit* const unit = ReadUnit(passage, at, end);
  if (unit == nullptr) return Require(end == at, "no unit takes no place");
  Require(end > at && end <= passage.size(), "the unit lies in the text");
  if (unit->cls == UnitClass::kNever) return;
  const units::Unit known = units::UnitOf(unit->code);
  Require(!known.dimension.empty() && !known.factor.is_zero() && !known.factor.negative(),
          "the catalogue takes the unit");
}

void CheckQuantity(const Passage& passage, int32_t at) {
  Quantity q;
  if (!ReadQuantity(passage, at, q)) return;
  Require(q.begin == at && q.end > at && q.end <= passage.size(), "the quantity lies in the text");
  Require(q.unit != nullptr && !q.unit->code.empty(), "a quantity has a unit");
  Require(q.is_range || !q.value.negative(), "the value is not negative");
  Require(!q.is_range || q.low < q.value, "a range rises");
  for (const Qualifier qualifier :
       {Qualifier::kExact, Qualifier::kAbout, Qualifier::kNearly, Qualifier::kSomeOver, Qualifier::kMoreThan,
        Qualifier::kAtLeast, Qualifier::kLessThan, Qualifier::kAtMost}) {
    const Interval bounds = Bounds(q, qualifier);
    Require(!bounds.lower || *bounds.lower <= q.value, "the value is not below its bounds");
    Require(!bounds.upper || q.value <= *bounds.upper, "the value is not above its bounds");
  }
}

}  // namespace
}  // namespace gangmu::extraction

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  gangmu::testing::WithPassage(data, size, [](const gangmu::extraction::Passage& passage) {
    for (int32_t at = 0; at < passage.size(); ++at) {
      gangmu::extraction::CheckUnit(passage, at);
      gangmu::extraction::CheckQuantity(passage, at);
    }
  });
  return 0;
}
