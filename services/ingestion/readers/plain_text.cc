#include "services/ingestion/readers/plain_text.h"

#include <utility>

#include "common/text/utf8.h"
#include "services/ingestion/readers/charset_cursor.h"
#include "services/ingestion/readers/errors.h"
#include "services/ingestion/readers/media_type.h"
#include "services/ingestion/readers/text_builder.h"

namespace gangmu::readers {
namespace {

// A lone CR stays: it is part of the text (extraction contract, section 1).
std::string WithoutCrlf(std::string text) {
  size_t to = 0;
  for (size_t from = 0; from < text.size(); ++from) {
    if (text[from] == '\r' && from + 1 < text.size() && text[from + 1] == '\n') continue;
    text[to++] = text[from];
  }
  text.resize(to);
  return text;
}

// Anchors beyond this many stand further apart: a text of empty lines must not make a map many times its size.
constexpr size_t kExactAnchors = size_t{1} << 16;
constexpr size_t kWideSpacing = 1024;  // code points

// An anchor for each line. Walks lines as they were before CRLF became LF.
std::vector<SourceAnchor> MapLines(std::string_view bytes, std::string_view decoded, std::string_view charset) {
  CharsetCursor cursor(bytes, charset);
  std::vector<SourceAnchor> map;
  size_t text_offset = 0, skipped = 0;  // code points of the document text, and decoded ones since the last anchor
  while (!decoded.empty()) {
    if (map.size() < kExactAnchors || text_offset - static_cast<size_t>(map.back().text_offset) >= kWideSpacing) {
      map.push_back({static_cast<int32_t>(text_offset), 0, static_cast<int64_t>(cursor.Skip(skipped))});
      skipped = 0;
    }
    const size_t newline = decoded.find('\n');
    const std::string_view line = decoded.substr(0, newline == std::string_view::npos ? newline : newline + 1);
    const size_t code_points = CountCodePoints(line);
    skipped += code_points;
    text_offset += code_points - (line.ends_with("\r\n") ? 1 : 0);
    decoded.remove_prefix(line.size());
  }
  return map;
}

bool IsMarkdown(const Hints& hints) { return hints.media_type.starts_with(kMarkdown); }

}  // namespace

absl::StatusOr<ReadDocument> ReadPlainText(std::string_view bytes, DecodedText decoded, const Hints& hints,
                                           const Limits& limits) {
  if (decoded.text.size() > limits.max_text_bytes) return TextTooLarge(limits.max_text_bytes);
  const std::string_view media_type = IsMarkdown(hints) ? kMarkdown : kPlainText;
  if (TrimBlanks(decoded.text).empty()) return EmptyDocument(media_type);
  ReadDocument document;
  document.source_map = MapLines(bytes, decoded.text, decoded.charset);
  document.text = WithoutCrlf(std::move(decoded.text));
  document.media_type = std::string(media_type);
  document.charset = std::move(decoded.charset);
  document.charset_evidence = std::string(CharsetEvidenceName(decoded.evidence));
  return document;
}

}  // namespace gangmu::readers
