// The indicators of a store as one flat table of an SQLite database in memory: what an analyst would otherwise query.
#pragma once

#include <string>
#include <vector>

struct sqlite3;

namespace gangmu::testing {

struct FlatFacts {
  // Reads everything from the measures service at `target`. Ends the process on an error.
  explicit FlatFacts(const std::string& target);
  ~FlatFacts();
  FlatFacts(const FlatFacts&) = delete;
  FlatFacts& operator=(const FlatFacts&) = delete;

  // Rows that a query over facts(unit, kind, target, topic, value) gives.
  int Run(const char* sql) const;

  std::vector<std::string> document_names;
  std::vector<std::string> measure_names;
  std::vector<std::string> indicator_names;

 private:
  sqlite3* db_ = nullptr;
};

}  // namespace gangmu::testing
