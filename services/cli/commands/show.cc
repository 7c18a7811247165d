#include <memory>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/as_of.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/json.h"
#include "services/cli/output/marked_text.h"
#include "services/cli/output/record_view.h"

namespace gangmu::cli {
namespace {

using measures::v1::GetDocumentRecordRequest;
using measures::v1::MeasureService;

struct ShowOptions {
  std::string document;
  Format format = Format::kTable;
  bool explain = false;
  std::string as_of;
};

absl::StatusOr<ExitCode> RunShow(const ShowOptions& options, const Session& session) {
  const Terminal& terminal = session.terminal;
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  MeasureService::Stub stub(OpenChannel(endpoint));
  GetDocumentRecordRequest request;
  request.set_name(DocumentName(options.document));
  request.set_view(measures::v1::VIEW_FULL);
  SetAsOf(options.as_of, &request);
  ASSIGN_OR_RETURN(const policy::v1::DocumentRecord record,
                   Call(session, endpoint, stub, &MeasureService::Stub::GetDocumentRecord, request));
  if (options.format == Format::kJson) {
    ASSIGN_OR_RETURN(const std::string json, ToJson(record, JsonLayout::kIndented));
    terminal.out << json << "\n";
    return kOk;
  }
  PrintDocumentFields(record.document(), terminal);
  terminal.out << "\n" << MarkText(record, Style(terminal.colour));
  PrintIndicators(record, options.explain, terminal);
  return kOk;
}

}  // namespace

void AddShow(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("show", "Show a document with its measures and indicators marked in the text");
  const auto options = std::make_shared<ShowOptions>();
  app->add_option("DOCUMENT", options->document, "Id or name of the document")->required()->type_name("");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kJson});
  app->add_flag("--explain", options->explain, "Also show confidence and rules behind each indicator");
  AddAsOfOption(*app, &options->as_of);
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu show DOCUMENT", "gangmu show DOCUMENT | less",
                     "gangmu show DOCUMENT --format json > record.json"});
  app->callback([&session, options] { session.action = [&session, options] { return RunShow(*options, session); }; });
}

}  // namespace gangmu::cli
