#include "services/measures/store/export_lines.h"

#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/type_resolver_util.h"

namespace gangmu::measures {
namespace {

using google::protobuf::Message;
using google::protobuf::util::TypeResolver;
using policy::v1::ExportCounts;
using policy::v1::ExportLine;

constexpr char kTypes[] = "type.googleapis.com";
// Longer than any line of a store can be: a text or file of its largest size, escaped.
constexpr size_t kMaxLineBytes = size_t{1} << 30;

TypeResolver& Types() {
  static TypeResolver& types = *google::protobuf::util::NewTypeResolverForDescriptorPool(
      kTypes, google::protobuf::DescriptorPool::generated_pool());
  return types;
}

// Maps in the order of their keys, which MessageToJsonString does not promise.
std::string DeterministicBytes(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream out(&bytes);
  google::protobuf::io::CodedOutputStream coded(&out);
  coded.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

absl::StatusOr<std::string> ToJsonLine(const ExportLine& line) {
  std::string json;
  const auto status = google::protobuf::util::BinaryToJsonString(
      &Types(), StrCat(kTypes, "/", ExportLine::descriptor()->full_name()), DeterministicBytes(line), &json);
  if (!status.ok()) return Internal(StrCat("a record cannot be written as JSON: ", std::string(status.message())));
  json.push_back('\n');
  return json;
}

// The counter of a kind of line; nullptr for header and trailer, which stand alone.
void Count(const ExportLine& line, ExportCounts& counts) {
  switch (line.line_case()) {
    case ExportLine::kText:
      return counts.set_texts(counts.texts() + 1);
    case ExportLine::kSource:
      return counts.set_sources(counts.sources() + 1);
    case ExportLine::kDocument:
      return counts.set_documents(counts.documents() + 1);
    case ExportLine::kExtraction:
      return counts.set_extractions(counts.extractions() + 1);
    case ExportLine::kChange:
      return counts.set_changes(counts.changes() + 1);
    case ExportLine::kDocumentVersion:
      return counts.set_document_versions(counts.document_versions() + 1);
    case ExportLine::kMeasureVersion:
      return counts.set_measure_versions(counts.measure_versions() + 1);
    case ExportLine::kIndicatorVersion:
      return counts.set_indicator_versions(counts.indicator_versions() + 1);
    case ExportLine::kCorrection:
      return counts.set_corrections(counts.corrections() + 1);
    case ExportLine::kLink:
      return counts.set_links(counts.links() + 1);
    case ExportLine::kCodelistEntry:
      return counts.set_codelist_entries(counts.codelist_entries() + 1);
    case ExportLine::kCodelistChange:
      return counts.set_codelist_changes(counts.codelist_changes() + 1);
    case ExportLine::kHeader:
    case ExportLine::kTrailer:
    case ExportLine::LINE_NOT_SET:
      return;
  }
}

}  // namespace

absl::StatusOr<std::string> ExportLineWriter::Write(const ExportLine& line) {
  ASSIGN_OR_RETURN(std::string json, ToJsonLine(line));
  ++lines_;
  digest_.Append(json);
  return json;
}

absl::StatusOr<std::string> ExportLineWriter::Trailer() {
  ExportLine line;
  line.mutable_trailer()->set_lines(lines_);
  line.mutable_trailer()->set_sha256(HexEncode(digest_.Finish()));
  return ToJsonLine(line);
}

absl::Status ExportLineReader::Broken(std::string_view what) const {
  return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, StrCat("line ", lines_, ": ", what));
}

absl::StatusOr<bool> ExportLineReader::TakeLine(std::string& line) {
  size_t end;
  size_t from = begin_;  // what stands before was looked at
  while ((end = buffer_.find('\n', from)) == std::string::npos) {
    if (buffer_.size() - begin_ > kMaxLineBytes) {
      ++lines_;
      return Broken("is longer than any line of an export");
    }
    ASSIGN_OR_RETURN(const std::string more, source_());
    if (more.empty()) {
      if (begin_ == buffer_.size()) return false;
      ++lines_;
      return Broken("is cut off");
    }
    buffer_.erase(0, begin_);
    begin_ = 0;
    from = buffer_.size();
    buffer_.append(more);
  }
  line.assign(buffer_, begin_, end - begin_);
  begin_ = end + 1;
  ++lines_;
  return true;
}

absl::StatusOr<policy::v1::ExportHeader> ExportLineReader::ReadHeader() {
  std::string text;
  ASSIGN_OR_RETURN(const bool found, TakeLine(text));
  ExportLine line;
  google::protobuf::util::JsonParseOptions lenient;  // what a newer version adds must not hide that it is newer
  lenient.ignore_unknown_fields = true;
  if (!found || !google::protobuf::util::JsonStringToMessage(text, &line, lenient).ok() ||
      line.header().format() != kExportFormat) {
    return Broken("is not the first line of an export of a store");
  }
  if (line.header().version() != kExportVersion) {
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kSCHEMA_TOO_NEW,
                 StrCat("line 1: version ", line.header().version(), " of the format, this program reads version ",
                        kExportVersion));
  }
  if (!google::protobuf::util::JsonStringToMessage(text, &line).ok()) return Broken("is no line of an export");
  expected_ = line.header().counts();
  kind_ = ExportLine::kHeader;
  digest_.Append(text);
  digest_.Append("\n");
  return std::move(*line.mutable_header());
}

absl::Status ExportLineReader::CheckTrailer(const policy::v1::ExportTrailer& trailer) {
  if (trailer.lines() != lines_ - 1 || trailer.sha256() != HexEncode(digest_.Finish())) {
    return Broken("the trailer does not fit what stands before it: the export was changed or lines of it are missing");
  }
  if (!google::protobuf::util::MessageDifferencer::Equals(expected_, seen_)) {
    return Broken("there are not as many lines of each kind as the header says");
  }
  std::string text;
  ASSIGN_OR_RETURN(const bool more, TakeLine(text));
  return more ? Broken("stands behind the trailer") : absl::OkStatus();
}

absl::StatusOr<bool> ExportLineReader::Next(ExportLine& line) {
  std::string text;
  ASSIGN_OR_RETURN(const bool found, TakeLine(text));
  if (!found) return Broken("is the last one and no trailer: the export is cut off");
  line.Clear();
  const auto status = google::protobuf::util::JsonStringToMessage(text, &line);
  if (!status.ok()) {
    return Broken(StrCat("is no line of an export: ", CutAtCodePoint(std::string(status.message()), 200)));
  }
  const int kind = line.line_case();
  if (kind <= ExportLine::kHeader || kind < kind_) return Broken("does not belong here");
  kind_ = kind;
  if (line.has_trailer()) {
    RETURN_IF_ERROR(CheckTrailer(line.trailer()));
    return false;
  }
  Count(line, seen_);
  digest_.Append(text);
  digest_.Append("\n");
  return true;
}

}  // namespace gangmu::measures
