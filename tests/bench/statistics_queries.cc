#include "tests/bench/statistics_queries.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

#include "common/decimal/decimal.h"
#include "common/text/strings.h"
#include "tests/bench/statistics_facts.h"

namespace gangmu::statistics::testing {
namespace {

using Request = v1::QueryStatisticsRequest;

Request Ask(const std::string& filter, const std::vector<std::string>& group_by) {
  Request request;
  request.set_filter(filter);
  for (const std::string& dimension : group_by) request.add_group_by(dimension);
  // The peer adds whatever there is.
  request.set_additivity(v1::ADDITIVITY_ALLOW);
  return request;
}

void Add(Request& request, v1::MetricFunction function, const std::string& percentile = "") {
  v1::Metric& metric = *request.add_metrics();
  metric.set_function(function);
  metric.set_percentile(percentile);
}

// Shortest form of a decimal; other texts as they are.
std::string Canonical(const std::string& text) {
  const absl::StatusOr<Decimal> number = Decimal::Parse(text);
  return number.ok() ? number->ToCanonicalString() : text;
}

std::string DimensionText(const std::string& dimension, const v1::DimensionValue& value) {
  if (value.kind() != v1::DIMENSION_VALUE_KIND_VALUE) return "";
  return dimension == "region_province" ? ProvinceOf(value.value()) : value.value();
}

}  // namespace

std::vector<NamedQuery> PeerQueries(const std::string& region, const std::string& topic) {
  std::vector<NamedQuery> out(9);
  for (size_t q = 0; q < out.size(); ++q) out[q].name = StrCat("q", q + 1);
  const std::string money = "unit = CNY";
  out[0].request = Ask("", {"topic"});
  Add(out[0].request, v1::METRIC_FUNCTION_COUNT);
  out[1].request = Ask(money, {"topic", "publish_year"});
  out[2].request = Ask(
      "unit = 家 AND document.issuer_level = city AND document.publish_date >= 2018-01-01 AND document.publish_date <= "
      "2023-12-31",
      {"region_province"});
  out[3].request = Ask("unit = %", {"topic"});
  Add(out[3].request, v1::METRIC_FUNCTION_PERCENTILE, "50");
  Add(out[3].request, v1::METRIC_FUNCTION_PERCENTILE, "90");
  out[4].request = Ask(money, {"issuer"});
  Add(out[4].request, v1::METRIC_FUNCTION_SUM);
  out[4].request.set_order_by("sum(value) desc");
  out[4].request.set_limit(10);
  out[5].request = Ask("", {"region_province"});
  Add(out[5].request, v1::METRIC_FUNCTION_COUNT_DOCUMENTS);
  out[6].request = Ask(money, {"topic", "publish_year", "kind"});
  out[6].request.set_rollup(true);
  Add(out[6].request, v1::METRIC_FUNCTION_COUNT);
  Add(out[6].request, v1::METRIC_FUNCTION_SUM);
  out[7].request = Ask(money, {"topic", "publish_year"});
  Add(out[7].request, v1::METRIC_FUNCTION_SUM);
  out[8].request =
      Ask(StrCat("document.region.code = \"", RegionCode(region), "\" AND topic = ", topic, " AND unit = 家"),
          {"publish_year"});
  for (const size_t q : {1, 2, 8}) {
    Add(out[q].request, v1::METRIC_FUNCTION_SUM);
    Add(out[q].request, v1::METRIC_FUNCTION_COUNT);
  }
  return out;
}

std::vector<std::string> AnswerLines(const std::string& query, const v1::QueryStatisticsResponse& answer) {
  std::vector<std::string> lines;
  for (const v1::Row& row : answer.rows()) {
    std::vector<std::string> values;
    for (int d = 0; d < row.dimensions_size(); ++d) {
      values.push_back(DimensionText(answer.dimensions(d), row.dimensions(d)));
    }
    for (const v1::Cell& cell : row.cells()) {
      if (query == "q8") values.push_back(Canonical(cell.closed_lower()));
      values.push_back(Canonical(cell.value()));
      if (query == "q8") {
        values.push_back(Canonical(cell.closed_upper()));
        values.push_back(StrCat(cell.open_upper_count()));
      }
    }
    lines.push_back(absl::StrJoin(values, ","));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> PeerLines(const std::string& csv_path) {
  std::ifstream csv(csv_path);
  std::vector<std::string> lines;
  std::string line;
  std::getline(csv, line);
  while (std::getline(csv, line)) {
    std::vector<std::string> values = absl::StrSplit(line, ',');
    for (std::string& value : values) value = Canonical(value);
    lines.push_back(absl::StrJoin(values, ","));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace gangmu::statistics::testing
