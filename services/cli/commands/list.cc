#include "services/cli/commands/list.h"

#include "CLI/CLI.hpp"
#include "services/cli/commands/options.h"

namespace gangmu::cli {

void AddListOptions(CLI::App& app, Session& session, ListOptions* options, const std::string& fields_help) {
  app.add_option("--filter", options->filter, "Only what fits, in AIP-160 form; fields such as " + fields_help)
      ->type_name("FILTER");
  app.add_option("--order-by", options->order_by, "Fields to sort by, for example: publish_date desc, name")
      ->type_name("FIELDS");
  app.add_option("--limit", options->limit, "At most this many; 0 for all (default: 100 in a table, else all)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  AddFormatOption(app, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
  AddServiceOptions(app, session, {Service::kMeasures});
}

void RememberExpressions(const ListOptions& options, Session& session) {
  session.expressions = {{"filter", options.filter}, {"order_by", options.order_by}};
}

void NoteMore(const ListOptions& options, const Terminal& terminal) {
  terminal.err << "only the first " << options.EffectiveLimit() << " are shown; --limit 0 shows all\n";
}

}  // namespace gangmu::cli
