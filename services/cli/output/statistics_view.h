// Answers of the statistics service as table, CSV and bars.
#pragma once

#include <string>

#include "gangmu/statistics/v1/statistics_service.pb.h"
#include "services/cli/terminal.h"

namespace gangmu::cli {

// For people: numbers on the right with thousands, the interval where a sum has one, how many facts each cell used and
// left out and why.
void PrintStatisticsTable(const statistics::v1::QueryStatisticsResponse& answer, const Terminal& terminal);

// For programs: raw decimals; each metric with value, unit, lower, upper, used and left_out columns.
void PrintStatisticsCsv(const statistics::v1::QueryStatisticsResponse& answer, const Terminal& terminal);

// One block of bars a metric. Bars are proportional to the value; the number stands beside each.
void PrintStatisticsChart(const statistics::v1::QueryStatisticsResponse& answer, const Terminal& terminal);

// A value of a dimension in words: "武汉市 420100", "(not stated)", "(spans several)", "(total)".
std::string DimensionText(const statistics::v1::DimensionValue& value);
// "12,345", "≈ 12,345" where a factor was not exact, "–" where no fact could be used.
std::string CellText(const statistics::v1::Cell& cell);
// "470…480", "470…" where an end is open; empty where the stated value is the whole truth.
std::string IntervalText(const statistics::v1::Cell& cell);
// "part 3, no value 1"; empty where nothing was left out.
std::string LeftOutText(const statistics::v1::Cell& cell);

}  // namespace gangmu::cli
