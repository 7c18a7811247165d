#include "services/ingestion/readers/pdf.h"

#include <vector>

#include "absl/strings/numbers.h"

#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/ingestion/readers/child_process.h"
#include "services/ingestion/readers/errors.h"
#include "services/ingestion/readers/media_type.h"
#include "services/ingestion/readers/page_layout.h"
#include "services/ingestion/readers/xml.h"

namespace gangmu::readers {
namespace {

// Boxes and mark-up take several times the room of the words they hold.
constexpr size_t kOutputPerText = 12;

double Number(const xmlNode* node, std::string_view attribute) {
  double value = 0;
  return absl::SimpleAtod(Attribute(node, attribute), &value) ? value : 0;
}

// The words of a line; poppler ends a word at a gap, so a blank stands between two unless both are Chinese.
std::string LineText(const xmlNode* line) {
  std::string text;
  const xmlNode* before = nullptr;
  for (const xmlNode* word = FirstChild(line, "word"); word != nullptr; word = NextSibling(word, "word")) {
    const double gap = before == nullptr ? 0 : Number(word, "xMin") - Number(before, "xMax");
    const double height = Number(word, "yMax") - Number(word, "yMin");
    if (gap > 0.15 * height) text += ' ';
    text += TextOf(word);
    before = word;
  }
  return text;
}

struct Layout {
  std::vector<PageLine> lines;
  std::vector<PageSize> pages;
};

// The output of pdftotext -bbox-layout: doc / page / flow / block / line / word, each with its box.
Layout ReadLayout(const xmlNode* doc) {
  Layout layout;
  for (const xmlNode* page = FirstChild(doc, "page"); page != nullptr; page = NextSibling(page, "page")) {
    layout.pages.push_back({Number(page, "width"), Number(page, "height")});
    const auto number = static_cast<int32_t>(layout.pages.size());
    for (const xmlNode* node = page; node != nullptr; node = NextInTree(node, page, !IsElement(node, "line"))) {
      if (!IsElement(node, "line")) continue;
      layout.lines.push_back({number, Number(node, "xMin"), Number(node, "xMax"), Number(node, "yMin"),
                              Number(node, "yMax"), LineText(node)});
    }
  }
  return layout;
}

absl::Status ConversionError(const ChildResult& result) {
  if (result.complaint.find("Incorrect password") != std::string::npos) return Encrypted(kPdf);
  return Malformed(kPdf, "pdftotext cannot read it");
}

}  // namespace

absl::StatusOr<ReadDocument> ReadPdf(std::string_view bytes, const Limits& limits) {
  const ChildLimits child = {limits.child_cpu_time, limits.child_wall_time, limits.child_memory_bytes,
                             limits.max_text_bytes * kOutputPerText};
  ASSIGN_OR_RETURN(const ChildResult result, RunLimited({"pdftotext", "-bbox-layout", "-enc", "UTF-8", "-l",
                                                         std::to_string(limits.max_pages + 1), "/dev/fd/3", "-"},
                                                        bytes, child));
  if (result.exit_code != 0) return ConversionError(result);
  const std::string_view output = result.output;
  const size_t start = output.find("<doc>");
  const size_t end = output.rfind("</doc>");
  if (start == std::string_view::npos || end == std::string_view::npos) return Malformed(kPdf, "it has no pages");
  ASSIGN_OR_RETURN(const XmlDocument document,
                   ParseXml(output.substr(start, end - start + std::string_view("</doc>").size()), limits, kPdf));
  Layout layout = ReadLayout(xmlDocGetRootElement(document.get()));
  if (layout.pages.size() > static_cast<size_t>(limits.max_pages)) {
    return LimitExceeded("pages", StrCat("the PDF has more than ", limits.max_pages, " pages"));
  }
  TextBuilder out(limits.max_text_bytes);
  AddParagraphs(std::move(layout.lines), layout.pages, &out);
  return std::move(out).Finish(kPdf);
}

}  // namespace gangmu::readers
