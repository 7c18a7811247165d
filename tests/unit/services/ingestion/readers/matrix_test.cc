// Every reader on sound, broken and hostile files, all made here: what becomes of each is stated beside it.
#include <string>
#include <vector>

#include "common/status/error.h"
#include "gtest/gtest.h"
#include "services/ingestion/readers/reader.h"
#include "tests/support/documents/documents.h"
#include "tests/support/documents/zip_file.h"

namespace gangmu::readers {
namespace {

using testing::Encode;
using testing::MakeDocxOf;
using testing::MakeEncryptedZip;
using testing::MakeZip;
using testing::ZipEntries;
using std::string_literals::operator""s;

constexpr char kText[] =
    "青禾市节约用水实施方案\n一、重点任务\n（一）改造管网。年内改造老旧管网86公里，完成投资2.4亿元。\n";
constexpr char kTraditional[] =
    "關於加強用水管理的通知\n各區公所：請依規定辦理，並於本月底前回報，全區節水目標為百分之三。\n";

struct MatrixFile {
  std::string name;
  std::string bytes;
  std::string expected;  // the document text, or the reason of the refusal
  std::string media_type_hint = "";
  std::string charset_hint = "";
};
using Files = std::vector<MatrixFile>;

std::string Repeat(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

// Lines that differ, so that they pack no better than a real document.
std::string NumberedLines(int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += "第" + std::to_string(i * 7919L % 1'000'003) + "号节水器具。\n";
  return out;
}

std::string WithCrlf(std::string_view text) {
  std::string out;
  for (char c : text) out += c == '\n' ? "\r\n"s : std::string(1, c);
  return out;
}

void AddTexts(Files* files) {
  struct Form {
    const char* charset;
    std::string mark;
    const char* text;
    bool needs_hint;
  };
  const Form forms[] = {{"UTF-8", "", kText, false},
                        {"UTF-8", "\xEF\xBB\xBF", kText, false},
                        {"UTF-16LE", "\xFF\xFE", kText, false},
                        {"UTF-16BE", "\xFE\xFF", kText, false},
                        {"GB18030", "", kText, false},
                        {"GBK", "", kText, false},
                        {"BIG5", "", kTraditional, true}};
  for (const Form& form : forms) {
    const std::string bytes = form.mark + Encode(form.text, form.charset);
    const std::string name = "text "s + form.charset + (form.mark.empty() ? "" : " with mark");
    const std::string hint = form.needs_hint ? form.charset : "";
    files->push_back({name, bytes, form.text, "", hint});
    files->push_back({name + " as pdf", bytes, form.text, "application/pdf", hint});
    files->push_back({name + " crlf", form.mark + Encode(WithCrlf(form.text), form.charset), form.text, "", hint});
    files->push_back({name + " blank", form.mark + Encode(" \r\n\t\n", form.charset), "EMPTY_DOCUMENT", "", hint});
    files->push_back({name + " unknown charset hint", bytes, form.text, "", form.needs_hint ? hint : "x-no-such"});
    files->push_back({name + " with zeros", bytes + std::string(64, '\0'), "NOT_TEXT", "", hint});
  }
  files->push_back({"empty file", "", "EMPTY_DOCUMENT"});
  files->push_back({"only a mark", "\xEF\xBB\xBF", "EMPTY_DOCUMENT"});
  files->push_back({"random bytes", "\x80\xFF\x00\x01\x02\x90\xFE\xFF\x81\x00"s, "NOT_TEXT"});
  files->push_back({"9 MB of text", Repeat("节约用水。\n", 600'000), "DOCUMENT_TOO_LARGE"});
  files->push_back({"text named html", kText, kText, "text/html"});
}

void AddPages(Files* files) {
  const std::string page = testing::MakeHtmlPage(kText, "青禾市节约用水实施方案");
  const auto declared = [&](std::string_view charset) {
    std::string other = page;
    return other.replace(other.find("utf-8"), 5, charset);
  };
  files->push_back({"html", page, kText});
  files->push_back({"html as text", page, kText, "text/plain"});
  files->push_back({"html as docx", page, kText, "application/msword"});
  files->push_back({"html gb2312", Encode(declared("gb2312"), "GBK"), kText});
  files->push_back({"html gbk", Encode(declared("gbk"), "GBK"), kText});
  files->push_back({"html gb18030", Encode(declared("gb18030"), "GB18030"), kText});
  files->push_back({"html false declaration", Encode(declared("utf-8"), "GBK"), kText});
  files->push_back({"html with mark", "\xEF\xBB\xBF" + page, kText});
  files->push_back({"html utf-16", "\xFF\xFE" + Encode(page, "UTF-16LE"), kText});
  files->push_back({"html bare", testing::MakeBareHtml(kText), kText});
  files->push_back(
      {"html big5", Encode("<meta charset=big5>" + testing::MakeBareHtml(kTraditional), "BIG5"), kTraditional});
  const std::string open = testing::MakeBareHtml(kText);
  files->push_back({"html truncated", open.substr(0, open.find("</body")), kText});
  files->push_back({"html cut inside a tag", open.substr(0, open.find("</body")) + "<p cla", kText});
  files->push_back(
      {"html without text", "<html><body><img src='a.png'><script>x = 1</script></body></html>", "EMPTY_DOCUMENT"});
  files->push_back({"html 10,000 deep", "<html><body>" + Repeat("<div>", 10'000) + "文" + Repeat("</div>", 10'000),
                    "LIMIT_EXCEEDED"});
  files->push_back({"html 10,000 unclosed", "<html><body>" + Repeat("<b><i>", 5'000) + "文", "LIMIT_EXCEEDED"});
  files->push_back({"html 3 million elements", "<html><body>" + Repeat("<br>", 3'000'000), "LIMIT_EXCEEDED"});
  files->push_back({"html long attribute",
                    "<html><body title='" + std::string(1 << 20, 'x') + "'><p>各区要节约用水。</p>",
                    "各区要节约用水。\n"});
  files->push_back({"html with zeros", page + std::string(64, '\0'), "NOT_TEXT"});
  files->push_back(
      {"html 9 MB of text", "<html><body>" + Repeat("<p>节约用水。</p>\n", 600'000), "DOCUMENT_TOO_LARGE"});
  files->push_back({"xml", "<?xml version=\"1.0\"?><data>节约用水</data>", "UNSUPPORTED_MEDIA_TYPE"});
}

constexpr char kLaughs[] =
    "<!DOCTYPE x [<!ENTITY a \"哈哈哈哈哈哈哈哈哈哈\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]>";
constexpr char kOutside[] = "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>";

// Containers of both formats, broken in the same ways. `part` is the part whose XML a reader must parse.
void AddContainers(const std::string& format, const std::string& sound, const std::string& part,
                   const ZipEntries& around, Files* files) {
  const auto with = [&](std::string content, ZipEntries more = {}) {
    ZipEntries entries = around;
    entries.emplace_back(part, std::move(content));
    entries.insert(entries.end(), more.begin(), more.end());
    return MakeZip(entries);
  };
  ZipEntries many = around;
  for (int i = 0; i < 10'001; ++i) many.emplace_back("x" + std::to_string(i), "");
  files->push_back({format, sound, kText});
  files->push_back({format + " as text", sound, kText, "text/plain"});
  files->push_back({format + " cut in half", sound.substr(0, sound.size() / 2), "FILE_MALFORMED"});
  files->push_back({format + " without its directory", sound.substr(0, sound.size() - 40), "FILE_MALFORMED"});
  files->push_back({format + " cut to its signature", sound.substr(0, 4), "FILE_MALFORMED"});
  files->push_back({format + " not well-formed", with("<a><b></a>"), "FILE_MALFORMED"});
  files->push_back({format + " of bytes", with("\xFF\xFE\x00\x01"s), "FILE_MALFORMED"});
  files->push_back({format + " empty part", with(""), "FILE_MALFORMED"});
  files->push_back({format + " other root", with("<a/>"), "FILE_MALFORMED"});
  files->push_back({format + " billion laughs", with(kLaughs + "<a>&d;</a>"s), "FILE_MALFORMED"});
  files->push_back({format + " outside entity", with(kOutside + "<a>&f;</a>"s), "FILE_MALFORMED"});
  files->push_back({format + " 10,000 deep", with(Repeat("<a>", 10'000) + Repeat("</a>", 10'000)), "LIMIT_EXCEEDED"});
  files->push_back({format + " bomb", with("<a>" + std::string(64 << 20, ' ') + "</a>"), "LIMIT_EXCEEDED"});
  files->push_back({format + " of 10,001 entries", MakeZip(many), "LIMIT_EXCEEDED"});
  ZipEntries secret = around;
  secret.emplace_back(part, "<a/>");
  files->push_back({format + " encrypted entries", MakeEncryptedZip(secret), "ENCRYPTED"});
}

void AddOffice(Files* files) {
  const ZipEntries none;
  AddContainers("docx", testing::MakeDocx(kText), "word/document.xml", none, files);
  const std::string entry = "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>";
  AddContainers("ofd", testing::MakeOfd(kText), "Doc_0/Document.xml", {{"OFD.xml", entry}}, files);
  files->push_back({"docx without text", MakeDocxOf("<w:p/>"), "EMPTY_DOCUMENT"});
  files->push_back({"docx 9 MB of text", testing::MakeDocx(NumberedLines(400'000)), "DOCUMENT_TOO_LARGE"});
  files->push_back(
      {"docx encrypted", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + Encode("EncryptedPackage", "UTF-16LE"), "ENCRYPTED"});
  const std::string body = "<document><body><p><r><t>各区要节约用水。</t></r></p></body></document>";
  files->push_back({"docx with names that climb",
                    MakeZip({{"../../../../tmp/x", "x"}, {"/etc/passwd", "x"}, {"word/document.xml", body}}),
                    "各区要节约用水。\n"});
  const auto ofd = [&](std::string_view pages) {
    return MakeZip({{"OFD.xml", entry},
                    {"Doc_0/Document.xml", "<Document><Pages>" + std::string(pages) + "</Pages></Document>"},
                    {"p.xml", "<Page/>"}});
  };
  files->push_back({"ofd page is missing", ofd("<Page BaseLoc='Pages/0.xml'/>"), "FILE_MALFORMED"});
  files->push_back({"ofd page climbs", ofd("<Page BaseLoc='../../../../../etc/passwd'/>"), "FILE_MALFORMED"});
  files->push_back({"ofd without text", ofd("<Page BaseLoc='/p.xml'/>"), "EMPTY_DOCUMENT"});
  files->push_back({"ofd of 6,000 pages", ofd(Repeat("<Page BaseLoc='/p.xml'/>", 6'000)), "LIMIT_EXCEEDED"});
  files->push_back({"ofd encrypted", MakeZip({{"OFD.xml", entry}, {"Encryptions.xml", "<a/>"}}), "ENCRYPTED"});
}

void AddPdfs(Files* files) {
  const std::string sound = testing::MakePdf(kText);
  files->push_back({"pdf", sound, kText});
  files->push_back({"pdf as text", sound, kText, "text/plain"});
  files->push_back({"pdf behind junk", "junk\n" + sound, kText});
  files->push_back({"pdf without its table", sound.substr(0, sound.rfind("startxref")), kText});
  files->push_back({"pdf header only", "%PDF-1.7\n", "FILE_MALFORMED"});
  files->push_back({"pdf of noise", "%PDF-1.7\n" + Repeat("\x8A\x01 obj << >> stream ", 1000), "FILE_MALFORMED"});
  testing::PageStyle empty;
  empty.page_numbers = false;
  files->push_back({"pdf without pages", testing::MakePdf("", empty), "FILE_MALFORMED"});
  files->push_back({"pdf with a blank page", testing::MakePdf("\u3000\u00A0", empty), "EMPTY_DOCUMENT"});
  std::string locked = sound;
  const std::string key = "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -1 /O <" + Repeat("5A", 32) +
                          "> /U <" + Repeat("A5", 32) + "> >> /ID [<00> <00>] /Root";
  locked.replace(locked.rfind("/Root"), 5, key);
  files->push_back({"pdf encrypted", locked, "ENCRYPTED"});
}

void AddOthers(Files* files) {
  const std::string cfb = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
  const std::pair<const char*, std::string> others[] = {{"rtf", "{\\rtf1 a}"},
                                                        {"gzip", "\x1F\x8B\x08"},
                                                        {"bzip2", "BZh91AY"},
                                                        {"xz",
                                                         "\xFD"
                                                         "7zXZ\0"s},
                                                        {"7z", "7z\xBC\xAF\x27\x1C"},
                                                        {"rar", "Rar!\x1A\x07\x01"},
                                                        {"zstd", "\x28\xB5\x2F\xFD"},
                                                        {"tar", std::string(257, 'n') + "ustar"},
                                                        {"png", "\x89PNG\r\n\x1A\n"},
                                                        {"jpeg", "\xFF\xD8\xFF\xE0"},
                                                        {"gif", "GIF89a"},
                                                        {"tiff le", "II*\0"s},
                                                        {"tiff be", "MM\0*"s},
                                                        {"webp", "RIFF1234WEBP"},
                                                        {"bmp", "BM\x10\0\0\0\0\0\0\0\x36\0\0\0"s},
                                                        {"djvu", "AT&TFORM"},
                                                        {"elf",
                                                         "\x7F"
                                                         "ELF\x02"},
                                                        {"pe", "MZ" + std::string(58, '\0') + "\x20\0\0\0"s},
                                                        {"sqlite", "SQLite format 3\0"s},
                                                        {"postscript", "%!PS-Adobe"},
                                                        {"mp3", "ID3\x03"},
                                                        {"ogg", "OggS"},
                                                        {"wav", "RIFF1234WAVE"},
                                                        {"mp4",
                                                         "\0\0\0\x20"
                                                         "ftypisom"s},
                                                        {"wasm", "\0asm\x01"s},
                                                        {"java class", "\xCA\xFE\xBA\xBE"},
                                                        {"caj", "CAJ\0"s},
                                                        {"doc", cfb + Encode("WordDocument", "UTF-16LE")},
                                                        {"xls", cfb + Encode("Workbook", "UTF-16LE")},
                                                        {"ppt", cfb + Encode("PowerPoint Document", "UTF-16LE")},
                                                        {"other compound file", cfb},
                                                        {"xlsx", MakeZip({{"xl/workbook.xml", "<a/>"}})},
                                                        {"pptx", MakeZip({{"ppt/presentation.xml", "<a/>"}})},
                                                        {"odt", MakeZip({{"content.xml", "<a/>"}})},
                                                        {"epub", MakeZip({{"META-INF/container.xml", "<a/>"}})},
                                                        {"jar", MakeZip({{"META-INF/MANIFEST.MF", "a"}})},
                                                        {"zip", MakeZip({{"a.txt", "各区要节约用水。"}})}};
  for (const auto& [name, bytes] : others) {
    files->push_back({name, bytes, "UNSUPPORTED_MEDIA_TYPE"});
    files->push_back({name + " as text"s, bytes, "UNSUPPORTED_MEDIA_TYPE", "text/plain"});
  }
}

TEST(ReaderMatrix, EveryFileHasItsOutcome) {
  Files files;
  AddTexts(&files);
  AddPages(&files);
  AddOffice(&files);
  AddPdfs(&files);
  AddOthers(&files);
  EXPECT_GE(files.size(), 120U);
  for (const MatrixFile& file : files) {
    const auto read = Read(file.bytes, {.media_type = file.media_type_hint, .charset = file.charset_hint});
    const std::string got = read.ok() ? read->text : std::string(ReasonName(DetailsOf(read.status()).reason));
    EXPECT_EQ(got.substr(0, 300), file.expected) << file.name << ": " << read.status().message();
    if (file.expected == "UNSUPPORTED_MEDIA_TYPE" && !read.ok()) {
      EXPECT_NE(DetailsOf(read.status()).metadata.front().second, "") << file.name;
    }
  }
}

}  // namespace
}  // namespace gangmu::readers
