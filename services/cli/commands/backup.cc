#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/measures/v1/store_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"

namespace gangmu::cli {
namespace {

using measures::v1::BackupStoreRequest;
using measures::v1::BackupStoreResponse;
using measures::v1::BackupSummary;
using measures::v1::StoreService;

absl::Status CannotWrite(const std::string& path) {
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
               StrCat("cannot write ", path, "; is the disk full?"));
}

// Writes the chunks to `path`; the summary, once size and digest were found to be those of the service.
absl::StatusOr<BackupSummary> Receive(const std::string& path, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  StoreService::Stub stub(OpenChannel(endpoint));
  grpc::ClientContext context;  // a backup takes as long as the store is large
  const auto reader = stub.BackupStore(&context, BackupStoreRequest());
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  Sha256Builder digest;
  BackupStoreResponse message;
  BackupSummary summary;
  while (reader->Read(&message)) {
    if (message.has_summary()) summary = message.summary();
    digest.Append(message.chunk());
    out << message.chunk();
    if (!out) return CannotWrite(path);
  }
  if (const grpc::Status status = reader->Finish(); !status.ok()) return FromCall(status, endpoint);
  out.close();
  if (!out) return CannotWrite(path);
  if (summary.sha256().empty() || HexEncode(digest.Finish()) != summary.sha256()) {
    return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "the backup did not arrive whole");
  }
  return summary;
}

absl::StatusOr<ExitCode> RunBackup(const std::string& path, const Session& session) {
  const std::string part = path + ".part";
  const absl::StatusOr<BackupSummary> summary = Receive(part, session);
  if (!summary.ok()) {
    std::remove(part.c_str());
    return summary.status();
  }
  if (std::rename(part.c_str(), path.c_str()) != 0) return CannotWrite(path);
  session.terminal.out << "wrote " << path << "  " << summary->document_count() << " documents, "
                       << summary->size_bytes() << " bytes\nposition " << summary->position() << "\nsha256 "
                       << summary->sha256() << "\n";
  return kOk;
}

}  // namespace

void AddBackup(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("backup", "Copy the whole store to a file while it is in use");
  const auto path = std::make_shared<std::string>();
  app->add_option("FILE", *path, "Where to write it; replaced where it is there")->required()->type_name("");
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu backup gangmu-2026-01-05.backup", "gangmu restore gangmu-2026-01-05.backup --data DIR"});
  app->callback([&session, path] { session.action = [&session, path] { return RunBackup(*path, session); }; });
}

}  // namespace gangmu::cli
