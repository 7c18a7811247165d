#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "gangmu/measures/v1/history_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/as_of.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/json.h"

namespace gangmu::cli {
namespace {

using measures::v1::HistoryService;
using measures::v1::PurgeHistoryRequest;
using measures::v1::PurgeHistoryResponse;

struct PurgeOptions {
  std::string before;
  bool yes = false;
  Format format = Format::kTable;
};

void Print(const PurgeHistoryResponse& purged, bool preview, std::ostream& out) {
  out << (preview ? "would forget " : "forgot ") << purged.change_count() << " changes with "
      << purged.document_version_count() << " versions of documents, " << purged.measure_version_count()
      << " of measures, " << purged.indicator_version_count() << " of indicators, " << purged.text_count()
      << " texts and " << purged.source_count() << " original files\nhorizon " << purged.horizon() << "\n";
}

absl::StatusOr<ExitCode> RunPurge(const PurgeOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  HistoryService::Stub stub(OpenChannel(endpoint));
  PurgeHistoryRequest request;
  *request.mutable_before() = ParseAsOf(options.before, DayEdge::kBegin);
  request.set_validate_only(!options.yes);
  ASSIGN_OR_RETURN(const auto purged, Call(session, endpoint, stub, &HistoryService::Stub::PurgeHistory, request));
  if (options.format == Format::kJson) {
    ASSIGN_OR_RETURN(const std::string json, ToJson(purged, JsonLayout::kIndented));
    session.terminal.out << json << "\n";
  } else {
    Print(purged, !options.yes, session.terminal.out);
  }
  if (!options.yes) session.terminal.err << "nothing was changed; --yes forgets it for good\n";
  return kOk;
}

}  // namespace

void AddPurge(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("purge", "Forget the history before a moment; shows what first");
  const auto options = std::make_shared<PurgeOptions>();
  AddMomentOption(*app, "--before", &options->before, "What lies before this is forgotten")->required();
  app->add_flag("--yes", options->yes, "Do it; without this only a preview is shown");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kJson});
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu purge --before 2020-01-01", "gangmu purge --before 2020-01-01 --yes"});
  app->callback([&session, options] { session.action = [&session, options] { return RunPurge(*options, session); }; });
}

}  // namespace gangmu::cli
