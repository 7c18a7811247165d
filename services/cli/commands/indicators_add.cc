#include "services/cli/commands/indicators_add.h"

#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "gangmu/measures/v1/correction_service.grpc.pb.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/authorship.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/json.h"

namespace gangmu::cli {
namespace {

using measures::v1::CorrectionService;
using measures::v1::MeasureService;
using policy::v1::Indicator;

struct AddOptions {
  std::string document;
  std::string quantity;
  std::string sentence;
  std::string values;  // JSON
  bool dry_run = false;
  Authorship authorship;
};

// Where `piece` stands in `text`, in bytes; it must stand there once.
absl::StatusOr<size_t> FindOnce(std::string_view text, std::string_view piece, const char* option,
                                const std::string& otherwise) {
  const size_t at = text.find(piece);
  if (at == std::string_view::npos) return InvalidField(option, StrCat("does not stand in the text: ", piece));
  if (text.find(piece, at + 1) != std::string_view::npos) {
    return InvalidField(option, StrCat("stands in the text more than once; ", otherwise));
  }
  return at;
}

absl::StatusOr<policy::v1::TextSpan> FindSpan(std::string_view text, const AddOptions& options) {
  size_t begin = 0;
  std::string_view within = text;
  if (!options.sentence.empty()) {
    ASSIGN_OR_RETURN(begin, FindOnce(text, options.sentence, "--sentence", "give more words of it"));
    within = text.substr(begin, options.sentence.size());
  }
  ASSIGN_OR_RETURN(const size_t at, FindOnce(within, options.quantity, "--quantity",
                                             "say by --sentence which words around it are meant"));
  policy::v1::TextSpan span;
  span.set_start(static_cast<int32_t>(CountCodePoints(text.substr(0, begin + at))));
  span.set_end(span.start() + static_cast<int32_t>(CountCodePoints(options.quantity)));
  return span;
}

absl::StatusOr<Indicator> ToIndicator(std::string_view text, const AddOptions& options) {
  Indicator indicator;
  const auto status = google::protobuf::util::JsonStringToMessage(options.values, &indicator);
  if (!status.ok()) {
    return InvalidField("--set", StrCat("is no JSON of an indicator: ", std::string(status.message())));
  }
  ASSIGN_OR_RETURN(*indicator.mutable_span(), FindSpan(text, options));
  if (indicator.kind() == policy::v1::INDICATOR_KIND_UNSPECIFIED) {
    indicator.set_kind(policy::v1::INDICATOR_KIND_LEVEL);
  }
  if (indicator.qualifier() == policy::v1::QUALIFIER_UNSPECIFIED) indicator.set_qualifier(policy::v1::QUALIFIER_EXACT);
  if (indicator.qualifier() == policy::v1::QUALIFIER_EXACT) {
    if (indicator.lower_bound().empty()) indicator.set_lower_bound(indicator.value());
    if (indicator.upper_bound().empty()) indicator.set_upper_bound(indicator.value());
  }
  return indicator;
}

absl::StatusOr<ExitCode> RunAdd(const AddOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  const auto channel = OpenChannel(endpoint);
  MeasureService::Stub measures(channel);
  measures::v1::GetDocumentRequest get;
  get.set_name(DocumentName(options.document));
  get.set_view(measures::v1::VIEW_FULL);
  ASSIGN_OR_RETURN(const policy::v1::Document document,
                   Call(session, endpoint, measures, &MeasureService::Stub::GetDocument, get));

  measures::v1::CreateIndicatorRequest request;
  request.set_parent(document.name());
  ASSIGN_OR_RETURN(*request.mutable_indicator(), ToIndicator(document.text(), options));
  request.set_etag(document.etag());  // the span is one of this text
  request.set_validate_only(options.dry_run);
  SetAuthorship(options.authorship, &request);
  CorrectionService::Stub corrections(channel);
  ASSIGN_OR_RETURN(const Indicator added,
                   Call(session, endpoint, corrections, &CorrectionService::Stub::CreateIndicator, request));
  ASSIGN_OR_RETURN(const std::string json, ToJson(added, JsonLayout::kIndented));
  session.terminal.out << json << "\n";
  return kOk;
}

}  // namespace

void AddIndicatorsAdd(CLI::App& indicators, Session& session) {
  CLI::App* app = indicators.add_subcommand("add", "Add an indicator that the extraction missed");
  const auto options = std::make_shared<AddOptions>();
  app->add_option("DOCUMENT", options->document, "Id or name of the document")->required()->type_name("");
  app->add_option("--quantity", options->quantity, "The number with its unit, as the text has it")
      ->required()
      ->type_name("TEXT");
  app->add_option("--sentence", options->sentence, "Words around it, where it stands in the text more than once")
      ->type_name("TEXT");
  app->add_option("--set", options->values,
                  "What it says, as JSON: value or bounds, unit, subject, qualifier (else EXACT), kind (else LEVEL) …")
      ->required()
      ->type_name("JSON");
  app->add_flag("--dry-run", options->dry_run, "Check and change nothing");
  AddAuthorshipOptions(*app, &options->authorship);
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {R"(gangmu indicators add D --quantity 470家 --set '{"value": "470", "unit": "家"}')"});
  app->callback([&session, options] { session.action = [&session, options] { return RunAdd(*options, session); }; });
}

}  // namespace gangmu::cli
