// Arguments that several subcommands share, declared alike everywhere.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/App.hpp"
#include "services/cli/output/format.h"
#include "services/cli/session.h"

namespace gangmu::cli {

enum class Service { kIngestion, kMeasures, kStatistics };

// --…-address of the services that the command calls, and --timeout.
void AddServiceOptions(CLI::App& app, Session& session, std::initializer_list<Service> services);

// --format with one of `formats`; `format` holds the default.
void AddFormatOption(CLI::App& app, Format* format, const std::vector<Format>& formats);

// A civil date YYYY-MM-DD that exists.
CLI::Option* AddDateOption(CLI::App& app, const std::string& flag, std::string* value, const std::string& help);

// "documents/x" for "x" and for itself.
std::string DocumentName(std::string_view id_or_name);
// The part behind the last slash.
std::string IdOf(std::string_view name);
// "x" of documents/x/measures/y.
std::string DocumentIdOf(std::string_view name);

// The lines below "Examples:" at the end of a subcommand's help.
void AddExamples(CLI::App& app, std::initializer_list<std::string_view> lines);

}  // namespace gangmu::cli
