// `gangmu reextract`: what another version of the rules makes of stored documents, first shown and then done.
#include <fstream>
#include <memory>

#include "absl/strings/str_format.h"

#include "CLI/CLI.hpp"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "common/text/strings.h"
#include "gangmu/ingestion/v1/job_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/client/explain.h"
#include "services/cli/client/interrupt.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/csv.h"
#include "services/cli/output/number.h"
#include "services/cli/output/record_fields.h"
#include "services/cli/output/table.h"

namespace gangmu::cli {
namespace {

using namespace ingestion::v1;  // NOLINT: a dozen messages of one proto

struct ReextractOptions {
  std::string filter;
  bool dry_run = false;
  std::string report;
  int max_in_flight = 0;
  bool no_wait = false;
};

// The report of a run: CSV, a line for each thing told of. Inert without a path.
class Report {
 public:
  Report(const std::string& path, const std::vector<std::string>& header) : path_(path) {
    if (path.empty()) return;
    out_.open(path, std::ios::binary);
    Add(header);
  }
  void Add(const std::vector<std::string>& cells) {
    if (!path_.empty()) out_ << CsvLine(cells);
  }
  absl::Status Finish() {
    if (path_.empty()) return absl::OkStatus();
    out_.flush();
    if (out_) return absl::OkStatus();
    return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, StrCat("cannot write the report ", path_));
  }

 private:
  const std::string path_;
  std::ofstream out_;
};

std::string ReasonOf(const google::rpc::Status& status) {
  return std::string(ReasonName(DetailsOf(FromRpcStatus(status)).reason));
}

void ReportDifference(const DocumentDifference& difference, Report& report) {
  const std::string id = IdOf(difference.document());
  if (difference.has_status()) {
    report.Add(
        {id, "failed", "", difference.title(), ReasonOf(difference.status()), "", difference.status().message()});
  }
  for (const auto& change : difference.changes()) {
    const std::string name = change.name() == difference.document() ? "" : IdOf(change.name());
    for (const auto& field : change.fields()) {
      report.Add({id, ShortEnumName(change.kind()), name, change.text(), field.field(), field.before(), field.after()});
    }
  }
}

// "+3 -1 ~2"
std::string CountText(const ChangeCount& count) {
  return StrCat("+", count.added(), " -", count.removed(), " ~", count.changed());
}

void PrintDifference(const DocumentDifference& difference, std::ostream& out) {
  if (difference.has_status()) {
    out << IdOf(difference.document()) << "  cannot be read anew: " << difference.status().message() << " ("
        << ReasonOf(difference.status()) << ")\n";
    return;
  }
  ChangeCount measures, indicators;
  int fields = 0;
  for (const auto& change : difference.changes()) {
    const bool indicator = change.name().find("/indicators/") != std::string::npos;
    if (!indicator && change.name().find("/measures/") == std::string::npos) {
      fields += change.fields_size();
      continue;
    }
    ChangeCount& count = indicator ? indicators : measures;
    count.set_added(count.added() + (change.kind() == policy::v1::RECORD_CHANGE_KIND_ADDED));
    count.set_removed(count.removed() + (change.kind() == policy::v1::RECORD_CHANGE_KIND_REMOVED));
    count.set_changed(count.changed() + (change.kind() == policy::v1::RECORD_CHANGE_KIND_CHANGED));
  }
  out << IdOf(difference.document()) << "  measures " << CountText(measures) << "  indicators "
      << CountText(indicators);
  if (fields > 0) out << "  own fields " << fields;
  out << "  " << OneLine(difference.title()) << "\n";
}

template <typename Counts>
void PrintCounts(const std::string& what, const Counts& counts, const Terminal& terminal) {
  Table table({{what}, {"added", Align::kRight}, {"removed", Align::kRight}, {"changed", Align::kRight}});
  for (const ChangeCount& count : counts) {
    table.AddRow({count.name(), StrCat(count.added()), StrCat(count.removed()), StrCat(count.changed())});
  }
  if (!table.empty()) {
    terminal.out << "\n" << table.Render(Style(terminal.colour), terminal.out_is_terminal ? terminal.width : 0);
  }
}

void PrintSummary(const ReextractionSummary& summary, const Terminal& terminal) {
  PrintCounts("rule", summary.rules(), terminal);
  PrintCounts("field", summary.fields(), terminal);
  if (summary.changed_count() > 0) terminal.out << "\n";
  terminal.out << WithThousands(StrCat(summary.document_count())) << " documents, "
               << WithThousands(StrCat(summary.outdated_count())) << " extracted by another version of the rules, "
               << WithThousands(StrCat(summary.changed_count())) << " would change";
  if (summary.failed_count() > 0) terminal.out << ", " << summary.failed_count() << " cannot be read anew";
  terminal.out << "\nmeasures " << CountText(summary.measures()) << ", indicators " << CountText(summary.indicators())
               << "\ndry run: nothing was stored\n";
}

ReextractDocumentsRequest RequestOf(const ReextractOptions& options) {
  ReextractDocumentsRequest request;
  request.set_filter(options.filter);
  request.set_validate_only(options.dry_run);
  request.set_max_in_flight(options.max_in_flight);
  return request;
}

absl::StatusOr<ExitCode> RunDry(const ReextractOptions& options, const Session& session) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  JobService::Stub stub(OpenChannel(endpoint));
  Report report(options.report, {"document", "change", "name", "text", "field", "before", "after"});
  grpc::ClientContext context;
  const auto stream = stub.ReextractDocuments(&context, RequestOf(options));
  ReextractionSummary summary;
  for (ReextractDocumentsResponse response; stream->Read(&response);) {
    if (response.has_summary()) summary = response.summary();
    if (!response.has_difference()) continue;
    PrintDifference(response.difference(), session.terminal.out);
    ReportDifference(response.difference(), report);
  }
  RETURN_IF_ERROR(FromCall(stream->Finish(), endpoint));
  PrintSummary(summary, session.terminal);
  RETURN_IF_ERROR(report.Finish());
  return summary.failed_count() > 0 ? kFailed : kOk;
}

// Watches the job to its end, or until the user has seen enough.
absl::StatusOr<Job> Watch(JobService::Stub& stub, const EndpointInfo& endpoint, const Job& job,
                          const Session& session) {
  grpc::ClientContext context;
  WatchJobRequest request;
  request.set_name(job.name());
  const auto stream = stub.WatchJob(&context, request);
  Job last = job;
  for (WatchJobResponse response; stream->Read(&response);) {
    last = response.job();
    if (InterruptGuard::Interrupted()) context.TryCancel();
    if (last.items_per_second() > 0) {
      session.terminal.err << absl::StrFormat("%d of %d, %.1f/s\n", last.sequence(), last.item_count(),
                                              last.items_per_second());
    }
    if (last.has_waiting()) session.terminal.err << "waiting: " << last.waiting().message() << "\n";
  }
  const absl::Status status = FromCall(stream->Finish(), endpoint);
  if (!status.ok() && !InterruptGuard::Interrupted()) return status;
  return last;
}

absl::Status ReportItems(JobService::Stub& stub, const EndpointInfo& endpoint, const Job& job,
                         const ReextractOptions& options, const Session& session) {
  if (options.report.empty()) return absl::OkStatus();
  Report report(options.report,
                {"document", "source_uri", "outcome", "revision", "measures", "indicators", "reason", "message"});
  ListJobItemsRequest request;
  request.set_parent(job.name());
  request.set_page_size(1000);
  do {
    ASSIGN_OR_RETURN(const auto page, Call(session, endpoint, stub, &JobService::Stub::ListJobItems, request));
    for (const JobItem& item : page.items()) {
      const IngestResult& r = item.result();
      report.Add({IdOf(item.key()), item.document().source_uri(), ShortEnumName(r.outcome()), StrCat(r.revision()),
                  StrCat(r.measure_count()), StrCat(r.indicator_count()), r.has_status() ? ReasonOf(r.status()) : "",
                  r.status().message()});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return report.Finish();
}

absl::StatusOr<ExitCode> RunForReal(const ReextractOptions& options, const Session& session) {
  const EndpointInfo endpoint = IngestionEndpoint(session);
  JobService::Stub stub(OpenChannel(endpoint));
  ReextractDocumentsResponse response;
  {
    grpc::ClientContext context;
    const auto stream = stub.ReextractDocuments(&context, RequestOf(options));
    for (ReextractDocumentsResponse message; stream->Read(&message);) response = message;
    RETURN_IF_ERROR(FromCall(stream->Finish(), endpoint));
  }
  Job job = response.job();
  session.terminal.err << job.name() << ": " << job.item_count() << " documents\n";
  if (options.no_wait) return kOk;
  InterruptGuard interrupt;
  ASSIGN_OR_RETURN(job, Watch(stub, endpoint, job, session));
  if (InterruptGuard::Interrupted()) {
    session.terminal.err << job.name() << " goes on by itself: `gangmu jobs watch " << IdOf(job.name()) << "`\n";
    return kInterrupted;
  }
  int64_t dead = 0;
  for (const JobItemCount& count : job.counts()) {
    dead += count.phase() == JOB_ITEM_PHASE_DEAD ? count.items() : 0;
    session.terminal.out << ShortEnumName(count.outcome()) << " " << count.items() << "\n";
  }
  session.terminal.out << WithThousands(StrCat(job.item_count())) << " documents extracted anew, "
                       << WithThousands(StrCat(job.indicator_count())) << " indicators\n";
  RETURN_IF_ERROR(ReportItems(stub, endpoint, job, options, session));
  return dead > 0 ? kFailed : kOk;
}

}  // namespace

void AddReextract(CLI::App& root, Session& session) {
  CLI::App* app =
      root.add_subcommand("reextract", "Extract stored documents anew whose records another version of the rules made");
  const auto options = std::make_shared<ReextractOptions>();
  app->add_option("--filter", options->filter, "Which documents, as in `gangmu documents` (default: all)")
      ->type_name("FILTER");
  app->add_flag("--dry-run", options->dry_run, "Show what would change, and counts by rule and field; store nothing");
  app->add_option("--report", options->report,
                  "Write every change, field by field (of a real run: what became of each document) to this CSV file")
      ->type_name("FILE");
  app->add_option("--jobs", options->max_in_flight,
                  "Documents under way at once (default: as many as the service allows)")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  app->add_flag("--no-wait", options->no_wait, "Make the job and leave it to itself");
  AddServiceOptions(*app, session, {Service::kIngestion});
  AddExamples(*app, {"gangmu reextract --dry-run --report changes.csv",
                     "gangmu reextract --filter 'document_type = \"通知\"'"});
  app->callback([&session, options] {
    session.expressions["filter"] = options->filter;
    session.action = [&session, options] {
      return options->dry_run ? RunDry(*options, session) : RunForReal(*options, session);
    };
  });
}

}  // namespace gangmu::cli
