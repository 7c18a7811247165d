#include <memory>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "gangmu/measures/v1/store_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"

namespace gangmu::cli {
namespace {

using measures::v1::CheckStoreRequest;
using measures::v1::StoreService;

absl::StatusOr<ExitCode> RunCheck(const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  StoreService::Stub stub(OpenChannel(endpoint));
  ASSIGN_OR_RETURN(const auto report,
                   Call(session, endpoint, stub, &StoreService::Stub::CheckStore, CheckStoreRequest()));
  for (const auto& problem : report.problems()) {
    session.terminal.out << problem.where() << ": " << problem.what() << "\n";
  }
  session.terminal.out << (report.problems().empty() ? "sound: " : "damaged: ") << report.document_count()
                       << " documents, " << report.measure_count() << " measures, " << report.indicator_count()
                       << " indicators, " << report.content_count() << " texts and files checked\n";
  return report.problems().empty() ? kOk : kFailed;
}

}  // namespace

void AddCheck(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("check", "Check that the store holds together; exit 1 where it does not");
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu check --timeout 3600"});
  app->callback([&session] { session.action = [&session] { return RunCheck(session); }; });
}

}  // namespace gangmu::cli
