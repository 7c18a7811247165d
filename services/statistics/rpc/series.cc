#include "services/statistics/rpc/series.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

#include "common/status/macros.h"
#include "common/time/civil.h"

namespace gangmu::statistics {
namespace {

std::string DayText(Day day) { return day == kNoDay ? "" : FormatDay(absl::CivilDay(1970, 1, 1) + day); }

std::string Text(const std::optional<Decimal>& number) { return number ? number->ToString() : std::string(); }

v1::Statement ToMessage(const Statement& in) {
  v1::Statement out;
  out.set_name(absl::StrCat(in.document, "/indicators/", in.id));
  out.set_document_title(in.title);
  out.set_publish_date(DayText(in.publish_date));
  out.set_period_start(DayText(in.start));
  out.set_period_end(DayText(in.end));
  out.set_value(Text(in.value));
  out.set_lower_bound(Text(in.bounds.lower));
  out.set_upper_bound(Text(in.bounds.upper));
  out.set_subject(in.subject);
  out.set_target(in.target);
  return out;
}

v1::Series ToMessage(const Series& in, const DisplayName& display_name) {
  v1::Series out;
  out.set_subject(in.subject);
  for (const std::string& written : in.written) out.add_written(written);
  out.set_unit(in.unit);
  out.set_region(in.region);
  out.set_region_name(display_name("region", in.region));
  out.set_kind(static_cast<policy::v1::IndicatorKind>(in.kind));
  for (const SeriesPoint& point : in.points) {
    v1::SeriesPoint& message = *out.add_points();
    message.set_period_start(DayText(point.start));
    message.set_period_end(DayText(point.end));
    for (const Statement& s : point.statements) *message.add_statements() = ToMessage(s);
    message.set_disagree(point.disagree);
  }
  return out;
}

template <typename Response>
void AddLeftOut(const LeftOutCounts& counts, Response* response) {
  for (size_t r = 0; r < kLeftOutReasons; ++r) {
    if (counts[r] == 0) continue;
    v1::LeftOut& left_out = *response->add_left_out();
    left_out.set_reason(statistics::ToMessage(static_cast<LeftOut>(r)));
    left_out.set_count(counts[r]);
  }
}

}  // namespace

v1::QueryStatisticsRequest ToQueryRequest(const v1::StatementSelection& selection) {
  v1::QueryStatisticsRequest out;
  out.set_filter(selection.filter());
  out.set_include_parts(selection.include_parts());
  out.set_include_restatements(selection.include_restatements());
  out.set_include_duplicates(selection.include_duplicates());
  out.set_include_repealed(selection.include_repealed());
  out.set_min_position(selection.min_position());
  out.set_as_of(selection.as_of());
  return out;
}

v1::QuerySeriesResponse ToSeriesResponse(const Statements& statements, int limit, const DisplayName& display_name) {
  v1::QuerySeriesResponse out;
  int64_t undated = 0;
  const std::vector<Series> series = MakeSeries(statements.list, &undated);
  for (const Series& s : series) {
    if (out.series_size() < limit) *out.add_series() = ToMessage(s, display_name);
  }
  out.set_total_series(static_cast<int64_t>(series.size()));
  out.set_undated_count(undated);
  AddLeftOut(statements.left_out, &out);
  return out;
}

absl::StatusOr<v1::CompareTargetsResponse> ToTargetsResponse(const Statements& statements, int limit,
                                                             const DisplayName& display_name) {
  v1::CompareTargetsResponse out;
  ASSIGN_OR_RETURN(const std::vector<TargetComparison> comparisons, CompareTargets(statements.list));
  for (const TargetComparison& c : comparisons) {
    if (out.comparisons_size() == limit) break;
    v1::TargetComparison& message = *out.add_comparisons();
    message.set_subject(c.subject);
    message.set_unit(c.target.unit);
    message.set_region(c.target.region);
    message.set_region_name(display_name("region", c.target.region));
    *message.mutable_target() = ToMessage(c.target);
    for (const Statement& s : c.results) *message.add_results() = ToMessage(s);
    message.set_gap(Text(c.gap));
  }
  out.set_total_comparisons(static_cast<int64_t>(comparisons.size()));
  AddLeftOut(statements.left_out, &out);
  return out;
}

}  // namespace gangmu::statistics
