#include "services/cli/commands/options.h"

#include "absl/time/civil_time.h"

#include "CLI/CLI.hpp"
#include "common/text/strings.h"

namespace gangmu::cli {
namespace {

void AddAddress(CLI::App& app, const std::string& service, const std::string& environment, std::string* address) {
  app.add_option("--" + service + "-address", *address, "HOST:PORT of the " + service + " service")
      ->envname(environment)
      ->capture_default_str()
      ->type_name("ADDRESS")
      ->group("Services");
}

std::string CheckDate(const std::string& text) {
  absl::CivilDay day;
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
  if (shaped && absl::ParseCivilTime(text, &day) && absl::FormatCivilTime(day) == text) return "";
  return "'" + text + "' is no date: write YYYY-MM-DD";
}

}  // namespace

void AddServiceOptions(CLI::App& app, Session& session, std::initializer_list<Service> services) {
  for (const Service service : services) {
    switch (service) {
      case Service::kIngestion:
        AddAddress(app, "ingestion", "GANGMU_INGESTION_ADDRESS", &session.addresses.ingestion);
        break;
      case Service::kMeasures:
        AddAddress(app, "measures", "GANGMU_MEASURES_ADDRESS", &session.addresses.measures);
        break;
      case Service::kStatistics:
        AddAddress(app, "statistics", "GANGMU_STATISTICS_ADDRESS", &session.addresses.statistics);
        break;
    }
  }
  app.add_option_function<double>(
         "--timeout", [&session](double seconds) { session.timeout = absl::Seconds(seconds); },
         "Seconds that one call may take (default 60)")
      ->check(CLI::Range(0.001, 86400.0))
      ->type_name("SECONDS")
      ->group("Services");
}

void AddFormatOption(CLI::App& app, Format* format, const std::vector<Format>& formats) {
  app.add_option_function<std::string>(
         "-f,--format", [format](const std::string& name) { *format = *ParseFormat(name); },
         StrCat("How to print (default ", FormatName(*format), ")"))
      ->check(CLI::IsMember(FormatNames(formats)))
      ->type_name("FORMAT");
}

CLI::Option* AddDateOption(CLI::App& app, const std::string& flag, std::string* value, const std::string& help) {
  return app.add_option(flag, *value, help)->check(CLI::Validator(CheckDate, ""))->type_name("DATE");
}

std::string DocumentName(std::string_view id_or_name) {
  return id_or_name.starts_with("documents/") ? std::string(id_or_name) : StrCat("documents/", id_or_name);
}

std::string IdOf(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

std::string DocumentIdOf(std::string_view name) {
  const size_t begin = name.find('/') + 1;
  return std::string(name.substr(begin, name.find('/', begin) - begin));
}

void AddExamples(CLI::App& app, std::initializer_list<std::string_view> lines) {
  std::string text = "Examples:";
  for (const std::string_view line : lines) StrAppend(&text, "\n  ", line);
  app.footer(text);
}

}  // namespace gangmu::cli
