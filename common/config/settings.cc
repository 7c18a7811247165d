#include "common/config/settings.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "common/config/values.h"
#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu {
namespace {

std::string Printed(bool value) { return value ? "true" : "false"; }
std::string Printed(int value) { return StrCat(value); }
std::string Printed(uint64_t value) { return FormatBytes(value); }
std::string Printed(absl::Duration value) { return absl::FormatDuration(value); }

std::optional<int> ParseInt(std::string_view text) {
  int value = 0;
  return absl::SimpleAtoi(ToAbsl(text), &value) ? std::optional<int>(value) : std::nullopt;
}

std::optional<std::string> CheckedAddress(std::string_view text) {
  return ParseHostPort(text) ? std::optional<std::string>(text) : std::nullopt;
}

// An Assign out of a parser of the field's type.
template <typename T, typename Parser>
Setting::Assign AssignWith(T* field, Parser parse, const std::string& want) {
  return [field, parse, want](std::string_view text) -> std::optional<std::string> {
    auto value = parse(text);
    if (!value) return StrCat("want ", want, ", got \"", CutAtCodePoint(text, 80), "\"");
    *field = *std::move(value);
    return std::nullopt;
  };
}

Setting::Assign AssignText(std::string* field) {
  return [field](std::string_view text) -> std::optional<std::string> {
    *field = text;
    return std::nullopt;
  };
}

}  // namespace

EnvironmentLookup ProcessEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
}

Setting::Setting(std::string name, std::string kind, std::string help, Assign assign, Show show)
    : name_(std::move(name)),
      kind_(std::move(kind)),
      help_(std::move(help)),
      assign_(std::move(assign)),
      show_(std::move(show)) {}

Setting& Setting::Check(std::function<std::optional<std::string>()> check) {
  checks_.push_back(std::move(check));
  return *this;
}

Setting& Setting::Required() {
  required_ = true;
  return *this;
}

template <typename T>
RangedSetting<T>& RangedSetting<T>::Between(T least, T most) {
  setting_.Check([least, most, field = field_]() -> std::optional<std::string> {
    if (*field >= least && *field <= most) return std::nullopt;
    return StrCat("want ", Printed(least), " to ", Printed(most), ", got ", Printed(*field));
  });
  return *this;
}
template class RangedSetting<int>;
template class RangedSetting<uint64_t>;
template class RangedSetting<absl::Duration>;

Settings::Settings(std::string program, std::string summary, std::string env_prefix)
    : program_(std::move(program)), summary_(std::move(summary)), env_prefix_(std::move(env_prefix)) {}

Setting& Settings::Declare(std::string_view name, std::string_view kind, std::string_view help, Setting::Assign assign,
                           Setting::Show show) {
  settings_.push_back(std::make_unique<Setting>(std::string(name), std::string(kind), std::string(help),
                                                std::move(assign), std::move(show)));
  defaults_.push_back(settings_.back()->show_());
  return *settings_.back();
}

Setting& Settings::Bool(std::string_view name, bool* field, std::string_view help) {
  return Declare(name, "bool", help, AssignWith(field, ParseBool, "true or false"),
                 [field] { return Printed(*field); });
}

RangedSetting<int> Settings::Int(std::string_view name, int* field, std::string_view help) {
  return {
      Declare(name, "number", help, AssignWith(field, ParseInt, "a whole number"), [field] { return Printed(*field); }),
      field};
}

RangedSetting<absl::Duration> Settings::Duration(std::string_view name, absl::Duration* field, std::string_view help) {
  return {Declare(name, "duration", help, AssignWith(field, ParseDuration, "a duration such as 30s or 1h30m"),
                  [field] { return Printed(*field); }),
          field};
}

RangedSetting<uint64_t> Settings::Bytes(std::string_view name, uint64_t* field, std::string_view help) {
  return {Declare(name, "bytes", help, AssignWith(field, ParseBytes, "a size such as 8MiB or 512KiB"),
                  [field] { return Printed(*field); }),
          field};
}

Setting& Settings::String(std::string_view name, std::string* field, std::string_view help) {
  return Declare(name, "text", help, AssignText(field), [field] { return *field; });
}

Setting& Settings::Path(std::string_view name, std::string* field, std::string_view help) {
  return Declare(name, "path", help, AssignText(field), [field] { return *field; });
}

Setting& Settings::Address(std::string_view name, std::string* field, std::string_view help) {
  return Declare(name, "host:port", help, AssignWith(field, CheckedAddress, "host:port such as 127.0.0.1:7101"),
                 [field] { return *field; });
}

Setting& Settings::Choice(std::string_view name, std::string* field, std::vector<std::string> values,
                          std::string_view help) {
  const std::string kind = absl::StrJoin(values, "|");
  const auto parse = [values = std::move(values)](std::string_view text) {
    const auto it = std::find(values.begin(), values.end(), text);
    return it == values.end() ? std::nullopt : std::optional<std::string>(*it);
  };
  return Declare(name, kind, help, AssignWith(field, parse, StrCat("one of ", kind)), [field] { return *field; });
}

Setting* Settings::Find(std::string_view name) {
  for (const auto& setting : settings_) {
    if (setting->name_ == name) return setting.get();
  }
  return nullptr;
}

std::string Settings::EnvironmentName(const Setting& setting) const {
  return StrCat(env_prefix_, absl::AsciiStrToUpper(absl::StrReplaceAll(setting.name_, {{"-", "_"}})));
}

std::string Settings::NearestNames(std::string_view name) const {
  // A third of the letters may differ; more is another word.
  const size_t most = std::max<size_t>(2, name.size() / 3);
  std::set<std::pair<size_t, std::string>> near;
  for (const auto& setting : settings_) {
    const size_t distance = EditDistance(name, setting->name_);
    const bool beginning = name.size() >= 3 && setting->name_.starts_with(name);
    if (distance <= most || beginning) near.emplace(distance, StrCat("--", setting->name_));
  }
  std::vector<std::string> names;
  for (const auto& [distance, text] : near) {
    if (names.size() < 3) names.push_back(text);
  }
  return absl::StrJoin(names, ", ");
}

// What one run of Parse knows besides the fields themselves.
struct Settings::Parsing {
  Violations problems;
  std::set<std::string> given;                 // by a flag
  std::set<std::string> damaged;               // already reported: no second complaint about the same setting
  std::map<std::string, std::string> sources;  // of a value: the variable; a flag where nothing is said

  void Assign(Setting& setting, std::string_view value, const std::string& source) {
    if (auto problem = setting.assign_(value)) {
      problems.Add(source, *problem);
      damaged.insert(setting.name_);
    }
  }
};

absl::StatusOr<Settings::Outcome> Settings::Parse(const std::vector<std::string>& arguments,
                                                  const EnvironmentLookup& environment) {
  for (const std::string& argument : arguments) {
    if (argument == "--help" || argument == "-h") return Outcome::kHelp;
  }
  Parsing parsing;
  for (size_t i = 0; i < arguments.size(); i += TakeArgument(arguments, i, parsing)) {
  }
  TakeEnvironment(environment, parsing);
  CheckAll(parsing);
  if (!parsing.problems.empty()) return parsing.problems.ToStatus();
  return Outcome::kRun;
}

// Returns how many arguments it took.
size_t Settings::TakeArgument(const std::vector<std::string>& arguments, size_t i, Parsing& parsing) {
  const std::string& argument = arguments[i];
  if (!argument.starts_with("--") || argument.size() == 2) {
    parsing.problems.Add(argument, "is no flag; settings are given as --name value");
    return 1;
  }
  const size_t equals = argument.find('=');
  const bool has_value = equals != std::string::npos;
  const std::string name = argument.substr(2, has_value ? equals - 2 : std::string::npos);
  const std::string flag = StrCat("--", name);
  const bool value_follows = !has_value && i + 1 < arguments.size() && !arguments[i + 1].starts_with("--");
  Setting* setting = Find(name);
  Setting* negated = name.starts_with("no-") ? Find(std::string_view(name).substr(3)) : nullptr;
  if (setting == nullptr && negated != nullptr && negated->kind_ == "bool" && !has_value) {
    parsing.given.insert(negated->name_);
    parsing.Assign(*negated, "false", flag);
    return 1;
  }
  if (setting == nullptr) {
    const std::string near = NearestNames(name);
    parsing.problems.Add(
        flag, near.empty() ? "is unknown; --help lists all settings" : StrCat("is unknown; did you mean ", near, "?"));
    return value_follows ? 2 : 1;  // its value, if it has one, is no problem of its own
  }
  const bool takes_next = value_follows && setting->kind_ != "bool";
  if (!parsing.given.insert(name).second) {
    parsing.problems.Add(flag, "is given more than once");
  } else if (has_value) {
    parsing.Assign(*setting, std::string_view(argument).substr(equals + 1), flag);
  } else if (setting->kind_ == "bool") {
    parsing.Assign(*setting, "true", flag);
  } else if (takes_next) {
    parsing.Assign(*setting, arguments[i + 1], flag);
  } else {
    parsing.problems.Add(flag, StrCat("needs a value (", setting->kind_, ")"));
    parsing.damaged.insert(name);
  }
  return takes_next ? 2 : 1;
}

void Settings::TakeEnvironment(const EnvironmentLookup& environment, Parsing& parsing) {
  for (const auto& setting : settings_) {
    if (parsing.given.contains(setting->name_)) continue;
    const std::string variable = EnvironmentName(*setting);
    if (const auto value = environment(variable); value && !value->empty()) {
      parsing.sources[setting->name_] = variable;
      parsing.Assign(*setting, *value, variable);
    }
  }
}

// After all values are there: a check may look at another setting, declared before or behind.
void Settings::CheckAll(Parsing& parsing) {
  for (const auto& setting : settings_) {
    if (parsing.damaged.contains(setting->name_)) continue;
    const std::string flag = StrCat("--", setting->name_);
    if (setting->required_ && setting->show_().empty()) {
      parsing.problems.Add(flag, StrCat("is required; or set ", EnvironmentName(*setting)));
      continue;
    }
    const auto source = parsing.sources.find(setting->name_);
    for (const auto& check : setting->checks_) {
      if (const auto problem = check()) {
        parsing.problems.Add(source == parsing.sources.end() ? flag : source->second, *problem);
      }
    }
  }
}

std::optional<int> Settings::ParseOrExit(int argc, char** argv) {
  const auto outcome = Parse(std::vector<std::string>(argv + std::min(argc, 1), argv + argc), ProcessEnvironment());
  if (!outcome.ok()) {
    std::cerr << program_ << ": the configuration has problems:\n";
    for (const FieldViolation& v : DetailsOf(outcome.status()).violations) {
      std::cerr << "  " << v.field << " " << v.description << "\n";
    }
    std::cerr << "Run " << program_ << " --help for all settings.\n";
    return 2;
  }
  if (*outcome == Outcome::kHelp) {
    std::cout << Help() << std::flush;
    return 0;
  }
  return std::nullopt;
}

std::string Settings::Help() const {
  std::string out = StrCat(summary_, "\n\nUsage: ", program_, " [--name value]...\n\nSettings:\n");
  for (size_t i = 0; i < settings_.size(); ++i) {
    const Setting& setting = *settings_[i];
    const std::string fallback = setting.required_ && defaults_[i].empty() ? "required"
                                 : defaults_[i].empty()                    ? "default: empty"
                                                                           : StrCat("default: ", defaults_[i]);
    absl::StrAppendFormat(&out, "  --%s <%s>\n      %s\n      (%s; environment: %s)\n", setting.name_, setting.kind_,
                          setting.help_, fallback, EnvironmentName(setting));
  }
  StrAppend(&out, "  --help\n      Shows this text.\n");
  if (!examples_.empty()) StrAppend(&out, "\nExamples:\n  ", absl::StrJoin(examples_, "\n  "), "\n");
  return out;
}

std::vector<std::pair<std::string, std::string>> Settings::Values() const {
  std::vector<std::pair<std::string, std::string>> values;
  values.reserve(settings_.size());
  for (const auto& setting : settings_) values.emplace_back(setting->name_, setting->show_());
  return values;
}

}  // namespace gangmu
