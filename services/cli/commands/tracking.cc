#include "services/cli/commands/tracking.h"

#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/measures/v1/tracking_service.grpc.pb.h"
#include "google/protobuf/util/time_util.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/as_of.h"
#include "services/cli/commands/authorship.h"
#include "services/cli/commands/list.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/record_fields.h"

namespace gangmu::cli {
namespace {

using google::protobuf::util::TimeUtil;
using measures::v1::ListMeasureLinksRequest;
using measures::v1::ListMeasureLinksResponse;
using measures::v1::MeasureLine;
using measures::v1::MeasureLineEntry;
using measures::v1::TrackingService;
using policy::v1::MeasureLink;
using policy::v1::StatusTransition;

struct TrackingOptions : ListOptions {
  std::string measure;
  std::string kind;  // of a link
  std::string other;
  std::string status;
  std::string date;
  std::string evidence;
  std::string link;
  std::string document = "-";
  std::string state;
  bool dry_run = false;
  Authorship authorship;
};

// "DONE 2023-06-30, PLANNED 2021-03-01": newest first, the day left out where none is known.
std::string HistoryText(const google::protobuf::RepeatedPtrField<StatusTransition>& transitions) {
  std::string text;
  for (int i = transitions.size() - 1; i >= 0; --i) {
    StrAppend(&text, text.empty() ? "" : ", ", ShortEnumName(transitions[i].status()));
    if (!transitions[i].date().empty()) StrAppend(&text, " ", transitions[i].date());
  }
  return text;
}

std::string IndicatorsText(const MeasureLineEntry& entry) {
  std::string text;
  for (const policy::v1::Indicator& indicator : entry.indicators()) {
    StrAppend(&text, text.empty() ? "" : "; ", indicator.subject(), indicator.subject().empty() ? "" : " ",
              indicator.text());
  }
  return text;
}

std::vector<Field<MeasureLineEntry>> LineFields() {
  using F = Field<MeasureLineEntry>;
  return {
      {"date", [](const MeasureLineEntry& e) { return e.document().publish_date(); }},
      {"measure", [](const MeasureLineEntry& e) { return e.measure().name(); }},
      {"heading", [](const MeasureLineEntry& e) { return e.gone() ? "(no longer there)" : MeasureTitle(e.measure()); },
       F::kLongText},
      {"status", [](const MeasureLineEntry& e) { return HistoryText(e.transitions()); }},
      {"indicators", IndicatorsText, F::kLongText}};
}

std::vector<Field<MeasureLink>> LinkFields() {
  return {{"link", [](const MeasureLink& l) { return l.name(); }},
          {"time", [](const MeasureLink& l) { return TimeUtil::ToString(l.create_time()); }},
          {"from", [](const MeasureLink& l) { return l.from(); }},
          {"kind", [](const MeasureLink& l) { return ShortEnumName(l.kind()); }},
          {"to", [](const MeasureLink& l) { return l.to(); }},
          {"state", [](const MeasureLink& l) { return ShortEnumName(l.state()); }},
          {"evidence", [](const MeasureLink& l) { return l.evidence(); }},
          {"author", [](const MeasureLink& l) { return l.author(); }}};
}

template <typename Enum>
Enum Parsed(const std::string& prefix, const std::string& name, bool (*parse)(const std::string&, Enum*)) {
  Enum value = static_cast<Enum>(0);
  if (!name.empty()) parse(prefix + name, &value);
  return value;
}

absl::StatusOr<ExitCode> RunStatus(const TrackingOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  TrackingService::Stub stub(OpenChannel(endpoint));
  measures::v1::SetMeasureStatusRequest request;
  request.set_name(options.measure);
  request.set_status(Parsed<policy::v1::MeasureStatus>("MEASURE_STATUS_", options.status,
                                                       [](const std::string& name, policy::v1::MeasureStatus* value) {
                                                         return policy::v1::MeasureStatus_Parse(name, value);
                                                       }));
  request.set_date(options.date);
  request.set_evidence(options.evidence);
  request.set_validate_only(options.dry_run);
  SetAuthorship(options.authorship, &request);
  ASSIGN_OR_RETURN(const policy::v1::Measure measure,
                   Call(session, endpoint, stub, &TrackingService::Stub::SetMeasureStatus, request));
  session.terminal.out << (options.dry_run ? "would be: " : "") << HistoryText(measure.transitions()) << "\n";
  return kOk;
}

absl::StatusOr<ExitCode> RunLink(const TrackingOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  TrackingService::Stub stub(OpenChannel(endpoint));
  measures::v1::LinkMeasuresRequest request;
  MeasureLink& link = *request.mutable_link();
  link.set_from(options.measure);
  link.set_kind(Parsed<policy::v1::LinkKind>(
      "LINK_KIND_", options.kind,
      [](const std::string& name, policy::v1::LinkKind* value) { return policy::v1::LinkKind_Parse(name, value); }));
  link.set_to(options.other);
  link.set_evidence(options.evidence);
  request.set_validate_only(options.dry_run);
  SetAuthorship(options.authorship, &request);
  ASSIGN_OR_RETURN(const MeasureLink made,
                   Call(session, endpoint, stub, &TrackingService::Stub::LinkMeasures, request));
  session.terminal.out << (options.dry_run ? "would link" : "linked " + made.name()) << "\n";
  return kOk;
}

absl::StatusOr<ExitCode> RunUnlink(const TrackingOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  TrackingService::Stub stub(OpenChannel(endpoint));
  measures::v1::UnlinkMeasuresRequest request;
  request.set_name(options.link);
  request.set_validate_only(options.dry_run);
  SetAuthorship(options.authorship, &request);
  ASSIGN_OR_RETURN(const MeasureLink removed,
                   Call(session, endpoint, stub, &TrackingService::Stub::UnlinkMeasures, request));
  session.terminal.out << (options.dry_run ? "would remove " : "removed ") << removed.name() << "\n";
  return kOk;
}

absl::StatusOr<ExitCode> RunLinks(const TrackingOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  TrackingService::Stub stub(OpenChannel(endpoint));
  const auto fetch = [&](int32_t page_size, const std::string& token) {
    ListMeasureLinksRequest request;
    request.set_parent(DocumentName(options.document));
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_state(Parsed<policy::v1::LinkState>("LINK_STATE_", options.state,
                                                    [](const std::string& name, policy::v1::LinkState* value) {
                                                      return policy::v1::LinkState_Parse(name, value);
                                                    }));
    return Call(session, endpoint, stub, &TrackingService::Stub::ListMeasureLinks, request);
  };
  return PrintList<MeasureLink>(
      session, options, LinkFields(), fetch,
      [](const ListMeasureLinksResponse& page) -> const auto& { return page.links(); });
}

absl::StatusOr<ExitCode> RunLine(const TrackingOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  TrackingService::Stub stub(OpenChannel(endpoint));
  measures::v1::GetMeasureLineRequest request;
  request.set_name(options.measure);
  SetAsOf(options.as_of, &request);
  ASSIGN_OR_RETURN(const MeasureLine line,
                   Call(session, endpoint, stub, &TrackingService::Stub::GetMeasureLine, request));
  RecordWriter<MeasureLineEntry> writer(session.terminal, options.format, LineFields());
  for (const MeasureLineEntry& entry : line.entries()) RETURN_IF_ERROR(writer.Add(entry));
  writer.Finish("");
  if (options.format == Format::kTable) {
    for (const MeasureLink& link : line.links()) {
      session.terminal.out << link.from() << " " << ShortEnumName(link.kind()) << " " << link.to()
                           << (link.state() == policy::v1::LINK_STATE_ORPHANED ? " (orphaned)" : "") << "\n";
    }
  }
  if (!line.complete()) session.terminal.err << "only the measures nearest to this one are shown\n";
  return kOk;
}

using Run = absl::StatusOr<ExitCode> (*)(const TrackingOptions&, const Session&);

CLI::App* AddCommand(CLI::App& parent, Session& session, const std::string& name, const std::string& help,
                     const std::shared_ptr<TrackingOptions>& options, Run run) {
  CLI::App* app = parent.add_subcommand(name, help);
  AddServiceOptions(*app, session, {Service::kMeasures});
  app->callback(
      [&session, options, run] { session.action = [&session, options, run] { return run(*options, session); }; });
  return app;
}

void AddWriteOptions(CLI::App& app, TrackingOptions* options) {
  app.add_flag("--dry-run", options->dry_run, "Check and change nothing");
  AddAuthorshipOptions(app, &options->authorship);
}

void AddEvidenceOption(CLI::App& app, TrackingOptions* options) {
  app.add_option("--evidence", options->evidence, "The document or measure that says so, by its name")
      ->type_name("NAME");
}

void AddStatus(CLI::App& measures, Session& session) {
  const auto options = std::make_shared<TrackingOptions>();
  CLI::App* app =
      AddCommand(measures, session, "status", "Say how far a measure has got since a day", options, RunStatus);
  app->add_option("MEASURE", options->measure, "Name: documents/…/measures/…")->required()->type_name("");
  app->add_option("STATUS", options->status, "PLANNED, UNDER_WAY, DONE or WITHDRAWN")
      ->required()
      ->check(CLI::IsMember({"PLANNED", "UNDER_WAY", "DONE", "WITHDRAWN"}))
      ->type_name("");
  AddDateOption(*app, "--date", &options->date, "The day since when")->required();
  AddEvidenceOption(*app, options.get());
  AddWriteOptions(*app, options.get());
  AddExamples(*app, {"gangmu measures status documents/D/measures/M DONE --date 2023-06-30 --evidence documents/REPORT",
                     "gangmu corrections revert documents/D/corrections/7      takes a transition back"});
}

void AddLink(CLI::App& measures, Session& session) {
  const auto options = std::make_shared<TrackingOptions>();
  CLI::App* app = AddCommand(measures, session, "link", "Tie a measure to an earlier one", options, RunLink);
  app->add_option("MEASURE", options->measure, "The later one: documents/…/measures/…")->required()->type_name("");
  app->add_option("KIND", options->kind, "CONTINUES, IMPLEMENTS, REPLACES or SAME_AS")
      ->required()
      ->check(CLI::IsMember({"CONTINUES", "IMPLEMENTS", "REPLACES", "SAME_AS"}))
      ->type_name("");
  app->add_option("EARLIER", options->other, "The earlier one")->required()->type_name("");
  AddEvidenceOption(*app, options.get());
  AddWriteOptions(*app, options.get());
  AddExamples(*app, {"gangmu measures link documents/2023/measures/M CONTINUES documents/2022/measures/N"});
}

void AddUnlink(CLI::App& measures, Session& session) {
  const auto options = std::make_shared<TrackingOptions>();
  CLI::App* app = AddCommand(measures, session, "unlink", "Take a link away", options, RunUnlink);
  app->add_option("LINK", options->link, "Name: documents/…/links/…")->required()->type_name("");
  AddWriteOptions(*app, options.get());
}

void AddLinks(CLI::App& measures, Session& session) {
  const auto options = std::make_shared<TrackingOptions>();
  CLI::App* app = AddCommand(measures, session, "links", "List links, oldest first", options, RunLinks);
  app->add_option("DOCUMENT", options->document, "Id or name of one document (default: all)")->type_name("");
  app->add_option("--state", options->state, "Only those in this state")
      ->check(CLI::IsMember({"ACTIVE", "ORPHANED", "REMOVED"}))
      ->type_name("STATE");
  app->add_option("--limit", options->limit, "At most this many; 0 for all (default: 100 in a table, else all)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
}

void AddLine(CLI::App& measures, Session& session) {
  const auto options = std::make_shared<TrackingOptions>();
  CLI::App* app = AddCommand(measures, session, "line",
                             "A measure through the years: everything that links lead to, oldest first, with status "
                             "and indicators",
                             options, RunLine);
  app->add_option("MEASURE", options->measure, "Name: documents/…/measures/…")->required()->type_name("");
  AddAsOfOption(*app, &options->as_of);
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
}

}  // namespace

void AddTracking(CLI::App& measures, Session& session) {
  AddStatus(measures, session);
  AddLink(measures, session);
  AddUnlink(measures, session);
  AddLinks(measures, session);
  AddLine(measures, session);
}

}  // namespace gangmu::cli
