// The form of the document as all later passes read it: which piece of text is what, and under which heading it stands.
#pragma once

#include <cstdint>
#include <vector>

#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

enum class BlockKind : uint8_t {
  kTitle,           // the document's own title (or that of an attachment)
  kMeta,            // masthead: issuer, document number, date, source, marks; also 抄送 and 印发 lines at the end
  kSalutation,      // 各区人民政府： 各位代表：
  kToc,             // a line of a table of contents
  kHeading,         // the heading of a section, alone on its line or cut from the body that runs on behind it
  kBody,            // running text: a paragraph, an inline item, an introduction
  kTableRow,        // a row of a table flattened into lines
  kSignature,       // issuer and date under the text
  kPageNumber,      // a page number or running header left by a PDF
  kAttachmentMark,  // 附件 附件1
};

// One piece of text of one kind, without surrounding blanks. Newlines inside are hard wraps of a PDF: read them as
// nothing at all (they may stand inside a number or a word).
struct Block {
  Span span;
  BlockKind kind = BlockKind::kBody;
  bool continues =
      false;  // carries on the paragraph of the last block of the same measure (a page number stood between)
  bool unlabelled_heading =
      false;  // body line of its own that reads as a heading (2023年工作回顾): no section, but its time holds
  int32_t section = -1;  // innermost section it stands in (for kHeading: the section that it opens); -1: root
  int32_t measure = -1;  // measure it belongs to; -1: none (introductions, headings)
  Span label;            // the list label at its start (一、 （一） 一是 ——), part of span; empty where none
  Span heading;          // the heading behind the label, where label is not empty; part of span
  int16_t part = 0;      // 0 the body, n the n-th attachment
};

struct Structure {
  std::vector<Block> blocks;  // in text order, never overlapping; what lies between is blank
  Span title;                 // the document's own title; empty where none was seen. May span several lines.
};

// Labels → sections and measures (written to result.sections and result.measures), lines → blocks. Linear time.
Structure FindStructure(const SourceText& text, Result& result);

}  // namespace gangmu::extraction
