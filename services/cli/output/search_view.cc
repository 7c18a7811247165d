#include "services/cli/output/search_view.h"

#include <algorithm>

#include "absl/strings/str_format.h"

#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "services/cli/output/record_fields.h"

namespace gangmu::cli {
namespace {

using measures::v1::SearchHit;
using measures::v1::SearchSnippet;

std::string OneLine(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return line;
}

std::string Highlight(std::string_view text, const Style& style) {
  return style.colour() ? style.Quantity(text) : StrCat("【", text, "】");
}

const char* FieldName(measures::v1::SearchField field) {
  switch (field) {
    case measures::v1::SEARCH_FIELD_HEADING:
      return "heading";
    case measures::v1::SEARCH_FIELD_SECTION_PATH:
      return "under";
    case measures::v1::SEARCH_FIELD_SUBJECT:
      return "subject";
    default:
      return "text";
  }
}

}  // namespace

std::string MarkSnippet(const SearchSnippet& snippet, const Style& style) {
  const std::string text = OneLine(snippet.text());
  const OffsetMap offsets(text);
  std::string out = snippet.offset() > 0 ? "…" : "";
  size_t at = 0;
  for (const policy::v1::TextSpan& span : snippet.highlights()) {
    const size_t begin = offsets.ToBytes(static_cast<size_t>(std::max(0, span.start() - snippet.offset())));
    const size_t end = offsets.ToBytes(static_cast<size_t>(std::max(0, span.end() - snippet.offset())));
    if (begin < at || end < begin) continue;  // of a service that breaks its contract
    StrAppend(&out, std::string_view(text).substr(at, begin - at),
              Highlight(std::string_view(text).substr(begin, end - begin), style));
    at = end;
  }
  return StrCat(out, std::string_view(text).substr(at));
}

std::string ScoreText(int64_t score) { return absl::StrFormat("%.2f", static_cast<double>(score) / 65536); }

std::string ShowHit(int64_t number, const SearchHit& hit, const Style& style) {
  std::string out = StrCat(number, ". ", style.Heading(MeasureTitle(hit.measure())), "  ",
                           style.Dim(StrCat(hit.measure().name(), "  ", ScoreText(hit.score()))), "\n");
  for (const SearchSnippet& snippet : hit.snippets()) {
    StrAppend(&out, "   ", style.Dim(FieldName(snippet.field())), "  ", MarkSnippet(snippet, style), "\n");
  }
  return out;
}

}  // namespace gangmu::cli
