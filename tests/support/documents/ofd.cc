#include <cstdio>

#include "common/text/utf8.h"
#include "tests/support/documents/documents.h"
#include "tests/support/documents/zip_file.h"

namespace gangmu::testing {
namespace {

constexpr double kMillimetresPerPoint = 25.4 / 72;
constexpr char kDeclaration[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr char kNamespace[] = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";

std::string Number(double points) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.3f", points * kMillimetresPerPoint);
  return buffer;
}

// One TextObject a line, as the common producers write it.
std::string TextObject(const SetLine& line, const PageStyle& style, int id) {
  std::string deltas;
  std::string_view rest = line.text;
  while (!rest.empty()) {
    const char32_t c = TakeCodePoint(rest);
    if (!rest.empty()) deltas += (deltas.empty() ? "" : " ") + Number(style.font_size * (c < 0x80 ? 0.5 : 1));
  }
  const double width = WidthInCharacters(line.text) * style.font_size;
  return "<ofd:TextObject ID=\"" + std::to_string(id) + "\" Boundary=\"" + Number(line.left) + " " +
         Number(line.baseline - style.font_size) + " " + Number(width) + " " + Number(style.font_size * 1.2) +
         "\" Font=\"1\" Size=\"" + Number(style.font_size) + "\"><ofd:TextCode X=\"0\" Y=\"" + Number(style.font_size) +
         "\" DeltaX=\"" + deltas + "\">" + EscapeXml(line.text) + "</ofd:TextCode></ofd:TextObject>";
}

}  // namespace

std::string MakeOfd(std::string_view text, const PageStyle& style) {
  const std::string box =
      "<ofd:PhysicalBox>0 0 " + Number(style.width) + " " + Number(style.height) + "</ofd:PhysicalBox>";
  ZipEntries entries = {
      {"OFD.xml", std::string(kDeclaration) + "<ofd:OFD " + kNamespace +
                      " Version=\"1.0\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID>"
                      "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"}};
  std::string pages;
  int id = 10, number = 0;
  for (const SetPage& page : SetPages(text, style)) {
    std::string objects;
    for (const SetLine& line : page.lines) objects += TextObject(line, style, ++id);
    const std::string path = "Pages/Page_" + std::to_string(number++) + "/Content.xml";
    pages += "<ofd:Page ID=\"" + std::to_string(++id) + "\" BaseLoc=\"" + path + "\"/>";
    entries.emplace_back("Doc_0/" + path, std::string(kDeclaration) + "<ofd:Page " + kNamespace +
                                              "><ofd:Content><ofd:Layer ID=\"" + std::to_string(++id) + "\">" +
                                              objects + "</ofd:Layer></ofd:Content></ofd:Page>");
  }
  entries.emplace_back("Doc_0/Document.xml",
                       std::string(kDeclaration) + "<ofd:Document " + kNamespace + "><ofd:CommonData><ofd:PageArea>" +
                           box + "</ofd:PageArea></ofd:CommonData><ofd:Pages>" + pages + "</ofd:Pages></ofd:Document>");
  return MakeZip(entries);
}

}  // namespace gangmu::testing
