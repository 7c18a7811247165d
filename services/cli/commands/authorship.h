// Who changes something and why, for the history of the store.
#pragma once

#include <string>

#include "CLI/App.hpp"

namespace gangmu::cli {

struct Authorship {
  std::string author;
  std::string reason;
};

// --author (GANGMU_AUTHOR; by default the user's login name) and --reason.
void AddAuthorshipOptions(CLI::App& app, Authorship* authorship);

// Fills author and reason of a request.
template <typename Request>
void SetAuthorship(const Authorship& authorship, Request* request) {
  request->set_author(authorship.author);
  request->set_reason(authorship.reason);
}

}  // namespace gangmu::cli
