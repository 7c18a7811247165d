#include "services/ingestion/readers/ofd.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "services/ingestion/readers/errors.h"
#include "services/ingestion/readers/media_type.h"
#include "services/ingestion/readers/page_layout.h"
#include "services/ingestion/readers/xml.h"

namespace gangmu::readers {
namespace {

constexpr PageSize kA4 = {210, 297};  // millimetres, the unit of OFD

// `location` (ST_Loc, 7.3) as a key of the archive: absolute from the root, else beside the part that names it.
std::string Resolve(std::string_view from_part, std::string_view location) {
  std::string joined;
  if (location.starts_with('/')) {
    joined = location.substr(1);
  } else {
    joined = StrCat(from_part.substr(0, from_part.rfind('/') + 1), location);
  }
  std::vector<std::string> parts;
  for (absl::string_view part : absl::StrSplit(joined, '/', absl::SkipEmpty())) {
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (part != ".") {
      parts.emplace_back(part);
    }
  }
  std::string key;
  for (const std::string& part : parts) key += (key.empty() ? "" : "/") + part;
  return key;
}

std::vector<double> Numbers(const std::string& text) {
  std::vector<double> out;
  for (absl::string_view piece : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    double value = 0;
    if (absl::SimpleAtod(piece, &value) && std::isfinite(value)) out.push_back(value);
  }
  return out;
}

// Advances of DeltaX, where "g 3 5.5" stands for 5.5 three times (7.4, ST_Array in TextCode), summed up to `count`.
double SumOfAdvances(const std::string& deltas, size_t count) {
  const std::vector<std::string> pieces = absl::StrSplit(deltas, ' ', absl::SkipEmpty());
  double sum = 0;
  for (size_t i = 0; i < pieces.size() && count > 0; ++i) {
    size_t times = 1;
    double value = 0;
    int64_t repeat = 0;
    if (pieces[i] == "g" && i + 2 < pieces.size() && absl::SimpleAtoi(pieces[i + 1], &repeat)) {
      times = static_cast<size_t>(std::clamp<int64_t>(repeat, 0, count));
      i += 2;
    }
    if (!absl::SimpleAtod(pieces[i], &value) || !std::isfinite(value)) continue;
    times = std::min(times, count);
    sum += value * static_cast<double>(times);
    count -= times;
  }
  return sum;
}

// One TextCode of a TextObject as a line of the page: its box from the object's boundary, its matrix and its size.
std::optional<PageLine> ToLine(const xmlNode* object, const xmlNode* code, int32_t page) {
  const std::string text = TextOf(code);
  const std::vector<double> boundary = Numbers(Attribute(object, "Boundary"));
  if (text.empty() || boundary.size() != 4) return std::nullopt;
  std::vector<double> ctm = Numbers(Attribute(object, "CTM"));
  if (ctm.size() != 6) ctm = {1, 0, 0, 1, 0, 0};
  double size = 4.2, x = 0, y = 0;
  static_cast<void>(absl::SimpleAtod(Attribute(object, "Size"), &size));
  static_cast<void>(absl::SimpleAtod(Attribute(code, "X"), &x));
  static_cast<void>(absl::SimpleAtod(Attribute(code, "Y"), &y));
  const double width = SumOfAdvances(Attribute(code, "DeltaX"), CountCodePoints(text) - 1) + size;
  const auto place = [&](double px, double py) {
    return std::pair(boundary[0] + ctm[0] * px + ctm[2] * py + ctm[4],
                     boundary[1] + ctm[1] * px + ctm[3] * py + ctm[5]);
  };
  const auto [left, baseline] = place(x, y);
  const auto [right, end] = place(x + width, y);
  const double height = size * std::max(0.1, std::abs(ctm[3]));
  return PageLine{page, left, std::max(left, right), baseline - height, baseline, text};
}

void ReadPage(const xmlNode* root, int32_t page, std::vector<PageLine>* lines) {
  const size_t first = lines->size();
  for (const xmlNode* object = root; object != nullptr;
       object = NextInTree(object, root, !IsElement(object, "TextObject"))) {
    if (!IsElement(object, "TextObject")) continue;
    for (const xmlNode* code = FirstChild(object, "TextCode"); code != nullptr; code = NextSibling(code, "TextCode")) {
      if (std::optional<PageLine> line = ToLine(object, code, page)) lines->push_back(*std::move(line));
    }
  }
  // Objects stand in drawing order. Rows are told apart by half a line, then read from left to right.
  std::stable_sort(lines->begin() + first, lines->end(),
                   [](const PageLine& a, const PageLine& b) { return a.bottom < b.bottom; });
  for (size_t start = first; start < lines->size();) {
    size_t end = start + 1;
    while (end < lines->size() && (*lines)[end].bottom - (*lines)[start].bottom < 0.4 * (*lines)[start].height()) ++end;
    std::stable_sort(lines->begin() + start, lines->begin() + end,
                     [](const PageLine& a, const PageLine& b) { return a.left < b.left; });
    start = end;
  }
}

std::optional<PageSize> SizeOf(const xmlNode* area) {
  const xmlNode* box = FirstChild(area, "PhysicalBox");
  const std::vector<double> numbers = box == nullptr ? std::vector<double>() : Numbers(TextOf(box));
  if (numbers.size() != 4) return std::nullopt;
  return PageSize{numbers[2], numbers[3]};
}

struct Layout {
  std::vector<PageLine> lines;
  std::vector<PageSize> pages;
};

absl::Status ReadBody(Archive& archive, const Limits& limits, const std::string& part, Layout* layout) {
  ASSIGN_OR_RETURN(const std::string xml, archive.Extract(part));
  ASSIGN_OR_RETURN(const XmlDocument document, ParseXml(xml, limits, kOfd));
  const xmlNode* root = xmlDocGetRootElement(document.get());
  const PageSize usual = SizeOf(FirstChild(FirstChild(root, "CommonData"), "PageArea")).value_or(kA4);
  const xmlNode* pages = FirstChild(root, "Pages");
  for (const xmlNode* page = FirstChild(pages, "Page"); page != nullptr; page = NextSibling(page, "Page")) {
    if (layout->pages.size() >= static_cast<size_t>(limits.max_pages)) {
      return LimitExceeded("pages", StrCat("the OFD has more than ", limits.max_pages, " pages"));
    }
    ASSIGN_OR_RETURN(const std::string content, archive.Extract(Resolve(part, Attribute(page, "BaseLoc"))));
    ASSIGN_OR_RETURN(const XmlDocument tree, ParseXml(content, limits, kOfd));
    const xmlNode* page_root = xmlDocGetRootElement(tree.get());
    layout->pages.push_back(SizeOf(FirstChild(page_root, "Area")).value_or(usual));
    ReadPage(page_root, static_cast<int32_t>(layout->pages.size()), &layout->lines);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReadDocument> ReadOfd(Archive& archive, const Limits& limits) {
  if (archive.Has("Encryptions.xml")) return Encrypted(kOfd);
  ASSIGN_OR_RETURN(const std::string xml, archive.Extract("OFD.xml"));
  ASSIGN_OR_RETURN(const XmlDocument entry, ParseXml(xml, limits, kOfd));
  Layout layout;
  const xmlNode* root = xmlDocGetRootElement(entry.get());
  for (const xmlNode* body = FirstChild(root, "DocBody"); body != nullptr; body = NextSibling(body, "DocBody")) {
    const xmlNode* doc_root = FirstChild(body, "DocRoot");
    if (doc_root == nullptr) return Malformed(kOfd, "a DocBody has no DocRoot");
    RETURN_IF_ERROR(ReadBody(archive, limits, Resolve("OFD.xml", TrimBlanks(TextOf(doc_root))), &layout));
  }
  if (layout.pages.empty()) return Malformed(kOfd, "it has no pages");
  TextBuilder out(limits.max_text_bytes);
  AddParagraphs(std::move(layout.lines), layout.pages, &out);
  return std::move(out).Finish(kOfd);
}

}  // namespace gangmu::readers
