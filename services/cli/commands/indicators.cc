#include <memory>

#include "CLI/CLI.hpp"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/cli/commands/as_of.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/indicators_add.h"
#include "services/cli/commands/list.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/record_fields.h"

namespace gangmu::cli {
namespace {

using measures::v1::ListIndicatorsRequest;
using measures::v1::ListIndicatorsResponse;
using measures::v1::MeasureService;
using policy::v1::Indicator;

struct IndicatorsOptions : ListOptions {
  std::string document = "-";
};

std::vector<Field<Indicator>> IndicatorFields() {
  using F = Field<Indicator>;
  return {{"document", [](const Indicator& x) { return DocumentIdOf(x.name()); }},
          {"id", [](const Indicator& x) { return IdOf(x.name()); }},
          {"quantity", [](const Indicator& x) { return x.text(); }},
          {"from", [](const Indicator& x) { return x.from_value(); }, F::kNumber},
          {"value", [](const Indicator& x) { return x.value(); }, F::kNumber},
          {"lower", [](const Indicator& x) { return x.lower_bound(); }, F::kNumber},
          {"upper", [](const Indicator& x) { return x.upper_bound(); }, F::kNumber},
          {"unit", [](const Indicator& x) { return x.unit(); }},
          {"kind", [](const Indicator& x) { return ShortEnumName(x.kind()); }},
          {"qualifier", [](const Indicator& x) { return ShortEnumName(x.qualifier()); }},
          {"target", [](const Indicator& x) -> std::string { return x.target() ? "yes" : "no"; }},
          {"period", [](const Indicator& x) { return PeriodText(x.period()); }},
          {"subject", [](const Indicator& x) { return x.subject(); }, F::kLongText}};
}

absl::StatusOr<ExitCode> RunIndicators(const IndicatorsOptions& options, Session& session) {
  RememberExpressions(options, session);
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  MeasureService::Stub stub(OpenChannel(endpoint));
  const auto fetch = [&](int32_t page_size, const std::string& token) {
    ListIndicatorsRequest request;
    request.set_parent(DocumentName(options.document));
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_filter(options.filter);
    request.set_order_by(options.order_by);
    SetAsOf(options.as_of, &request);
    return Call(session, endpoint, stub, &MeasureService::Stub::ListIndicators, request);
  };
  return PrintList<Indicator>(
      session, options, IndicatorFields(), fetch,
      [](const ListIndicatorsResponse& page) -> const auto& { return page.indicators(); });
}

}  // namespace

void AddIndicators(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("indicators", "List indicators of one document or of all, add a missed one");
  const auto options = std::make_shared<IndicatorsOptions>();
  app->add_option("DOCUMENT", options->document, "Id or name of one document (default: all)")->type_name("");
  AddListOptions(*app, session, options.get(), "unit, value, kind, target, subject, document.region.code");
  AddAsOfOption(*app, &options->as_of);
  AddExamples(*app, {"gangmu indicators --filter 'unit = \"CNY\" AND value >= 100000000' --order-by 'value desc'",
                     "gangmu indicators --filter 'target = true AND subject : \"企业\"' --format csv",
                     "gangmu indicators DOCUMENT"});
  AddIndicatorsAdd(*app, session);
  app->callback([app, &session, options] {
    if (!app->get_subcommands().empty()) return;  // that one acts
    session.action = [&session, options] { return RunIndicators(*options, session); };
  });
}

}  // namespace gangmu::cli
