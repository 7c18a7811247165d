#include "services/ingestion/readers/html.h"

#include "common/status/macros.h"
#include "services/ingestion/readers/html_content.h"
#include "services/ingestion/readers/html_lines.h"
#include "services/ingestion/readers/html_masthead.h"
#include "services/ingestion/readers/html_tree.h"
#include "services/ingestion/readers/media_type.h"
#include "services/ingestion/readers/text_builder.h"

namespace gangmu::readers {
namespace {

// How far into the content its title may stand: behind a masthead of its own (文号, 密级).
constexpr size_t kTitleWindow = 12;

std::string WithoutBlanks(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    if (rest.front() == ' ' || rest.front() == '\t' || rest.front() == '\n') {
      ++i;
    } else if (rest.starts_with("\u3000")) {
      i += 3;
    } else {
      out.push_back(text[i++]);
    }
  }
  return out;
}

bool ShowsTitle(const std::vector<HtmlLine>& content, std::string_view title) {
  std::string head;
  for (size_t i = 0; i < content.size() && i < kTitleWindow; ++i) head += WithoutBlanks(content[i].text);
  return head.find(WithoutBlanks(title)) != std::string::npos;
}

}  // namespace

absl::StatusOr<ReadDocument> ReadHtml(std::string_view utf8, const Limits& limits) {
  ASSIGN_OR_RETURN(const HtmlTree tree, ParseHtml(utf8, limits));
  const HtmlParts parts = FindContent(tree, HtmlLines(tree));
  Metadata metadata = ReadMasthead(tree, parts.masthead);
  TextBuilder out(limits.max_text_bytes);
  if (!parts.content.empty() && !metadata.title.empty() && !ShowsTitle(parts.content, metadata.title)) {
    out.AddLine(metadata.title, 0, 0);
  }
  for (const HtmlLine& line : parts.content) out.AddLine(line.text, 0, line.byte);
  ASSIGN_OR_RETURN(ReadDocument document, std::move(out).Finish(kHtml));
  document.metadata = std::move(metadata);
  return document;
}

}  // namespace gangmu::readers
