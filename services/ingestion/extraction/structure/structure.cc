#include <algorithm>

#include "services/ingestion/extraction/structure/blocks.h"
#include "services/ingestion/extraction/structure/outline.h"
#include "services/ingestion/extraction/structure/paragraphs.h"
#include "services/ingestion/extraction/structure/zones.h"

namespace gangmu::extraction {
namespace {

// Turns the outline into sections, measures and blocks, in one walk over the paragraphs.
class Assembler {
 public:
  Assembler(const SourceText& text, const Paragraphs& paragraphs, const Zones& zones, const Outline& outline,
            Structure& structure, Result& result)
      : t_(text),
        p_(paragraphs),
        zones_(zones),
        items_(outline.items),
        outline_(outline),
        out_(structure),
        r_(result) {}

  void Assemble() {
    out_.title = zones_.title;
    AddUnits();
    const int32_t n = static_cast<int32_t>(p_.list.size());
    ReserveForText(out_.blocks, static_cast<size_t>(n) + 2 * items_.size());
    ReserveForText(r_.measures, items_.size());
    for (int32_t i = 0; i < n; ++i) {
      const Paragraph& p = p_.list[i];
      for (int32_t k = 0; k < p.pieces; ++k) AddPiece(i, p_.pieces[p.first_piece + k], k > 0);
    }
    std::sort(out_.blocks.begin(), out_.blocks.end(),
              [](const Block& a, const Block& b) { return a.span.start < b.span.start; });
    std::sort(r_.measures.begin(), r_.measures.end(),
              [](const Measure& a, const Measure& b) { return a.span.start < b.span.start; });
    NumberMeasures();
  }

 private:
  // Sections and labelled measures, with the indices of their sections. A measure's index is settled at the end, since
  // unlabelled ones come between.
  void AddUnits() {
    section_of_.resize(items_.size(), -1);
    for (size_t i = 0; i < items_.size(); ++i) {
      const OutlineItem& item = items_[i];
      const int32_t parent = item.parent < 0 ? -1 : section_of_[item.parent];
      if (item.section) {
        section_of_[i] = static_cast<int32_t>(r_.sections.size());
        r_.sections.push_back({item.span, item.label.span, item.heading, LevelOf(item.label), parent, item.part});
      } else {
        section_of_[i] = parent;
        Measure m;
        m.span = item.span;
        m.label = item.label.span;
        m.heading = item.heading;
        m.section = parent;
        m.part = item.part;
        r_.measures.push_back(std::move(m));
      }
      if (parent >= 0) holds_labels_.resize(r_.sections.size() + 1, 0);
    }
    holds_labels_.assign(r_.sections.size() + 1, 0);
    for (size_t i = 0; i < items_.size(); ++i) {
      const int32_t parent = items_[i].parent;
      if (parent >= 0) holds_labels_[section_of_[parent]] = 1;
      if (parent < 0) part_has_labels_.push_back(items_[i].part);
    }
  }

  void AddPiece(int32_t paragraph, Span piece, bool continues) {
    const BlockKind kind = zones_.of[paragraph].kind;
    if (kind != BlockKind::kBody) {
      Block b;
      b.span = piece;
      b.kind = kind;
      b.part = zones_.of[paragraph].part;
      MoveTo(piece.start);
      if (kind == BlockKind::kTableRow && !open_.empty()) b.section = section_of_[open_.back()];
      out_.blocks.push_back(b);
      return;
    }
    int32_t at = piece.start;
    while (at < piece.end) {
      MoveTo(at);
      const bool starts = !open_.empty() && items_[open_.back()].label.span.start == at;
      const int32_t next = next_ < items_.size() ? items_[next_].label.span.start : t_.size();
      const int32_t end = std::min(piece.end, next);
      AddRun(paragraph, {at, end}, starts, continues);
      at = end;
      continues = false;
    }
  }

  // Opens the items that begin at `at` and closes those that ended.
  void MoveTo(int32_t at) {
    for (;;) {
      if (next_ < items_.size() && items_[next_].label.span.start <= at) {
        while (!open_.empty() && items_[open_.back()].span.end <= items_[next_].label.span.start) open_.pop_back();
        open_.push_back(static_cast<int32_t>(next_++));
      } else if (!open_.empty() && items_[open_.back()].span.end <= at) {
        open_.pop_back();
      } else {
        return;
      }
    }
  }

  // A run of one unit: from its label, or in its midst, up to the next label or the end of the piece.
  void AddRun(int32_t paragraph, Span run, bool starts, bool continues) {
    const int32_t item = open_.empty() ? -1 : open_.back();
    if (item >= 0 && starts && items_[item].section) {
      const Span heading = SectionHeading(items_[item], run);
      Push(paragraph, heading, BlockKind::kHeading, item, true, false);
      Push(paragraph, {heading.end, run.end}, BlockKind::kBody, item, false, false);
      return;
    }
    Push(paragraph, run, BlockKind::kBody, item, starts, continues);
  }

  // Label and heading with the 。 behind it.
  Span SectionHeading(const OutlineItem& item, Span run) const {
    int32_t end = std::max(item.heading.end, item.label.span.end);
    while (end < run.end && (t_.cls(end) == CharClass::kStop || t_.cls(end) == CharClass::kComma)) ++end;
    return {run.start, std::min(std::max(end, run.start + 1), run.end)};
  }

  void Push(int32_t paragraph, Span span, BlockKind kind, int32_t item, bool starts, bool continues) {
    const auto blank = [&](int32_t i) {
      return t_.cls(i) == CharClass::kBlank || t_.cls(i) == CharClass::kNewline || t_[i] == U'#';
    };
    while (span.start < span.end && blank(span.start)) ++span.start;
    while (span.start < span.end && blank(span.end - 1)) --span.end;
    if (span.empty()) return;
    Block b;
    b.span = span;
    b.kind = kind;
    b.continues = continues;
    b.part = zones_.of[paragraph].part;
    b.section = item < 0 ? -1 : section_of_[item];
    b.unlabelled_heading = outline_.unlabelled_heading[paragraph] && !starts;
    if (starts) {
      b.label = items_[item].label.span;
      b.heading = items_[item].heading;
    }
    if (kind == BlockKind::kBody && (item < 0 || items_[item].section)) {
      if (!b.unlabelled_heading && IsPlainSection(b.section, b.part)) AddParagraph(b);
    }
    out_.blocks.push_back(b);
  }

  // A section without labelled units, or a text without any.
  bool IsPlainSection(int32_t section, int16_t part) const {
    if (section >= 0) return !holds_labels_[section];
    return std::find(part_has_labels_.begin(), part_has_labels_.end(), part) == part_has_labels_.end();
  }

  void AddParagraph(const Block& b) {
    // A label may stand between: what follows it is no part of the paragraph before.
    if (b.continues && !r_.measures.empty() && r_.measures.back().label.empty() &&
        r_.measures.back().section == b.section && r_.measures.back().part == b.part) {
      r_.measures.back().span.end = b.span.end;
      return;
    }
    Measure m;
    m.span = b.span;
    m.section = b.section;
    m.part = b.part;
    r_.measures.push_back(std::move(m));
  }

  // Blocks and measures are in text order, measures do not overlap: one merge.
  void NumberMeasures() {
    size_t m = 0;
    for (Block& b : out_.blocks) {
      if (b.kind != BlockKind::kBody) continue;
      while (m < r_.measures.size() && r_.measures[m].span.end <= b.span.start) ++m;
      if (m < r_.measures.size() && r_.measures[m].span.Contains(b.span)) b.measure = static_cast<int32_t>(m);
    }
  }

  const SourceText& t_;
  const Paragraphs& p_;
  const Zones& zones_;
  const std::vector<OutlineItem>& items_;
  const Outline& outline_;
  Structure& out_;
  Result& r_;
  std::vector<int32_t> section_of_;    // by item: the section that it is, or that it stands in
  std::vector<uint8_t> holds_labels_;  // by section
  std::vector<int16_t> part_has_labels_;
  std::vector<int32_t> open_;  // items around the place
  size_t next_ = 0;            // first item not yet met
};

}  // namespace

Structure FindStructure(const SourceText& text, Result& result) {
  const Paragraphs paragraphs = FindParagraphs(text);
  const Zones zones = FindZones(text, paragraphs);
  const Outline outline = FindOutline(text, paragraphs, zones);
  Structure structure;
  Assembler(text, paragraphs, zones, outline, structure, result).Assemble();
  return structure;
}

}  // namespace gangmu::extraction
