#include "services/ingestion/extraction/structure/paragraphs.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "services/ingestion/extraction/structure/labels.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kMaxWrapWidth = 160;  // no page is wider (in half-width cells)
constexpr int32_t kMinWrapWidth = 36;   // 18 ideographs
constexpr size_t kMaxHeadingTail = 10;  // code points of a heading on its second line
constexpr int32_t kJoinSlack = 8;       // words that are not cut (numbers, Latin) leave more room at the end of a line
constexpr int32_t kWrapSlack = 5;       // a line is full where no word of this width fits behind it
constexpr int32_t kShortCell = 14;      // longest cell of a table flattened into lines
constexpr int32_t kMinFlattenedRows = 5;  // fewer short lines in a row are no table

constexpr int32_t kLeaders = 6;  // dots before the page number in a table of contents

// A line, or a part of one where a line break was lost.
struct Segment {
  Span span;
  int32_t width = 0;  // in half-width cells
  int32_t stops = 0;
  int32_t digits = 0;
  ParagraphRole role = ParagraphRole::kText;
  bool blank_before = false;
  bool indented = false;
  bool glued = false;  // carries on the segment before whatever its shape (a page number stood between, in one line)
};

bool IsBlank(const SourceText& t, int32_t i) { return t.cls(i) == CharClass::kBlank; }

// "— 12 —" at `at` (on the first dash): the place behind it, else 0.
int32_t MatchPageMark(const SourceText& t, int32_t at, int32_t end) {
  int32_t i = at + 1;
  const auto skip = [&] {
    while (i < end && IsBlank(t, i)) ++i;
  };
  skip();
  const int32_t digits = i;
  while (i < end && t.cls(i) == CharClass::kDigit) ++i;
  if (i == digits || i - digits > 4) return 0;
  skip();
  if (i >= end || (t[i] != U'—' && t[i] != U'-')) return 0;
  return i + 1;
}

// A line that is nothing but a page number: 12, 1 2, — 12 —, 第12页, II.
bool IsPageNumber(const SourceText& t, Span s) {
  if (s.size() > 16) return false;
  int32_t digits = 0, roman = 0, other = 0;
  for (int32_t i = s.start; i < s.end; ++i) {
    const char32_t c = t[i];
    if (t.cls(i) == CharClass::kDigit) {
      ++digits;
    } else if (c == U'I' || c == U'V' || c == U'X') {
      ++roman;
    } else if (c == U'页' || c == U'第' || c == U'共' || c == U'/') {
      other += 0;
    } else if (t.cls(i) != CharClass::kBlank && t.cls(i) != CharClass::kDash && c != U'·') {
      ++other;
    }
  }
  return other == 0 && ((digits > 0 && digits <= 6 && roman == 0) || (roman > 0 && roman <= 5 && digits == 0));
}

class SegmentReader {
 public:
  SegmentReader(const SourceText& text, std::vector<Segment>& out) : t_(text), out_(out) {}

  void Read() {
    for (const Line& line : t_.lines()) {
      if (line.content.empty()) {
        blank_before_ = true;
        continue;
      }
      ReadLine(line);
      blank_before_ = false;
    }
  }

 private:
  void ReadLine(const Line& line) {
    int32_t start = line.content.start;
    indented_ = start - line.span.start >= 2;
    signs_ = line.signs;
    const int32_t end = line.content.end;
    bool glued = false;
    const uint8_t* const classes = t_.classes();
    for (int32_t i = NextBlank(classes, start + 1, end); i < end; i = NextBlank(classes, i + 1, end)) {
      if (IsLostBreak(i, end)) {
        Emit({start, i}, glued);
        start = SkipBlanks(i, end);
        i = start;
        glued = false;
        indented_ = true;
      } else if (i + 1 < end && t_[i + 1] == U'—') {
        const int32_t behind = MatchPageMark(t_, i + 1, end);
        if (behind > 0 && behind < end && IsBlank(t_, behind)) {
          Emit({start, i}, glued);
          Emit({i + 1, behind}, false);
          out_.back().role = ParagraphRole::kPageNumber;
          start = SkipBlanks(behind, end);
          i = start;
          glued = true;
        }
      }
    }
    Emit({start, end}, glued);
  }

  // The first blank of [from, end), `end` where there is none.
  static int32_t NextBlank(const uint8_t* classes, int32_t from, int32_t end) {
    if (from >= end) return end;
    const void* const blank =
        std::memchr(classes + from, static_cast<int>(CharClass::kBlank), static_cast<size_t>(end - from));
    return blank == nullptr ? end : static_cast<int32_t>(static_cast<const uint8_t*>(blank) - classes);
  }

  int32_t SkipBlanks(int32_t i, int32_t end) const {
    while (i < end && IsBlank(t_, i)) ++i;
    return i;
  }

  // A line break was lost here: two ideographic blanks (the indentation of a paragraph), or the label of a chapter, or
  // behind the end of a sentence one of the first rank.
  bool IsLostBreak(int32_t i, int32_t end) const {
    if (i + 1 >= end) return false;
    if (t_.raw()[i] == U'\u3000' && t_.raw()[i + 1] == U'\u3000') return true;
    const char32_t next = t_[i + 1];
    if (next != U'第' && !(t_.cls(i + 1) == CharClass::kHanDigit && t_.cls(i - 1) == CharClass::kStop)) return false;
    const Label label = ReadLabel(t_, i + 1, end, true);
    return label && label.style <= LabelStyle::kHanComma;
  }

  // What a line is made of. One table look-up a code point: the counts of all classes share one word.
  struct Counts {
    int32_t width = 0, stops = 0, digits = 0, marks = 0, blanks = 0;
  };

  static constexpr int kField = 12;  // bits of a field; lines are counted in runs that cannot overflow one
  static constexpr int32_t kRun = 1000;

  static constexpr std::array<uint64_t, kCharClasses> CountTable() {
    std::array<uint64_t, kCharClasses> table{};
    for (int c = 0; c < kCharClasses; ++c) {
      const auto is = [&](CharClass k) { return c == static_cast<int>(k) ? uint64_t{1} : uint64_t{0}; };
      const bool wide = is(CharClass::kHan) || is(CharClass::kHanDigit) || is(CharClass::kComma) ||
                        is(CharClass::kStop) || is(CharClass::kOpen) || is(CharClass::kClose) || is(CharClass::kOther);
      table[c] = (wide ? 2 : 1) | is(CharClass::kStop) << kField | is(CharClass::kDigit) << 2 * kField |
                 is(CharClass::kMark) << 3 * kField | is(CharClass::kBlank) << 4 * kField;
    }
    return table;
  }

  Counts Count(Span s) const {
    static constexpr std::array<uint64_t, kCharClasses> kTable = CountTable();
    constexpr uint64_t kMask = (1u << kField) - 1;
    const uint8_t* const classes = t_.classes();
    Counts counts;
    for (int32_t from = s.start; from < s.end; from += kRun) {
      const int32_t to = std::min(s.end, from + kRun);
      uint64_t sum = 0;
      for (int32_t i = from; i < to; ++i) sum += kTable[classes[i]];
      counts.width += static_cast<int32_t>(sum & kMask);
      counts.stops += static_cast<int32_t>(sum >> kField & kMask);
      counts.digits += static_cast<int32_t>(sum >> 2 * kField & kMask);
      counts.marks += static_cast<int32_t>(sum >> 3 * kField & kMask);
      counts.blanks += static_cast<int32_t>(sum >> 4 * kField & kMask);
    }
    return counts;
  }

  void Emit(Span span, bool glued) {
    while (span.start < span.end && IsBlank(t_, span.end - 1)) --span.end;
    if (span.empty()) return;
    const Counts counts = Count(span);
    Segment s;
    s.span = span;
    s.width = counts.width;
    s.stops = counts.stops;
    s.digits = counts.digits;
    s.blank_before = blank_before_;
    s.indented = indented_;
    s.glued = glued;
    s.role = RoleOf(span, counts);
    out_.push_back(s);
    blank_before_ = false;
    indented_ = false;
  }

  ParagraphRole RoleOf(Span span, const Counts& counts) const {
    int32_t pipes = 0, tabs = 0, leaders = 0;
    // Looked for only where one of the rules below could follow from it.
    const bool strokes = (signs_ & kStrokeSign) != 0 && (counts.marks > 0 || counts.blanks > 1);
    const bool tabbed = (signs_ & kTabSign) != 0 && counts.blanks > 1 && counts.stops == 0;
    if (strokes || tabbed || counts.marks >= kLeaders) {
      for (int32_t i = span.start; i < span.end; ++i) {
        const char32_t c = t_[i];
        pipes += c == U'|' || c == U'│';
        tabs += c == U'\t';
        leaders += c == U'.' || c == U'…' || c == U'·';
      }
    }
    // One stroke in a text of several sentences parts the words of a name.
    const bool prose = counts.stops >= 2 && pipes == 1;
    if (pipes >= 2 || (pipes == 1 && !prose && !t_.folded(span).starts_with(U"#"))) return ParagraphRole::kTableRow;
    if (tabs >= 2 && counts.stops == 0) return ParagraphRole::kTableRow;
    if (leaders >= kLeaders && t_.cls(span.end - 1) == CharClass::kDigit) return ParagraphRole::kToc;
    if (leaders >= 10 && leaders * 3 > span.size()) return ParagraphRole::kToc;
    if (IsPageNumber(t_, span)) return ParagraphRole::kPageNumber;
    return ParagraphRole::kText;
  }

  const SourceText& t_;
  std::vector<Segment>& out_;
  bool blank_before_ = false;
  bool indented_ = false;
  uint8_t signs_ = 0;  // of the line
};

// The width at which the document was wrapped, 0 where it was not: many long lines of about one width, most of them cut
// in the middle of a sentence.
int32_t WrapWidth(const SourceText& t, const std::vector<Segment>& segments) {
  std::array<int32_t, kMaxWrapWidth + 1> all{}, cut{};
  int32_t total = 0;
  for (const Segment& s : segments) {
    if (s.role != ParagraphRole::kText || s.width < kMinWrapWidth / 2) continue;
    ++total;
    if (s.width > kMaxWrapWidth) continue;
    ++all[s.width];
    const CharClass last = t.cls(s.span.end - 1);
    cut[s.width] += last != CharClass::kStop && t[s.span.end - 1] != U'：';
  }
  int32_t best = 0, best_count = 0;
  for (int32_t w = kMinWrapWidth; w <= kMaxWrapWidth; ++w) {
    int32_t in = 0, open = 0;
    for (int32_t k = w - kWrapSlack; k <= w; ++k) {
      in += all[k];
      open += cut[k];
    }
    if (in > best_count && open * 10 >= in * 7) {
      best = w;
      best_count = in;
    }
  }
  return total >= 8 && best_count * 10 >= total * 3 ? best : 0;
}

// Short lines without punctuation, many in a row and with numbers among them, are the cells of a flattened table.
void MarkFlattenedTables(const SourceText& t, std::vector<Segment>& segments) {
  const auto is_cell = [&](const Segment& s) {
    if (s.role == ParagraphRole::kPageNumber) return true;
    if (s.role != ParagraphRole::kText || s.span.size() > kShortCell || s.stops > 0) return false;
    const char32_t last = t[s.span.end - 1];
    return last != U'，' && last != U'：' && !ReadLabel(t, s.span.start, s.span.end, true);
  };
  for (size_t i = 0; i < segments.size();) {
    size_t j = i;
    int32_t numeric = 0;
    while (j < segments.size() && is_cell(segments[j])) {
      const Segment& s = segments[j];
      numeric += s.digits * 2 >= s.span.size();
      ++j;
    }
    if (static_cast<int32_t>(j - i) >= kMinFlattenedRows && numeric * 4 >= static_cast<int32_t>(j - i)) {
      for (size_t k = i; k < j; ++k) segments[k].role = ParagraphRole::kTableRow;
    }
    i = std::max(j, i + 1);
  }
}

class Joiner {
 public:
  Joiner(const SourceText& text, const std::vector<Segment>& segments, Paragraphs& out)
      : t_(text), segments_(segments), wrap_(WrapWidth(text, segments)), out_(out) {}

  void Join() {
    const Segment* last = nullptr;  // last text segment of the open paragraph
    bool page_between = false;
    for (const Segment& s : segments_) {
      if (s.role != ParagraphRole::kText) {
        if (s.role == ParagraphRole::kPageNumber) {
          page_between = true;
          pending_.push_back(s);
        } else {
          Flush();
          Start(s);
          last = nullptr;
        }
        continue;
      }
      if (last != nullptr && Continues(*last, s, page_between)) {
        Extend(s, page_between);
      } else {
        Flush();
        Start(s);
        open_ = static_cast<int32_t>(out_.list.size()) - 1;
      }
      last = &s;
      page_between = false;
    }
    Flush();
  }

 private:
  bool Continues(const Segment& a, const Segment& b, bool page_between) const {
    if (b.glued) return true;
    const char32_t first = t_[b.span.start];
    const CharClass c = t_.cls(b.span.start);
    if (!b.blank_before && (c == CharClass::kComma || c == CharClass::kStop || c == CharClass::kClose) &&
        first != U'：') {
      return true;
    }
    if (IsBareLabel(a)) return true;
    if (wrap_ == 0 || a.width < wrap_ - kJoinSlack || a.width > wrap_ + 2) return false;
    if ((b.blank_before && !page_between) || (b.indented && !a.indented)) return false;
    if (t_.cls(a.span.end - 1) == CharClass::kStop || t_[a.span.end - 1] == U'：') return false;
    if (IsHeadingLine(a) && !BeginsWithTail(b)) return false;
    const Label label = ReadLabel(t_, b.span.start, b.span.end, true);
    // 三是 may be the rest of 统一三是…; every other label at a line start is taken for one, the outline decides.
    return !label || label.style == LabelStyle::kInlineFirst;
  }

  // A heading that fills its line runs over into the next only by a few words.
  bool IsHeadingLine(const Segment& s) const {
    if (s.stops > 0) return false;
    const Label label = ReadLabel(t_, s.span.start, s.span.end, true);
    return label && (label.style <= LabelStyle::kHanComma || label.style == LabelStyle::kDecimal);
  }

  bool BeginsWithTail(const Segment& s) const {
    const std::u32string_view line = t_.folded(s.span);
    return std::min(line.find(U'。'), line.size()) <= kMaxHeadingTail;
  }

  // 一是 or 第一章 alone on a line: its text follows on the next.
  bool IsBareLabel(const Segment& s) const {
    if (s.span.size() > 8) return false;
    if (s.span.size() == 2 && (t_[s.span.end - 1] == U'是' || t_[s.span.end - 1] == U'要')) {
      return t_.cls(s.span.start) == CharClass::kHanDigit;
    }
    const Label label = ReadLabel(t_, s.span.start, s.span.end, true);
    return label && label.body >= s.span.end;
  }

  void Start(const Segment& s) {
    Paragraph p;
    p.span = s.span;
    p.first_piece = static_cast<int32_t>(out_.pieces.size());
    p.pieces = 1;
    p.role = s.role;
    p.blank_before = s.blank_before;
    p.stops = s.stops;
    p.ends_open = EndsOpen(s);
    out_.pieces.push_back(s.span);
    out_.list.push_back(p);
  }

  void Extend(const Segment& s, bool page_between) {
    Paragraph& p = out_.list[open_];
    if (page_between) {
      out_.pieces.push_back(s.span);
      ++p.pieces;
    } else {
      out_.pieces.back().end = s.span.end;
    }
    p.span.end = s.span.end;
    p.stops += s.stops;
    p.ends_open = EndsOpen(s);
  }

  bool EndsOpen(const Segment& s) const {
    const CharClass c = t_.cls(s.span.end - 1);
    return c != CharClass::kStop && c != CharClass::kComma;
  }

  // Page numbers are put behind the paragraph that they interrupt; the caller sorts.
  void Flush() {
    for (const Segment& s : pending_) Start(s);
    pending_.clear();
  }

  const SourceText& t_;
  const std::vector<Segment>& segments_;
  const int32_t wrap_;
  Paragraphs& out_;
  std::vector<Segment> pending_;
  int32_t open_ = -1;
};

}  // namespace

Paragraphs FindParagraphs(const SourceText& text) {
  std::vector<Segment> segments;
  ReserveForText(segments, text.lines().size());
  SegmentReader(text, segments).Read();
  MarkFlattenedTables(text, segments);
  Paragraphs paragraphs;
  ReserveForText(paragraphs.list, segments.size());
  ReserveForText(paragraphs.pieces, segments.size());
  Joiner(text, segments, paragraphs).Join();
  return paragraphs;
}

}  // namespace gangmu::extraction
