#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/measures/v1/codelist_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/authorship.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/list.h"
#include "services/cli/commands/options.h"

namespace gangmu::cli {
namespace {

using measures::v1::CodelistService;
using policy::v1::CodelistEntry;

const std::vector<std::string> kLists = {"units", "regions", "topics", "instruments", "document-types"};

std::vector<Field<CodelistEntry>> EntryFields(const std::string& list) {
  std::vector<Field<CodelistEntry>> fields = {
      {"code", [](const CodelistEntry& e) { return e.code(); }},
      {"title", [](const CodelistEntry& e) { return e.title(); }},
  };
  if (list == "units") {
    fields.push_back({"dimension", [](const CodelistEntry& e) { return e.dimension(); }});
    fields.push_back({"factor", [](const CodelistEntry& e) { return e.factor(); }});
    fields.push_back({"exact", [](const CodelistEntry& e) { return std::string(e.exact() ? "yes" : "no"); }});
  }
  if (list == "regions") {
    fields.push_back({"parent", [](const CodelistEntry& e) { return e.parent(); }});
    fields.push_back({"withdrawn", [](const CodelistEntry& e) {
                        return e.withdrawn_year() == 0 ? "" : StrCat(e.withdrawn_year());
                      }});
    fields.push_back({"replaced by", [](const CodelistEntry& e) { return e.replaced_by(); }});
  }
  fields.push_back({"note", [](const CodelistEntry& e) { return e.note(); }, Field<CodelistEntry>::kLongText});
  fields.push_back({"local", [](const CodelistEntry& e) { return std::string(e.local() ? "yes" : ""); }});
  return fields;
}

struct EntryOptions {
  std::string list;
  std::string code;
  CodelistEntry entry;
  bool rounded = false;
  std::string etag;
  bool dry_run = false;
  Authorship authorship;
};

std::string NameOf(const EntryOptions& options) {
  return StrCat("codelists/", options.list, "/entries/", options.code);
}

struct ListingOptions : ListOptions {
  std::string list;
};

absl::StatusOr<ExitCode> RunList(const ListingOptions& options, Session& session) {
  RememberExpressions(options, session);
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CodelistService::Stub stub(OpenChannel(endpoint));
  const auto fetch = [&](int32_t page_size, const std::string& token) {
    measures::v1::ListCodelistEntriesRequest request;
    request.set_parent(StrCat("codelists/", options.list));
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_filter(options.filter);
    return Call(session, endpoint, stub, &CodelistService::Stub::ListCodelistEntries, request);
  };
  return PrintList<CodelistEntry>(
      session, options, EntryFields(options.list), fetch,
      [](const measures::v1::ListCodelistEntriesResponse& page) -> const auto& { return page.entries(); });
}

absl::StatusOr<ExitCode> RunAdd(const EntryOptions& options, Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CodelistService::Stub stub(OpenChannel(endpoint));
  measures::v1::CreateCodelistEntryRequest request;
  *request.mutable_entry() = options.entry;
  request.mutable_entry()->set_name(NameOf(options));
  request.mutable_entry()->set_exact(!options.rounded);
  request.set_validate_only(options.dry_run);
  SetAuthorship(options.authorship, &request);
  ASSIGN_OR_RETURN(const auto entry,
                   Call(session, endpoint, stub, &CodelistService::Stub::CreateCodelistEntry, request));
  session.terminal.out << (options.dry_run ? "would add " : "added ") << entry.name() << "\n";
  return kOk;
}

// Only what was given on the command line is changed.
absl::StatusOr<ExitCode> RunSet(const EntryOptions& options, const CLI::App& app, Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CodelistService::Stub stub(OpenChannel(endpoint));
  measures::v1::UpdateCodelistEntryRequest request;
  *request.mutable_entry() = options.entry;
  request.mutable_entry()->set_name(NameOf(options));
  request.mutable_entry()->set_etag(options.etag);
  request.mutable_entry()->set_exact(!options.rounded);
  request.set_validate_only(options.dry_run);
  for (const auto& [flag, field] : std::vector<std::pair<const char*, const char*>>{{"--title", "title"},
                                                                                    {"--note", "note"},
                                                                                    {"--dimension", "dimension"},
                                                                                    {"--factor", "factor"},
                                                                                    {"--rounded", "exact"}}) {
    if (app.count(flag) > 0) request.mutable_update_mask()->add_paths(field);
  }
  SetAuthorship(options.authorship, &request);
  ASSIGN_OR_RETURN(const auto entry,
                   Call(session, endpoint, stub, &CodelistService::Stub::UpdateCodelistEntry, request));
  session.terminal.out << (options.dry_run ? "would change " : "changed ") << entry.name() << "\n";
  return kOk;
}

absl::StatusOr<ExitCode> RunDelete(const EntryOptions& options, Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CodelistService::Stub stub(OpenChannel(endpoint));
  measures::v1::DeleteCodelistEntryRequest request;
  request.set_name(NameOf(options));
  request.set_etag(options.etag);
  request.set_validate_only(options.dry_run);
  SetAuthorship(options.authorship, &request);
  ASSIGN_OR_RETURN(const auto entry,
                   Call(session, endpoint, stub, &CodelistService::Stub::DeleteCodelistEntry, request));
  session.terminal.out << (options.dry_run ? "would remove " : "removed ") << entry.name() << "\n";
  return kOk;
}

// What adding, changing and removing share.
void AddEntryArguments(CLI::App& app, Session& session, EntryOptions* options, bool fields) {
  app.add_option("LIST", options->list, "units, regions, topics, instruments or document-types")
      ->required()
      ->check(CLI::IsMember(kLists))
      ->type_name("");
  app.add_option("CODE", options->code, "Code of the entry, for example [jiazi] or 420199")->required()->type_name("");
  const auto text = [&](const char* flag, std::string* (CodelistEntry::*field)(), const char* help) {
    app.add_option(flag, *(options->entry.*field)(), help)->type_name("TEXT");
  };
  if (fields) {
    text("--title", &CodelistEntry::mutable_title, "What people read");
    text("--note", &CodelistEntry::mutable_note, "More about it");
    text("--dimension", &CodelistEntry::mutable_dimension, "Units: what is measured, for example area");
    text("--factor", &CodelistEntry::mutable_factor, "Units: how many base units of the dimension it is");
    app.add_flag("--rounded", options->rounded, "Units: the factor is rounded");
  }
  app.add_flag("--dry-run", options->dry_run, "Check and change nothing");
  AddAuthorshipOptions(app, &options->authorship);
  AddServiceOptions(app, session, {Service::kMeasures});
}

void AddEntryCommand(CLI::App& parent, Session& session, const char* name, const char* help, bool fields, bool etag,
                     std::function<absl::StatusOr<ExitCode>(const EntryOptions&, const CLI::App&)> run) {
  CLI::App* app = parent.add_subcommand(name, help);
  const auto options = std::make_shared<EntryOptions>();
  AddEntryArguments(*app, session, options.get(), fields);
  if (etag) app->add_option("--etag", options->etag, "Only where the entry is still as it was read")->type_name("ETAG");
  app->callback(
      [&session, options, app, run] { session.action = [options, app, run] { return run(*options, *app); }; });
}

}  // namespace

void AddCodelists(CLI::App& root, Session& session) {
  CLI::App* app =
      root.add_subcommand("codelists", "List units, regions, topics, instruments, kinds of documents; add local ones");
  app->require_subcommand(1);
  AddExamples(
      *app,
      {"gangmu codelists list units --filter 'dimension = \"area\"'",
       "gangmu codelists list regions --filter 'within(code, \"420000\") AND withdrawn_year = 0' --format csv",
       "gangmu codelists add units '[jiazi]' --title 甲子 --dimension area --factor 100 --reason 'used in our reports'",
       "gangmu codelists delete units '[jiazi]'"});
  CLI::App* list = app->add_subcommand("list", "List the entries of one codelist");
  const auto options = std::make_shared<ListingOptions>();
  list->add_option("LIST", options->list, "units, regions, topics, instruments or document-types")
      ->required()
      ->check(CLI::IsMember(kLists))
      ->type_name("");
  list->add_option("--filter", options->filter, "Only what fits: code, title, dimension, parent, local…")
      ->type_name("FILTER");
  list->add_option("--limit", options->limit, "At most this many; 0 for all (default: 100 in a table, else all)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  AddFormatOption(*list, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
  AddServiceOptions(*list, session, {Service::kMeasures});
  list->callback([&session, options] { session.action = [&session, options] { return RunList(*options, session); }; });
  AddEntryCommand(*app, session, "add", "Add a local entry", true, false,
                  [&session](const EntryOptions& o, const CLI::App&) { return RunAdd(o, session); });
  AddEntryCommand(*app, session, "set", "Change a local entry", true, true,
                  [&session](const EntryOptions& o, const CLI::App& a) { return RunSet(o, a, session); });
  AddEntryCommand(*app, session, "delete", "Remove a local entry", false, true,
                  [&session](const EntryOptions& o, const CLI::App&) { return RunDelete(o, session); });
}

}  // namespace gangmu::cli
