#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "common/config/settings.h"
#include "common/rpc/service_main.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/ingestion/app.h"
#include "services/measures/app.h"
#include "services/statistics/app.h"

namespace gangmu::cli {
namespace {

struct ServeOptions {
  std::string data = "gangmu-data";
  bool allow_remote = false;
  std::string log_level = "info";
  std::string log_format = "text";
};

// The server settings that the flags of `serve` stand for, checked as those of the single services are.
absl::Status Configure(const ServeOptions& options, const std::string& address, ServerSettings* server) {
  Settings settings("gangmu serve", "");
  server->Declare(settings);
  std::vector<std::string> arguments = {"--address",       address,        "--log-level",
                                        options.log_level, "--log-format", options.log_format};
  if (options.allow_remote) arguments.push_back("--allow-remote");
  return settings.Parse(arguments, [](const std::string&) { return std::nullopt; }).status();
}

// Measures first, since the others call it; stopped in the other order.
class Suite final : public Application {
 public:
  static absl::StatusOr<std::unique_ptr<Suite>> Start(const ServeOptions& options, const Addresses& addresses) {
    auto suite = std::make_unique<Suite>();
    measures::Config measures;
    measures.data = options.data + "/measures";
    RETURN_IF_ERROR(Configure(options, addresses.measures, &measures.server));
    ingestion::Config ingestion;
    ingestion.data = options.data + "/ingestion";
    RETURN_IF_ERROR(Configure(options, addresses.ingestion, &ingestion.server));
    statistics::Config statistics;
    statistics.data = options.data + "/statistics";
    RETURN_IF_ERROR(Configure(options, addresses.statistics, &statistics.server));

    ASSIGN_OR_RETURN(suite->measures_, measures::App::Start(measures));
    ingestion.measures = suite->measures_->target();
    statistics.measures_address = suite->measures_->target();
    ASSIGN_OR_RETURN(suite->ingestion_, ingestion::App::Start(ingestion));
    ASSIGN_OR_RETURN(suite->statistics_, statistics::App::Start(statistics));
    return suite;
  }

  void Stop() override {
    ingestion_->Stop();
    statistics_->Stop();
    measures_->Stop();
  }

  // The addresses really bound, which port 0 leaves to the system.
  std::string BoundAddresses() const {
    return StrCat("ingestion   ", ingestion_->target(), "\nmeasures    ", measures_->target(), "\nstatistics  ",
                  statistics_->target(), "\n");
  }

 private:
  std::unique_ptr<measures::App> measures_;
  std::unique_ptr<ingestion::App> ingestion_;
  std::unique_ptr<statistics::App> statistics_;
};

absl::StatusOr<ExitCode> RunServe(const ServeOptions& options, const Session& session) {
  StopSignals signals;  // no thread has started yet
  std::string data = options.data;
  Settings shown("gangmu serve", "");
  shown.Path("data", &data, "");
  ServerSettings log;
  RETURN_IF_ERROR(Configure(options, session.addresses.measures, &log));
  const int code = RunApplication(signals, shown, log.log(), [&]() -> absl::StatusOr<std::unique_ptr<Application>> {
    ASSIGN_OR_RETURN(std::unique_ptr<Suite> suite, Suite::Start(options, session.addresses));
    session.terminal.out << suite->BoundAddresses() << "data        " << options.data << "\nCtrl-C stops all three.\n"
                         << std::flush;
    return std::unique_ptr<Application>(std::move(suite));
  });
  return code == 0 ? kOk : kFailed;
}

}  // namespace

void AddServe(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("serve", "Run all three services in this process on one data folder");
  const auto options = std::make_shared<ServeOptions>();
  app->add_option("--data", options->data, "Folder of the databases; made where it is missing")
      ->envname("GANGMU_DATA")
      ->capture_default_str()
      ->type_name("DIR");
  app->add_flag("--allow-remote", options->allow_remote,
                "Permit addresses beyond this machine; there is no access control");
  app->add_option("--log-level", options->log_level, "Least level that is logged to stderr")
      ->envname("GANGMU_LOG_LEVEL")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
  app->add_option("--log-format", options->log_format, "Form of the log lines")
      ->envname("GANGMU_LOG_FORMAT")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  AddServiceOptions(*app, session, {Service::kIngestion, Service::kMeasures, Service::kStatistics});
  AddExamples(*app, {"gangmu serve --data ./gangmu-data", "gangmu serve --log-level warning --data /var/lib/gangmu"});
  app->callback([&session, options] { session.action = [&session, options] { return RunServe(*options, session); }; });
}

}  // namespace gangmu::cli
