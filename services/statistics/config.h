// Settings of the statistics service.
#pragma once

#include <string>

#include "absl/time/time.h"

#include "common/config/settings.h"
#include "common/rpc/server_settings.h"

namespace gangmu::statistics {

struct Config {
  ServerSettings server;
  std::string data;  // folder for what a restart reuses; empty: it reads all documents anew
  absl::Duration save_interval = absl::Minutes(10);  // between two savings of the facts
  std::string measures_address = "127.0.0.1:7102";
  int workers = 0;               // threads of large queries; 0: one a core
  int max_cost = 1'000'000'000;  // of a query, facts looked at and groups together; 0: any
  int history = 10'000;          // changes back that as_of may ask for

  Config() { server.address = "127.0.0.1:7103"; }
  void Declare(Settings& settings);
};

}  // namespace gangmu::statistics
