#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/authorship.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"

namespace gangmu::cli {
namespace {

using measures::v1::MeasureService;
using measures::v1::UndeleteDocumentRequest;

struct UndeleteOptions {
  std::vector<std::string> documents;
  Authorship authorship;
  bool dry_run = false;
};

absl::StatusOr<ExitCode> RunUndelete(const UndeleteOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  MeasureService::Stub stub(OpenChannel(endpoint));
  for (const std::string& document : options.documents) {
    UndeleteDocumentRequest request;
    request.set_name(DocumentName(document));
    request.set_validate_only(options.dry_run);
    SetAuthorship(options.authorship, &request);
    ASSIGN_OR_RETURN(const auto living,
                     Call(session, endpoint, stub, &MeasureService::Stub::UndeleteDocument, request));
    session.terminal.out << (options.dry_run ? "would bring back " : "brought back ") << request.name() << "  "
                         << living.title() << "\n";
  }
  return kOk;
}

}  // namespace

void AddUndelete(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("undelete", "Bring deleted documents back as they were");
  const auto options = std::make_shared<UndeleteOptions>();
  app->add_option("DOCUMENT", options->documents, "Ids or names of documents")->required()->type_name("");
  AddAuthorshipOptions(*app, &options->authorship);
  app->add_flag("--dry-run", options->dry_run, "Check and change nothing");
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu documents --show-deleted --filter 'delete_time:*'", "gangmu undelete DOCUMENT"});
  app->callback(
      [&session, options] { session.action = [&session, options] { return RunUndelete(*options, session); }; });
}

}  // namespace gangmu::cli
