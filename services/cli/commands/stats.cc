#include <memory>

#include "absl/strings/str_split.h"

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/statistics/v1/statistics_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/metric_list.h"
#include "services/cli/commands/options.h"
#include "services/cli/commands/stats_evidence.h"
#include "services/cli/commands/stats_output.h"
#include "services/cli/commands/stats_series.h"
#include "services/cli/output/json.h"
#include "services/cli/output/record_writer.h"
#include "services/cli/output/statistics_view.h"

namespace gangmu::cli {
namespace {

using statistics::v1::Dimension;
using statistics::v1::ListDimensionsRequest;
using statistics::v1::QueryStatisticsRequest;
using statistics::v1::QueryStatisticsResponse;
using statistics::v1::StatisticsService;

struct StatsOptions {
  QueryStatisticsRequest request;
  int evidence_row = 0;  // from 1; 0: the answer itself
  bool explain = false;
  std::string list_values;  // of this dimension
  bool watch = false;
  std::string series;   // subject
  std::string targets;  // subject
  Format format = Format::kTable;
  bool list_dimensions = false;
  std::string output;  // file
};

absl::Status Print(const QueryStatisticsResponse& answer, Format format, const Terminal& terminal) {
  switch (format) {
    case Format::kCsv:
      PrintStatisticsCsv(answer, terminal);
      return absl::OkStatus();
    case Format::kChart:
      PrintStatisticsChart(answer, terminal);
      return absl::OkStatus();
    case Format::kJson: {
      ASSIGN_OR_RETURN(const std::string json, ToJson(answer, JsonLayout::kIndented));
      terminal.out << json << "\n";
      return absl::OkStatus();
    }
    default:
      PrintStatisticsTable(answer, terminal);
      return absl::OkStatus();
  }
}

absl::StatusOr<ExitCode> RunListDimensions(const StatsOptions& options, const Session& session) {
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  ListDimensionsRequest request;
  request.set_facts(options.request.facts());
  ASSIGN_OR_RETURN(const auto answer, Call(session, endpoint, stub, &StatisticsService::Stub::ListDimensions, request));
  std::vector<Field<Dimension>> fields = {{"dimension", [](const Dimension& d) { return d.name(); }},
                                          {"meaning", [](const Dimension& d) { return d.description(); }}};
  const Format format = options.format == Format::kChart ? Format::kTable : options.format;
  RecordWriter<Dimension> writer(session.terminal, format, std::move(fields));
  for (const Dimension& dimension : answer.dimensions()) RETURN_IF_ERROR(writer.Add(dimension));
  writer.Finish("there are no dimensions");
  return kOk;
}

// Prints the answer each time that it changes, until the caller stops it.
absl::StatusOr<ExitCode> RunWatch(const StatsOptions& options, Session& session) {
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  statistics::v1::WatchStatisticsRequest request;
  *request.mutable_query() = options.request;
  grpc::ClientContext context;
  const auto reader = stub.WatchStatistics(&context, request);
  for (QueryStatisticsResponse answer; reader->Read(&answer);) {
    RETURN_IF_ERROR(Print(answer, options.format, session.terminal));
    session.terminal.out << std::endl;  // whoever reads a pipe sees each answer at once
  }
  RETURN_IF_ERROR(FromCall(reader->Finish(), endpoint));
  return kOk;
}

absl::StatusOr<ExitCode> RunStats(const StatsOptions& options, Session& session) {
  if (options.list_dimensions) return RunListDimensions(options, session);
  session.expressions = {{"filter", options.request.filter()}, {"order_by", options.request.order_by()}};
  if (!options.list_values.empty()) {
    return RunListValues(options.request, options.list_values, options.format, session);
  }
  if (!options.series.empty()) return RunSeries(options.request, options.series, options.format, session);
  if (!options.targets.empty()) return RunTargets(options.request, options.targets, options.format, session);
  if (options.watch) return RunWatch(options, session);
  if (options.explain) return RunExplain(options.request, options.format, session);
  if (options.evidence_row > 0) return RunEvidence(options.request, options.evidence_row, options.format, session);
  if (!options.output.empty()) return RunOutput(options.request, options.output, session);
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  ASSIGN_OR_RETURN(const auto answer,
                   Call(session, endpoint, stub, &StatisticsService::Stub::QueryStatistics, options.request));
  RETURN_IF_ERROR(Print(answer, options.format, session.terminal));
  return kOk;
}

void AddGroupBy(CLI::App& app, QueryStatisticsRequest& request) {
  app.add_option_function<std::string>(
         "--group-by",
         [&request](const std::string& text) {
           for (const auto part : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
             request.add_group_by(std::string(absl::StripAsciiWhitespace(part)));
           }
         },
         "Dimensions, separated by commas; see --list-dimensions")
      ->type_name("NAMES");
}

void AddMetric(CLI::App& app, QueryStatisticsRequest& request) {
  app.add_option_function<std::string>(
         "--metric",
         [&request](const std::string& text) {
           const auto metrics = ParseMetrics(text);
           if (!metrics.ok()) throw CLI::ValidationError("--metric", std::string(metrics.status().message()));
           for (const auto& metric : *metrics) *request.add_metrics() = metric;
         },
         "What to compute, separated by commas: count, sum(value), avg(value,2), top(subject,5), share(count), "
         "change(sum(value)) … (default count)")
      ->type_name("METRICS");
}

void AddRowOptions(CLI::App& app, QueryStatisticsRequest& request) {
  app.add_option_function<std::string>(
         "--having", [&request](const std::string& h) { request.set_having(h); },
         "Only rows whose metrics fit, for example: count >= 5 AND sum(value) > 100")
      ->type_name("CONDITIONS");
  app.add_option_function<std::string>(
         "--order-by", [&request](const std::string& o) { request.set_order_by(o); },
         "Dimensions and metrics, for example: sum(value) desc")
      ->type_name("FIELDS");
  app.add_option_function<int32_t>(
         "--limit", [&request](int32_t n) { request.set_limit(n); }, "At most this many rows")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  app.add_option_function<std::string>(
         "--limit-by",
         [&request](const std::string& text) {
           for (const auto part : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
             request.add_limit_by(std::string(absl::StripAsciiWhitespace(part)));
           }
         },
         "At most --limit rows for each combination of these dimensions")
      ->type_name("NAMES");
  app.add_flag_callback(
      "--with-ties", [&request] { request.set_with_ties(true); },
      "Also the rows that --order-by does not tell apart from the last one");
  app.add_flag_callback(
      "--fill-gaps", [&request] { request.set_fill_gaps(true); },
      "Also rows for years, months … without facts; they show as missing, never as 0");
  app.add_option_function<std::string>(
         "--pivot", [&request](const std::string& p) { request.set_pivot(p); },
         "Turn the values of this dimension of --group-by into columns")
      ->type_name("NAME");
}

void AddUnits(CLI::App& app, QueryStatisticsRequest& request) {
  app.add_option_function<std::string>(
         "--unit-handling",
         [&request](const std::string& word) {
           request.set_unit_handling(word == "group"     ? statistics::v1::UNIT_HANDLING_GROUP
                                     : word == "convert" ? statistics::v1::UNIT_HANDLING_CONVERT
                                                         : statistics::v1::UNIT_HANDLING_REFUSE);
         },
         "Where facts of several units meet: refuse (default), group by unit, or convert to --convert-to")
      ->check(CLI::IsMember({"refuse", "group", "convert"}))
      ->type_name("HOW");
  app.add_option_function<std::string>(
         "--convert-to",
         [&request](const std::string& unit) {
           request.set_unit_handling(statistics::v1::UNIT_HANDLING_CONVERT);
           request.set_target_unit(unit);
         },
         "Convert to this unit inside its dimension; other dimensions are left out and counted")
      ->type_name("UNIT");
}

void AddInclusions(CLI::App& app, QueryStatisticsRequest& request) {
  const auto flag = [&](const char* name, auto setter, const char* help) {
    app.add_flag_callback(
        name, [&request, setter] { (request.*setter)(true); }, help);
  };
  flag("--include-parts", &QueryStatisticsRequest::set_include_parts, "Also add 其中 parts of other figures");
  flag("--include-restatements", &QueryStatisticsRequest::set_include_restatements, "Also add repeated statements");
  flag("--include-duplicates", &QueryStatisticsRequest::set_include_duplicates, "Also count documents of equal text");
  flag("--include-repealed", &QueryStatisticsRequest::set_include_repealed, "Also count repealed documents");
  flag("--rollup", &QueryStatisticsRequest::set_rollup, "Also rows that sum up, down to the grand total");
}

// What a sum may mix, by name.
void AddMixtures(CLI::App& app, QueryStatisticsRequest& request) {
  app.add_option_function<std::string>(
         "--allow",
         [&request](const std::string& words) {
           for (const auto word : absl::StrSplit(words, ',', absl::SkipWhitespace())) {
             if (word == "all") {
               request.set_additivity(statistics::v1::ADDITIVITY_ALLOW);
             } else if (word == "kinds") {
               request.add_allow(statistics::v1::MIXTURE_KINDS);
             } else if (word == "periods") {
               request.add_allow(statistics::v1::MIXTURE_PERIODS);
             } else if (word == "regions") {
               request.add_allow(statistics::v1::MIXTURE_REGIONS);
             } else if (word == "targets") {
               request.add_allow(statistics::v1::MIXTURE_TARGETS);
             } else {
               throw CLI::ValidationError("--allow", "want kinds, periods, regions, targets or all");
             }
           }
         },
         "Add up what is refused otherwise: levels with increases (kinds), levels of several periods, regions inside "
         "one another, targets with results (targets); or all")
      ->type_name("WHAT");
}

// USD=7.08@2023-12-31: what one unit is worth from that day on.
void AddRates(CLI::App& app, QueryStatisticsRequest& request) {
  app.add_option_function<std::vector<std::string>>(
         "--rate",
         [&request](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             const size_t equals = text.find('=');
             const size_t at = text.find('@');
             if (equals == std::string::npos || at == std::string::npos || at < equals) {
               throw CLI::ValidationError("--rate", "'" + text + "' is not of the form USD=7.08@2023-12-31");
             }
             auto& rate = *request.add_currency_rates();
             rate.set_unit(text.substr(0, equals));
             rate.set_rate(text.substr(equals + 1, at - equals - 1));
             rate.set_valid_from(text.substr(at + 1));
           }
         },
         "With --convert-to: what one unit of a currency is worth from a day on; may be given several times")
      ->type_name("UNIT=RATE@DAY");
}

void AddFacts(CLI::App& app, QueryStatisticsRequest& request) {
  app.add_option_function<std::string>(
         "--facts",
         [&request](const std::string& word) {
           request.set_facts(word == "measures"    ? statistics::v1::FACT_KIND_MEASURE
                             : word == "documents" ? statistics::v1::FACT_KIND_DOCUMENT
                                                   : statistics::v1::FACT_KIND_INDICATOR);
         },
         "What is counted: indicators (default), measures or documents")
      ->check(CLI::IsMember({"indicators", "measures", "documents"}))
      ->type_name("KIND");
}

}  // namespace

void AddStats(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("stats", "Compute statistics over everything stored");
  const auto options = std::make_shared<StatsOptions>();
  QueryStatisticsRequest& request = options->request;
  AddGroupBy(*app, request);
  AddMetric(*app, request);
  AddFacts(*app, request);
  app->add_option_function<std::string>(
         "--filter", [&request](const std::string& f) { request.set_filter(f); },
         "Only facts that fit, in AIP-160 form")
      ->type_name("FILTER");
  AddRowOptions(*app, request);
  AddUnits(*app, request);
  AddInclusions(*app, request);
  AddMixtures(*app, request);
  AddRates(*app, request);
  app->add_option_function<std::string>(
         "--min-position", [&request](const std::string& p) { request.set_min_position(p); },
         "Wait until the answer includes this position (printed by gangmu ingest)")
      ->type_name("POSITION");
  app->add_option("--evidence", options->evidence_row,
                  "Print the facts behind the first metric of this row of the answer, with their sentences")
      ->check(CLI::PositiveNumber)
      ->type_name("ROW");
  app->add_flag("--explain", options->explain, "Print what the query would do and cost, and compute nothing");
  app->add_option("--list-values", options->list_values,
                  "Print the values of this dimension under --filter with their counts, and compute nothing")
      ->type_name("NAME");
  app->add_option("--series", options->series, "Print the statements about this subject in order of time")
      ->type_name("SUBJECT");
  app->add_option("--targets", options->targets, "Print targets about this subject beside what was reported later")
      ->type_name("SUBJECT");
  app->add_flag("--watch", options->watch, "Print the answer again each time that it changes");
  app->add_flag("--list-dimensions", options->list_dimensions, "Print what --group-by can take, and compute nothing");
  app->add_option_function<std::string>(
         "--as-of", [&request](const std::string& p) { request.set_as_of(p); }, "State at an earlier position")
      ->type_name("POSITION");
  app->add_option("-o,--output", options->output,
                  "Write all rows into this file: rows.csv, .json, .sdmx.csv (with its structure beside it) or .arrow; "
                  "or draw the first metric: chart.svg or .png")
      ->check(CLI::Validator(
          [](const std::string& path) {
            return IsOutputName(path) ? "" : StrCat("'", path, "' does not end in ", OutputEndings());
          },
          ""))
      ->type_name("FILE");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kChart});
  AddServiceOptions(*app, session, {Service::kStatistics});
  AddExamples(*app, {"gangmu stats --group-by topic --facts measures",
                     "gangmu stats --group-by unit --metric 'count,sum(value)' --order-by 'count desc' --limit 10",
                     "gangmu stats --group-by publish_year --metric 'sum(value)' --convert-to CNY --format chart",
                     "gangmu stats --group-by publish_year,topic --facts measures --output chart.svg",
                     "gangmu stats --group-by subject,unit --metric 'sum(value)' --allow all --output rows.arrow",
                     "gangmu stats --facts measures --group-by publish_year --metric 'count,change(count)' --fill-gaps",
                     "gangmu stats --group-by topic,kind --pivot kind --having 'count >= 5'",
                     "gangmu stats --series 地区生产总值",
                     "gangmu stats --group-by unit --metric 'sum(value)' --allow all --evidence 1",
                     "gangmu stats --metric 'sum(value)' --convert-to CNY --rate USD=7.08@2023-12-31 --allow periods",
                     "gangmu stats --filter 'document.name = \"documents/DOCUMENT\"' --group-by topic,unit"});
  app->callback([&session, options] { session.action = [&session, options] { return RunStats(*options, session); }; });
}

}  // namespace gangmu::cli
