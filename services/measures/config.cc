#include "services/measures/config.h"

namespace gangmu::measures {

void Config::Declare(Settings& settings) {
  server.Declare(settings);
  settings.Path("data", &data, "folder of the database; made where it is missing");
  settings.Int("readers", &readers, "connections that read at once").Between(1, 64);
  settings.Bytes("max-text", &max_text, "most bytes of text a document may have").Between(1024, kMaxDocumentBytes);
}

}  // namespace gangmu::measures
