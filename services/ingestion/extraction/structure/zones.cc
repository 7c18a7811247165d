#include "services/ingestion/extraction/structure/zones.h"

#include <algorithm>
#include <limits>

#include "services/ingestion/extraction/dates.h"
#include "services/ingestion/extraction/structure/labels.h"
#include "services/ingestion/extraction/structure/line_forms.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kMaxFront = 40;      // a masthead of more lines is none
constexpr int32_t kMaxTitleLine = 60;  // code points of one line of a title
constexpr int32_t kMaxTitle = 120;     // code points of a title on one line
constexpr int32_t kMaxTitleLines = 6;
constexpr int32_t kLongestFooter = 3000;  // code points behind the last text that are a web page's own
constexpr int32_t kMaxCaption = 10;       // 主要完成单位：…
constexpr int32_t kBodyLength = 60;       // a line as long as this is running text
constexpr int32_t kMaxTocScan = 600;      // paragraphs of a table of contents
constexpr int32_t kTocKeyLength = 12;     // code points by which a heading is known again

bool IsBlank(const SourceText& t, int32_t i) {
  return t.cls(i) == CharClass::kBlank || t.cls(i) == CharClass::kNewline;
}

Span WithoutHashes(const SourceText& t, Span s) {
  while (!s.empty() && (t[s.start] == U'#' || IsBlank(t, s.start))) ++s.start;
  return s;
}

class ZoneFinder {
 public:
  ZoneFinder(const SourceText& text, const Paragraphs& paragraphs) : t_(text), p_(paragraphs.list) {
    zones_.of.resize(p_.size());
  }

  Zones Find() {
    MarkRoles();
    const int32_t body = ReadFront(0, &zones_.title);
    MarkContents();
    MarkTail(body);
    MarkAttachments(body);
    SpreadParts();
    return std::move(zones_);
  }

 private:
  int32_t size() const { return static_cast<int32_t>(p_.size()); }
  Span LineOf(int32_t i) const { return WithoutHashes(t_, p_[i].span); }
  BlockKind& Kind(int32_t i) { return zones_.of[i].kind; }

  void MarkRoles() {
    for (int32_t i = 0; i < size(); ++i) {
      switch (p_[i].role) {
        case ParagraphRole::kText:
          break;
        case ParagraphRole::kTableRow:
          Kind(i) = BlockKind::kTableRow;
          break;
        case ParagraphRole::kPageNumber:
          Kind(i) = BlockKind::kPageNumber;
          break;
        case ParagraphRole::kToc:
          Kind(i) = BlockKind::kToc;
          break;
      }
    }
  }

  // ---- masthead and title -------------------------------------------------------------------------------------------

  // Running text begins here: a structural label, a sentence, or a long line.
  bool IsBodyStart(int32_t i) const {
    const Span line = LineOf(i);
    if (line.empty() || ReadFrontLine(t_, line) != FrontLine::kNone) return false;
    const Label label = ReadLabel(t_, line.start, line.end, true);
    if (label && label.style != LabelStyle::kDash && label.style != LabelStyle::kInlineFirst) {
      return !ReadDate(t_, line.start, line.end);
    }
    if (IsBracketed(t_, line) || ReadDocumentNumber(t_, line).size() > 0) return false;
    if (p_[i].stops > 0) return line.size() >= 30 || p_[i].stops > 1;
    if (line.size() >= 20 && t_.folded(line).find(U'，') != std::u32string_view::npos && !ReadTypeWord(t_, line)) {
      return true;  // running text cut by a hard wrap
    }
    return line.size() > kBodyLength && !IsOrganisationLine(t_, line) && !ReadTypeWord(t_, line);
  }

  // Marks the masthead that begins at paragraph `from` and returns the first one behind it. Writes the title found.
  int32_t ReadFront(int32_t from, Span* title) {
    int32_t i = from;
    const int32_t limit = std::min(size(), from + kMaxFront);
    bool salutation = false;
    for (; i < limit; ++i) {
      if (p_[i].role == ParagraphRole::kToc) break;
      if (p_[i].role != ParagraphRole::kText) continue;
      const Span line = LineOf(i);
      if (IsContentsMark(line)) break;
      if (IsSalutation(t_, line)) {
        salutation = true;
        break;
      }
      if (IsBodyStart(i)) break;
    }
    if (i == limit && i < size()) return from;                // no end in sight: no masthead
    if (i == size() && !salutation) i = FirstSentence(from);  // a text so short that nothing looked like its body
    const int32_t front_end = i;
    for (int32_t k = from; k < front_end; ++k) {
      if (Kind(k) == BlockKind::kBody) Kind(k) = BlockKind::kMeta;
    }
    ChooseTitle(from, front_end, title);
    if (salutation) Kind(i++) = BlockKind::kSalutation;
    return i;
  }

  int32_t FirstSentence(int32_t from) const {
    for (int32_t i = from; i < size(); ++i) {
      if (p_[i].role == ParagraphRole::kText && p_[i].stops > 0 && !IsBracketed(t_, LineOf(i))) return i;
    }
    return size();
  }

  bool IsMetaLine(int32_t i) const {
    const Span line = LineOf(i);
    if (p_[i].role != ParagraphRole::kText || line.empty()) return true;
    if (line.size() > kMaxTitleLine && (line.size() > kMaxTitle || !ReadTypeWord(t_, line))) return true;
    if (ReadFrontLine(t_, line) != FrontLine::kNone || IsDateLine(t_, line)) return true;
    if (!ReadDocumentNumber(t_, line).empty() || IsBracketed(t_, line) || IsPersonLine(t_, line)) return true;
    if (t_[line.start] == U'—' || t_[line.start] == U'>' || t_[line.start] == U'【') return true;
    int32_t han = 0;
    for (int32_t k = line.start; k < line.end; ++k) {
      if (t_[k] == U'：' && k - line.start <= kMaxCaption) return true;
      if (t_[k] == U'，' && !ReadTypeWord(t_, line)) return true;
      if (t_[k] == U'>' || t_[k] == U'。' || t_[k] == U'@') return true;
      han += t_.cls(k) == CharClass::kHan || t_.cls(k) == CharClass::kHanDigit;
    }
    if (han < 3) return true;
    const DateMatch date = ReadDate(t_, line.start, line.end);  // 2022年10月28日在全国人民代表大会…
    return static_cast<bool>(date) && date.date.day > 0;
  }

  // Whether line `b` carries on the title that runs from line `from` to line `a`.
  bool JoinsTitle(int32_t from, int32_t a, int32_t b) const {
    if (p_[b].role != ParagraphRole::kText) return false;
    const Span first = LineOf(a);
    const Span next = LineOf(b);
    if (next.empty() || next.size() > kMaxTitleLine) return false;
    const std::u32string_view so_far = t_.folded({LineOf(from).start, p_[a].span.end});
    const bool about = so_far.find(U"关于") != std::u32string_view::npos ||
                       so_far.find(U"转发") != std::u32string_view::npos ||
                       so_far.find(U"印发") != std::u32string_view::npos;
    const TypeWord type = ReadTypeWord(t_, first);
    const bool complete = type && (type.statutory || !about);
    if (IsBracketed(t_, next)) return IsTitleAddition(next) && (complete || !IsDateLine(t_, next));
    if (ReadFrontLine(t_, next) != FrontLine::kNone || IsDateLine(t_, next) || IsPersonLine(t_, next)) return false;
    if (!ReadDocumentNumber(t_, next).empty()) return false;
    constexpr std::u32string_view kConnectives = U"和与及的、并";
    if (kConnectives.find(t_[next.start]) != std::u32string_view::npos) return true;
    if (complete) return false;
    if (next.size() <= 2) return t_.cls(next.start) == CharClass::kHan;  // 政府工作报 / 告
    if (IsMetaLine(b)) return false;
    if (IsOrganisationLine(t_, first)) return StartsWithAbout(next) || static_cast<bool>(ReadTypeWord(t_, next));
    return (about || so_far.ends_with(U"共和国")) && !IsOrganisationLine(t_, next);
  }

  bool StartsWithAbout(Span line) const {
    const std::u32string_view s = t_.folded(line);
    return s.starts_with(U"关于") || s.starts_with(U"印发") || s.starts_with(U"转发");
  }

  // （2021—2025年） （草案） （试行）: part of the title, no date of issue.
  bool IsTitleAddition(Span line) const {
    if (line.size() > 24) return false;
    const std::u32string_view s = t_.folded(line);
    constexpr std::u32string_view kWords[] = {U"草案", U"试行", U"暂行", U"征求意见", U"修订", U"送审", U"节录"};
    for (const std::u32string_view w : kWords) {
      if (s.find(w) != std::u32string_view::npos) return true;
    }
    int32_t digits = 0, dashes = 0;
    for (int32_t i = line.start; i < line.end; ++i) {
      if (t_[i] == U'：') return false;
      digits += t_.cls(i) == CharClass::kDigit;
      dashes += t_.cls(i) == CharClass::kDash;
    }
    return digits >= 8 && dashes > 0;
  }

  // The best run of lines: it ends with a word for a kind of document, says 关于, and is followed by what follows
  // titles.
  void ChooseTitle(int32_t from, int32_t end, Span* title) {
    int32_t best = 0, best_from = -1, best_to = -1;
    std::u32string_view crumb;
    for (int32_t i = from; i < end; ++i) {
      if (p_[i].role == ParagraphRole::kText && ReadFrontLine(t_, LineOf(i)) == FrontLine::kCrumb) {
        crumb = t_.folded(LineOf(i));
      }
      if (IsMetaLine(i)) continue;
      int32_t last = i, lines = 1;
      for (int32_t k = i + 1; k < end && lines < kMaxTitleLines; ++k) {
        if (p_[k].role == ParagraphRole::kPageNumber) continue;
        if (!JoinsTitle(i, last, k)) break;
        last = k;
        ++lines;
      }
      const int32_t score = TitleScore(i, last, end, crumb);
      if (score > best) {
        best = score;
        best_from = i;
        best_to = last;
      }
      i = std::max(i, last);
    }
    if (best_from < 0) return;
    Span span{LineOf(best_from).start, p_[best_to].span.end};
    TrimTitle(&span);
    if (title->empty()) *title = span;
    for (int32_t k = best_from; k <= best_to; ++k) {
      if (Kind(k) == BlockKind::kMeta) Kind(k) = BlockKind::kTitle;
    }
  }

  int32_t TitleScore(int32_t from, int32_t last, int32_t end, std::u32string_view crumb) const {
    const Span first = LineOf(from);
    const std::u32string_view s = t_.folded({first.start, p_[last].span.end});
    if (IsOrganisationLine(t_, first) && from == last) return 0;
    if (!crumb.empty() && crumb.find(s) != std::u32string_view::npos) return 0;
    int32_t score = 2;
    if (ReadTypeWord(t_, {first.start, p_[last].span.end}) || ReadTypeWord(t_, LineOf(last))) score += 3;
    if (s.find(U"关于") != std::u32string_view::npos) score += 2;
    int32_t next = last + 1;
    while (next < end && p_[next].role == ParagraphRole::kPageNumber) ++next;
    if (next < end) {
      const Span line = LineOf(next);
      const bool follows = IsBracketed(t_, line) || IsDateLine(t_, line) || IsOrganisationLine(t_, line) ||
                           !ReadDocumentNumber(t_, line).empty() || (!line.empty() && t_[line.start] == U'—') ||
                           ReadFrontLine(t_, line) == FrontLine::kSource || ReadFrontLine(t_, line) == FrontLine::kDate;
      score += follows ? 2 : 0;
    } else {
      score += 1;
    }
    return score;
  }

  // Footnote marks and a date in brackets behind a title are no part of it.
  void TrimTitle(Span* s) const {
    while (!s->empty() && IsBlank(t_, s->end - 1)) --s->end;
    if (t_[s->end - 1] == U'）') {
      int32_t open = s->end - 1;
      while (open > s->start && t_[open] != U'（') --open;
      if (open > s->start && IsDateLine(t_, {open, s->end})) s->end = open;
    }
    if (s->empty() || t_[s->end - 1] != U']') return;
    int32_t i = s->end - 2;
    while (i > s->start && t_.cls(i) == CharClass::kDigit) --i;
    if (t_[i] == U'[') s->end = i;
    if (i > s->start && i < s->end && t_[i] == U'[') s->end = i;
  }

  // ---- table of contents --------------------------------------------------------------------------------------------

  bool IsContentsMark(Span line) const {
    int32_t end = line.end;
    while (end > line.start && IsBlank(t_, end - 1)) --end;
    if (end - line.start < 2 || t_[end - 1] != U'录') {
      return line.size() >= 4 && t_.folded(line).starts_with(U"目录") && t_[line.start + 2] == U'序';
    }
    int32_t i = end - 2;
    while (i > line.start && IsBlank(t_, i)) --i;
    if (t_[i] != U'目') return false;
    return i == line.start || IsBlank(t_, i - 1) || t_.cls(i - 1) != CharClass::kHan || line.size() > 12;
  }

  // The first code points of a labelled line without blanks, by which it is known again in the body.
  std::u32string HeadingKey(int32_t i) const {
    std::u32string key;
    const Span s = LineOf(i);
    for (int32_t k = s.start; k < s.end && static_cast<int32_t>(key.size()) < kTocKeyLength; ++k) {
      if (IsBlank(t_, k)) continue;
      if (t_[k] == U'.' && k + 1 < s.end && t_[k + 1] == U'.') break;
      key.push_back(t_[k]);
    }
    return key;
  }

  void MarkContents() {
    FillBetweenLeaders();
    const int32_t limit = std::min(size(), kMaxTocScan);
    for (int32_t i = 0; i < limit; ++i) {
      if (p_[i].role != ParagraphRole::kText || !IsContentsMark(LineOf(i))) continue;
      int32_t first = i + 1;
      while (first < limit && (p_[first].role != ParagraphRole::kText || !IsChapterLike(first))) ++first;
      if (first >= limit || p_[first].role == ParagraphRole::kToc) return;
      const std::u32string key = HeadingKey(first);
      if (key.size() < 4) return;
      for (int32_t k = first + 1; k < std::min(size(), first + kMaxTocScan); ++k) {
        if (p_[k].role != ParagraphRole::kText || !IsChapterLike(k)) continue;
        const std::u32string again = HeadingKey(k);
        if (again.size() >= 4 && (again.starts_with(key) || key.starts_with(again))) {
          for (int32_t m = i; m < k; ++m) {
            if (Kind(m) == BlockKind::kBody || Kind(m) == BlockKind::kMeta) Kind(m) = BlockKind::kToc;
          }
          return;
        }
      }
      return;
    }
  }

  bool IsChapterLike(int32_t i) const {
    const Span line = LineOf(i);
    const Label label = ReadLabel(t_, line.start, line.end, true);
    return label && label.style <= LabelStyle::kHanComma;
  }

  // Entries of a table of contents that run over two lines have the leader dots on the second only.
  void FillBetweenLeaders() {
    constexpr int32_t kGap = 3;
    int32_t last = -1;
    for (int32_t i = 0; i < size(); ++i) {
      if (p_[i].role != ParagraphRole::kToc) continue;
      if (last >= 0 && i - last <= kGap) {
        for (int32_t k = last + 1; k < i; ++k) {
          if (p_[k].role == ParagraphRole::kText && p_[k].stops == 0) Kind(k) = BlockKind::kToc;
        }
      }
      last = i;
    }
  }

  // ---- signature, attachments, footer -------------------------------------------------------------------------------

  bool IsMark(Span line) const {  // （此件公开发布） （本文有删减）
    if (!IsBracketed(t_, line) || line.size() > 24) return false;
    const std::u32string_view s = t_.folded(line);
    return s.find(U"此件") != std::u32string_view::npos || s.find(U"本文") != std::u32string_view::npos ||
           s.find(U"公开") != std::u32string_view::npos;
  }

  bool IsPlain(int32_t i) const { return p_[i].role == ParagraphRole::kText && Kind0(i) == BlockKind::kBody; }
  BlockKind Kind0(int32_t i) const { return zones_.of[i].kind; }

  int32_t NextText(int32_t i) const {
    for (++i; i < size() && p_[i].role == ParagraphRole::kPageNumber;) ++i;
    return i;
  }

  void MarkTail(int32_t body) {
    for (int32_t i = body; i < size(); ++i) {
      if (!IsPlain(i)) continue;
      const Span line = LineOf(i);
      if (line.empty() || line.size() > 100) continue;
      if (ReadFrontLine(t_, line) == FrontLine::kTail) {
        Kind(i) = BlockKind::kMeta;
        // In a collection such a line ends one document of many.
        if (p_.back().span.end - line.start > kLongestFooter) continue;
        for (int32_t k = i; k < size(); ++k) Kind(k) = BlockKind::kMeta;
        return;
      }
      if (t_.folded(line).starts_with(U"抄送") || IsPrintLine(line)) {
        Kind(i) = BlockKind::kMeta;
      } else if (IsDateLine(t_, line) && p_[i].stops == 0) {
        MarkSignature(body, i);
      } else if (IsMark(line)) {
        Kind(i) = BlockKind::kMeta;
      } else if (IsLastText(i) && IsSignatureName(line)) {
        Kind(i) = BlockKind::kSignature;
      }
    }
  }

  // 济南市人民政府办公厅 2019年1月3日印发
  bool IsPrintLine(Span line) const {
    return t_.folded(line).ends_with(U"印发") && line.size() < 50 && t_[line.end - 3] == U'日';
  }

  bool IsLastText(int32_t i) const {
    for (int32_t k = i + 1; k < size(); ++k) {
      if (p_[k].role == ParagraphRole::kText && Kind0(k) == BlockKind::kBody && !IsMark(LineOf(k))) return false;
    }
    return true;
  }

  bool IsSignatureName(Span line) const {
    if (IsBracketed(t_, line)) line = {line.start + 1, line.end - 1};
    return IsOrganisationLine(t_, line) && !ReadLabel(t_, line.start, line.end, true);
  }

  // A date line and the names above it; then whatever a new document needs below.
  void MarkSignature(int32_t body, int32_t date) {
    int32_t first = date;
    while (first - 1 >= body && date - first < 4 && IsPlain(first - 1) && p_[first - 1].stops == 0 &&
           IsSignatureName(LineOf(first - 1))) {
      --first;
    }
    const bool alone = first == date;
    if (alone && !IsLastText(date) && !p_[date].blank_before && date > body && p_[date - 1].stops == 0) return;
    for (int32_t k = first; k <= date; ++k) Kind(k) = BlockKind::kSignature;
    int32_t next = NextText(date);
    if (next < size() && IsPlain(next) && IsMark(LineOf(next))) {
      Kind(next) = BlockKind::kMeta;
      next = NextText(next);
    }
    if (alone && date - body > 0 && !IsLastText(date) && next < size() && p_[next].stops > 0) return;
    StartDocument(next);
  }

  // The document that a notice issues, or an attachment: a masthead of its own, structure from the start.
  void StartDocument(int32_t i) {
    if (i >= size() || !IsPlain(i)) return;
    zones_.of[i].restarts = true;
    if (IsBodyStart(i) || AttachmentMark(LineOf(i)) != Attachment::kNone) return;
    Span title;
    ReadFront(i, &title);
  }

  enum class Attachment : uint8_t { kNone, kMark, kList };

  // 附件 / 附件2 / 附件： alone on the line opens an attachment; 附件：名称 lists what is attached.
  Attachment AttachmentMark(Span line) const {
    if (line.size() < 2 || t_[line.start] != U'附' || t_[line.start + 1] != U'件') return Attachment::kNone;
    int32_t i = line.start + 2;
    while (i < line.end && (IsBlank(t_, i) || t_.cls(i) == CharClass::kDigit || t_.cls(i) == CharClass::kHanDigit)) ++i;
    if (i >= line.end) return Attachment::kMark;
    if (t_[i] != U'：') return Attachment::kNone;
    return i + 1 >= line.end ? Attachment::kMark : Attachment::kList;
  }

  void MarkAttachments(int32_t body) {
    int16_t part = 0;
    for (int32_t i = body; i < size(); ++i) {
      if (p_[i].role != ParagraphRole::kText || Kind0(i) == BlockKind::kMeta || Kind0(i) == BlockKind::kToc) continue;
      const Span line = LineOf(i);
      if (line.size() > 60) continue;
      const Attachment a = AttachmentMark(line);
      if (a == Attachment::kNone) continue;
      Kind(i) = BlockKind::kAttachmentMark;
      if (a == Attachment::kList) {
        MarkAttachmentList(i);
        continue;
      }
      if (NextText(i) >= size()) continue;
      if (part < std::numeric_limits<int16_t>::max()) ++part;
      zones_.of[i].part = part;
      zones_.of[i].restarts = true;
      StartDocument(NextText(i));
    }
  }

  void MarkAttachmentList(int32_t i) {
    for (int32_t k = NextText(i); k < size() && IsPlain(k); k = NextText(k)) {
      const Span line = LineOf(k);
      const Label label = ReadLabel(t_, line.start, line.end, true);
      if (!label || label.style != LabelStyle::kArabicPoint || label.number < 2 || p_[k].stops > 0) return;
      Kind(k) = BlockKind::kAttachmentMark;
    }
  }

  void SpreadParts() {
    int16_t part = 0;
    for (Zone& z : zones_.of) {
      part = std::max(part, z.part);
      z.part = part;
    }
  }

  const SourceText& t_;
  const std::vector<Paragraph>& p_;
  Zones zones_;
};

}  // namespace

Zones FindZones(const SourceText& text, const Paragraphs& paragraphs) { return ZoneFinder(text, paragraphs).Find(); }

}  // namespace gangmu::extraction
