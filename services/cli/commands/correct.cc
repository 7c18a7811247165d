#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/measures/v1/correction_service.grpc.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/authorship.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/json.h"

namespace gangmu::cli {
namespace {

using measures::v1::CorrectionService;

struct CorrectOptions {
  std::string name;
  std::string values;  // JSON
  bool reject = false;
  bool dry_run = false;
  Authorship authorship;
};

// The JSON object as a message; its fields are the mask.
template <typename Resource>
absl::StatusOr<Resource> ParseValues(const std::string& json) {
  Resource resource;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &resource);
  if (!status.ok()) {
    return InvalidField("--set", StrCat("is no JSON of such a resource: ", std::string(status.message())));
  }
  return resource;
}

absl::StatusOr<ExitCode> Print(const google::protobuf::Message& message, const Session& session) {
  ASSIGN_OR_RETURN(const std::string json, ToJson(message, JsonLayout::kIndented));
  session.terminal.out << json << "\n";
  return kOk;
}

template <typename Request>
void SetCommon(const CorrectOptions& options, Request* request) {
  request->set_validate_only(options.dry_run);
  SetAuthorship(options.authorship, request);
}

absl::StatusOr<ExitCode> RunCorrect(const CorrectOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CorrectionService::Stub stub(OpenChannel(endpoint));
  if (options.reject) {
    measures::v1::RejectIndicatorRequest request;
    request.set_name(options.name);
    SetCommon(options, &request);
    ASSIGN_OR_RETURN(const auto answer,
                     Call(session, endpoint, stub, &CorrectionService::Stub::RejectIndicator, request));
    return Print(answer, session);
  }
  if (options.name.find("/indicators/") != std::string::npos) {
    measures::v1::UpdateIndicatorRequest request;
    ASSIGN_OR_RETURN(*request.mutable_indicator(), ParseValues<policy::v1::Indicator>(options.values));
    request.mutable_indicator()->set_name(options.name);
    SetCommon(options, &request);
    ASSIGN_OR_RETURN(const auto answer,
                     Call(session, endpoint, stub, &CorrectionService::Stub::UpdateIndicator, request));
    return Print(answer, session);
  }
  if (options.name.find("/measures/") != std::string::npos) {
    measures::v1::UpdateMeasureRequest request;
    ASSIGN_OR_RETURN(*request.mutable_measure(), ParseValues<policy::v1::Measure>(options.values));
    request.mutable_measure()->set_name(options.name);
    SetCommon(options, &request);
    ASSIGN_OR_RETURN(const auto answer,
                     Call(session, endpoint, stub, &CorrectionService::Stub::UpdateMeasure, request));
    return Print(answer, session);
  }
  measures::v1::UpdateDocumentRequest request;
  ASSIGN_OR_RETURN(*request.mutable_document(), ParseValues<policy::v1::Document>(options.values));
  request.mutable_document()->set_name(DocumentName(options.name));
  SetCommon(options, &request);
  ASSIGN_OR_RETURN(const auto answer, Call(session, endpoint, stub, &CorrectionService::Stub::UpdateDocument, request));
  return Print(answer, session);
}

}  // namespace

void AddCorrect(CLI::App& root, Session& session) {
  CLI::App* app =
      root.add_subcommand("correct", "Correct a document, measure or indicator; the extraction stays below");
  const auto options = std::make_shared<CorrectOptions>();
  app->add_option("NAME", options->name, "Name of the document, measure or indicator")->required()->type_name("");
  CLI::Option* values = app->add_option("--set", options->values, "The right values, as JSON")->type_name("JSON");
  app->add_flag("--reject", options->reject, "It is no indicator at all")->excludes(values);
  app->add_flag("--dry-run", options->dry_run, "Check and change nothing");
  AddAuthorshipOptions(*app, &options->authorship);
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {R"(gangmu correct documents/D/indicators/I --set '{"value": "480", "subject": "科技企业"}')",
                     R"(gangmu correct documents/D/measures/M --set '{"topic": "科技、教育"}')",
                     R"(gangmu correct D --set '{"publishDate": "2022-10-21", "labels": {"team": "east"}}')",
                     "gangmu correct documents/D/indicators/I --reject --reason 'part of a name'"});
  app->callback(
      [&session, options] { session.action = [&session, options] { return RunCorrect(*options, session); }; });
}

}  // namespace gangmu::cli
