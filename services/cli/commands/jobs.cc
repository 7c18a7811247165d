// `gangmu jobs …`: what runs in the ingestion service, and what to do about it.
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>

#include "absl/strings/str_format.h"

#include "CLI/CLI.hpp"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "common/text/strings.h"
#include "gangmu/ingestion/v1/job_service.grpc.pb.h"
#include "google/protobuf/util/time_util.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/record_fields.h"
#include "services/cli/output/record_writer.h"

namespace gangmu::cli {
namespace {

using ingestion::v1::Job;
using ingestion::v1::JobItem;
using ingestion::v1::JobService;

struct JobsOptions {
  std::string job;  // id or name
  Format format = Format::kTable;
  std::string save;    // folder for the bytes of dead letters
  std::string reason;  // of a redrive
};

std::string NameOf(const JobsOptions& options) {
  return options.job.starts_with("jobs/") ? options.job : StrCat("jobs/", options.job);
}

int64_t CountOf(const Job& job, ingestion::v1::JobItemPhase phase) {
  int64_t items = 0;
  for (const auto& count : job.counts()) items += count.phase() == phase ? count.items() : 0;
  return items;
}

std::string ReasonOf(const JobItem& item) {
  return std::string(ReasonName(DetailsOf(FromRpcStatus(item.result().status())).reason));
}

std::vector<Field<Job>> JobFields() {
  using F = Field<Job>;
  using google::protobuf::util::TimeUtil;
  return {{"id", [](const Job& j) { return IdOf(j.name()); }},
          {"state", [](const Job& j) { return ShortEnumName(j.state()); }},
          {"items", [](const Job& j) { return StrCat(j.item_count()); }, F::kNumber},
          {"done", [](const Job& j) { return StrCat(CountOf(j, ingestion::v1::JOB_ITEM_PHASE_DONE)); }, F::kNumber},
          {"dead", [](const Job& j) { return StrCat(CountOf(j, ingestion::v1::JOB_ITEM_PHASE_DEAD)); }, F::kNumber},
          {"created", [](const Job& j) { return TimeUtil::ToString(j.create_time()); }},
          {"what", [](const Job& j) { return j.display_name(); }, F::kLongText}};
}

std::vector<Field<JobItem>> DeadLetterFields() {
  using F = Field<JobItem>;
  return {{"item", [](const JobItem& i) { return IdOf(i.name()); }, F::kNumber},
          {"reason", [](const JobItem& i) { return ReasonOf(i); }},
          {"attempts", [](const JobItem& i) { return StrCat(i.attempts()); }, F::kNumber},
          {"bytes", [](const JobItem& i) { return StrCat(i.byte_count()); }, F::kNumber},
          {"source", [](const JobItem& i) { return i.document().source_uri(); }, F::kLongText},
          {"message", [](const JobItem& i) { return i.result().status().message(); }, F::kLongText}};
}

// One line: state, items by phase, rate, time left, and why nothing gets on.
std::string StateLine(const Job& job) {
  std::string line = StrCat(ShortEnumName(job.state()), "  ", job.item_count(), " items");
  for (const auto& count : job.counts()) {
    const bool decided = count.outcome() != ingestion::v1::INGEST_OUTCOME_UNSPECIFIED;
    StrAppend(&line, "  ", decided ? ShortEnumName(count.outcome()) : ShortEnumName(count.phase()), " ", count.items());
  }
  if (job.items_per_second() > 0) absl::StrAppendFormat(&line, "  %.1f/s", job.items_per_second());
  if (job.has_time_left()) StrAppend(&line, "  ", job.time_left().seconds(), " s left");
  if (job.has_waiting()) StrAppend(&line, "  waiting: ", job.waiting().message());
  return line;
}

void PrintJob(const Job& job, const Session& session) {
  session.terminal.out << job.name() << "  " << StateLine(job) << "\n";
}

absl::StatusOr<ExitCode> RunList(const JobsOptions& options, const Session& session) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  JobService::Stub stub(OpenChannel(endpoint));
  RecordWriter<Job> writer(session.terminal, options.format, JobFields());
  ingestion::v1::ListJobsRequest request;
  do {
    ASSIGN_OR_RETURN(const auto page, Call(session, endpoint, stub, &JobService::Stub::ListJobs, request));
    for (const Job& job : page.jobs()) RETURN_IF_ERROR(writer.Add(job));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  writer.Finish("there is no job; `gangmu ingest FOLDER` makes one");
  return kOk;
}

// A command that asks one thing of one job and shows the job.
template <typename Request>
absl::StatusOr<ExitCode> RunOne(const JobsOptions& options, const Session& session,
                                grpc::Status (JobService::Stub::*method)(grpc::ClientContext*, const Request&, Job*)) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  JobService::Stub stub(OpenChannel(endpoint));
  Request request;
  request.set_name(NameOf(options));
  ASSIGN_OR_RETURN(const Job job, Call(session, endpoint, stub, method, request));
  PrintJob(job, session);
  return kOk;
}

absl::StatusOr<ExitCode> RunDelete(const JobsOptions& options, const Session& session) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  JobService::Stub stub(OpenChannel(endpoint));
  ingestion::v1::DeleteJobRequest request;
  request.set_name(NameOf(options));
  RETURN_IF_ERROR(Call(session, endpoint, stub, &JobService::Stub::DeleteJob, request).status());
  session.terminal.out << "deleted " << request.name() << "; what it stored stays\n";
  return kOk;
}

absl::StatusOr<ExitCode> RunWatch(const JobsOptions& options, const Session& session) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  JobService::Stub stub(OpenChannel(endpoint));
  ingestion::v1::WatchJobRequest request;
  request.set_name(NameOf(options));
  grpc::ClientContext context;
  const auto stream = stub.WatchJob(&context, request);
  ingestion::v1::WatchJobResponse response;
  Job last;
  while (stream->Read(&response)) {
    last = response.job();
    session.terminal.out << StateLine(last) << std::endl;
  }
  const absl::Status status = FromCall(stream->Finish(), endpoint);
  if (!status.ok()) return status;
  const bool clean =
      last.state() == ingestion::v1::JOB_STATE_SUCCEEDED && CountOf(last, ingestion::v1::JOB_ITEM_PHASE_DEAD) == 0;
  return clean ? kOk : kFailed;
}

// Writes the bytes of an item to DIR/NUMBER-LAST-PART-OF-ITS-SOURCE.
absl::Status Save(const JobItem& item, const std::string& folder, JobService::Stub& stub,
                  const EndpointInfo& endpoint) {
  const std::string path = StrCat(folder, "/", IdOf(item.name()), "-", IdOf(item.document().source_uri()));
  grpc::ClientContext context;
  ingestion::v1::DownloadJobItemRequest request;
  request.set_name(item.name());
  const auto stream = stub.DownloadJobItem(&context, request);
  std::ofstream out(path, std::ios::binary);
  for (ingestion::v1::DownloadJobItemResponse piece; stream->Read(&piece);) out << piece.data();
  const absl::Status status = FromCall(stream->Finish(), endpoint);
  if (!status.ok()) return status;
  out.flush();
  if (out) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, StrCat("cannot write ", path));
}

absl::StatusOr<ExitCode> RunDeadLetters(const JobsOptions& options, const Session& session) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  JobService::Stub stub(OpenChannel(endpoint));
  if (!options.save.empty()) {
    std::error_code error;
    std::filesystem::create_directories(options.save, error);
  }
  RecordWriter<JobItem> writer(session.terminal, options.format, DeadLetterFields());
  ingestion::v1::ListJobItemsRequest request;
  request.set_parent(NameOf(options));
  request.set_phase(ingestion::v1::JOB_ITEM_PHASE_DEAD);
  do {
    ASSIGN_OR_RETURN(const auto page, Call(session, endpoint, stub, &JobService::Stub::ListJobItems, request));
    for (const JobItem& item : page.items()) {
      RETURN_IF_ERROR(writer.Add(item));
      if (!options.save.empty()) RETURN_IF_ERROR(Save(item, options.save, stub, endpoint));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  writer.Finish("no item of this job was rejected");
  return kOk;
}

absl::StatusOr<ExitCode> RunRedrive(const JobsOptions& options, const Session& session) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  JobService::Stub stub(OpenChannel(endpoint));
  ingestion::v1::RedriveJobItemsRequest request;
  request.set_parent(NameOf(options));
  request.set_reason(options.reason);
  ASSIGN_OR_RETURN(const auto response, Call(session, endpoint, stub, &JobService::Stub::RedriveJobItems, request));
  session.terminal.out << "redriven " << response.redriven_count() << "\n";
  PrintJob(response.job(), session);
  return kOk;
}

using Runner = std::function<absl::StatusOr<ExitCode>(const JobsOptions&, const Session&)>;

CLI::App* AddOne(CLI::App& jobs, Session& session, const std::shared_ptr<JobsOptions>& options, const std::string& name,
                 const std::string& help, Runner run) {
  CLI::App* app = jobs.add_subcommand(name, help);
  if (name != "list") app->add_option("JOB", options->job, "Id of the job")->required()->type_name("");
  AddServiceOptions(*app, session, {Service::kIngestion});
  app->callback(
      [&session, options, run] { session.action = [&session, options, run] { return run(*options, session); }; });
  return app;
}

}  // namespace

void AddJobs(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("jobs", "List, watch and steer the jobs that `ingest` made");
  app->require_subcommand(1);
  const auto options = std::make_shared<JobsOptions>();
  const auto add = [&](const std::string& name, const std::string& help, Runner run) {
    return AddOne(*app, session, options, name, help, std::move(run));
  };
  CLI::App* list = add("list", "All jobs, newest first", RunList);
  AddFormatOption(*list, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
  add("show", "Where a job stands",
      [](const JobsOptions& o, const Session& s) { return RunOne(o, s, &JobService::Stub::GetJob); });
  add("watch", "A line for each change until the job is finished", RunWatch);
  add("pause", "Take no new item up",
      [](const JobsOptions& o, const Session& s) { return RunOne(o, s, &JobService::Stub::PauseJob); });
  add("resume", "Go on with a paused job",
      [](const JobsOptions& o, const Session& s) { return RunOne(o, s, &JobService::Stub::ResumeJob); });
  add("cancel", "End a job; what it stored stays",
      [](const JobsOptions& o, const Session& s) { return RunOne(o, s, &JobService::Stub::CancelJob); });
  add("delete", "Remove a job that does not run, with its items; what it stored stays", RunDelete);
  CLI::App* dead = add("dead-letters", "Items that were rejected, with the reason", RunDeadLetters);
  AddFormatOption(*dead, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
  dead->add_option("--save", options->save, "Also write their bytes into this folder")->type_name("DIR");
  CLI::App* redrive = add("redrive", "Put rejected items back in line", RunRedrive);
  redrive->add_option("--reason", options->reason, "Only those rejected for this reason")->type_name("REASON");
  AddExamples(*app, {"gangmu jobs list", "gangmu jobs dead-letters JOB --save ./rejected",
                     "gangmu jobs redrive JOB --reason CLASSIFIED"});
}

}  // namespace gangmu::cli
