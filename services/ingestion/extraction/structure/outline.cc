#include "services/ingestion/extraction/structure/outline.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

#include "services/ingestion/extraction/byte_scan.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kMaxUnlabelledHeading = 36;  // code points
constexpr int32_t kMaxSectionHeading = 60;     // a longer line above paragraphs is a sentence, not a heading
constexpr int32_t kGap = 3;                    // lost items tolerated in a numbered list
constexpr int32_t kInlineRank = 55;
constexpr int32_t kDashRank = 90;
constexpr int32_t kDashHeadingRank = 37;

// Order in which styles nest: a label closes the open lists of the same or a deeper rank.
int32_t RankOf(LabelStyle s, int32_t depth) {
  switch (s) {
    case LabelStyle::kPart:
      return 10;
    case LabelStyle::kChapter:
      return 20;
    case LabelStyle::kSubchapter:
      return 30;
    case LabelStyle::kArticle:
      return 35;
    case LabelStyle::kHanComma:
      return 40;
    case LabelStyle::kDecimal:
      return 42 + depth;
    case LabelStyle::kHanBracket:
      return 50;
    case LabelStyle::kArabicPoint:
      return 60;
    case LabelStyle::kArabicBracket:
      return 70;
    case LabelStyle::kCircled:
      return 80;
    case LabelStyle::kDash:
      return kDashRank;
    default:
      return kInlineRank;
  }
}

struct OpenList {
  int32_t id = 0;
  LabelStyle style = LabelStyle::kNone;
  int32_t depth = 0;
  int32_t path = 0;
  int32_t last_number = 0;
  int32_t last_item = -1;
  bool line_start = false;  // its first item began a paragraph
};

// Behind any sign or blank, but not in the midst of a word or figure.
constexpr CharClass kFirstBehindWhich = CharClass::kHanDigit;
static_assert(CharClass::kHan < kFirstBehindWhich && CharClass::kLatin < kFirstBehindWhich &&
              CharClass::kDigit < kFirstBehindWhich);

class OutlineBuilder {
 public:
  OutlineBuilder(const SourceText& text, const Paragraphs& paragraphs, const Zones& zones)
      : t_(text), p_(paragraphs.list), pieces_(paragraphs.pieces), zones_(zones) {
    out_.unlabelled_heading.resize(p_.size(), 0);
  }

  Outline Build() {
    MarkUnlabelledHeadings();
    for (int32_t i = 0; i < static_cast<int32_t>(p_.size()); ++i) ReadParagraph(i);
    PopTo(0, last_body_end_);
    Prune();
    ReleaseForeignLists();
    for (OutlineItem& item : out_.items) TrimEnd(item.span);
    Classify();
    return std::move(out_);
  }

 private:
  bool IsBlank(int32_t i) const { return t_.cls(i) == CharClass::kBlank || t_.cls(i) == CharClass::kNewline; }

  // ---- paragraphs ---------------------------------------------------------------------------------------------------

  void ReadParagraph(int32_t i) {
    const Zone& zone = zones_.of[i];
    if (zone.restarts) {
      PopTo(0, last_body_end_);
      last_of_style_.fill(0);
    }
    if (zone.kind == BlockKind::kTableRow) last_body_end_ = p_[i].span.end;
    if (zone.kind != BlockKind::kBody) return;
    const Span span = WithoutHashes(p_[i].span);
    if (span.empty()) return;
    CloseSentenceLists(i, span);
    if (out_.unlabelled_heading[i] || IsAddress(span)) CloseItems(i);
    const Label first = ReadLabel(t_, span.start, span.end, true);
    int32_t from = span.start + 1;
    if (first && Take(first, i, span, true)) from = first.body;
    ScanInside(i, span, from);
    last_body_ = i;
    last_body_end_ = span.end;
  }

  Span WithoutHashes(Span s) const {
    while (!s.empty() && (t_[s.start] == U'#' || IsBlank(s.start))) ++s.start;
    return s;
  }

  // 各位代表！ 同志们！: the speaker turns to the hall, the list is over.
  bool IsAddress(Span s) const {
    constexpr std::u32string_view kWords[] = {U"各位代表", U"各位委员", U"各位主任", U"同志们", U"委员长、"};
    const std::u32string_view text = t_.folded(s);
    for (const std::u32string_view w : kWords) {
      if (text.starts_with(w)) return true;
    }
    return false;
  }

  // Lists that began inside a paragraph end with it, unless the next one goes on with their next number.
  void CloseSentenceLists(int32_t i, Span span) {
    size_t keep = stack_.size();
    while (keep > 0 && !stack_[keep - 1].line_start) --keep;
    if (keep == stack_.size()) return;
    const Label next = ReadLabel(t_, span.start, span.end, true);
    if (next) {
      for (size_t k = keep; k < stack_.size(); ++k) {
        if (Follows(stack_[k], next)) return;
      }
    }
    PopTo(keep, last_body_end_);
  }

  // Back to the sections that are headings of the first rank.
  void CloseItems(int32_t i) {
    if (stack_.empty()) return;
    const OutlineItem& top = out_.items[stack_.back().last_item];
    if (top.alone && top.paragraph == last_body_) return;  // the heading's own first line below it
    size_t keep = 0;
    while (keep < stack_.size()) {
      const OpenList& l = stack_[keep];
      const bool heading =
          RankOf(l.style, l.depth) <= 40 && l.style != LabelStyle::kArticle && out_.items[l.last_item].alone;
      if (!heading) break;
      ++keep;
    }
    PopTo(keep, last_body_end_);
  }

  // A short line of its own without a label, above running text.
  void MarkUnlabelledHeadings() {
    int32_t long_ones = 0, closed = 0;
    for (size_t i = 0; i < p_.size(); ++i) {
      if (zones_.of[i].kind != BlockKind::kBody || p_[i].span.size() < 50) continue;
      ++long_ones;
      closed += !p_[i].ends_open;
    }
    if (closed * 10 < long_ones * 7) return;  // a text that lost its 。: short lines are sentences
    for (size_t i = 0; i + 1 < p_.size(); ++i) {
      const Paragraph& p = p_[i];
      if (zones_.of[i].kind != BlockKind::kBody || p.stops > 0 || !p.ends_open) continue;
      if (p.span.size() > kMaxUnlabelledHeading || p.span.size() < 3) continue;
      size_t next = i + 1;
      while (next < p_.size() && p_[next].role == ParagraphRole::kPageNumber) ++next;
      if (next >= p_.size() || zones_.of[next].kind == BlockKind::kSignature) continue;
      const Span s = WithoutHashes(p.span);
      if (s.empty() || ReadLabel(t_, s.start, s.end, true)) continue;
      const CharClass c = t_.cls(s.start);
      if (c != CharClass::kHan && c != CharClass::kOpen && c != CharClass::kHanDigit && c != CharClass::kDigit)
        continue;
      out_.unlabelled_heading[i] = 1;
    }
  }

  // ---- labels inside a paragraph ------------------------------------------------------------------------------------

  void ScanInside(int32_t paragraph, Span span, int32_t from) {
    const Paragraph& p = p_[paragraph];
    int32_t before_piece = -1;  // last character of the piece before, where a page number stands between
    for (int32_t k = 0; k < p.pieces; ++k) {
      const Span piece = pieces_[p.first_piece + k];
      int32_t next = std::max({from, piece.start, span.start + 1});
      ForEachOpening(next, piece.end, [&](int32_t i) {
        if (i < next || !MayBeLabel(i)) return;
        const Label label = ReadLabel(t_, i, piece.end, false);
        if (!label || !MayStandInside(label, i, piece, before_piece)) return;
        if (Take(label, paragraph, span, false)) next = label.span.end;
      });
      before_piece = piece.end - 1;
    }
  }

  // Calls `use` with the places of [begin, end), begin > 0, that a label may open by the class of the code point
  // before: one in eight.
  template <typename Use>
  void ForEachOpening(int32_t begin, int32_t end, const Use& use) const {
    constexpr int32_t kWord = 64;
    constexpr uint64_t kLeast = (16 - static_cast<uint64_t>(kFirstBehindWhich)) * kEachByte;  // carries into bit 4
    const uint8_t* const before = t_.classes() - 1;
    for (int32_t i = begin; i < end; i += kWord) {
      uint64_t rest =
          BitsOfBytes(before + i, std::min(end - i, kWord), [](uint64_t eight) { return (eight + kLeast) >> 4; });
      for (; rest != 0; rest &= rest - 1) use(i + std::countr_zero(rest));
    }
  }

  bool MayBeLabel(int32_t i) const {
    const char32_t c = t_[i];
    switch (t_.cls(i)) {
      case CharClass::kHanDigit:
      case CharClass::kDigit:
        return true;
      case CharClass::kOpen:
        return c == U'（';
      case CharClass::kHan:
        return c == U'第' || c == U'首' || c == U'其' || c == U'再' || c == U'最';
      default:
        return c >= U'①' && c <= U'⑳';
    }
  }

  bool MayStandInside(const Label& label, int32_t i, Span piece, int32_t before_piece) const {
    int32_t k = i - 1;
    while (k > piece.start && IsBlank(k)) --k;
    if (k < piece.start) k = std::max(before_piece, 0);
    const bool blank = k < i - 1;
    const CharClass before = t_.cls(k);
    const char32_t c = t_[k];
    const bool sentence = before == CharClass::kStop || c == U'：' || c == U'）' || c == U'”';
    if (IsInline(label.style)) return sentence || c == U'，';
    if (label.style < LabelStyle::kHanComma) return false;  // such a label begins a line; lost breaks are put back
    if (label.style == LabelStyle::kArticle) return blank && before == CharClass::kStop;
    return sentence;
  }

  // ---- lists --------------------------------------------------------------------------------------------------------

  static bool Follows(const OpenList& l, const Label& c) {
    if (l.style != c.style) return false;
    if (c.style == LabelStyle::kDash) return true;
    if (c.style == LabelStyle::kDecimal && (l.path != c.path || l.depth != c.depth)) return false;
    if (c.style == LabelStyle::kInlineFirst && c.number == 4) return l.last_number >= 1 && l.last_number < 4;
    return l.last_number + 1 == c.number;
  }

  int32_t FindList(const Label& c, bool line_start) const {
    int32_t any = -1;
    for (int32_t k = static_cast<int32_t>(stack_.size()) - 1; k >= 0; --k) {
      if (!Follows(stack_[k], c)) continue;
      if (!line_start || !IsInline(c.style) || stack_[k].line_start) return k;
      if (any < 0) any = k;
    }
    return any;
  }

  // Whether the candidate opens a unit; if so, it is put into the tree.
  bool Take(const Label& c, int32_t paragraph, Span span, bool line_start) {
    if (const int32_t k = FindList(c, line_start); k >= 0) {
      Append(k, c, paragraph, span, line_start);
      return true;
    }
    if (c.number <= 1) {
      if (line_start) CloseDeeper(c);
      if (InsideArticle(c)) return false;
      Open(c, paragraph, span, line_start);
      return true;
    }
    return line_start && !IsInline(c.style) && TakeOutOfOrder(c, paragraph, span);
  }

  // An article is one measure, whatever it lists (contract, section 3): items under it open nothing.
  bool InsideArticle(const Label& c) const {
    return c.style != LabelStyle::kArticle &&
           std::any_of(stack_.begin(), stack_.end(), [](const OpenList& l) { return l.style == LabelStyle::kArticle; });
  }

  // A number that no open list expects: items were lost, the numbers run on over sections, or the text is an excerpt.
  bool TakeOutOfOrder(const Label& c, int32_t paragraph, Span span) {
    const int32_t seen = last_of_style_[static_cast<size_t>(c.style)];
    for (int32_t k = static_cast<int32_t>(stack_.size()) - 1; k >= 0; --k) {
      const OpenList& l = stack_[k];
      if (l.style != c.style || l.depth != c.depth || l.path != c.path) continue;
      const bool strict = c.style != LabelStyle::kDecimal && c.style != LabelStyle::kCircled;
      if (strict && c.number >= l.last_number && c.number - l.last_number <= kGap) {
        if (c.number == l.last_number && c.style < LabelStyle::kHanComma) return false;  // a running head
        Append(k, c, paragraph, span, true);
        return true;
      }
    }
    const bool strong = c.style == LabelStyle::kHanComma || c.style == LabelStyle::kHanBracket ||
                        c.style == LabelStyle::kChapter || c.style == LabelStyle::kSubchapter ||
                        c.style == LabelStyle::kPart || c.style == LabelStyle::kArticle;
    if (c.style == LabelStyle::kDecimal) {
      const Label& last = last_decimal_[c.depth];
      if (!last || last.path != c.path || c.number <= last.number || c.number - last.number > kGap) return false;
      CloseDeeper(c);
      Open(c, paragraph, span, true);
      return true;
    }
    const bool runs_on = seen > 0 && c.number > seen && c.number - seen <= (strong ? kGap : 1);
    if (!runs_on && !(strong && seen == 0)) return false;
    if (c.style != LabelStyle::kArticle) CloseDeeper(c);
    if (InsideArticle(c)) return false;
    Open(c, paragraph, span, true);
    return true;
  }

  void CloseDeeper(const Label& c) {
    if (c.style == LabelStyle::kDash || c.style == LabelStyle::kArticle) return;
    const int32_t rank = RankOf(c.style, c.depth);
    size_t keep = stack_.size();
    while (keep > 0) {
      const OpenList& l = stack_[keep - 1];
      int32_t open_rank = RankOf(l.style, l.depth);
      if (l.style == LabelStyle::kDash && IsDirectlyBelow(l)) open_rank = kDashHeadingRank;
      if (IsInline(l.style) && IsInline(c.style)) {
        // A second inline list at a line start: nested only right below an item that is a heading.
        if (l.style != c.style || out_.items[l.last_item].alone) break;
      } else if (open_rank < rank) {
        break;
      }
      --keep;
    }
    PopTo(keep, c.span.start);
  }

  // The dash line is a heading and nothing stands between it and the label now read.
  bool IsDirectlyBelow(const OpenList& dash) const {
    const OutlineItem& item = out_.items[dash.last_item];
    return item.alone && item.paragraph == last_body_;
  }

  void Open(const Label& c, int32_t paragraph, Span span, bool line_start) {
    OpenList l;
    l.id = lists_++;
    l.style = c.style;
    l.depth = c.depth;
    l.path = c.path;
    l.line_start = line_start;
    const int32_t parent = stack_.empty() ? -1 : stack_.back().last_item;
    stack_.push_back(l);
    AddItem(c, paragraph, span, line_start, parent);
  }

  void Append(int32_t k, const Label& c, int32_t paragraph, Span span, bool line_start) {
    PopTo(k + 1, c.span.start);
    OutlineItem& last = out_.items[stack_[k].last_item];
    last.span.end = c.span.start;
    AddItem(c, paragraph, span, line_start, last.parent);
  }

  void AddItem(const Label& c, int32_t paragraph, Span span, bool line_start, int32_t parent) {
    OpenList& l = stack_.back();
    OutlineItem item;
    item.label = c;
    item.span = {c.span.start, span.end};
    item.paragraph = paragraph;
    item.parent = parent;
    item.list = l.id;
    item.previous = l.last_item;
    item.part = zones_.of[paragraph].part;
    item.line_start = line_start;
    item.alone = line_start && IsAlone(c.body, span.end);
    l.last_number = c.number;
    l.last_item = static_cast<int32_t>(out_.items.size());
    last_of_style_[static_cast<size_t>(c.style)] = c.number;
    if (c.style == LabelStyle::kDecimal) last_decimal_[c.depth] = c;
    out_.items.push_back(item);
  }

  bool IsAlone(int32_t from, int32_t end) const {
    for (int32_t i = from; i < end; ++i) {
      if (t_[i] != U'。') continue;
      for (++i; i < end; ++i) {
        if (!IsBlank(i) && t_.cls(i) != CharClass::kClose) return false;
      }
    }
    return true;
  }

  void PopTo(size_t keep, int32_t end) {
    for (size_t k = keep; k < stack_.size(); ++k) out_.items[stack_[k].last_item].span.end = end;
    stack_.resize(std::min(keep, stack_.size()));
  }

  // ---- afterwards ---------------------------------------------------------------------------------------------------

  // Drops lists of one item where the form asks for two, and hangs what they held on their parents.
  void Prune() {
    std::vector<int32_t> count(lists_, 0);
    int32_t decimals = 0;
    for (const OutlineItem& item : out_.items) {
      ++count[item.list];
      decimals += item.label.style == LabelStyle::kDecimal;
    }
    std::vector<int32_t> to(out_.items.size(), -1);
    std::vector<OutlineItem> kept;
    kept.reserve(out_.items.size());
    for (size_t i = 0; i < out_.items.size(); ++i) {
      OutlineItem item = out_.items[i];
      item.parent = item.parent < 0 ? -1 : to[item.parent];
      item.previous = item.previous < 0 ? -1 : to[item.previous];
      const bool single = count[item.list] < 2;
      const bool needs_two = IsInline(item.label.style) || !item.line_start;
      const bool dropped = (single && needs_two) || (item.label.style == LabelStyle::kDecimal && decimals < 3);
      to[i] = dropped ? item.parent : static_cast<int32_t>(kept.size());
      if (!dropped) kept.push_back(item);
    }
    out_.items = std::move(kept);
  }

  // The last item of a list may be followed by paragraphs that are no longer about it (各位代表！…五年来，我们干好四件
  // 大事：一是…). A list that begins there is the item's own only where its siblings own such lists too.
  void ReleaseForeignLists() {
    std::vector<OutlineItem>& items = out_.items;
    std::vector<int32_t> first_child(items.size(), -1), next(items.size(), -1);
    for (int32_t i = static_cast<int32_t>(items.size()) - 1; i >= 0; --i) {
      if (items[i].parent >= 0) first_child[items[i].parent] = i;
      if (items[i].previous >= 0) next[items[i].previous] = i;
    }
    for (int32_t i = 0; i < static_cast<int32_t>(items.size()); ++i) {
      OutlineItem& item = items[i];
      const int32_t child = first_child[i];
      if (child < 0 || item.alone || item.previous < 0 || next[i] >= 0) continue;
      if (items[child].paragraph == item.paragraph) continue;
      if (items[child].line_start && !HasBodyBetween(item.paragraph, items[child].paragraph)) continue;
      bool sibling_owns = false;
      for (int32_t k = item.previous; k >= 0 && !sibling_owns; k = items[k].previous) {
        sibling_owns = first_child[k] >= 0;
      }
      if (sibling_owns) continue;
      for (int32_t k = child; k < static_cast<int32_t>(items.size()) && items[k].span.start < item.span.end; ++k) {
        if (items[k].parent == i) items[k].parent = item.parent;
      }
      item.span.end = p_[IntroductionOf(items[child])].span.start;
    }
  }

  // The paragraph that leads over to a list: its own, or the one above where it begins a paragraph.
  int32_t IntroductionOf(const OutlineItem& first) const {
    int32_t k = first.paragraph;
    if (!first.line_start) return k;
    do {
      --k;
    } while (zones_.of[k].kind != BlockKind::kBody);
    return k;
  }

  bool HasBodyBetween(int32_t a, int32_t b) const {
    for (int32_t k = a + 1; k < b; ++k) {
      if (zones_.of[k].kind == BlockKind::kBody) return true;
    }
    return false;
  }

  void TrimEnd(Span& s) const {
    while (s.size() > 1 && (IsBlank(s.end - 1) || t_[s.end - 1] == U'#')) --s.end;
  }

  void Classify() {
    std::vector<uint8_t> has_child(out_.items.size(), 0);
    for (const OutlineItem& item : out_.items) {
      if (item.parent >= 0) has_child[item.parent] = 1;
    }
    for (size_t i = 0; i < out_.items.size(); ++i) {
      OutlineItem& item = out_.items[i];
      // A chapter heads a part of the text, also where its first sentence runs on behind it.
      const bool heads = item.label.style == LabelStyle::kChapter || item.label.style == LabelStyle::kSubchapter;
      item.section = has_child[i] || heads || IsHeadingOverParagraphs(item);
      const int32_t next = i + 1 < out_.items.size() ? out_.items[i + 1].label.span.start : t_.size();
      item.heading = HeadingOf(item, next);
    }
  }

  bool IsHeadingOverParagraphs(const OutlineItem& item) const {
    if (!item.alone || item.label.style == LabelStyle::kArticle || !HasContentBelow(item)) return false;
    const Span line = p_[item.paragraph].span;
    if (line.end - item.label.body > kMaxSectionHeading) return false;
    // The last of a list of bare lines: what follows is no longer about it.
    if (item.previous >= 0) {
      const OutlineItem& previous = out_.items[item.previous];
      if (!previous.section && previous.alone && !HasContentBelow(previous)) return false;
    }
    return true;
  }

  bool HasContentBelow(const OutlineItem& item) const {
    for (size_t k = item.paragraph + 1; k < p_.size() && p_[k].span.start < item.span.end; ++k) {
      if (zones_.of[k].kind == BlockKind::kBody || zones_.of[k].kind == BlockKind::kTableRow) return true;
    }
    return false;
  }

  // From behind the label to the first 。 (an inline measure: the first of ，。；：), the next item or the line's end.
  Span HeadingOf(const OutlineItem& item, int32_t next) const {
    const bool to_clause = IsInline(item.label.style) && !item.section;
    const int32_t limit = std::min({p_[item.paragraph].span.end, next, std::max(item.span.end, item.label.body)});
    Span s{item.label.body, item.label.body};
    while (s.start < limit && IsEdge(s.start)) ++s.start;
    s.end = s.start;
    for (; s.end < limit; ++s.end) {
      const char32_t c = t_[s.end];
      if (c == U'。') break;
      if (c == U'\n' && s.size() > 1 && s.end + 1 < limit && t_[s.end + 1] == U'\u3000') break;  // an indented line
      if (to_clause && (c == U'，' || c == U'；' || c == U'：')) break;
    }
    while (!s.empty() && IsEdge(s.end - 1)) --s.end;
    return s;
  }

  // Blanks and punctuation that no heading begins or ends with.
  bool IsEdge(int32_t i) const {
    const CharClass c = t_.cls(i);
    return c == CharClass::kBlank || c == CharClass::kNewline || c == CharClass::kStop || c == CharClass::kComma;
  }

  const SourceText& t_;
  const std::vector<Paragraph>& p_;
  const std::vector<Span>& pieces_;
  const Zones& zones_;
  Outline out_;
  std::vector<OpenList> stack_;
  std::array<int32_t, 32> last_of_style_{};
  std::array<Label, 4> last_decimal_{};  // by depth
  int32_t lists_ = 0;
  int32_t last_body_ = -1;
  int32_t last_body_end_ = 0;
};

}  // namespace

Outline FindOutline(const SourceText& text, const Paragraphs& paragraphs, const Zones& zones) {
  return OutlineBuilder(text, paragraphs, zones).Build();
}

}  // namespace gangmu::extraction
