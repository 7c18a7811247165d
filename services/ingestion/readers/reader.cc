#include "services/ingestion/readers/reader.h"

#include <optional>
#include <string>
#include <utility>

#include "common/status/macros.h"
#include "common/text/encoding.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "services/ingestion/readers/archive.h"
#include "services/ingestion/readers/charset_cursor.h"
#include "services/ingestion/readers/docx.h"
#include "services/ingestion/readers/errors.h"
#include "services/ingestion/readers/html.h"
#include "services/ingestion/readers/media_type.h"
#include "services/ingestion/readers/ofd.h"
#include "services/ingestion/readers/pdf.h"
#include "services/ingestion/readers/plain_text.h"

namespace gangmu::readers {
namespace {

// Kinds of ZIP containers that are told by the parts they must have.
struct ContainerKind {
  std::string_view part;
  std::string_view media_type;
};
constexpr ContainerKind kContainers[] = {
    {"word/document.xml", kDocx},
    {"OFD.xml", kOfd},
    {"xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"META-INF/container.xml", "application/epub+zip"},
    {"content.xml", "application/vnd.oasis.opendocument.text"},
    {"META-INF/MANIFEST.MF", "application/java-archive"},
};

std::string Utf16Le(std::string_view ascii) {
  std::string out;
  for (char c : ascii) out.append({c, '\0'});
  return out;
}

// Names of streams in a compound file's directory tell what it holds ([MS-CFB] 2.6.1: UTF-16).
absl::Status RefuseCompoundFile(std::string_view bytes) {
  const auto holds = [&](std::string_view stream) { return bytes.find(Utf16Le(stream)) != std::string_view::npos; };
  if (holds("EncryptedPackage")) return Encrypted(kDocx);
  if (holds("WordDocument")) return UnsupportedMediaType("application/msword");
  if (holds("Workbook")) return UnsupportedMediaType("application/vnd.ms-excel");
  if (holds("PowerPoint Document")) return UnsupportedMediaType("application/vnd.ms-powerpoint");
  return UnsupportedMediaType(kCompoundFile);
}

absl::StatusOr<ReadDocument> ReadContainer(std::string_view bytes, const Limits& limits) {
  ASSIGN_OR_RETURN(Archive archive, Archive::Open(bytes, limits, kZip));
  for (const ContainerKind& kind : kContainers) {
    if (!archive.Has(kind.part)) continue;
    archive.set_media_type(kind.media_type);
    if (kind.media_type == kDocx) return ReadDocx(archive, limits);
    if (kind.media_type == kOfd) return ReadOfd(archive, limits);
    return UnsupportedMediaType(kind.media_type);
  }
  return UnsupportedMediaType(kZip);
}

// The reader of HTML knows places in the decoded page; the caller has the file.
void MapToBytes(std::string_view bytes, const DecodedText& page, std::vector<SourceAnchor>* map) {
  CharsetCursor cursor(bytes, page.charset);
  size_t at = 0;
  for (SourceAnchor& anchor : *map) {
    const auto next = static_cast<size_t>(anchor.byte);
    if (anchor.byte < 0 || next < at || next > page.text.size()) continue;
    anchor.byte = static_cast<int64_t>(cursor.Skip(CountCodePoints(std::string_view(page.text).substr(at, next - at))));
    at = next;
  }
}

absl::StatusOr<ReadDocument> ReadText(std::string_view bytes, const Hints& hints, const Limits& limits) {
  // UTF-16 may halve; nothing else shrinks when it is decoded.
  const bool page = SniffText(bytes) != kPlainText;
  if (!page && bytes.size() / 2 > limits.max_text_bytes) return TextTooLarge(limits.max_text_bytes);
  ASSIGN_OR_RETURN(DecodedText decoded, DecodeText(bytes, {hints.charset, DeclaredCharset(bytes)}));
  const std::string_view media_type = SniffText(decoded.text);
  if (media_type == kXml) return UnsupportedMediaType(kXml);
  if (media_type == kPlainText) return ReadPlainText(bytes, std::move(decoded), hints, limits);
  ASSIGN_OR_RETURN(ReadDocument document, ReadHtml(decoded.text, limits));
  MapToBytes(bytes, decoded, &document.source_map);
  document.charset = decoded.charset;
  document.charset_evidence = std::string(CharsetEvidenceName(decoded.evidence));
  return document;
}

}  // namespace

absl::StatusOr<ReadDocument> Read(std::string_view bytes, const Hints& hints, const Limits& limits) {
  if (bytes.size() > limits.max_source_bytes) {
    return LimitExceeded("sourceBytes", StrCat("the file is larger than ", limits.max_source_bytes, " bytes"));
  }
  const std::string_view binary = SniffBinary(bytes);
  if (binary.empty()) return ReadText(bytes, hints, limits);
  if (binary == kPdf) return ReadPdf(bytes, limits);
  if (binary == kZip) return ReadContainer(bytes, limits);
  if (binary == kCompoundFile) return RefuseCompoundFile(bytes);
  return UnsupportedMediaType(binary);
}

}  // namespace gangmu::readers
