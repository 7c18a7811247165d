// Finds the kind of a file by its first bytes. Pure.
#pragma once

#include <string_view>

namespace gangmu::readers {

inline constexpr std::string_view kPlainText = "text/plain";
inline constexpr std::string_view kMarkdown = "text/markdown";
inline constexpr std::string_view kHtml = "text/html";
inline constexpr std::string_view kXml = "application/xml";
inline constexpr std::string_view kPdf = "application/pdf";
inline constexpr std::string_view kZip = "application/zip";
inline constexpr std::string_view kDocx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
inline constexpr std::string_view kOfd = "application/ofd";
// The container of the old binary Office formats, also of encrypted new ones.
inline constexpr std::string_view kCompoundFile = "application/x-ole-storage";

// The type of a binary file by its signature; empty where the bytes may be text.
std::string_view SniffBinary(std::string_view bytes);

// kHtml, kXml or kPlainText for decoded text, by its first markup.
std::string_view SniffText(std::string_view utf8);

// The charset that an HTML or XML file declares in its first 1,024 bytes (meta charset, http-equiv, XML declaration),
// as written; empty where none.
std::string_view DeclaredCharset(std::string_view bytes);

}  // namespace gangmu::readers
