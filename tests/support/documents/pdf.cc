#include <cstdio>
#include <map>
#include <vector>

#include "common/text/utf8.h"
#include "tests/support/documents/documents.h"

namespace gangmu::testing {
namespace {

std::string Format(const char* format, auto... values) {
  char buffer[256];
  const int n = std::snprintf(buffer, sizeof buffer, format, values...);
  return std::string(buffer, n);
}

// Codes of the one font: UTF-16 units, and from U+E000 on a place for each sign beyond the basic plane.
class Codes {
 public:
  std::string Hex(std::string_view utf8) {
    std::string hex;
    while (!utf8.empty()) {
      const char32_t c = TakeCodePoint(utf8);
      const uint32_t code =
          c < 0x10000 ? c : 0xE000 + static_cast<uint32_t>(beyond_.try_emplace(c, beyond_.size()).first->second);
      used_[code] = c;
      hex += Format("%04X", code);
    }
    return hex;
  }

  std::string ToUnicode() const {
    std::string map =
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /G def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
    std::vector<std::string> lines;
    for (const auto& [code, c] : used_) {
      const std::string target = c < 0x10000 ? Format("%04X", static_cast<uint32_t>(c))
                                             : Format("%04X%04X", 0xD800 + static_cast<uint32_t>((c - 0x10000) >> 10),
                                                      0xDC00 + static_cast<uint32_t>((c - 0x10000) & 0x3FF));
      lines.push_back(Format("<%04X> <", code) + target + ">\n");
    }
    for (size_t i = 0; i < lines.size(); i += 100) {
      const size_t end = std::min(lines.size(), i + 100);
      map += std::to_string(end - i) + " beginbfchar\n";
      for (size_t k = i; k < end; ++k) map += lines[k];
      map += "endbfchar\n";
    }
    return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
  }

 private:
  std::map<uint32_t, char32_t> used_;
  std::map<char32_t, size_t> beyond_;
};

class Objects {
 public:
  int Add(std::string content) {
    objects_.push_back(std::move(content));
    return static_cast<int>(objects_.size());
  }
  int Reserve() { return Add(""); }
  void Set(int number, std::string content) { objects_[number - 1] = std::move(content); }

  std::string File(int root) const {
    std::string out = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
    std::string table = Format("xref\n0 %zu\n0000000000 65535 f \n", objects_.size() + 1);
    for (size_t i = 0; i < objects_.size(); ++i) {
      table += Format("%010zu 00000 n \n", out.size());
      out += Format("%zu 0 obj\n", i + 1) + objects_[i] + "\nendobj\n";
    }
    const size_t at = out.size();
    return out + table +
           Format("trailer\n<< /Size %zu /Root %d 0 R >>\nstartxref\n%zu\n%%%%EOF\n", objects_.size() + 1, root, at);
  }

 private:
  std::vector<std::string> objects_;
};

std::string Stream(const std::string& content) {
  return Format("<< /Length %zu >>\nstream\n", content.size()) + content + "\nendstream";
}

}  // namespace

std::string MakePdf(std::string_view text, const PageStyle& style) {
  Objects objects;
  Codes codes;
  const int pages = objects.Reserve(), font = objects.Reserve();
  std::string kids;
  int count = 0;
  for (const SetPage& page : SetPages(text, style)) {
    std::string content = "BT\n";
    for (const SetLine& line : page.lines) {
      content +=
          Format("/F1 %.1f Tf 1 0 0 1 %.2f %.2f Tm <", style.font_size, line.left, style.height - line.baseline) +
          codes.Hex(line.text) + "> Tj\n";
    }
    const int stream = objects.Add(Stream(content + "ET"));
    const int object =
        objects.Add(Format("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.0f %.0f] /Contents %d 0 R "
                           "/Resources << /Font << /F1 %d 0 R >> >> >>",
                           pages, style.width, style.height, stream, font));
    kids += Format("%d 0 R ", object);
    ++count;
  }
  objects.Set(pages, "<< /Type /Pages /Kids [" + kids + "] /Count " + std::to_string(count) + " >>");
  const int map = objects.Add(Stream(codes.ToUnicode()));
  const int descriptor = objects.Add(
      "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 "
      "/Descent -120 /CapHeight 700 /StemV 80 >>");
  const int cid_font = objects.Add(Format(
      "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
      "/Supplement 0 >> /DW 1000 /W [32 126 500] /FontDescriptor %d 0 R >>",
      descriptor));
  objects.Set(font, Format("<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts "
                           "[%d 0 R] /ToUnicode %d 0 R >>",
                           cid_font, map));
  return objects.File(objects.Add(Format("<< /Type /Catalog /Pages %d 0 R >>", pages)));
}

}  // namespace gangmu::testing
