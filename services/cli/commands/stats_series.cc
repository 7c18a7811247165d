#include "services/cli/commands/stats_series.h"

#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/statistics/v1/statistics_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/output/json.h"
#include "services/cli/output/record_fields.h"
#include "services/cli/output/record_writer.h"

namespace gangmu::cli {
namespace {

using statistics::v1::Series;
using statistics::v1::SeriesPoint;
using statistics::v1::Statement;
using statistics::v1::StatementSelection;
using statistics::v1::StatisticsService;
using statistics::v1::TargetComparison;

StatementSelection ToSelection(const statistics::v1::QueryStatisticsRequest& query, const std::string& subject) {
  StatementSelection out;
  out.set_filter(query.filter());
  out.set_subject(subject);
  out.set_include_parts(query.include_parts());
  out.set_include_restatements(query.include_restatements());
  out.set_include_duplicates(query.include_duplicates());
  out.set_include_repealed(query.include_repealed());
  out.set_min_position(query.min_position());
  out.set_as_of(query.as_of());
  return out;
}

std::string PeriodText(const Statement& s) { return StrCat(s.period_start(), "/", s.period_end()); }

// The value, or for a range what it lies between.
std::string ValueText(const Statement& s) {
  return s.value().empty() ? StrCat(s.lower_bound(), "…", s.upper_bound()) : s.value();
}

std::string RegionText(const std::string& name, const std::string& code) {
  return name.empty() || name == code ? code : StrCat(name, " ", code);
}

absl::StatusOr<ExitCode> PrintJson(const google::protobuf::Message& answer, const Session& session) {
  ASSIGN_OR_RETURN(const std::string json, ToJson(answer, JsonLayout::kIndented));
  session.terminal.out << json << "\n";
  return kOk;
}

Format Plain(Format format) { return format == Format::kChart ? Format::kTable : format; }

}  // namespace

absl::StatusOr<ExitCode> RunSeries(const statistics::v1::QueryStatisticsRequest& query, const std::string& subject,
                                   Format format, const Session& session) {
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  statistics::v1::QuerySeriesRequest request;
  *request.mutable_selection() = ToSelection(query, subject);
  request.set_limit(query.limit());
  ASSIGN_OR_RETURN(const auto answer, Call(session, endpoint, stub, &StatisticsService::Stub::QuerySeries, request));
  if (format == Format::kJson) return PrintJson(answer, session);
  // What stands beside a statement: the series and the point that it belongs to.
  const Series* series = nullptr;
  const SeriesPoint* point = nullptr;
  RecordWriter<Statement> writer(
      session.terminal, Plain(format),
      {{"subject", [](const Statement& s) { return s.subject(); }},
       {"region", [&](const Statement&) { return RegionText(series->region_name(), series->region()); }},
       {"kind", [&](const Statement&) { return std::string(ShortEnumName(series->kind())); }},
       {"period", [](const Statement& s) { return PeriodText(s); }},
       {"value", [](const Statement& s) { return ValueText(s); }},
       {"unit", [&](const Statement&) { return series->unit(); }},
       {"target", [](const Statement& s) { return std::string(s.target() ? "target" : ""); }},
       {"disagree", [&](const Statement&) { return std::string(point->disagree() ? "disagree" : ""); }},
       {"published", [](const Statement& s) { return s.publish_date(); }},
       {"name", [](const Statement& s) { return s.name(); }}});
  for (const Series& s : answer.series()) {
    series = &s;
    for (const SeriesPoint& p : s.points()) {
      point = &p;
      for (const Statement& statement : p.statements()) RETURN_IF_ERROR(writer.Add(statement));
    }
  }
  writer.Finish("no dated statement fits");
  return kOk;
}

absl::StatusOr<ExitCode> RunTargets(const statistics::v1::QueryStatisticsRequest& query, const std::string& subject,
                                    Format format, const Session& session) {
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  statistics::v1::CompareTargetsRequest request;
  *request.mutable_selection() = ToSelection(query, subject);
  request.set_limit(query.limit());
  ASSIGN_OR_RETURN(const auto answer, Call(session, endpoint, stub, &StatisticsService::Stub::CompareTargets, request));
  if (format == Format::kJson) return PrintJson(answer, session);
  const auto last = [](const TargetComparison& c) {
    return c.results().empty() ? std::string() : ValueText(*c.results().rbegin());
  };
  RecordWriter<TargetComparison> writer(
      session.terminal, Plain(format),
      {{"subject", [](const TargetComparison& c) { return c.subject(); }},
       {"region", [](const TargetComparison& c) { return RegionText(c.region_name(), c.region()); }},
       {"period", [](const TargetComparison& c) { return PeriodText(c.target()); }},
       {"target", [](const TargetComparison& c) { return ValueText(c.target()); }},
       {"result", last},
       {"gap", [](const TargetComparison& c) { return c.gap(); }},
       {"unit", [](const TargetComparison& c) { return c.unit(); }},
       {"name", [](const TargetComparison& c) { return c.target().name(); }}});
  for (const TargetComparison& c : answer.comparisons()) RETURN_IF_ERROR(writer.Add(c));
  writer.Finish("no dated target fits");
  return kOk;
}

}  // namespace gangmu::cli
