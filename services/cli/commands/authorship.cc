#include "services/cli/commands/authorship.h"

#include <cstdlib>

#include "CLI/CLI.hpp"

namespace gangmu::cli {

void AddAuthorshipOptions(CLI::App& app, Authorship* authorship) {
  const char* user = std::getenv("USER");
  if (user != nullptr) authorship->author = user;
  app.add_option("--author", authorship->author, "Who changes it, for the history (default: your login name)")
      ->envname("GANGMU_AUTHOR")
      ->type_name("NAME");
  app.add_option("--reason", authorship->reason, "Why, for the history")->type_name("TEXT");
}

}  // namespace gangmu::cli
