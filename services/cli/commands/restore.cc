#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/measures/maintenance.h"

namespace gangmu::cli {
namespace {

struct RestoreOptions {
  std::string backup;
  std::string data;
  bool replace = false;
};

absl::StatusOr<ExitCode> RunRestore(const RestoreOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const std::string position, measures::RestoreStore(options.backup, options.data, options.replace));
  session.terminal.out << "restored " << options.data << "\nposition " << position << "\n";
  return kOk;
}

}  // namespace

void AddRestore(CLI::App& root, Session& session) {
  CLI::App* app =
      root.add_subcommand("restore", "Put a backup in place as a store; the measures service must be stopped");
  const auto options = std::make_shared<RestoreOptions>();
  app->add_option("FILE", options->backup, "What `gangmu backup` wrote")->required()->type_name("");
  app->add_option("--data", options->data, "Data folder of the measures service (of `gangmu serve`: DIR/measures)")
      ->required()
      ->type_name("DIR");
  app->add_flag("--replace", options->replace, "A store that is there is set aside as measures.db.before-restore");
  AddExamples(*app, {"gangmu restore gangmu-2026-01-05.backup --data gangmu-data/measures"});
  app->callback(
      [&session, options] { session.action = [&session, options] { return RunRestore(*options, session); }; });
}

}  // namespace gangmu::cli
