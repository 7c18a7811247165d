#include <memory>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/ingestion/v1/ingestion_service.grpc.pb.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/as_of.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/json.h"
#include "services/cli/output/marked_text.h"
#include "services/cli/output/record_fields.h"
#include "services/cli/output/record_view.h"
#include "services/cli/output/table.h"

namespace gangmu::cli {
namespace {

using measures::v1::GetDocumentRecordRequest;
using measures::v1::MeasureService;

struct ShowOptions {
  std::string document;
  Format format = Format::kTable;
  bool explain = false;
  bool places = false;
  std::string as_of;
};

// "page 3", "pages 3–4", "bytes 120–164", "paragraph 12".
std::string PlaceText(const ingestion::v1::SourcePlace& place) {
  const auto range = [](std::string_view what, int64_t first, int64_t last) {
    return first == last ? StrCat(what, " ", first) : StrCat(what, "s ", first, "–", last);
  };
  if (place.first_page() > 0) return range("page", place.first_page(), place.last_page());
  if (place.first_paragraph() > 0) return range("paragraph", place.first_paragraph(), place.last_paragraph());
  if (place.first_byte() >= 0) return StrCat("bytes ", place.first_byte(), "–", place.end_byte());
  return "";
}

// Where each indicator stands in the original file.
absl::Status PrintPlaces(const policy::v1::DocumentRecord& record, const Session& session) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  ingestion::v1::IngestionService::Stub stub(OpenChannel(endpoint));
  ingestion::v1::LocateTextRequest request;
  request.set_name(record.document().name());
  for (const policy::v1::Indicator& indicator : record.indicators()) *request.add_spans() = indicator.span();
  if (request.spans().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto located,
                   Call(session, endpoint, stub, &ingestion::v1::IngestionService::Stub::LocateText, request));
  Table table({{"#", Align::kRight}, {"quantity"}, {"place in the file"}});
  for (int i = 0; i < located.places_size(); ++i) {
    table.AddRow({StrCat(i + 1), OneLine(record.indicators(i).text()), PlaceText(located.places(i))});
  }
  session.terminal.out << "\n" << located.media_type() << "\n" << table.Render(Style(session.terminal.colour), 0);
  return absl::OkStatus();
}

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
  if (options.places) RETURN_IF_ERROR(PrintPlaces(record, session));
  return kOk;
}

}  // namespace

void AddShow(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("show", "Show a document with its measures and indicators marked in the text");
  const auto options = std::make_shared<ShowOptions>();
  app->add_option("DOCUMENT", options->document, "Id or name of the document")->required()->type_name("");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kJson});
  app->add_flag("--explain", options->explain, "Also show confidence and rules behind each indicator");
  app->add_flag("--places", options->places,
                "Also show where each indicator stands in the original file: page, paragraph or bytes");
  AddAsOfOption(*app, &options->as_of);
  AddServiceOptions(*app, session, {Service::kMeasures, Service::kIngestion});
  AddExamples(*app, {"gangmu show DOCUMENT", "gangmu show DOCUMENT | less",
                     "gangmu show DOCUMENT --format json > record.json"});
  app->callback([&session, options] { session.action = [&session, options] { return RunShow(*options, session); }; });
}

}  // namespace gangmu::cli
