#include "services/cli/cli.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "CLI/CLI.hpp"
#include "common/filter/near_match.h"
#include "common/logging/logging.h"
#include "common/text/strings.h"
#include "services/cli/client/explain.h"
#include "services/cli/commands/commands.h"
#include "services/cli/session.h"

namespace gangmu::cli {
namespace {

constexpr char kDescription[] =
    "Turns Chinese policy documents into structured measures with quantitative indicators, stores them and\n"
    "computes statistics over them.";

constexpr char kFooter[] =
    "Examples:\n"
    "  gangmu extract notice.txt                    what one file becomes; needs no service\n"
    "  gangmu serve --data ./gangmu-data            all three services in this terminal\n"
    "  gangmu ingest ./archive                      store a folder of documents\n"
    "  gangmu stats --group-by topic,unit --metric 'count,sum(value)'\n"
    "`gangmu COMMAND --help` explains a command and shows examples.\n"
    "Exit codes: 0 done, 1 something failed or was rejected, 2 wrong command line, 130 interrupted.";

void AddCommands(CLI::App& app, Session& session) {
  AddExtract(app, session);
  AddIngest(app, session);
  AddJobs(app, session);
  AddDocuments(app, session);
  AddMeasures(app, session);
  AddIndicators(app, session);
  AddSearch(app, session);
  AddShow(app, session);
  AddStats(app, session);
  AddSource(app, session);
  AddDelete(app, session);
  AddUndelete(app, session);
  AddHistory(app, session);
  AddPurge(app, session);
  AddCorrect(app, session);
  AddCorrections(app, session);
  AddReview(app, session);
  AddDuplicates(app, session);
  AddReextract(app, session);
  AddCodelists(app, session);
  AddBackup(app, session);
  AddRestore(app, session);
  AddExport(app, session);
  AddImport(app, session);
  AddCheck(app, session);
  AddHealth(app, session);
  AddServe(app, session);
  AddVersion(app, session);
}

// Help for the subcommand that the arguments had reached when parsing stopped.
const CLI::App& ReachedApp(const CLI::App& app) {
  const auto reached = app.get_subcommands();
  return reached.empty() ? app : *reached.front();
}

std::vector<std::string> CommandNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

// What is wrong with a command line; where its first word is no command, CLI11 would only say that one is missing.
std::string UsageProblem(const CLI::App& app, const CLI::ParseError& error, const std::string& first_word) {
  const std::vector<std::string> names = CommandNames(app);
  if (first_word.empty() || first_word.front() == '-' || std::ranges::count(names, first_word) > 0) return error.what();
  const std::vector<std::string> near = filter::NearMatches(first_word, names, 1);
  return StrCat("no command '", first_word, "'", near.empty() ? "" : StrCat("; did you mean ", near.front(), "?"));
}

int ExplainUsage(const CLI::App& app, const CLI::ParseError& error, const std::string& first_word,
                 const Terminal& terminal) {
  if (error.get_exit_code() == 0) {  // --help, --version
    return app.exit(error, terminal.out, terminal.err);
  }
  const CLI::App& reached = ReachedApp(app);
  const std::string command = reached.get_parent() ? "gangmu " + reached.get_name() : "gangmu";
  terminal.err << "gangmu: " << UsageProblem(app, error, first_word) << "\n  `" << command
               << " --help` lists what there is.\n";
  return kUsage;
}

int RunAction(Session& session) {
  const absl::StatusOr<ExitCode> code = session.action();
  session.terminal.out.flush();
  if (!code.ok()) {
    session.terminal.err << Explain(code.status(), session);
    return kFailed;
  }
  if (!session.terminal.out) {
    session.terminal.err << "gangmu: cannot write the output; is the disk full?\n";
    return kFailed;
  }
  return *code;
}

}  // namespace

int Run(int argc, const char* const* argv, const Terminal& terminal) {
  InitLogging({.level = LogLevel::kError});  // events of connections are told by the errors of calls
  Session session{.terminal = terminal};
  CLI::App app(kDescription, "gangmu");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  AddCommands(app, session);
  try {  // CLI11 reports by exceptions; they end here
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return ExplainUsage(app, error, argc > 1 ? argv[1] : "", terminal);
  }
  return RunAction(session);
}

}  // namespace gangmu::cli
