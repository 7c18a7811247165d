// What the fuzz targets share: text as the mutator of the tests damages it, and checks that end the process.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "services/ingestion/extraction/indicators/passage.h"

namespace gangmu::testing {

// Ends the process, so that the fuzzer keeps the input; says what does not hold.
void Require(bool holds, std::string_view what);

// Calls `check` with the input as one passage; an input that is no text only has to be refused.
void WithPassage(const uint8_t* data, size_t size, const std::function<void(const extraction::Passage&)>& check);

}  // namespace gangmu::testing
