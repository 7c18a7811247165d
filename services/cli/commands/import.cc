#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/measures/maintenance.h"

namespace gangmu::cli {
namespace {

struct ImportOptions {
  std::string path;
  measures::ImportRequest request;
};

absl::StatusOr<ExitCode> RunImport(const ImportOptions& options, const Session& session) {
  std::ifstream file;
  if (options.path != "-") {
    file.open(options.path, std::ios::binary);
    if (!file) return NotFound(options.path);
  }
  std::istream& in = options.path == "-" ? std::cin : file;
  const auto next = [&in]() -> absl::StatusOr<std::string> {
    std::string bytes(1 << 20, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<size_t>(in.gcount()));
    if (in.bad()) return Internal("the export cannot be read");
    return bytes;
  };
  ASSIGN_OR_RETURN(const std::string position, measures::ImportStore(options.request, next));
  session.terminal.out << "imported " << options.request.data << "\nposition " << position << "\n";
  return kOk;
}

}  // namespace

void AddImport(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand(
      "import", "Make a store of an export, whole or not at all; the measures service must be stopped");
  const auto options = std::make_shared<ImportOptions>();
  app->add_option("FILE", options->path, "What `gangmu export` wrote; - for the input")->required()->type_name("");
  app->add_option("--data", options->request.data,
                  "Data folder of the measures service (of `gangmu serve`: DIR/measures)")
      ->required()
      ->type_name("DIR");
  app->add_flag("--replace", options->request.replace,
                "A store that is there is set aside as measures.db.before-restore");
  app->add_flag("--keep-epoch", options->request.keep_epoch,
                "Let followers go on where they are: only where the exported store is never written again");
  AddExamples(*app, {"gangmu import store.jsonl --data gangmu-data/measures",
                     "gunzip -c store.jsonl.gz | gangmu import - --data gangmu-data/measures"});
  app->callback([&session, options] { session.action = [&session, options] { return RunImport(*options, session); }; });
}

}  // namespace gangmu::cli
