#include "services/statistics/config.h"

namespace gangmu::statistics {

void Config::Declare(Settings& settings) {
  server.Declare(settings);
  settings.Address("measures-address", &measures_address, "the measures service whose changes are followed");
  settings.Int("workers", &workers, "threads of large queries; 0: one a core").Between(0, 256);
  settings.Int("history", &history, "how many changes back an as_of query may ask").Between(0, 10'000'000);
  settings.Int("max-cost", &max_cost, "facts a query may look at, and groups it may make, together; 0: any")
      .Between(0, 2'000'000'000);
  settings.Path("data", &data, "folder for what a restart reuses; none: it reads all documents anew");
  settings.Duration("save-interval", &save_interval, "least time between two savings of the facts to the data folder")
      .Between(absl::Seconds(1), absl::Hours(24));
}

}  // namespace gangmu::statistics
