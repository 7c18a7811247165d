#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"

#include "CLI/CLI.hpp"
#include "common/status/macros.h"
#include "gangmu/measures/v1/search_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/list.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/record_fields.h"
#include "services/cli/output/search_view.h"

namespace gangmu::cli {
namespace {

using measures::v1::SearchHit;
using measures::v1::SearchMeasuresRequest;
using measures::v1::SearchMeasuresResponse;
using measures::v1::SearchService;

struct SearchOptions {
  std::vector<std::string> words;
  std::string filter;
  int64_t limit = 20;
  Format format = Format::kTable;
};

std::vector<Field<SearchHit>> HitFields() {
  return {
      {"measure", [](const SearchHit& hit) { return hit.measure().name(); }},
      {"score", [](const SearchHit& hit) { return ScoreText(hit.score()); }},
      {"heading", [](const SearchHit& hit) { return hit.measure().heading(); }},
      {"found",
       [](const SearchHit& hit) {
         return hit.snippets().empty() ? "" : MarkSnippet(*hit.snippets().rbegin(), Style(false));
       }},
  };
}

// For people a hit takes a few lines; for programs the writer of the other lists does it.
class HitPrinter {
 public:
  HitPrinter(const Terminal& terminal, Format format)
      : terminal_(terminal), format_(format), writer_(terminal, format, HitFields()) {}

  absl::Status Add(const SearchHit& hit) {
    ++count_;
    if (format_ != Format::kTable) return writer_.Add(hit);
    terminal_.out << ShowHit(count_, hit, Style(terminal_.colour));
    return absl::OkStatus();
  }

  void Finish(bool more) {
    if (format_ != Format::kTable) return writer_.Finish("");
    if (count_ == 0) terminal_.err << "nothing fits\n";
    if (more) terminal_.err << "there is more; --limit N shows more of it, --limit 0 all\n";
  }

  int64_t count() const { return count_; }

 private:
  const Terminal& terminal_;
  const Format format_;
  RecordWriter<SearchHit> writer_;
  int64_t count_ = 0;
};

absl::StatusOr<ExitCode> RunSearch(const SearchOptions& options, Session& session) {
  constexpr int64_t kPageSize = 200;
  SearchMeasuresRequest request;
  request.set_query(absl::StrJoin(options.words, " "));
  request.set_filter(options.filter);
  session.expressions["query"] = request.query();
  session.expressions["filter"] = options.filter;
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  SearchService::Stub stub(OpenChannel(endpoint));
  HitPrinter printer(session.terminal, options.format);
  do {
    const int64_t left = options.limit == 0 ? kPageSize : options.limit - printer.count();
    request.set_page_size(static_cast<int32_t>(std::min(left, kPageSize)));
    ASSIGN_OR_RETURN(const SearchMeasuresResponse page,
                     Call(session, endpoint, stub, &SearchService::Stub::SearchMeasures, request));
    for (const SearchHit& hit : page.hits()) RETURN_IF_ERROR(printer.Add(hit));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && (options.limit == 0 || printer.count() < options.limit) &&
           session.terminal.out);
  printer.Finish(!request.page_token().empty());
  return kOk;
}

}  // namespace

void AddSearch(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand("search", "Search measures by words in headings, subjects and text");
  const auto options = std::make_shared<SearchOptions>();
  app->add_option("WORDS", options->words, "Words and \"phrases\"; AND, OR, NOT and brackets")
      ->required()
      ->type_name("");
  app->add_option("--filter", options->filter, "Only measures that fit: topic, document.region, document.publish_date…")
      ->type_name("EXPRESSION");
  app->add_option("--limit", options->limit, "At most so many (default 20; 0: all)")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber);
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kCsv, Format::kJson, Format::kJsonLines});
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu search 营商环境 补贴", "gangmu search '(补贴 OR 奖励) NOT 审批'",
                     "gangmu search '\"优化营商环境\"' --filter 'within(document.region, \"420000\")' --format jsonl"});
  app->callback([&session, options] { session.action = [&session, options] { return RunSearch(*options, session); }; });
}

}  // namespace gangmu::cli
