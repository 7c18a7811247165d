// `gangmu duplicates`: documents whose texts are equal or nearly so, such as a notice and those that forward it. Found
// anew from the texts of the store, so that what is shown depends on these alone and not on their order of arrival.
#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <tuple>

#include "CLI/CLI.hpp"
#include "common/similarity/near_groups.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/commands/commands.h"
#include "services/cli/commands/options.h"
#include "services/cli/output/csv.h"
#include "services/cli/output/number.h"
#include "services/cli/output/record_fields.h"
#include "services/cli/output/table.h"

namespace gangmu::cli {
namespace {

using measures::v1::MeasureService;
using policy::v1::Document;

struct DuplicatesOptions {
  std::string filter;
  Format format = Format::kTable;
};

// As the store chooses the representative of equal texts: earliest publish date, a stated one before none, then the
// highest level of the issuer (GB/T 2260: the country, provinces, cities, counties), then the name.
auto RankOf(const Document& document) {
  const std::string& code = document.region().code();
  const int level = code.empty() || code == "000000" ? 0 : code.ends_with("0000") ? 1 : code.ends_with("00") ? 2 : 3;
  return std::make_tuple(document.publish_date().empty(), document.publish_date(), level, document.name());
}

// One text with the documents that have it.
struct SharedText {
  std::vector<Document> documents;  // without text
};

// Texts of the store by number, a few of them kept.
class TextShelf {
 public:
  TextShelf(const std::vector<SharedText>& texts, const Session& session)
      : texts_(texts), session_(session), endpoint_(MeasuresEndpoint(session)), stub_(OpenChannel(endpoint_)) {}

  // Empty where it cannot be had; error() then says why.
  const std::string& Text(size_t index) {
    const auto kept = kept_.find(index);
    if (kept != kept_.end()) return kept->second;
    measures::v1::GetDocumentRequest request;
    request.set_name(texts_[index].documents.front().name());
    request.set_view(measures::v1::VIEW_FULL);
    auto document = Call(session_, endpoint_, stub_, &MeasureService::Stub::GetDocument, request);
    if (!document.ok() && error_.ok()) error_ = document.status();
    if (order_.size() == kKept) {
      kept_.erase(order_.front());
      order_.pop_front();
    }
    order_.push_back(index);
    return kept_[index] = document.ok() ? std::move(*document->mutable_text()) : "";
  }
  TextSimilarity Compare(size_t a, size_t b) {
    const std::string text = Text(a);  // a copy: the second may take its place on the shelf
    return CompareTexts(text, Text(b));
  }
  const absl::Status& error() const { return error_; }

 private:
  static constexpr size_t kKept = 64;

  const std::vector<SharedText>& texts_;
  const Session& session_;
  const EndpointInfo endpoint_;
  MeasureService::Stub stub_;
  std::map<size_t, std::string> kept_;
  std::deque<size_t> order_;
  absl::Status error_;
};

struct Library {
  std::vector<SharedText> texts;
  NearGroups groups;
  int64_t documents = 0;
};

absl::StatusOr<Library> ReadLibrary(const DuplicatesOptions& options, const Session& session) {
  const EndpointInfo endpoint = MeasuresEndpoint(session);
  MeasureService::Stub stub(OpenChannel(endpoint));
  measures::v1::StreamDocumentsRequest request;
  request.set_filter(options.filter);
  request.set_view(measures::v1::VIEW_FULL);
  grpc::ClientContext context;
  const auto stream = stub.StreamDocuments(&context, request);
  Library library;
  std::map<std::string, size_t> by_text;
  for (measures::v1::StreamDocumentsResponse response; stream->Read(&response);) {
    if (!response.has_record()) continue;
    Document& document = *response.mutable_record()->mutable_document();
    const auto [found, is_new] = by_text.emplace(document.text_sha256(), library.texts.size());
    if (is_new) {
      library.texts.emplace_back();
      library.groups.Add(SketchText(document.text()));
    }
    document.clear_text();
    library.texts[found->second].documents.push_back(std::move(document));
    ++library.documents;
  }
  RETURN_IF_ERROR(FromCall(stream->Finish(), endpoint));
  return library;
}

struct Member {
  Document document;
  int percent = 0;  // of passages in common with the representative
};

// The representative first.
std::vector<Member> ClusterOf(const Library& library, const std::vector<size_t>& group, TextShelf& shelf) {
  std::vector<std::pair<const Document*, size_t>> documents;
  for (const size_t text : group) {
    for (const Document& document : library.texts[text].documents) documents.emplace_back(&document, text);
  }
  std::sort(documents.begin(), documents.end(),
            [](const auto& a, const auto& b) { return RankOf(*a.first) < RankOf(*b.first); });
  std::map<size_t, int> percents = {{documents.front().second, 100}};
  std::vector<Member> members;
  for (const auto& [document, text] : documents) {
    if (!percents.contains(text)) percents[text] = shelf.Compare(documents.front().second, text).percent;
    members.push_back({*document, percents[text]});
  }
  return members;
}

void Print(const std::vector<std::vector<Member>>& clusters, const DuplicatesOptions& options,
           const Terminal& terminal) {
  const std::vector<std::string> header = {"cluster", "document", "common", "published", "issuer", "title"};
  Table table({{"cluster", Align::kRight},
               {"document"},
               {"common", Align::kRight},
               {"published"},
               {"issuer"},
               {.header = "title", .may_shrink = true}});
  if (options.format == Format::kCsv) terminal.out << CsvLine(header);
  int number = 0;
  for (const auto& cluster : clusters) {
    ++number;
    for (const Member& member : cluster) {
      const Document& d = member.document;
      std::vector<std::string> row = {StrCat(number),   IdOf(d.name()), StrCat(member.percent),
                                      d.publish_date(), d.issuer(),     OneLine(d.title())};
      if (options.format == Format::kCsv) {
        terminal.out << CsvLine(row);
      } else {
        row[2] += "%";
        table.AddRow(std::move(row));
      }
    }
  }
  if (!table.empty())
    terminal.out << table.Render(Style(terminal.colour), terminal.out_is_terminal ? terminal.width : 0);
}

absl::StatusOr<ExitCode> RunDuplicates(const DuplicatesOptions& options, const Session& session) {
  ASSIGN_OR_RETURN(const Library library, ReadLibrary(options, session));
  TextShelf shelf(library.texts, session);
  std::vector<std::vector<size_t>> groups =
      library.groups.Find([&](size_t a, size_t b) { return shelf.Compare(a, b).near; });
  std::vector<bool> grouped(library.texts.size());
  for (const auto& group : groups) {
    for (const size_t text : group) grouped[text] = true;
  }
  for (size_t i = 0; i < library.texts.size(); ++i) {
    if (!grouped[i] && library.texts[i].documents.size() > 1) groups.push_back({i});
  }
  std::vector<std::vector<Member>> clusters;
  for (const auto& group : groups) clusters.push_back(ClusterOf(library, group, shelf));
  RETURN_IF_ERROR(shelf.error());
  std::sort(clusters.begin(), clusters.end(),
            [](const auto& a, const auto& b) { return RankOf(a.front().document) < RankOf(b.front().document); });
  Print(clusters, options, session.terminal);
  size_t members = 0;
  for (const auto& cluster : clusters) members += cluster.size();
  session.terminal.err << WithThousands(StrCat(library.documents)) << " documents, "
                       << WithThousands(StrCat(clusters.size())) << " clusters of " << WithThousands(StrCat(members))
                       << " documents with equal or nearly equal texts\n";
  return kOk;
}

}  // namespace

void AddDuplicates(CLI::App& root, Session& session) {
  CLI::App* app = root.add_subcommand(
      "duplicates", "Documents with equal or nearly equal texts, such as reprints, with what they have in common");
  const auto options = std::make_shared<DuplicatesOptions>();
  app->add_option("--filter", options->filter, "Which documents, as in `gangmu documents` (default: all)")
      ->type_name("FILTER");
  AddFormatOption(*app, &options->format, {Format::kTable, Format::kCsv});
  AddServiceOptions(*app, session, {Service::kMeasures});
  AddExamples(*app, {"gangmu duplicates", "gangmu duplicates --filter 'publish_date >= \"2022-01-01\"' --format csv"});
  app->callback([&session, options] {
    session.expressions["filter"] = options->filter;
    session.action = [&session, options] { return RunDuplicates(*options, session); };
  });
}

}  // namespace gangmu::cli
