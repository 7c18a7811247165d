// The nine queries of the statistics benchmark, and their answers in the form that SQL gives them.
#pragma once

#include <string>
#include <vector>

#include "gangmu/statistics/v1/statistics_service.pb.h"

namespace gangmu::statistics::testing {

struct NamedQuery {
  std::string name;  // q1 to q9
  v1::QueryStatisticsRequest request;
};

// `region` (R0042) and `topic` (T03) of q9.
std::vector<NamedQuery> PeerQueries(const std::string& region, const std::string& topic);

// One line a row, values separated by commas, decimals in their shortest form, sorted.
std::vector<std::string> AnswerLines(const std::string& query, const v1::QueryStatisticsResponse& answer);
// The same of a CSV with one line of names.
std::vector<std::string> PeerLines(const std::string& csv_path);

}  // namespace gangmu::statistics::testing
