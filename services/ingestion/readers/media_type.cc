#include "services/ingestion/readers/media_type.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/ascii.h"

namespace gangmu::readers {
namespace {

using std::string_view_literals::operator""sv;

struct Signature {
  size_t offset;
  std::string_view bytes;
  std::string_view media_type;
};

// Signatures as the formats define them (the same values as in the freedesktop shared MIME database).
constexpr std::array kSignatures = {
    Signature{0, "PK\x03\x04"sv, kZip},
    Signature{0, "PK\x05\x06"sv, kZip},
    Signature{0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, kCompoundFile},
    Signature{0, "{\\rtf"sv, "application/rtf"},
    Signature{0, "\x1F\x8B"sv, "application/gzip"},
    Signature{0, "BZh"sv, "application/x-bzip2"},
    Signature{0,
              "\xFD"
              "7zXZ\0"sv,
              "application/x-xz"},
    Signature{0, "7z\xBC\xAF\x27\x1C"sv, "application/x-7z-compressed"},
    Signature{0, "Rar!\x1A\x07"sv, "application/vnd.rar"},
    Signature{0, "\x28\xB5\x2F\xFD"sv, "application/zstd"},
    Signature{257, "ustar"sv, "application/x-tar"},
    Signature{0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    Signature{0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    Signature{0, "GIF8"sv, "image/gif"},
    Signature{0, "II*\0"sv, "image/tiff"},
    Signature{0, "MM\0*"sv, "image/tiff"},
    Signature{8, "WEBP"sv, "image/webp"},
    Signature{0, "AT&TFORM"sv, "image/vnd.djvu"},
    Signature{0,
              "\x7F"
              "ELF"sv,
              "application/x-elf"},
    Signature{0, "SQLite format 3\0"sv, "application/vnd.sqlite3"},
    Signature{0, "%!PS"sv, "application/postscript"},
    Signature{0, "ID3"sv, "audio/mpeg"},
    Signature{0, "OggS"sv, "application/ogg"},
    Signature{0, "RIFF"sv, "application/x-riff"},
    Signature{4, "ftyp"sv, "video/mp4"},
    Signature{0, "\0asm"sv, "application/wasm"},
    Signature{0, "\xCA\xFE\xBA\xBE"sv, "application/java-vm"},
    Signature{0, "TASKCELL"sv, "application/caj"},
    Signature{0, "CAJ"sv, "application/caj"},
};

bool HasSignature(std::string_view bytes, const Signature& s) {
  return bytes.size() >= s.offset + s.bytes.size() && bytes.substr(s.offset, s.bytes.size()) == s.bytes;
}

// BM and MZ are also how a text may begin: the size or the offset that must follow decides.
uint32_t LittleEndian32(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value |= static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

constexpr std::array kHtmlTags = {"!doctype html"sv,
                                  "html"sv,
                                  "head"sv,
                                  "body"sv,
                                  "meta"sv,
                                  "title"sv,
                                  "script"sv,
                                  "style"sv,
                                  "div"sv,
                                  "p"sv,
                                  "table"sv,
                                  "h1"sv,
                                  "h2"sv,
                                  "h3"sv,
                                  "span"sv,
                                  "font"sv,
                                  "br"sv,
                                  "center"sv,
                                  "a"sv,
                                  "b"sv,
                                  "ul"sv,
                                  "ol"sv,
                                  "article"sv,
                                  "section"sv,
                                  "main"sv,
                                  "header"sv,
                                  "link"sv,
                                  "base"sv,
                                  "frameset"sv};

bool StartsWithTag(std::string_view lower, std::string_view tag) {
  if (!lower.starts_with(tag)) return false;
  const char next = lower.size() > tag.size() ? lower[tag.size()] : '>';
  return next == '>' || next == '/' || absl::ascii_isspace(static_cast<unsigned char>(next));
}

// Blanks, comments and processing instructions before the first tag say nothing about the kind.
std::string_view SkipProlog(std::string_view lower, bool* xml) {
  while (true) {
    const size_t start = lower.find_first_not_of(" \t\r\n\f");
    if (start == std::string_view::npos) return {};
    lower.remove_prefix(start);
    const std::string_view end = lower.starts_with("<!--") ? "-->"sv : lower.starts_with("<?") ? "?>"sv : ""sv;
    if (end.empty()) return lower;
    *xml |= lower.starts_with("<?xml");
    const size_t stop = lower.find(end);
    if (stop == std::string_view::npos) return {};
    lower.remove_prefix(stop + end.size());
  }
}

}  // namespace

std::string_view SniffBinary(std::string_view bytes) {
  // Viewers accept a PDF header anywhere in the first 1,024 bytes (ISO 32000-1, implementation note 13).
  if (bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos) return kPdf;
  for (const Signature& s : kSignatures) {
    if (HasSignature(bytes, s)) return s.media_type;
  }
  if (bytes.starts_with("BM") && bytes.size() >= 14 && LittleEndian32(bytes, 6) == 0) return "image/bmp";
  if (bytes.starts_with("MZ") && bytes.size() >= 64 && LittleEndian32(bytes, 60) < bytes.size()) {
    return "application/vnd.microsoft.portable-executable";
  }
  return {};
}

std::string_view SniffText(std::string_view utf8) {
  const std::string head = absl::AsciiStrToLower(absl::string_view(utf8.data(), std::min<size_t>(utf8.size(), 4096)));
  bool xml = false;
  std::string_view rest = SkipProlog(head, &xml);
  if (!rest.starts_with('<')) return kPlainText;
  rest.remove_prefix(1);
  for (std::string_view tag : kHtmlTags) {
    if (StartsWithTag(rest, tag)) return kHtml;
  }
  return xml || rest.starts_with("!doctype") ? kXml : kPlainText;
}

std::string_view DeclaredCharset(std::string_view bytes) {
  const std::string head = absl::AsciiStrToLower(absl::string_view(bytes.data(), std::min<size_t>(bytes.size(), 1024)));
  size_t at = 0;
  if (head.starts_with("<?xml")) {
    at = head.find("encoding", 5);
    if (at == std::string::npos || at > head.find("?>")) at = 0;
    if (at != 0) at += std::string_view("encoding").size();
  }
  if (at == 0) {
    const size_t meta = head.find("<meta");
    const size_t charset = meta == std::string::npos ? meta : head.find("charset", meta);
    if (charset == std::string::npos) return {};
    at = charset + std::string_view("charset").size();
  }
  at = head.find_first_not_of(" \t\r\n=\"'", at);
  if (at == std::string::npos) return {};
  const size_t end = head.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_:", at);
  return bytes.substr(at, (end == std::string::npos ? head.size() : end) - at);
}

}  // namespace gangmu::readers
