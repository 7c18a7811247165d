// Statements about one subject: in order of time, and what was promised beside what was reported.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "services/statistics/engine/query.h"
#include "services/statistics/engine/snapshot.h"

namespace gangmu::statistics {

// One indicator with what tells which series it belongs to.
struct Statement {
  std::string document;  // resource name
  std::string id;        // of the indicator within the document
  std::string title;     // of the document
  Day publish_date = kNoDay;
  Day start = kNoDay;  // of its period
  Day end = kNoDay;
  std::optional<Decimal> value;
  Interval bounds;
  std::string subject;  // as written
  std::string unit;
  std::string region;  // code, or name where no code is known
  uint8_t kind = 0;
  bool target = false;
};

struct Statements {
  std::vector<Statement> list;  // by document name and order in the document
  LeftOutCounts left_out{};
  Place place = 0;
};

// The indicators that fit the query's filter and are not left out by it; ranges, which have no stated value, are among
// them. Where `subject` is not empty only those with the same normal form. RESOURCE_EXHAUSTED (LIMIT_EXCEEDED) beyond
// `most`; else errors as Engine::Run.
absl::StatusOr<Statements> CollectStatements(const Snapshot& snapshot, const Query& query, std::string_view subject,
                                             size_t most);

// All statements for one period.
struct SeriesPoint {
  Day start = kNoDay;
  Day end = kNoDay;
  std::vector<Statement> statements;  // by day of publication, then document and order in it
  // Two statements, both reported or both planned, have intervals without a common number.
  bool disagree = false;
};

struct Series {
  std::string subject;            // normal form
  std::set<std::string> written;  // as the documents have it
  std::string unit;
  std::string region;
  uint8_t kind = 0;
  std::vector<SeriesPoint> points;  // by last day, then first
};

// By subject, unit, region and kind; documents of which no region is known make series of their own. Statements without
// a last day of their period are in no series and are counted.
std::vector<Series> MakeSeries(const std::vector<Statement>& statements, int64_t* undated);

// A target and what was reported for its year later on.
struct TargetComparison {
  std::string subject;  // normal form
  Statement target;
  std::vector<Statement> results;  // by day of publication
  std::optional<Decimal> gap;      // value of the last result that states one, less that of the target
};

// Targets with a last day of their period, by subject, region and period. Results have the same subject, unit, region
// (where none is known: the same document) and kind (a change counts as the level it leads to), end in the same year,
// are no targets, and were published after the target. OUT_OF_RANGE (DECIMAL_OVERFLOW).
absl::StatusOr<std::vector<TargetComparison>> CompareTargets(const std::vector<Statement>& statements);

}  // namespace gangmu::statistics
