// Evaluates queries over indicators fact by fact over plain maps, as their definition says: what the engine is compared
// with.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "services/statistics/engine/query.h"

namespace gangmu::statistics::testing {

// What a row is made of.
struct Plain {
  int64_t count = 0;
  std::set<std::string> documents;
  std::set<std::string> subjects;
  std::vector<Decimal> values;
  Decimal sum;
  Decimal lower;
  Decimal upper;
  int64_t open_lower = 0;
  int64_t open_upper = 0;
  std::set<std::string> units;
  // By day (undated ones apart), date of publication, document and order in it: what FIRST and LAST choose from.
  using Statement = std::tuple<Day, Day, std::string, size_t>;
  std::map<Statement, Decimal> dated;
  std::map<Statement, Decimal> undated;
  LeftOutCounts left_out{};
};

// The filters that the evaluator knows, as text.
const std::vector<std::string>& KnownFilters();

// Rows by the values of the dimensions topic, issuer, unit, target, publish_year, region_province, period_year and
// instrument. Lengths convert to m.
std::map<std::vector<DimensionValue>, Plain> Evaluate(const std::map<std::string, DocumentFacts>& documents,
                                                      const Query& query, const std::string& filter);

}  // namespace gangmu::statistics::testing
