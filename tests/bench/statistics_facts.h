// The facts of the statistics benchmark: a CSV of indicators as documents.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/statistics/engine/facts.h"

namespace gangmu::statistics::testing {

// Reads a CSV with the columns document topic province region issuer doc_type level publish_date year unit kind
// qualifier target value lower upper, one line a fact. Every dimension is filled; what the CSV does not have is made up
// of the line's number (among it 300,000 different subjects). Provinces P00… and regions R0000… become codes like those
// of GB/T 2260. Ends the process where the file cannot be read.
std::vector<DocumentFacts> ReadFacts(const std::string& path);

// Province P07 of the CSV for a code that ReadFacts made, and the reverse for a region.
std::string ProvinceOf(const std::string& code);
std::string RegionCode(const std::string& region);

}  // namespace gangmu::statistics::testing
