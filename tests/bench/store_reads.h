// Parts of store_bench: single reads beside an echo of the same runtime, and searches with the size of their index.
#pragma once

#include <string>

#include "services/measures/store/measure_store.h"

namespace gangmu::testing {

// Rates of GetIndicator and GetMeasure over names spread over the whole store, each beside an echo measured right
// before it. `seconds` for each rate.
void BenchGets(measures::MeasureStore& store, double seconds);

// Times of first pages of searches that find much and little, and the bytes of the index in the database `path`.
void BenchSearches(measures::MeasureStore& store, const std::string& path);

}  // namespace gangmu::testing
