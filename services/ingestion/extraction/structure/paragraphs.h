// Lines → paragraphs: hard wraps of a PDF are undone, lost line breaks are put back, and lines that are no running text
// (tables, page numbers, tables of contents) are told apart. Everything by looking at the whole document's line
// lengths.
#pragma once

#include <cstdint>
#include <vector>

#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

enum class ParagraphRole : uint8_t { kText, kTableRow, kPageNumber, kToc };

// Running text, or one line of another role. A paragraph may consist of several pieces, where a page number stood
// between its lines; a piece has newlines inside where lines were joined.
struct Paragraph {
  Span span;  // from the first piece to the last
  int32_t first_piece = 0;
  int32_t pieces = 0;
  ParagraphRole role = ParagraphRole::kText;
  bool blank_before = false;  // an empty line stands above
  bool ends_open = false;     // does not end in 。！？；： or ，
  int32_t stops = 0;          // number of 。！？； inside
};

struct Paragraphs {
  std::vector<Paragraph> list;  // in text order
  std::vector<Span> pieces;     // by Paragraph::first_piece
};

Paragraphs FindParagraphs(const SourceText& text);

}  // namespace gangmu::extraction
