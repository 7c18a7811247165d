#include <memory>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/authorship.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"

namespace gangmu::cli {
namespace {

using measures::v1::DeleteDocumentRequest;
using measures::v1::MeasureService;

struct DeleteOptions {
  std::vector<std::string> documents;
  Authorship authorship;
  bool dry_run = false;
  bool allow_missing = false;
};

absl::StatusOr<ExitCode> RunDelete(const DeleteOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  MeasureService::Stub stub(OpenChannel(endpoint));
  for (const std::string& document : options.documents) {
    DeleteDocumentRequest request;
    request.set_name(DocumentName(document));
    request.set_validate_only(options.dry_run);
    request.set_allow_missing(options.allow_missing);
    SetAuthorship(options.authorship, &request);
    ASSIGN_OR_RETURN(const auto deleted, Call(session, endpoint, stub, &MeasureService::Stub::DeleteDocument, request));
    session.terminal.out << (options.dry_run ? "would delete " : "deleted ") << request.name();
    if (!deleted.title().empty()) session.terminal.out << "  " << deleted.title();
    session.terminal.out << "\n";
  }
  return kOk;
}

}  // namespace

void AddDelete(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("delete", "Mark documents as deleted; their history stays");
  const auto options = std::make_shared<DeleteOptions>();
  app->add_option("DOCUMENT", options->documents, "Ids or names of documents")->required()->type_name("");
  AddAuthorshipOptions(*app, &options->authorship);
  app->add_flag("--dry-run", options->dry_run, "Check and change nothing");
  app->add_flag("--allow-missing", options->allow_missing, "No error where there is no such document");
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu delete DOCUMENT --reason 'taken in by mistake'"});
  app->callback([&session, options] { session.action = [&session, options] { return RunDelete(*options, session); }; });
}

}  // namespace gangmu::cli
