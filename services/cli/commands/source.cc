#include <memory>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"

namespace gangmu::cli {
namespace {

using measures::v1::GetDocumentSourceRequest;
using measures::v1::MeasureService;

// Bytes exactly as they came, so that `gangmu source X > file` gives the file back.
absl::StatusOr<ExitCode> RunSource(const std::string& document, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  MeasureService::Stub stub(OpenChannel(endpoint));
  GetDocumentSourceRequest request;
  request.set_name(DocumentName(document));
  ASSIGN_OR_RETURN(const auto response,
                   Call(session, endpoint, stub, &MeasureService::Stub::GetDocumentSource, request));
  session.terminal.out << response.content();
  return kOk;
}

}  // namespace

void AddSource(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("source", "Write the original bytes of a document to standard output");
  const auto document = std::make_shared<std::string>();
  app->add_option("DOCUMENT", *document, "Id or name of the document")->required()->type_name("");
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu source DOCUMENT > original.txt"});
  app->callback(
      [&session, document] { session.action = [&session, document] { return RunSource(*document, session); }; });
}

}  // namespace gangmu::cli
