// Shapes of single lines that the masthead, the signature and the document fields are read by.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

enum class FrontLine : uint8_t { kNone, kSkip, kDate, kSource, kCrumb, kTail };

// What a line of a masthead or footer begins with (data/front_lines.tsv).
FrontLine ReadFrontLine(const SourceText& text, Span line);

// 文种 or a wider kind of document that the line ends with (brackets and footnote marks behind it are passed over);
// `type` is the word of the contract, empty for kinds it does not name.
struct TypeWord {
  Span span;
  std::string_view type;
  bool statutory = false;  // one of the 15 of the 2012 regulation
  explicit operator bool() const { return !span.empty(); }
};
TypeWord ReadTypeWord(const SourceText& text, Span line);

// Nothing but names of bodies, as in 中共柳河县委 柳河县人民政府 or 国务院.
bool IsOrganisationLine(const SourceText& text, Span line);

// A date and nothing else, also in brackets: （2023年5月）, 二〇〇四年一月十六日.
bool IsDateLine(const SourceText& text, Span line);

// 国发〔2018〕39号, also with other brackets and inside （）. Empty where the line is something else.
Span ReadDocumentNumber(const SourceText& text, Span line);

// The line in brackets.
bool IsBracketed(const SourceText& text, Span line);

// A name of a person behind an office: 省长 李炳军, 国家发展和改革委员会主任 何立峰.
bool IsPersonLine(const SourceText& text, Span line);

// 各省、自治区、直辖市人民政府，国务院各部委、各直属机构： or 各位代表：
bool IsSalutation(const SourceText& text, Span line);

}  // namespace gangmu::extraction
