// The same text as a file of each format, made from nothing but itself.
#pragma once

#include <string>
#include <string_view>

#include "tests/support/documents/page_setter.h"

namespace gangmu::testing {

// A page of a government site: meta names, navigation, breadcrumb, masthead with source and date, the text as
// paragraphs in a content container, footer. `title` may be empty.
std::string MakeHtmlPage(std::string_view text, std::string_view title);
// The same without anything around the text.
std::string MakeBareHtml(std::string_view text);

// A DOCX with one paragraph for each line that is not blank.
std::string MakeDocx(std::string_view text);
// A DOCX with this document.xml body, and numbering.xml and styles.xml where given.
std::string MakeDocxOf(std::string_view body_xml, std::string_view numbering_xml = {},
                       std::string_view styles_xml = {});

std::string MakePdf(std::string_view text, const PageStyle& style = {});
std::string MakeOfd(std::string_view text, const PageStyle& style = {});

std::string EscapeXml(std::string_view text);

// Encodings, over the system's iconv; aborts where the text has no form in `charset`.
std::string Encode(std::string_view utf8, const std::string& charset);

}  // namespace gangmu::testing
