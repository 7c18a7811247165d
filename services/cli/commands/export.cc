#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/measures/v1/store_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/client/output_file.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"

namespace gangmu::cli {
namespace {

using measures::v1::ExportStoreRequest;
using measures::v1::ExportStoreResponse;
using measures::v1::StoreService;

absl::Status CannotWrite(const std::string& path) {
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
               StrCat("cannot write ", path, "; is the disk full?"));
}

// The bytes that were written to `out`.
absl::StatusOr<int64_t> Receive(std::ostream& out, const std::string& path, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  StoreService::Stub stub(OpenChannel(endpoint));
  grpc::ClientContext context;  // an export takes as long as the store is large
  const auto reader = stub.ExportStore(&context, ExportStoreRequest());
  ExportStoreResponse message;
  int64_t bytes = 0;
  while (reader->Read(&message)) {
    out << message.chunk();
    if (!out) return CannotWrite(path);
    bytes += static_cast<int64_t>(message.chunk().size());
  }
  if (const grpc::Status status = reader->Finish(); !status.ok()) return FromCall(status, endpoint);
  out.flush();
  if (!out) return CannotWrite(path);
  return bytes;
}

absl::StatusOr<ExitCode> RunExport(const std::string& path, const Session& session) {
  if (path == "-") {
    RETURN_IF_ERROR(Receive(session.terminal.out, "the output", session).status());
    return kOk;
  }
  OutputFile file(path);
  ASSIGN_OR_RETURN(const int64_t bytes, Receive(file.stream(), path, session));
  if (!file.Finish()) return CannotWrite(path);
  session.terminal.out << "wrote " << path << "  " << bytes << " bytes\n";
  return kOk;
}

}  // namespace

void AddExport(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand(
      "export", "Write everything the store holds, with its history, as lines of JSON that every store reads");
  const auto path = std::make_shared<std::string>();
  app->add_option("FILE", *path, "Where to write it, replaced where it is there; - for the output")
      ->required()
      ->type_name("");
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu export store.jsonl", "gangmu export - | gzip > store.jsonl.gz",
                     "gangmu measures --format csv      a list for people; so do documents and indicators"});
  app->callback([&session, path] { session.action = [&session, path] { return RunExport(*path, session); }; });
}

}  // namespace gangmu::cli
