#include <cstdio>
#include <cstdlib>
#include <iconv.h>

#include "tests/support/documents/documents.h"
#include "tests/support/documents/zip_file.h"

namespace gangmu::testing {
namespace {

// Calls `each` with every line that is not blank, without indentation.
template <typename Each>
void ForLines(std::string_view text, Each each) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    while (line.starts_with("\u3000")) line.remove_prefix(3);
    while (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
    if (!line.empty()) each(line);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

constexpr std::string_view kWordNamespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

std::string WordPart(std::string_view root, std::string_view content) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:" + std::string(root) + " xmlns:w=\"" +
         std::string(kWordNamespace) + "\">" + std::string(content) + "</w:" + std::string(root) + ">";
}

}  // namespace

std::string EscapeXml(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string MakeBareHtml(std::string_view text) {
  std::string body;
  ForLines(text, [&](std::string_view line) { body += "<p>" + EscapeXml(line) + "</p>\n"; });
  return "<!DOCTYPE html>\n<html><body>\n" + body + "</body></html>\n";
}

std::string MakeHtmlPage(std::string_view text, std::string_view title) {
  std::string content;
  ForLines(text, [&](std::string_view line) {
    content += "      <p style=\"text-indent:2em\">" + EscapeXml(line) + "</p>\n";
  });
  const std::string escaped = EscapeXml(title);
  return R"(<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="SiteName" content="青禾市人民政府"><meta name="ColumnName" content="政策文件">
<meta name="ContentSource" content="市政府办公室"><meta name="PubDate" content="2023-04-05 09:30">
<title>)" +
         escaped + R"(_青禾市人民政府</title>
<style>p { line-height: 2 }</style><script>var tracker = "一、脚本不是正文。";</script></head>
<body>
  <div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zw">政务公开</a></li>
    <li><a href="/fw">办事服务</a></li><li><a href="/hd">互动交流</a></li></ul></div>
  <div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zw">政务公开</a> &gt; <a href="/zw/wj">政策文件</a></div>
  <div class="main">
    <h1>)" +
         escaped + R"(</h1>
    <div class="info">发布时间：2023-04-05 09:30&nbsp;&nbsp;来源：市政府办公室&nbsp;&nbsp;【字体：<a>大</a> <a>中</a> <a>小</a>】</div>
    <div class="TRS_Editor" id="zoom">
)" + content +
         R"(    </div>
    <div class="share"><a href="#">分享到微信</a> <a href="#">分享到微博</a></div>
  </div>
  <div class="footer"><p>主办：青禾市人民政府办公室 网站标识码：0000000000</p><p><a href="/map">网站地图</a></p></div>
  <!-- 一、注释不是正文。 -->
</body></html>
)";
}

std::string MakeDocxOf(std::string_view body_xml, std::string_view numbering_xml, std::string_view styles_xml) {
  ZipEntries entries = {
      {"[Content_Types].xml",
       "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
       "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
       "<Override PartName=\"/word/document.xml\" ContentType="
       "\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"},
      {"_rels/.rels",
       "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
       "<Relationship Id=\"rId1\" Target=\"word/document.xml\" Type="
       "\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>"},
      {"word/document.xml", WordPart("document", "<w:body>" + std::string(body_xml) + "</w:body>")},
  };
  if (!numbering_xml.empty()) entries.emplace_back("word/numbering.xml", WordPart("numbering", numbering_xml));
  if (!styles_xml.empty()) entries.emplace_back("word/styles.xml", WordPart("styles", styles_xml));
  return MakeZip(entries);
}

std::string MakeDocx(std::string_view text) {
  std::string body;
  ForLines(text, [&](std::string_view line) {
    body += "<w:p><w:r><w:t xml:space=\"preserve\">" + EscapeXml(line) + "</w:t></w:r></w:p>";
  });
  return MakeDocxOf(body);
}

std::string Encode(std::string_view utf8, const std::string& charset) {
  const iconv_t converter = iconv_open(charset.c_str(), "UTF-8");
  std::string out(utf8.size() * 2 + 16, '\0');
  char* from = const_cast<char*>(utf8.data());
  size_t from_left = utf8.size();
  char* to = out.data();
  size_t to_left = out.size();
  if (iconv(converter, &from, &from_left, &to, &to_left) == static_cast<size_t>(-1)) {
    std::fprintf(stderr, "Encode: the text has no form in %s\n", charset.c_str());
    std::abort();
  }
  iconv_close(converter);
  out.resize(out.size() - to_left);
  return out;
}

}  // namespace gangmu::testing
