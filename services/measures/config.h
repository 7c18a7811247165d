// Settings of the measures service.
#pragma once

#include <cstdint>
#include <string>

#include "common/config/settings.h"
#include "common/rpc/server_settings.h"
#include "common/status/limits.h"

namespace gangmu::measures {

struct Config {
  ServerSettings server;
  std::string data = "gangmu-data/measures";  // folder of the database; made where it is missing
  int readers = 4;
  uint64_t max_text = kMaxDocumentBytes;

  Config() { server.address = "127.0.0.1:7102"; }
  void Declare(Settings& settings);
};

}  // namespace gangmu::measures
