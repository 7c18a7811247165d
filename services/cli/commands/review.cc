#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"

#include "CLI/CLI.hpp"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/measures/v1/correction_service.grpc.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/authorship.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/list.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/json.h"

namespace gangmu::cli {
namespace {

using measures::v1::CorrectionService;
using measures::v1::PrecisionEstimate;

struct ReviewOptions {
  std::vector<std::string> names;
  std::string filter;
  std::string stratify_by;
  std::string file;
  int size = 100;
  uint64_t seed = 1;
  bool measures = false;
  Format format = Format::kTable;
  Authorship authorship;
};

std::string DocumentOf(const std::string& name) { return name.substr(0, name.find('/', name.find('/') + 1)); }

// Parts of several documents are several calls, each of them whole or not at all.
absl::StatusOr<ExitCode> Say(const ReviewOptions& options, policy::v1::ReviewState state, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CorrectionService::Stub stub(OpenChannel(endpoint));
  std::map<std::string, measures::v1::ReviewPartsRequest> requests;
  for (const std::string& name : options.names) requests[DocumentOf(name)].add_names(name);
  for (auto& [document, request] : requests) {
    request.set_parent(document);
    request.set_state(state);
    SetAuthorship(options.authorship, &request);
    RETURN_IF_ERROR(Call(session, endpoint, stub, &CorrectionService::Stub::ReviewParts, request).status());
    session.terminal.out << document << "  " << request.names_size() << " reviewed\n";
  }
  return kOk;
}

absl::StatusOr<ExitCode> Count(const ReviewOptions& options, Session& session) {
  session.expressions = {{"filter", options.filter}};
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CorrectionService::Stub stub(OpenChannel(endpoint));
  measures::v1::CountReviewsRequest request;
  request.set_filter(options.filter);
  request.set_parts(options.measures ? measures::v1::REVIEWED_PARTS_MEASURES : measures::v1::REVIEWED_PARTS_INDICATORS);
  ASSIGN_OR_RETURN(const auto counts, Call(session, endpoint, stub, &CorrectionService::Stub::CountReviews, request));
  session.terminal.out << "unreviewed " << counts.unreviewed_count() << "\nconfirmed " << counts.confirmed_count()
                       << "\ncorrected " << counts.corrected_count() << "\ndisputed " << counts.disputed_count()
                       << "\n";
  return kOk;
}

// JSON, which `estimate` reads again once the sample was reviewed.
absl::StatusOr<ExitCode> Sample(const ReviewOptions& options, Session& session) {
  session.expressions = {{"filter", options.filter}};
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CorrectionService::Stub stub(OpenChannel(endpoint));
  measures::v1::SampleForReviewRequest request;
  request.set_filter(options.filter);
  request.set_size(options.size);
  request.set_seed(options.seed);
  request.set_stratify_by(options.stratify_by);
  ASSIGN_OR_RETURN(const auto sample,
                   Call(session, endpoint, stub, &CorrectionService::Stub::SampleForReview, request));
  ASSIGN_OR_RETURN(const std::string json, ToJson(sample, JsonLayout::kIndented));
  session.terminal.out << json << "\n";
  return kOk;
}

absl::StatusOr<measures::v1::SampleForReviewResponse> ReadSample(const std::string& path) {
  std::ifstream in(path);
  std::stringstream bytes;
  bytes << in.rdbuf();
  measures::v1::SampleForReviewResponse sample;
  const auto status = google::protobuf::util::JsonStringToMessage(bytes.str(), &sample);
  if (!in || !status.ok()) {
    return InvalidField("SAMPLE", StrCat(path, " is not what `gangmu review sample` printed"));
  }
  return sample;
}

std::vector<Field<PrecisionEstimate>> EstimateFields() {
  using F = Field<PrecisionEstimate>;
  return {{"stratum", [](const PrecisionEstimate& e) { return e.value(); }},
          {"right", [](const PrecisionEstimate& e) { return StrCat(e.right_count()); }, F::kNumber},
          {"wrong", [](const PrecisionEstimate& e) { return StrCat(e.wrong_count()); }, F::kNumber},
          {"disputed", [](const PrecisionEstimate& e) { return StrCat(e.disputed_count()); }, F::kNumber},
          {"open", [](const PrecisionEstimate& e) { return StrCat(e.open_count()); }, F::kNumber},
          {"precision", [](const PrecisionEstimate& e) { return absl::StrFormat("%.3f", e.precision()); }},
          {"from", [](const PrecisionEstimate& e) { return absl::StrFormat("%.3f", e.lower()); }},
          {"to", [](const PrecisionEstimate& e) { return absl::StrFormat("%.3f", e.upper()); }}};
}

absl::StatusOr<ExitCode> Estimate(const ReviewOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(auto sample, ReadSample(options.file));
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  CorrectionService::Stub stub(OpenChannel(endpoint));
  measures::v1::EstimatePrecisionRequest request;
  request.mutable_strata()->Swap(sample.mutable_strata());
  ASSIGN_OR_RETURN(auto estimate, Call(session, endpoint, stub, &CorrectionService::Stub::EstimatePrecision, request));
  RecordWriter<PrecisionEstimate> writer(session.terminal, options.format, EstimateFields());
  for (const PrecisionEstimate& stratum : estimate.strata()) RETURN_IF_ERROR(writer.Add(stratum));
  estimate.mutable_overall()->set_value("(all)");
  RETURN_IF_ERROR(writer.Add(estimate.overall()));
  writer.Finish("");
  return kOk;
}

void AddSaying(CLI::App& parent, Session& session, const std::string& name, const std::string& help,
               policy::v1::ReviewState state) {
  CLI::App* app = parent.add_subcommand(name, help);
  const auto options = std::make_shared<ReviewOptions>();
  app->add_option("NAME", options->names, "Names of measures and indicators")->required()->type_name("");
  AddAuthorshipOptions(*app, &options->authorship);
  AddServiceOptions(*app, session, {Service::kMeasures});
  app->callback([&session, options, state] {
    session.action = [&session, options, state] { return Say(*options, state, session); };
  });
}

void AddFilter(CLI::App& app, ReviewOptions* options) {
  app.add_option("--filter", options->filter, "Only what fits, in AIP-160 form")->type_name("FILTER");
}

void AddCount(CLI::App& parent, Session& session) {
  CLI::App* app = parent.add_subcommand("count", "How many are in each state");
  const auto options = std::make_shared<ReviewOptions>();
  AddFilter(*app, options.get());
  app->add_flag("--measures", options->measures, "Count measures, not indicators");
  AddServiceOptions(*app, session, {Service::kMeasures});
  app->callback([&session, options] { session.action = [&session, options] { return Count(*options, session); }; });
}

void AddSample(CLI::App& parent, Session& session) {
  CLI::App* app = parent.add_subcommand("sample", "Draw indicators at random for checking; prints JSON");
  const auto options = std::make_shared<ReviewOptions>();
  AddFilter(*app, options.get());
  app->add_option("--size", options->size, "How many")->check(CLI::Range(1, 1000))->capture_default_str();
  app->add_option("--seed", options->seed, "The same seed draws the same sample")->capture_default_str();
  app->add_option("--stratify-by", options->stratify_by, "kind, unit, qualifier, target, measure.topic …")
      ->type_name("FIELD");
  AddServiceOptions(*app, session, {Service::kMeasures});
  app->callback([&session, options] { session.action = [&session, options] { return Sample(*options, session); }; });
}

void AddEstimate(CLI::App& parent, Session& session) {
  CLI::App* app = parent.add_subcommand("estimate", "The precision of the extraction, from a sample that was reviewed");
  const auto options = std::make_shared<ReviewOptions>();
  app->add_option("SAMPLE", options->file, "What `gangmu review sample` printed")->required()->type_name("FILE");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
  AddServiceOptions(*app, session, {Service::kMeasures});
  app->callback([&session, options] { session.action = [&session, options] { return Estimate(*options, session); }; });
}

}  // namespace

void AddReview(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("review", "Say what is right, draw samples, estimate the precision");
  app->require_subcommand(1);
  AddSaying(*app, session, "confirm", "These are right", policy::v1::REVIEW_STATE_CONFIRMED);
  AddSaying(*app, session, "dispute", "These are doubtful", policy::v1::REVIEW_STATE_DISPUTED);
  AddSaying(*app, session, "clear", "Take back what was said of these", policy::v1::REVIEW_STATE_UNREVIEWED);
  AddCount(*app, session);
  AddSample(*app, session);
  AddEstimate(*app, session);
  AddExamples(*app, {"gangmu review sample --size 200 --stratify-by kind > sample.json",
                     "gangmu review confirm documents/D/indicators/I", "gangmu review estimate sample.json",
                     "gangmu review count --filter 'document.region.code = \"420100\"'"});
}

}  // namespace gangmu::cli
