#include "services/cli/commands/commands.h"
#include "services/ingestion/extraction/extractor.h"

namespace gangmu::cli {

void AddVersion(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("version", "Print the version of the program and of its extraction rules");
  app->callback([&session] {
    session.action = [&session]() -> absl::StatusOr<ExitCode> {
      session.terminal.out << "gangmu " GANGMU_VERSION "\nextractor " << extraction::ExtractorVersion() << "\n";
      return kOk;
    };
  });
}

}  // namespace gangmu::cli
