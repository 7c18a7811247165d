#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "CLI/CLI.hpp"
#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "common/time/clock.h"
#include "services/cli/client/explain.h"
#include "services/cli/client/file_walk.h"
#include "services/cli/client/folder_watch.h"
#include "services/cli/client/ingest_run.h"
#include "services/cli/client/input.h"
#include "services/cli/client/interrupt.h"
#include "services/cli/client/job_run.h"
#include "services/cli/client/manifest.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/csv.h"
#include "services/cli/output/json.h"
#include "services/cli/output/number.h"
#include "services/cli/output/progress.h"
#include "services/cli/output/record_fields.h"

namespace gangmu::cli {
namespace {

using ingestion::v1::IngestOutcome;
using ingestion::v1::IngestResult;

struct IngestOptions {
  std::vector<std::string> paths;
  WalkOptions walk;
  IngestSettings settings;
  std::vector<std::string> labels;  // key=value
  Format format = Format::kTable;
  std::string report;
  bool verbose = false;
  bool direct = false;
  std::string manifest;
  bool watch = false;
  bool jobs_given = false;  // --jobs
};

// "new revision" of INGEST_OUTCOME_NEW_REVISION.
std::string OutcomeText(IngestOutcome outcome) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(ShortEnumName(outcome)), {{"_", " "}});
}

std::string ReasonText(const IngestResult& result) {
  return std::string(ReasonName(DetailsOf(FromRpcStatus(result.status())).reason));
}

bool IsRejected(const IngestedFile& file) { return file.result.outcome() == ingestion::v1::INGEST_OUTCOME_REJECTED; }

std::string RejectionLine(const IngestedFile& file) {
  const std::string& message = file.result.status().message();
  const std::string& path = file.file->path == kStandardInput ? "standard input" : file.file->path;
  return StrCat("rejected  ", message.starts_with(path) ? "" : path + ": ", message, " (", ReasonText(file.result),
                ")");
}

std::string FileLine(const IngestedFile& file) {
  const IngestResult& result = file.result;
  return StrCat(OutcomeText(result.outcome()), "  ", file.file->path, "  ", IdOf(result.document()), "  ",
                result.measure_count(), " measures, ", result.indicator_count(), " indicators");
}

void PrintJsonLine(const IngestedFile& file, const Terminal& terminal) {
  const auto result = ToJson(file.result, JsonLayout::kOneLine);
  terminal.out << "{\"path\":" << JsonString(file.file->path)
               << ",\"result\":" << (result.ok() ? *result : JsonString(ToStd(result.status().message()))) << "}\n";
}

// Tells of each file as it is decided.
class Narrator {
 public:
  Narrator(const IngestOptions& options, const Terminal& terminal, Progress& progress)
      : options_(options), terminal_(terminal), progress_(progress) {}

  void OnFile(const IngestedFile& file) {
    if (options_.format == Format::kJsonLines) PrintJsonLine(file, terminal_);
    if (IsRejected(file)) {
      progress_.Say(RejectionLine(file));
    } else if (options_.verbose) {
      progress_.Say(FileLine(file));
    }
    progress_.Add(OutcomeText(file.result.outcome()));
  }

  void OnPause(const absl::Status& why, absl::Duration pause) {
    progress_.Say(StrCat("waiting ", absl::FormatDuration(pause), ": ", std::string(why.message())));
  }

 private:
  const IngestOptions& options_;
  const Terminal& terminal_;
  Progress& progress_;
};

struct Totals {
  std::map<int, int64_t> outcomes;  // by IngestOutcome, in its order
  int64_t measures = 0;
  int64_t indicators = 0;
  int64_t outdated = 0;
  std::string position;  // that of the last write
};

Totals Sum(const IngestReport& report) {
  Totals totals;
  for (const IngestedFile& file : report.files) {
    ++totals.outcomes[file.result.outcome()];
    totals.measures += file.result.measure_count();
    totals.indicators += file.result.indicator_count();
    totals.outdated += file.result.extraction_outdated() ? 1 : 0;
    if (!file.result.position().empty()) totals.position = file.result.position();
  }
  return totals;
}

void PrintSummary(const IngestReport& report, const IngestOptions& options, absl::Duration took, std::ostream& out) {
  const Totals totals = Sum(report);
  for (const auto& [outcome, count] : totals.outcomes) {
    out << OutcomeText(static_cast<IngestOutcome>(outcome)) << " " << count;
    if (outcome == ingestion::v1::INGEST_OUTCOME_UNCHANGED && totals.outdated > 0) {
      out << " (" << totals.outdated << " extracted by another version of the rules)";
    }
    out << "\n";
  }
  if (!report.left.empty()) out << "not done " << report.left.size() << "\n";
  out << WithThousands(StrCat(report.files.size())) << " documents, " << WithThousands(StrCat(totals.measures))
      << " measures, " << WithThousands(StrCat(totals.indicators)) << " indicators in "
      << absl::StrFormat("%.1f s", absl::ToDoubleSeconds(took)) << "\n";
  if (options.settings.validate_only) out << "dry run: nothing was stored\n";
  if (!totals.position.empty()) out << "position " << totals.position << "\n";
}

absl::Status WriteReport(const IngestReport& report, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  out << CsvLine(
      {"path", "source_uri", "outcome", "document", "revision", "measures", "indicators", "reason", "message"});
  for (const IngestedFile& file : report.files) {
    const IngestResult& r = file.result;
    out << CsvLine({file.file->path, file.file->source_uri, OutcomeText(r.outcome()), r.document(),
                    r.revision() == 0 ? "" : StrCat(r.revision()), StrCat(r.measure_count()),
                    StrCat(r.indicator_count()), IsRejected(file) ? ReasonText(r) : "", r.status().message()});
  }
  for (const InputFile* file : report.left) {
    out << CsvLine({file->path, file->source_uri, "not done", "", "", "", "", "", ""});
  }
  out.flush();
  if (out) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, StrCat("cannot write the report ", path));
}

ExitCode CodeOf(const IngestReport& report) {
  if (report.interrupted) return kInterrupted;
  const bool rejected = std::any_of(report.files.begin(), report.files.end(), IsRejected);
  return rejected || !report.left.empty() ? kFailed : kOk;
}

absl::Status CheckSingleInput(const IngestOptions& options, size_t files) {
  if (!options.settings.document_id.empty() && files > 1) {
    return InvalidField("id", StrCat("--id names one document, and here are ", files, " files"));
  }
  if (std::count(options.paths.begin(), options.paths.end(), kStandardInput) > 1) {
    return InvalidField("path", "standard input (-) can be read only once");
  }
  return absl::OkStatus();
}

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return path != kStandardInput && std::filesystem::is_directory(path, ignored);
}

// Folders go through a job, which outlives this program. A dry run leaves no trace, and a single file is done before
// a job would be made.
bool GoesThroughJob(const IngestOptions& options) {
  if (options.direct || options.settings.validate_only) return false;
  if (!options.manifest.empty()) return true;
  return std::any_of(options.paths.begin(), options.paths.end(), IsFolder) &&
         std::count(options.paths.begin(), options.paths.end(), kStandardInput) == 0;
}

// The same arguments in the same place name the same work.
JobRunSettings JobOf(const IngestOptions& options) {
  Sha256Builder digest;
  const auto add = [&](const std::string& part) { digest.Append(StrCat(part.size(), ":", part)); };
  std::vector<std::string> places;
  for (const std::string& path : options.paths) {
    std::error_code ignored;
    places.push_back(std::filesystem::absolute(path, ignored).lexically_normal().string());
  }
  for (const auto& list : {places, options.walk.include, options.walk.exclude, options.labels}) {
    add(StrCat(list.size()));
    for (const std::string& part : list) add(part);
  }
  std::error_code ignored;
  const std::string manifest =
      options.manifest.empty() ? "" : std::filesystem::absolute(options.manifest, ignored).lexically_normal().string();
  for (const std::string& part : {options.walk.source_prefix, options.settings.document_id, options.settings.charset,
                                  options.settings.publish_date, manifest}) {
    add(part);
  }
  JobRunSettings job;
  if (options.jobs_given) job.max_in_flight = options.settings.max_in_flight;
  job.resume_key = StrCat("gangmu-ingest-", HexEncode(digest.Finish()).substr(0, 32));
  constexpr size_t kMostBytes = 256;
  std::vector<std::string> shown = places;
  if (!options.manifest.empty()) shown.push_back(options.manifest);
  job.display_name = CutAtCodePoint(PrintableUtf8(absl::StrJoin(shown, " "), kMostBytes), kMostBytes);
  return job;
}

absl::StatusOr<std::vector<InputFile>> FilesOf(const IngestOptions& options) {
  if (options.manifest.empty()) return FindFiles(options.paths, options.walk);
  ManifestOptions manifest;
  manifest.source_prefix = options.walk.source_prefix;
  if (options.paths.size() > 1 || (options.paths.size() == 1 && !IsFolder(options.paths[0]))) {
    return InvalidField("path", "with --manifest at most one folder is given, which its paths are relative to");
  }
  if (!options.paths.empty()) manifest.folder = options.paths[0];
  return ReadManifest(options.manifest, manifest);
}

// Files as given, through a job or in one stream.
IngestReport RunOnce(const std::vector<InputFile>& files, const IngestOptions& options, const Session& session,
                     Narrator& narrator) {
  const auto on_file = [&](const IngestedFile& file) { narrator.OnFile(file); };
  const auto on_pause = [&](const absl::Status& why, absl::Duration pause) { narrator.OnPause(why, pause); };
  return GoesThroughJob(options) ? RunJobIngest(files, options.settings, JobOf(options), session, on_file, on_pause)
                                 : RunIngest(files, options.settings, session, on_file, on_pause);
}

absl::Status Conclude(const IngestReport& report, const IngestOptions& options, absl::Duration took,
                      const Session& session) {
  const Terminal& terminal = session.terminal;
  // JSON lines stay pure; the summary then goes where the progress went.
  PrintSummary(report, options, took, options.format == Format::kTable ? terminal.out : terminal.err);
  if (!options.report.empty()) RETURN_IF_ERROR(WriteReport(report, options.report));
  if (report.interrupted && !report.job.empty()) {
    terminal.err << "interrupted; " << report.job
                 << " is paused: run the same command again to go on, or `gangmu jobs cancel " << IdOf(report.job)
                 << "`\n";
  } else if (report.interrupted) {
    terminal.err << "interrupted; run the same command again to go on: what is stored stays unchanged\n";
  } else if (!report.error.ok()) {
    terminal.err << Explain(report.error, session);
  }
  return absl::OkStatus();
}

absl::StatusOr<ExitCode> RunIngestCommand(const IngestOptions& options, const Session& session) {
  const Terminal& terminal = session.terminal;
  ASSIGN_OR_RETURN(const std::vector<InputFile> files, FilesOf(options));
  RETURN_IF_ERROR(CheckSingleInput(options, files.size()));
  if (files.empty()) {
    terminal.err << "gangmu: no file to take in below the given paths\n";
    return kFailed;
  }
  const absl::Duration started = SystemClock().Monotonic();
  InterruptGuard interrupt;
  Progress progress(terminal, static_cast<int64_t>(files.size()), "documents");
  Narrator narrator(options, terminal, progress);
  const IngestReport report = RunOnce(files, options, session, narrator);
  progress.Finish();
  RETURN_IF_ERROR(Conclude(report, options, SystemClock().Monotonic() - started, session));
  return CodeOf(report);
}

// Files that are there, and then those that come or change, a job for each time that some are ready.
class WatchRun {
 public:
  WatchRun(const IngestOptions& options, const Session& session) : options_(options), session_(session) {
    options_.settings.files_may_vanish = true;
  }

  absl::StatusOr<ExitCode> Run() {
    const absl::Duration started = SystemClock().Monotonic();
    ASSIGN_OR_RETURN(const auto watch, FolderWatch::Open(options_.paths, kQuiet));
    InterruptGuard interrupt;
    ASSIGN_OR_RETURN(std::vector<InputFile> files, FindFiles(options_.paths, options_.walk));
    while (!total_.interrupted) {
      if (!files.empty()) Take(std::move(files));
      if (!total_.interrupted) session_.terminal.err << "watching; Ctrl-C ends it" << std::endl;
      ASSIGN_OR_RETURN(files, NextFiles(*watch));
      if (files.empty()) break;
    }
    for (const InputFile& file : again_) total_.left.push_back(&file);
    RETURN_IF_ERROR(Conclude(total_, options_, SystemClock().Monotonic() - started, session_));
    return CodeOf(total_);
  }

 private:
  static constexpr absl::Duration kQuiet = absl::Milliseconds(500);
  static constexpr absl::Duration kLookForInterrupt = absl::Milliseconds(100);
  static constexpr absl::Duration kPauseAfterError = absl::Seconds(5);

  // One job over some files. What could not be done, since a service is away, waits for the next one.
  void Take(std::vector<InputFile> files) {
    const std::vector<InputFile>& batch = batches_.emplace_back(std::move(files));
    Progress progress(session_.terminal, static_cast<int64_t>(batch.size()), "documents");
    Narrator narrator(options_, session_.terminal, progress);
    IngestReport report = RunOnce(batch, options_, session_, narrator);
    progress.Finish();
    total_.files.insert(total_.files.end(), report.files.begin(), report.files.end());
    total_.interrupted = report.interrupted;
    total_.job = report.job;
    if (report.interrupted) total_.left = std::move(report.left);
    if (report.error.ok()) return;
    session_.terminal.err << Explain(report.error, session_);
    for (const InputFile* file : report.left) again_.push_back(*file);
    try_again_ = SystemClock().Monotonic() + kPauseAfterError;
  }

  // Waits for files that are ready; none where the user interrupts.
  absl::StatusOr<std::vector<InputFile>> NextFiles(FolderWatch& watch) {
    std::vector<InputFile> files;
    while (files.empty() && !InterruptGuard::Interrupted()) {
      ASSIGN_OR_RETURN(const std::vector<std::string> paths, watch.Wait(kLookForInterrupt));
      for (const std::string& path : paths) {
        for (const std::string& root : options_.paths) {
          if (const auto file = FileBelow(root, path, options_.walk)) {
            files.push_back(*file);
            break;
          }
        }
      }
      if (!again_.empty() && SystemClock().Monotonic() > try_again_) {
        files.insert(files.end(), again_.begin(), again_.end());
        again_.clear();
      }
    }
    return files;
  }

  IngestOptions options_;
  const Session& session_;
  std::deque<std::vector<InputFile>> batches_;  // reports point into them
  std::vector<InputFile> again_;
  absl::Duration try_again_;
  IngestReport total_;
};

absl::StatusOr<ExitCode> RunWatchCommand(const IngestOptions& options, const Session& session) {
  if (!std::all_of(options.paths.begin(), options.paths.end(), IsFolder) || !options.manifest.empty() ||
      options.direct || options.settings.validate_only || !options.settings.document_id.empty()) {
    return InvalidField("watch", "--watch takes folders, and none of --manifest, --direct, --dry-run and --id");
  }
  return WatchRun(options, session).Run();
}

void SplitLabels(IngestOptions& options) {
  for (const std::string& label : options.labels) {
    const size_t equals = label.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw CLI::ValidationError("--label", "'" + label + "' is no KEY=VALUE");
    }
    options.settings.labels[label.substr(0, equals)] = label.substr(equals + 1);
  }
}

}  // namespace

void AddIngest(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("ingest", "Take documents in: read, extract and store them");
  const auto options = std::make_shared<IngestOptions>();
  app->add_option("PATH", options->paths, "Files, folders (with all below, in order), or - for standard input")
      ->type_name("");
  app->add_option(
         "--manifest", options->manifest,
         "Take in the documents that this CSV or JSON lines file names: path, id, title, issuer, date, source, "
         "labels (key=value; key=value). Title, issuer and date win over what the text gives")
      ->type_name("FILE");
  app->add_flag("--watch", options->watch, "Go on with files that come or change below the folders, until Ctrl-C");
  app->add_option("--source-prefix", options->walk.source_prefix,
                  "Put before the path relative to the given folder to make the source URI, which gives the identity")
      ->type_name("PREFIX");
  app->add_option("--include", options->walk.include, "Only files that match, for example '*.txt'; may be repeated")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  app->add_option("--exclude", options->walk.exclude, "No files that match; may be repeated")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  app->add_option("--id", options->settings.document_id, "Id of the document, for a single file or standard input")
      ->type_name("ID");
  app->add_option("--label", options->labels, "Own KEY=VALUE stored with the documents; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app->add_option("--charset", options->settings.charset,
                  "Character set, where it is known (default: found by content)")
      ->type_name("NAME");
  AddDateOption(*app, "--publish-date", &options->settings.publish_date,
                "Date that 今年, 上半年 … are resolved against where the text gives none (YYYY-MM-DD)");
  CLI::Option* jobs =
      app->add_option("--jobs", options->settings.max_in_flight,
                      "Documents under way at once (a folder: by default as many as the service allows)")
          ->capture_default_str()
          ->check(CLI::Range(1, 1000))
          ->type_name("N");
  app->add_option_function<double>(
         "--patience", [options](double s) { options->settings.patience = absl::Seconds(s); },
         "Seconds to try again while a service is away (default 60)")
      ->check(CLI::Range(0.0, 1e6))
      ->type_name("SECONDS");
  app->add_flag("--direct", options->direct,
                "Without a job: folders are sent in one stream, and what is not answered is lost with this program");
  app->add_flag("--dry-run", options->settings.validate_only, "Extract and check everything and store nothing");
  app->add_flag("-v,--verbose", options->verbose, "One line for each document");
  app->add_option("--report", options->report, "Write what became of each file to this CSV file")->type_name("FILE");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kJsonLines});
  AddServiceOptions(*app, session, {Service::kIngestion});
  AddExamples(*app, {"gangmu ingest ./archive", "gangmu ingest --source-prefix hubei/ --include '*.txt' ./archive",
                     "gangmu ingest --report outcome.csv ./archive/2022 notice.txt",
                     "gangmu ingest --manifest catalogue.csv ./archive", "gangmu ingest --watch ./inbox",
                     "cat notice.txt | gangmu ingest --id notice-2022-35 -"});
  app->callback([&session, options, jobs] {
    SplitLabels(*options);
    if (options->paths.empty() && options->manifest.empty()) throw CLI::RequiredError("PATH or --manifest");
    options->jobs_given = jobs->count() > 0;
    session.action = [&session, options] {
      return options->watch ? RunWatchCommand(*options, session) : RunIngestCommand(*options, session);
    };
  });
}

}  // namespace gangmu::cli
