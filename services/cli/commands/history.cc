#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/measures/v1/history_service.grpc.pb.h"
#include "google/protobuf/util/time_util.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/list.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/record_fields.h"

namespace gangmu::cli {
namespace {

using google::protobuf::util::TimeUtil;
using measures::v1::CompareRevisionsRequest;
using measures::v1::DocumentRevision;
using measures::v1::HistoryService;
using measures::v1::ListDocumentRevisionsRequest;
using measures::v1::ListDocumentRevisionsResponse;
using policy::v1::RecordChange;

struct HistoryOptions : ListOptions {
  std::string document;
  bool compare = false;
  std::vector<int64_t> revisions;  // of --compare: none, the later one, or both
  bool places = false;
};

std::vector<Field<DocumentRevision>> RevisionFields() {
  using F = Field<DocumentRevision>;
  return {{"revision", [](const DocumentRevision& r) { return StrCat(r.revision()); }, F::kNumber},
          {"time", [](const DocumentRevision& r) { return TimeUtil::ToString(r.commit_time()); }},
          {"cause", [](const DocumentRevision& r) { return ShortEnumName(r.cause()); }},
          {"author", [](const DocumentRevision& r) { return r.author(); }},
          {"reason", [](const DocumentRevision& r) { return r.reason(); }, F::kLongText},
          {"position", [](const DocumentRevision& r) { return r.position(); }}};
}

// One line a field, so that a comparison can be read and searched: "changed 35项  value: 35 → 36".
std::vector<Field<RecordChange>> ChangeFields() {
  using F = Field<RecordChange>;
  return {{"change", [](const RecordChange& c) { return ShortEnumName(c.kind()); }},
          {"name", [](const RecordChange& c) { return c.name().substr(c.name().find('/') + 1); }},
          {"text", [](const RecordChange& c) { return c.text(); }},
          {"fields",
           [](const RecordChange& c) {
             std::string text;
             for (const auto& f : c.fields()) {
               StrAppend(&text, text.empty() ? "" : "; ", f.field(), ": ", f.before(), " → ", f.after());
             }
             return text;
           },
           F::kLongText}};
}

absl::StatusOr<ExitCode> ListHistory(const HistoryOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  HistoryService::Stub stub(OpenChannel(endpoint));
  const auto fetch = [&](int32_t page_size, const std::string& token) {
    ListDocumentRevisionsRequest request;
    request.set_parent(DocumentName(options.document));
    request.set_page_size(page_size);
    request.set_page_token(token);
    return Call(session, endpoint, stub, &HistoryService::Stub::ListDocumentRevisions, request);
  };
  return PrintList<DocumentRevision>(
      session, options, RevisionFields(), fetch,
      [](const ListDocumentRevisionsResponse& page) -> const auto& { return page.revisions(); });
}

absl::StatusOr<ExitCode> Compare(const HistoryOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  HistoryService::Stub stub(OpenChannel(endpoint));
  CompareRevisionsRequest request;
  request.set_name(DocumentName(options.document));
  request.set_include_places(options.places);
  if (!options.revisions.empty()) request.set_to_revision(options.revisions.back());
  if (options.revisions.size() == 2) request.set_from_revision(options.revisions.front());
  ASSIGN_OR_RETURN(const auto compared,
                   Call(session, endpoint, stub, &HistoryService::Stub::CompareRevisions, request));
  RecordWriter<RecordChange> writer(session.terminal, options.format, ChangeFields());
  for (const RecordChange& change : compared.changes()) RETURN_IF_ERROR(writer.Add(change));
  writer.Finish(StrCat("revisions ", compared.from_revision(), " and ", compared.to_revision(), " say the same"));
  return kOk;
}

}  // namespace

void AddHistory(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("history", "Who changed a document when and why; what two revisions differ in");
  const auto options = std::make_shared<HistoryOptions>();
  app->add_option("DOCUMENT", options->document, "Id or name of the document")->required()->type_name("");
  app->add_flag("--compare", options->compare, "Compare the newest revision with the one before it, or --revisions");
  app->add_option("--revisions", options->revisions, "FROM,TO: what to compare; or TO, with the one before it")
      ->delimiter(',')
      ->expected(1, 2)
      ->check(CLI::PositiveNumber)
      ->needs("--compare")
      ->type_name("N");
  app->add_flag("--places", options->places, "Also compare spans and ordinals")->needs("--compare");
  app->add_option("--limit", options->limit, "At most this many revisions; 0 for all (default: 100 in a table)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu history DOCUMENT", "gangmu history DOCUMENT --compare",
                     "gangmu history DOCUMENT --compare --revisions 1,3 --format jsonl"});
  app->callback([&session, options] {
    session.action = [&session, options] {
      return options->compare ? Compare(*options, session) : ListHistory(*options, session);
    };
  });
}

}  // namespace gangmu::cli
