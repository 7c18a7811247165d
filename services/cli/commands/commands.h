// All subcommands. Each Add… declares its arguments and sets Session::action where it is chosen; one file each.
#pragma once

#include "CLI/App.hpp"
#include "services/cli/session.h"

namespace gangmu::cli {

void AddExtract(CLI::App& root, Session& session);
void AddIngest(CLI::App& root, Session& session);
void AddJobs(CLI::App& root, Session& session);
void AddDocuments(CLI::App& root, Session& session);
void AddMeasures(CLI::App& root, Session& session);
void AddIndicators(CLI::App& root, Session& session);
void AddCodelists(CLI::App& root, Session& session);
void AddSearch(CLI::App& root, Session& session);
void AddShow(CLI::App& root, Session& session);
void AddSource(CLI::App& root, Session& session);
void AddDelete(CLI::App& root, Session& session);
void AddUndelete(CLI::App& root, Session& session);
void AddHistory(CLI::App& root, Session& session);
void AddPurge(CLI::App& root, Session& session);
void AddCorrect(CLI::App& root, Session& session);
void AddCorrections(CLI::App& root, Session& session);
void AddReview(CLI::App& root, Session& session);
void AddBackup(CLI::App& root, Session& session);
void AddDuplicates(CLI::App& root, Session& session);
void AddReextract(CLI::App& root, Session& session);
void AddRestore(CLI::App& root, Session& session);
void AddExport(CLI::App& root, Session& session);
void AddImport(CLI::App& root, Session& session);
void AddCheck(CLI::App& root, Session& session);
void AddStats(CLI::App& root, Session& session);
void AddHealth(CLI::App& root, Session& session);
void AddServe(CLI::App& root, Session& session);
void AddVersion(CLI::App& root, Session& session);

}  // namespace gangmu::cli
