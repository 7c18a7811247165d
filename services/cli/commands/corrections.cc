#include <memory>
#include <string>

#include "absl/strings/str_join.h"

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/measures/v1/correction_service.grpc.pb.h"
#include "google/protobuf/util/time_util.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/authorship.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/list.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/record_fields.h"

namespace gangmu::cli {
namespace {

using google::protobuf::util::TimeUtil;
using measures::v1::CorrectionService;
using measures::v1::ListCorrectionsRequest;
using measures::v1::ListCorrectionsResponse;
using policy::v1::Correction;

struct CorrectionsOptions : ListOptions {
  std::string document = "-";
  std::string state;
  std::string revert;  // name of a correction
  Authorship authorship;
};

std::vector<Field<Correction>> CorrectionFields() {
  using F = Field<Correction>;
  return {{"correction", [](const Correction& c) { return c.name(); }},
          {"time", [](const Correction& c) { return TimeUtil::ToString(c.create_time()); }},
          {"kind", [](const Correction& c) { return ShortEnumName(c.kind()); }},
          {"state", [](const Correction& c) { return ShortEnumName(c.state()); }},
          {"target", [](const Correction& c) { return IdOf(c.target()); }},
          {"fields", [](const Correction& c) { return absl::StrJoin(c.fields(), " "); }},
          {"review", [](const Correction& c) { return ShortEnumName(c.review()); }},
          {"author", [](const Correction& c) { return c.author(); }},
          {"sentence", [](const Correction& c) { return c.sentence(); }, F::kLongText}};
}

policy::v1::CorrectionState StateOf(const std::string& name) {
  policy::v1::CorrectionState state = policy::v1::CORRECTION_STATE_UNSPECIFIED;
  if (!name.empty()) policy::v1::CorrectionState_Parse("CORRECTION_STATE_" + name, &state);
  return state;
}

absl::StatusOr<ExitCode> RunList(const CorrectionsOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CorrectionService::Stub stub(OpenChannel(endpoint));
  const auto fetch = [&](int32_t page_size, const std::string& token) {
    ListCorrectionsRequest request;
    request.set_parent(DocumentName(options.document));
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_state(StateOf(options.state));
    return Call(session, endpoint, stub, &CorrectionService::Stub::ListCorrections, request);
  };
  return PrintList<Correction>(
      session, options, CorrectionFields(), fetch,
      [](const ListCorrectionsResponse& page) -> const auto& { return page.corrections(); });
}

absl::StatusOr<ExitCode> RunRevert(const CorrectionsOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CorrectionService::Stub stub(OpenChannel(endpoint));
  measures::v1::RevertCorrectionRequest request;
  request.set_name(options.revert);
  SetAuthorship(options.authorship, &request);
  ASSIGN_OR_RETURN(const Correction reverted,
                   Call(session, endpoint, stub, &CorrectionService::Stub::RevertCorrection, request));
  session.terminal.out << "took back " << reverted.name() << "\n";
  return kOk;
}

void AddList(CLI::App& parent, Session& session, const std::string& name, const std::string& help, Format format) {
  CLI::App* app = parent.add_subcommand(name, help);
  const auto options = std::make_shared<CorrectionsOptions>();
  options->format = format;
  app->add_option("DOCUMENT", options->document, "Id or name of one document (default: all)")->type_name("");
  app->add_option("--state", options->state, "Only those in this state")
      ->check(CLI::IsMember({"ACTIVE", "ORPHANED", "REVERTED"}))
      ->type_name("STATE");
  app->add_option("--limit", options->limit, "At most this many; 0 for all (default: 100 in a table, else all)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
  AddServiceOptions(*app, session, {Service::kMeasures});
  app->callback([&session, options] { session.action = [&session, options] { return RunList(*options, session); }; });
}

void AddRevert(CLI::App& parent, Session& session) {
  CLI::App* app = parent.add_subcommand("revert", "Take a correction back");
  const auto options = std::make_shared<CorrectionsOptions>();
  app->add_option("CORRECTION", options->revert, "Name: documents/…/corrections/…")->required()->type_name("");
  AddAuthorshipOptions(*app, &options->authorship);
  AddServiceOptions(*app, session, {Service::kMeasures});
  app->callback([&session, options] { session.action = [&session, options] { return RunRevert(*options, session); }; });
}

}  // namespace

void AddCorrections(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("corrections", "List, export and take back what people corrected");
  app->require_subcommand(1);
  AddList(*app, session, "list", "List corrections, oldest first", Format::kTable);
  AddList(*app, session, "export",
          "Corrections as regression data: sentence, what was extracted, what is right; JSON lines",
          Format::kJsonLines);
  AddRevert(*app, session);
  AddExamples(*app, {"gangmu corrections list --state ORPHANED", "gangmu corrections export > corrections.jsonl",
                     "gangmu corrections revert documents/DOCUMENT/corrections/7"});
}

}  // namespace gangmu::cli
