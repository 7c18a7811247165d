#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "CLI/CLI.hpp"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/time/civil.h"
#include "gangmu/policy/v1/policy.pb.h"
#include "services/cli/client/input.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/json.h"
#include "services/cli/output/record_view.h"
#include "services/ingestion/convert/extract_record.h"

namespace gangmu::cli {
namespace {

using policy::v1::DocumentRecord;

struct ExtractOptions {
  std::vector<std::string> files;
  Format format = Format::kTable;
  std::string publish_date;
  bool explain = false;
  bool with_text = false;
};

extraction::Date ReferenceDate(const std::string& text) {
  const auto day = ParseDay(text);
  if (!day) return {};
  return {static_cast<int16_t>(day->year()), static_cast<int8_t>(day->month()), static_cast<int8_t>(day->day())};
}

absl::StatusOr<DocumentRecord> ExtractFile(const std::string& file, const ExtractOptions& options,
                                           const Terminal& terminal) {
  ingestion::ExtractRequest request;
  ASSIGN_OR_RETURN(const std::string bytes,
                   ReadInput(file, static_cast<int64_t>(request.limits.max_source_bytes), terminal));
  request.bytes = bytes;
  if (file != kStandardInput) request.source_uri = file;
  request.publish_date = ReferenceDate(options.publish_date);
  ASSIGN_OR_RETURN(DocumentRecord record, ingestion::ExtractRecord(request));
  if (!options.with_text) record.mutable_document()->clear_text();
  return record;
}

absl::Status Print(const DocumentRecord& record, const ExtractOptions& options, const Terminal& terminal) {
  if (options.format == Format::kTable) {
    PrintRecord(record, options.explain, terminal);
    return absl::OkStatus();
  }
  const bool lines = options.format == Format::kJsonLines;
  ASSIGN_OR_RETURN(const std::string json, ToJson(record, lines ? JsonLayout::kOneLine : JsonLayout::kIndented));
  terminal.out << json << "\n";
  return absl::OkStatus();
}

// A file that cannot be read is named and does not keep the others back.
absl::StatusOr<ExitCode> RunExtract(const ExtractOptions& options, const Terminal& terminal) {
  ExitCode code = kOk;
  for (size_t i = 0; i < options.files.size(); ++i) {
    const std::string& file = options.files[i];
    const absl::StatusOr<DocumentRecord> record = ExtractFile(file, options, terminal);
    if (!record.ok()) {
      const std::string message(record.status().message());
      const bool named = message.starts_with(file) || file == kStandardInput;
      terminal.err << "gangmu: " << (named ? "" : file + ": ") << message << " ("
                   << ReasonName(DetailsOf(record.status()).reason) << ")\n";
      code = kFailed;
      continue;
    }
    if (i > 0 && options.format == Format::kTable) terminal.out << "\n";
    RETURN_IF_ERROR(Print(*record, options, terminal));
  }
  return code;
}

}  // namespace

void AddExtract(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("extract", "Show what files become: fields, measures and indicators; offline");
  const auto options = std::make_shared<ExtractOptions>();
  app->add_option("FILE", options->files, "Files to read; - is standard input")->required()->type_name("");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kJson, Format::kJsonLines});
  AddDateOption(*app, "--publish-date", &options->publish_date,
                "Date that 今年, 上半年 … are resolved against where the text gives none (YYYY-MM-DD)");
  app->add_flag("--explain", options->explain, "Also show confidence and rules behind each indicator");
  app->add_flag("--with-text", options->with_text, "Put the document text into the JSON");
  AddExamples(*app, {"gangmu extract notice.txt", "gangmu extract --explain --publish-date 2022-10-21 notice.txt",
                     "gangmu extract --format jsonl archive/*.txt > records.jsonl",
                     "curl -s https://example.org/notice.html | gangmu extract --format json -"});
  app->callback([&session, options] {
    if (options->format == Format::kJson && options->files.size() > 1) {
      throw CLI::ValidationError("--format json prints one object for one FILE; use --format jsonl for several");
    }
    session.action = [&session, options] { return RunExtract(*options, session.terminal); };
  });
}

}  // namespace gangmu::cli
