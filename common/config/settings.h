// Typed settings from flags and environment. Each is declared once, bound to a field whose value is the default:
//
//   struct Config { std::string data = "gangmu-data"; absl::Duration drain = absl::Seconds(10); } config;
//   Settings settings("gangmu-measures", "Stores documents with their measures.");
//   settings.Path("data", &config.data, "folder of the database");
//   settings.Duration("drain", &config.drain, "time for running calls at the end").Between(absl::Seconds(0),
//   absl::Hours(1)); if (auto exit_code = settings.ParseOrExit(argc, argv)) return *exit_code;
//
// A flag (--drain 5s or --drain=5s) goes before its environment variable (GANGMU_DRAIN), that before the default. An
// empty environment variable counts as not set, since compose files pass ${UNSET} so. Not thread safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace gangmu {

// What a name of the environment means: the value, or nullopt where it is not set.
using EnvironmentLookup = std::function<std::optional<std::string>(const std::string&)>;
EnvironmentLookup ProcessEnvironment();

// One declared setting, as --help shows it.
class Setting {
 public:
  // Turns text into the bound field; the error is a phrase such as "want a duration such as 30s".
  using Assign = std::function<std::optional<std::string>(std::string_view)>;
  // The bound field as text that Assign reads.
  using Show = std::function<std::string()>;

  Setting(std::string name, std::string kind, std::string help, Assign assign, Show show);

  // A further condition on the final value, whatever its source; the default is checked too.
  Setting& Check(std::function<std::optional<std::string>()> check);
  // Some source must give a value that is not empty.
  Setting& Required();

  const std::string& name() const { return name_; }

 private:
  friend class Settings;
  std::string name_;
  std::string kind_;
  std::string help_;
  Assign assign_;
  Show show_;
  std::vector<std::function<std::optional<std::string>()>> checks_;
  bool required_ = false;
};

// A setting with an order. Bounds are inclusive.
template <typename T>
class RangedSetting {
 public:
  RangedSetting(Setting& setting, T* field) : setting_(setting), field_(field) {}
  RangedSetting& Between(T least, T most);

 private:
  Setting& setting_;
  T* field_;
};

class Settings {
 public:
  // `program` as typed; `summary` one sentence for --help.
  Settings(std::string program, std::string summary, std::string env_prefix = "GANGMU_");

  // Declarations. `name` is kebab-case, without dashes before it; `field` outlives this object and holds the default.
  Setting& Bool(std::string_view name, bool* field, std::string_view help);  // --name, --no-name, --name=true|false
  RangedSetting<int> Int(std::string_view name, int* field, std::string_view help);
  RangedSetting<absl::Duration> Duration(std::string_view name, absl::Duration* field, std::string_view help);
  RangedSetting<uint64_t> Bytes(std::string_view name, uint64_t* field, std::string_view help);  // 8MiB, 64KiB, 512
  Setting& String(std::string_view name, std::string* field, std::string_view help);
  Setting& Path(std::string_view name, std::string* field, std::string_view help);
  // host:port, [v6]:port; port 0 asks the system for a free one. The host may be a name.
  Setting& Address(std::string_view name, std::string* field, std::string_view help);
  // One of `values`.
  Setting& Choice(std::string_view name, std::string* field, std::vector<std::string> values, std::string_view help);

  // A line for the end of --help.
  void Example(std::string_view line) { examples_.emplace_back(line); }

  enum class Outcome { kRun, kHelp };

  // Reads arguments (without the program name) and environment into the fields. kHelp where --help or -h is among the
  // arguments, whatever else is. INVALID_ARGUMENT (INVALID_FIELD) with one violation for each problem, all at once:
  // unknown flags with the nearest known ones, values that do not parse, values out of range, missing ones, left-over
  // words.
  absl::StatusOr<Outcome> Parse(const std::vector<std::string>& arguments, const EnvironmentLookup& environment);

  // For main: parses; prints help to stdout or all problems to stderr. nullopt to go on, else the exit code (0 or 2).
  std::optional<int> ParseOrExit(int argc, char** argv);

  // All settings with help, defaults and environment names.
  std::string Help() const;
  // "name=value" of all settings, in order of declaration, for the log at start. Never declare secrets as settings.
  std::vector<std::pair<std::string, std::string>> Values() const;
  std::string EnvironmentName(const Setting& setting) const;

 private:
  Setting& Declare(std::string_view name, std::string_view kind, std::string_view help, Setting::Assign assign,
                   Setting::Show show);
  Setting* Find(std::string_view name);
  std::string NearestNames(std::string_view name) const;
  struct Parsing;
  size_t TakeArgument(const std::vector<std::string>& arguments, size_t i, Parsing& parsing);
  void TakeEnvironment(const EnvironmentLookup& environment, Parsing& parsing);
  void CheckAll(Parsing& parsing);

  std::string program_;
  std::string summary_;
  std::string env_prefix_;
  std::vector<std::unique_ptr<Setting>> settings_;
  std::vector<std::string> defaults_;
  std::vector<std::string> examples_;
};

}  // namespace gangmu
