#include "services/ingestion/readers/docx.h"

#include <string>
#include <vector>

#include "common/status/macros.h"
#include "services/ingestion/readers/docx_numbering.h"
#include "services/ingestion/readers/errors.h"
#include "services/ingestion/readers/media_type.h"
#include "services/ingestion/readers/table_row.h"
#include "services/ingestion/readers/text_builder.h"
#include "services/ingestion/readers/xml.h"

namespace gangmu::readers {
namespace {

// The main part is the one the package names, usually word/document.xml.
absl::StatusOr<std::string> MainPart(Archive& archive, const Limits& limits) {
  constexpr std::string_view kUsual = "word/document.xml";
  if (!archive.Has("_rels/.rels")) return std::string(kUsual);
  ASSIGN_OR_RETURN(const std::string xml, archive.Extract("_rels/.rels"));
  ASSIGN_OR_RETURN(const XmlDocument rels, ParseXml(xml, limits, kDocx));
  const xmlNode* root = xmlDocGetRootElement(rels.get());
  for (const xmlNode* rel = FirstChild(root, "Relationship"); rel != nullptr; rel = NextSibling(rel, "Relationship")) {
    if (!Attribute(rel, "Type").ends_with("/officeDocument")) continue;
    std::string target = Attribute(rel, "Target");
    if (target.starts_with("/")) target.erase(0, 1);
    if (archive.Has(target)) return target;
  }
  return std::string(kUsual);
}

absl::StatusOr<XmlDocument> OptionalPart(Archive& archive, const std::string& name, const Limits& limits) {
  if (!archive.Has(name)) return XmlDocument();
  ASSIGN_OR_RETURN(const std::string xml, archive.Extract(name));
  return ParseXml(xml, limits, kDocx);
}

bool IsHidden(const xmlNode* node) {
  static constexpr std::string_view kHidden[] = {"del", "moveFrom", "instrText", "delText", "Fallback", "pPr",
                                                 "rPr", "sectPr",   "tblPr",     "trPr",    "tcPr",     "sdtPr"};
  for (std::string_view name : kHidden) {
    if (IsElement(node, name)) return true;
  }
  return false;
}

class DocxWalker {
 public:
  DocxWalker(DocxNumbering numbering, TextBuilder* out) : numbering_(std::move(numbering)), out_(out) {}

  // Block content: paragraphs and tables at any depth of wrappers (content controls, text boxes, inserted ranges).
  // Recursion is bounded by the depth limit of ParseXml.
  void Blocks(const xmlNode* parent) {
    for (const xmlNode* node = parent->children; node != nullptr && !out_->full(); node = node->next) {
      if (node->type != XML_ELEMENT_NODE || IsHidden(node)) continue;
      if (IsElement(node, "p")) {
        Emit(node);
      } else if (IsElement(node, "tbl")) {
        Table(node);
      } else {
        Blocks(node);
      }
    }
  }

 private:
  void Emit(const xmlNode* paragraph) {
    std::vector<const xmlNode*> boxes;
    const int32_t number = ++paragraphs_;
    out_->AddLine(ParagraphText(paragraph, &boxes), 0, -1, number);
    for (const xmlNode* box : boxes) Blocks(box);
  }

  std::string ParagraphText(const xmlNode* paragraph, std::vector<const xmlNode*>* boxes) {
    std::string text;
    Inline(paragraph, &text, boxes);
    if (TrimBlanks(text).empty()) return {};
    return numbering_.NextLabel(numbering_.RefOf(FirstChild(paragraph, "pPr"))) + text;
  }

  void Inline(const xmlNode* parent, std::string* text, std::vector<const xmlNode*>* boxes) {
    for (const xmlNode* node = parent->children; node != nullptr; node = node->next) {
      if (node->type != XML_ELEMENT_NODE || IsHidden(node)) continue;
      if (IsElement(node, "t")) {
        *text += TextOf(node);
      } else if (IsElement(node, "tab")) {
        *text += '\t';
      } else if (IsElement(node, "br") || IsElement(node, "cr")) {
        *text += '\n';
      } else if (IsElement(node, "noBreakHyphen")) {
        *text += '-';
      } else if (IsElement(node, "txbxContent")) {
        boxes->push_back(node);
      } else {
        Inline(node, text, boxes);
      }
    }
  }

  void Table(const xmlNode* table) {
    for (const xmlNode* row = NextInTree(table, table, true); row != nullptr && !out_->full();) {
      const bool is_row = IsElement(row, "tr");
      if (is_row) Row(row);
      row = NextInTree(row, table, !is_row && !IsHidden(row));
    }
  }

  // Stands at its first paragraph.
  void Row(const xmlNode* row) {
    const int32_t first = paragraphs_ + 1;
    std::vector<std::string> cells;
    for (const xmlNode* node = NextInTree(row, row, true); node != nullptr;) {
      const bool is_cell = IsElement(node, "tc");
      if (is_cell) cells.push_back(CellText(node));
      node = NextInTree(node, row, !is_cell && !IsHidden(node));
    }
    // A table of one column is a frame around text: its paragraphs are lines of their own.
    if (cells.size() == 1) {
      AddLines(cells.front(), first);
    } else {
      out_->AddLine(TableRowLine(cells), 0, -1, first);
    }
  }

  // Paragraphs of a cell, also of tables inside it, one line each.
  std::string CellText(const xmlNode* cell) {
    std::string text;
    for (const xmlNode* node = NextInTree(cell, cell, true); node != nullptr;) {
      const bool is_paragraph = IsElement(node, "p");
      if (is_paragraph) {
        ++paragraphs_;
        std::vector<const xmlNode*> boxes;
        const std::string line = ParagraphText(node, &boxes);
        if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
      }
      node = NextInTree(node, cell, !is_paragraph && !IsHidden(node));
    }
    return text;
  }

  void AddLines(std::string_view text, int32_t paragraph) {
    while (!text.empty()) {
      const size_t end = text.find('\n');
      out_->AddLine(text.substr(0, end), 0, -1, paragraph);
      text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
  }

  DocxNumbering numbering_;
  TextBuilder* out_;
  int32_t paragraphs_ = 0;  // w:p elements so far that are text
};

}  // namespace

absl::StatusOr<ReadDocument> ReadDocx(Archive& archive, const Limits& limits) {
  ASSIGN_OR_RETURN(const std::string main, MainPart(archive, limits));
  const std::string folder = main.substr(0, main.rfind('/') + 1);
  ASSIGN_OR_RETURN(const XmlDocument numbering_part, OptionalPart(archive, folder + "numbering.xml", limits));
  ASSIGN_OR_RETURN(const XmlDocument styles, OptionalPart(archive, folder + "styles.xml", limits));
  DocxNumbering numbering;
  numbering.Load(numbering_part.get(), styles.get());
  ASSIGN_OR_RETURN(const std::string xml, archive.Extract(main));
  ASSIGN_OR_RETURN(const XmlDocument document, ParseXml(xml, limits, kDocx));
  const xmlNode* body = FirstChild(xmlDocGetRootElement(document.get()), "body");
  if (body == nullptr) return Malformed(kDocx, "the main part has no body");
  TextBuilder out(limits.max_text_bytes);
  DocxWalker(std::move(numbering), &out).Blocks(body);
  ASSIGN_OR_RETURN(ReadDocument read, std::move(out).Finish(kDocx));
  read.text_part = main;
  return read;
}

}  // namespace gangmu::readers
