#include <memory>

#include "absl/strings/str_join.h"

#include "CLI/CLI.hpp"
#include "common/text/strings.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/cli/commands/as_of.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/list.h"
#include "services/cli/commands/options.h"
#include "services/cli/commands/tracking.h"
#include "services/cli/output/record_fields.h"

namespace gangmu::cli {
namespace {

using measures::v1::ListMeasuresRequest;
using measures::v1::ListMeasuresResponse;
using measures::v1::MeasureService;
using policy::v1::Measure;

struct MeasuresOptions : ListOptions {
  std::string document = "-";
};

std::vector<Field<Measure>> MeasureFields() {
  using F = Field<Measure>;
  return {{"document", [](const Measure& m) { return DocumentIdOf(m.name()); }},
          {"id", [](const Measure& m) { return IdOf(m.name()); }},
          {"label", [](const Measure& m) { return m.label(); }},
          {"measure", [](const Measure& m) { return MeasureTitle(m); }, F::kLongText},
          {"topic", [](const Measure& m) { return m.topic(); }},
          {"status", [](const Measure& m) { return ShortEnumName(m.status()); }},
          {"instruments", [](const Measure& m) { return absl::StrJoin(m.instruments(), " "); }},
          {"section", [](const Measure& m) { return SectionPathText(m); }, F::kLongText}};
}

absl::StatusOr<ExitCode> RunMeasures(const MeasuresOptions& options, Session& session) {
  RememberExpressions(options, session);
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  MeasureService::Stub stub(OpenChannel(endpoint));
  const auto fetch = [&](int32_t page_size, const std::string& token) {
    ListMeasuresRequest request;
    request.set_parent(DocumentName(options.document));
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_filter(options.filter);
    request.set_order_by(options.order_by);
    SetAsOf(options.as_of, &request);
    request.set_view(measures::v1::VIEW_FULL);
    return Call(session, endpoint, stub, &MeasureService::Stub::ListMeasures, request);
  };
  return PrintList<Measure>(
      session, options, MeasureFields(), fetch,
      [](const ListMeasuresResponse& page) -> const auto& { return page.measures(); });
}

}  // namespace

void AddMeasures(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand(
      "measures", "List measures of one document or of all, say how far they have got, tie them together");
  const auto options = std::make_shared<MeasuresOptions>();
  app->add_option("DOCUMENT", options->document, "Id or name of one document (default: all)")->type_name("");
  AddListOptions(*app, session, options.get(), "topic, heading, status, document.publish_date");
  AddAsOfOption(*app, &options->as_of);
  AddExamples(*app, {"gangmu measures --filter 'topic = \"科技、教育\"'",
                     "gangmu measures --filter 'has(indicators, unit = \"家\" AND value > 100)'",
                     "gangmu measures --filter 'has(statuses, status = DONE AND since <= \"2023-12-31\" AND until > "
                     "\"2023-12-31\")'",
                     "gangmu measures DOCUMENT --format jsonl", "gangmu measures line documents/D/measures/M"});
  AddTracking(*app, session);
  app->callback([app, &session, options] {
    if (!app->get_subcommands().empty()) return;  // that one acts
    session.action = [&session, options] { return RunMeasures(*options, session); };
  });
}

}  // namespace gangmu::cli
