#include <memory>

#include "CLI/CLI.hpp"
#include "common/text/strings.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/cli/commands/as_of.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/list.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/record_fields.h"

namespace gangmu::cli {
namespace {

using measures::v1::ListDocumentsRequest;
using measures::v1::ListDocumentsResponse;
using measures::v1::MeasureService;
using policy::v1::Document;

struct DocumentsOptions : ListOptions {
  bool show_deleted = false;
};

std::vector<Field<Document>> DocumentFields() {
  using F = Field<Document>;
  return {{"id", [](const Document& d) { return IdOf(d.name()); }},
          {"published", [](const Document& d) { return d.publish_date(); }},
          {"number", [](const Document& d) { return d.document_number(); }},
          {"type", [](const Document& d) { return d.document_type(); }},
          {"region", [](const Document& d) { return RegionText(d.region()); }},
          {"measures", [](const Document& d) { return StrCat(d.measure_count()); }, F::kNumber},
          {"indicators", [](const Document& d) { return StrCat(d.indicator_count()); }, F::kNumber},
          {"revision", [](const Document& d) { return StrCat(d.revision()); }, F::kNumber},
          {"issuer", [](const Document& d) { return d.issuer(); }, F::kLongText},
          {"title", [](const Document& d) { return d.title(); }, F::kLongText}};
}

absl::StatusOr<ExitCode> RunDocuments(const DocumentsOptions& options, Session& session) {
  RememberExpressions(options, session);
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  MeasureService::Stub stub(OpenChannel(endpoint));
  const auto fetch = [&](int32_t page_size, const std::string& token) {
    ListDocumentsRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    request.set_filter(options.filter);
    request.set_order_by(options.order_by);
    SetAsOf(options.as_of, &request);
    request.set_show_deleted(options.show_deleted);
    return Call(session, endpoint, stub, &MeasureService::Stub::ListDocuments, request);
  };
  return PrintList<Document>(
      session, options, DocumentFields(), fetch,
      [](const ListDocumentsResponse& page) -> const auto& { return page.documents(); });
}

}  // namespace

void AddDocuments(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("documents", "List stored documents");
  const auto options = std::make_shared<DocumentsOptions>();
  AddListOptions(*app, session, options.get(), "publish_date, region.code, issuer, document_type, title");
  app->add_flag("--show-deleted", options->show_deleted, "Also list deleted documents");
  AddAsOfOption(*app, &options->as_of);
  AddExamples(*app, {"gangmu documents",
                     "gangmu documents --filter 'publish_date >= \"2022-01-01\"' --order-by 'publish_date desc'",
                     "gangmu documents --filter 'region.code = \"420100\"' --format csv > documents.csv"});
  app->callback(
      [&session, options] { session.action = [&session, options] { return RunDocuments(*options, session); }; });
}

}  // namespace gangmu::cli
