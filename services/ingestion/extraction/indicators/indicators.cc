#include "services/ingestion/extraction/indicators/indicators.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"

#include "services/ingestion/extraction/indicators/findings.h"
#include "services/ingestion/extraction/indicators/read_ahead.h"
#include "services/ingestion/extraction/indicators/targets.h"
#include "services/ingestion/extraction/indicators/time_trail.h"

namespace gangmu::extraction {
namespace {

// What a heading passes on to the statements below it.
struct HeadingScope {
  Period period;
  Outlook outlook = Outlook::kUnknown;
  Period opening;  // of a section: the time that its introduction names first (五年来，我们主要做了以下工作)
};

bool Known(const Period& p) { return p.start.present() || p.end.present(); }

constexpr int kMaxDepth = 16;            // of headings
constexpr int32_t kOpeningLength = 120;  // an introduction of a section is short

constexpr size_t kOpeningOfDocument = 1500;

bool AddressesDeputies(const SourceText& text, const Structure& structure);
bool OpensAsRules(const SourceText& text);
bool PartedAsPlan(const SourceText& text, const Result& result);

class IndicatorFinder {
 public:
  IndicatorFinder(const SourceText& text, const Landmarks& landmarks, const Structure& structure,
                  const Options& options, Result& result)
      : text_(text),
        marks_(landmarks.data()),
        structure_(structure),
        result_(result),
        stance_(StanceOf(result.document)) {
    if (stance_ == DocumentStance::kRecord && AddressesDeputies(text, structure)) stance_ = DocumentStance::kReport;
    if (stance_ == DocumentStance::kRecord && result.document.title.empty() &&
        (OpensAsRules(text) || PartedAsPlan(text, result))) {
      stance_ = DocumentStance::kPlan;
    }
    publish_ = options.publish_date.present() ? options.publish_date : result.document.publish_date;
  }

  void Run();

 private:
  void ReadHeadings();
  HeadingScope ScopeOf(Span heading, int year);
  HeadingScope ScopeAbove(const Block& block) const;
  // `reading` is null where the block holds no figure.
  void ReadBlock(const Block& block, Reading* reading);
  void ReadOpening(const Block& block);
  // Reads the cells of a row of a table that are a quantity with its unit and nothing else.
  void ReadCells(const Block& block);
  bool ReadCell(const Block& block, Span cell);
  void FollowCourse(const Block& block);
  void ReadTimes(const Block& block, const HeadingScope& above);
  void Emit(const Block& block, Finding& f, const HeadingScope& above);
  Period PeriodOf(Finding& f, const HeadingScope& above, bool& named);
  int32_t WholeOf(size_t first, size_t part, int32_t opened) const;
  void LinkParts(size_t first);
  void LinkRestated();
  std::string SubjectText(const Finding& f, Span& span) const;

  const SourceText& text_;
  const uint8_t* const marks_;
  const Structure& structure_;
  Result& result_;
  DocumentStance stance_;
  Date publish_;
  Reading heading_;             // the heading that is read
  Reading cell_;                // the cell of a table that is read
  std::vector<Span> header_;    // cells of the first row of the table's header
  bool after_header_ = false;   // the row before was part of the header
  Reading* reading_ = nullptr;  // that of the block
  Period title_;
  std::vector<HeadingScope> sections_;
  HeadingScope unlabelled_;
  int32_t unlabelled_section_ = -2;
  bool has_unlabelled_ = false;
  ReportCourse course_;         // followed in work reports only
  Period part_period_;          // of the part of a report that an unlabelled heading opened (2023年工作回顾)
  bool part_opened_ = false;    // … and said whether it looks back or ahead
  bool in_conditions_ = false;  // of a list that an introduction called conditions
  // The time that holds for the measure being read.
  int32_t measure_ = -2;
  bool has_measure_time_ = false;
  Period measure_time_;
  std::vector<Period> periods_;  // of the times of the passage
  TimeTrail trail_;
};

// Without the sentence that runs on behind the heading in the same line, parted by a blank only.
Span HeadOfRunOn(const SourceText& text, Span heading) {
  constexpr int32_t kShortest = 4, kRunOn = 30;
  for (int32_t i = heading.start; i < heading.end; ++i) {
    if (text.cls(i) == CharClass::kComma) break;
    if (text.cls(i) == CharClass::kBlank && i - heading.start >= kShortest && heading.end - i > kRunOn)
      return {heading.start, i};
  }
  return heading;
}

HeadingScope IndicatorFinder::ScopeOf(Span heading, int year) {
  HeadingScope scope;
  if (heading.empty()) return scope;
  heading = HeadOfRunOn(text_, heading);
  scope.outlook = OutlookOf(text_.folded(heading));
  heading_.passage.Assign(text_, marks_, heading);
  Tokenize(heading_.passage, 0, heading_.cut);
  for (const TimeExpression& t : heading_.cut.times) {
    if (t.basis || t.attribute) continue;
    const Period p = Resolve(t, {publish_, year});
    if (!p.start.present() && !p.end.present()) continue;
    scope.period = p;
    scope.period.text = heading_.passage.ToSource(t.begin, t.end);
  }
  if (scope.outlook == Outlook::kUnknown && scope.period.end.present() && publish_.present() &&
      stance_ == DocumentStance::kReport) {
    scope.outlook = scope.period.end < publish_ ? Outlook::kPast : Outlook::kFuture;
  }
  if (scope.outlook == Outlook::kUnknown) scope.outlook = WeakOutlookOf(text_.folded(heading), stance_);
  return scope;
}

void IndicatorFinder::ReadHeadings() {
  title_ = ScopeOf(structure_.title, 0).period;
  sections_.reserve(result_.sections.size());
  for (const Section& s : result_.sections) sections_.push_back(ScopeOf(s.heading, title_.start.year));
}

// The innermost time and outlook of the headings above.
HeadingScope IndicatorFinder::ScopeAbove(const Block& block) const {
  HeadingScope scope;
  if (has_unlabelled_ && unlabelled_section_ == block.section) scope = unlabelled_;
  const int32_t count = static_cast<int32_t>(sections_.size());
  int32_t s = block.section;
  for (int depth = 0; s >= 0 && s < count && depth < kMaxDepth; ++depth, s = result_.sections[s].parent) {
    if (!Known(scope.period)) scope.period = Known(sections_[s].opening) ? sections_[s].opening : sections_[s].period;
    if (scope.outlook == Outlook::kUnknown) scope.outlook = sections_[s].outlook;
  }
  if (!Known(scope.period)) scope.period = part_period_;
  if (course_.outlook() != Outlook::kUnknown) scope.outlook = course_.outlook();
  return scope;
}

// A document without a known title that makes rules says so in its opening (制定本措施, 制定若干政策措施如下).
bool OpensAsRules(const SourceText& text) {
  constexpr size_t kGap = 20;
  const std::u32string_view opening = text.folded().substr(0, kOpeningOfDocument);
  for (const std::u32string_view verb : {U"制定", U"制订", U"提出", U"出台"}) {
    for (size_t at = opening.find(verb); at != std::u32string_view::npos; at = opening.find(verb, at + 1)) {
      const std::u32string_view rest = opening.substr(at + verb.size(), kGap);
      if (rest.starts_with(U"本") || rest.starts_with(U"以下") || rest.find(U"如下") != std::u32string_view::npos)
        return true;
    }
  }
  return false;
}

// The parts that only plans and opinions have: 总体要求 … 保障措施.
bool PartedAsPlan(const SourceText& text, const Result& result) {
  int32_t parts = 0;
  for (const Section& s : result.sections) {
    const std::u32string_view h = text.folded(s.heading);
    for (const std::u32string_view word : {U"总体要求", U"指导思想", U"基本原则", U"保障措施", U"主要任务", U"重点任务",
                                           U"发展目标", U"主要目标", U"指导原则"})
      parts += h.find(word) != std::u32string_view::npos;
  }
  return parts >= 2;
}

// A report to a congress speaks to its members (各位代表), whatever its title.
bool AddressesDeputies(const SourceText& text, const Structure& structure) {
  int32_t seen = 0;
  for (const Block& block : structure.blocks) {
    if (text.folded(block.span).substr(0, 8).find(U"各位代表") != std::u32string_view::npos) return true;
    if (++seen > 12) return false;
  }
  return false;
}

// Resolves the times of the passage in order: a bare month or 全年 belongs to the year named before it.
void IndicatorFinder::ReadTimes(const Block& block, const HeadingScope& above) {
  periods_.clear();
  int year = has_measure_time_ && measure_time_.start.present() ? measure_time_.start.year
             : above.period.end.present()                       ? above.period.end.year
             : title_.end.present()                             ? title_.end.year
                                                                : publish_.year;
  for (const TimeExpression& t : reading_->cut.times) {
    Period p = Resolve(t, {publish_, year});
    p.text = reading_->passage.ToSource(t.begin, t.end);
    if (p.start.present() && !t.basis && !t.attribute && !t.local) year = p.end.present() ? p.end.year : p.start.year;
    periods_.push_back(p);
  }
  trail_.Start(*reading_, periods_);
}

// The time named last before the statement, in its measure; else that of the headings; else that of the title.
Period IndicatorFinder::PeriodOf(Finding& f, const HeadingScope& above, bool& named) {
  const TimeTrail::View view = trail_.ViewOf(f);
  named = !view.undefined && (view.time >= 0 || has_measure_time_);
  if (view.undefined) return {};
  if (view.time >= 0) {
    f.rules.Add(Rule::kPeriodSentence);
    Period& p = periods_[view.time];
    if (view.earlier >= 0 && periods_[view.earlier].start.present() && periods_[view.earlier].start < p.start) {
      p.start = periods_[view.earlier].start;  // and so it carries on: 平均每年增长8.6%
    }
    return p;
  }
  if (has_measure_time_) {
    f.rules.Add(Rule::kPeriodMeasure);
    return measure_time_;
  }
  if (above.period.start.present() || above.period.end.present()) {
    f.rules.Add(Rule::kPeriodHeading);
    return above.period;
  }
  if (title_.start.present() || title_.end.present()) {
    f.rules.Add(Rule::kPeriodTitle);
    return title_;
  }
  f.rules.Add(Rule::kPeriodNone);
  return {};
}

std::string IndicatorFinder::SubjectText(const Finding& f, Span& span) const {
  span = reading_->passage.ToSource(f.subject_begin, f.subject_end);
  if (span.empty()) return {};
  std::string s = text_.Slice(span);
  if (f.tail_end > f.tail_begin) {
    s += text_.Slice(reading_->passage.ToSource(f.tail_begin, f.tail_end));
    span = {};
  }
  return s;
}

Rule UnitRule(const Quantity& q) {
  if (q.is_rank) return Rule::kUnitRank;
  if (q.per != nullptr) return Rule::kUnitRate;
  switch (q.unit->cls) {
    case UnitClass::kMoney:
      return Rule::kUnitMoney;
    case UnitClass::kSize:
    case UnitClass::kDegree:
      return Rule::kUnitSize;
    case UnitClass::kTime:
    case UnitClass::kDay:
    case UnitClass::kMonth:
    case UnitClass::kYear:
    case UnitClass::kAge:
      return Rule::kUnitTime;
    case UnitClass::kPercent:
    case UnitClass::kPoint:
    case UnitClass::kTimes:
    case UnitClass::kDoubling:
      return Rule::kUnitPercent;
    default:
      return q.unit->code == "1" ? Rule::kUnitPure : Rule::kUnitCount;
  }
}

void IndicatorFinder::Emit(const Block& block, Finding& f, const HeadingScope& above) {
  bool named = false;
  const Period period = PeriodOf(f, above, named);
  JudgeTarget(*reading_, f, stance_, above.outlook, period, named, publish_, in_conditions_);
  const Quantity& q = *f.quantity;
  f.rules.Add(UnitRule(q));
  if (q.number.chinese) f.rules.Add(Rule::kNumeralChinese);
  if (q.number.bare) f.rules.Add(Rule::kNumeralBare);

  Indicator out;
  out.span = reading_->passage.ToSource(f.begin, f.end);
  out.measure = block.measure;
  out.has_value = !q.is_range;
  out.value = q.is_range ? Decimal() : q.value;
  out.has_from = f.from != nullptr;
  if (f.from != nullptr) out.from_value = f.from->value;
  out.bounds = Bounds(q, f.qualifier);
  out.unit = f.rank_move ? "[rank]" : q.unit->code;
  if (q.per != nullptr) out.unit += "/" + q.per->code;
  if (q.also_per != nullptr) out.unit += "/" + q.also_per->code;
  out.qualifier = f.qualifier;
  out.kind = f.kind;
  out.target = f.target;
  out.subject = SubjectText(f, out.subject_span);
  out.period = period;
  out.confidence = ConfidenceOf(f.rules);
  out.rules = f.rules.Ids();
  result_.indicators.push_back(std::move(out));
}

// The quantity that one behind 其中 or in a bracket breaks down: the nearest before `opened` of the same unit that is
// no smaller, of the same kind where there is one. -1 where none is near.
int32_t IndicatorFinder::WholeOf(size_t first, size_t part, int32_t opened) const {
  constexpr size_t kLookBack = 12;  // findings
  const Indicator& mine = result_.indicators[first + part];
  int32_t other_kind = -1;
  for (size_t k = part, seen = 0; k-- > 0 && seen < kLookBack; ++seen) {
    if (reading_->findings[k].token >= opened) continue;
    const Indicator& whole = result_.indicators[first + k];
    if (whole.unit != mine.unit || !whole.has_value || whole.value < mine.value || reading_->findings[k].condition)
      continue;
    if (whole.kind == mine.kind) return static_cast<int32_t>(first + k);
    if (other_kind < 0 && whole.kind == IndicatorKind::kLevel) other_kind = static_cast<int32_t>(first + k);
  }
  return other_kind;
}

// 其中, 包括 and brackets: the quantities behind them break one down that stands before, until the sentence (the
// bracket) ends.
void IndicatorFinder::LinkParts(size_t first) {
  const auto& tokens = reading_->tokens();
  int32_t opened = -1;  // token of 其中 or of the bracket
  bool bracket = false;
  int32_t k = 0;
  for (size_t i = 0; i < reading_->findings.size(); ++i) {
    const Finding& f = reading_->findings[i];
    for (; k <= f.first_token; ++k) {
      const Token& t = tokens[k];
      if (bracket ? t.kind == TokenKind::kClose
                  : t.kind == TokenKind::kStop && reading_->passage.at(t.begin) == U'。') {
        opened = -1;
        bracket = false;
      }
      if (t.kind != TokenKind::kText && t.kind != TokenKind::kWord && t.kind != TokenKind::kOpen) continue;
      if (reading_->passage.StartsWith(t.begin, U"其中") ||
          (t.kind == TokenKind::kWord && reading_->passage.StartsWith(t.begin, U"包括"))) {
        opened = k;
      } else if (t.kind == TokenKind::kOpen && i > 0 && k == reading_->findings[i - 1].token + 1) {
        opened = k;
        bracket = true;
      }
    }
    Indicator& out = result_.indicators[first + i];
    const UnitClass cls = f.quantity->unit->cls;
    // 其中超5亿元项目2个: the threshold is part of nothing.
    const bool threshold = (cls == UnitClass::kMoney || cls == UnitClass::kSize) && f.rules.Has(Rule::kSubjectBehind);
    if (opened < 0 || i == 0 || threshold || f.condition || !out.has_value || f.from != nullptr ||
        cls == UnitClass::kPoint)
      continue;
    if (cls == UnitClass::kPercent && out.kind != IndicatorKind::kShare) continue;  // growth rates do not add up
    out.part_of = WholeOf(first, i, opened);
  }
}

// Where the report turns from what was done to what is planned. An unlabelled heading that names a time or an outlook
// opens a part of the report, and the numbered sections behind it stand in that part.
void IndicatorFinder::FollowCourse(const Block& block) {
  if (stance_ != DocumentStance::kReport) return;
  if (block.unlabelled_heading) {
    if (!Known(unlabelled_.period) && unlabelled_.outlook == Outlook::kUnknown) return;
    course_.AtHeading(unlabelled_.outlook, false);
    part_period_ = unlabelled_.period;
    part_opened_ = unlabelled_.outlook != Outlook::kUnknown;
  } else if (block.kind == BlockKind::kHeading && block.section >= 0) {
    const bool top = result_.sections[block.section].parent < 0;
    const HeadingScope& scope = sections_[block.section];
    if (!top) return;
    if (part_opened_ && !Known(scope.period)) return;  // its numbered sections are about that part
    course_.AtHeading(scope.outlook, true);
    if (Known(scope.period)) part_period_ = {};
  } else if (block.kind == BlockKind::kBody) {
    course_.AtBody(text_.folded(block.span));
  }
}

// A short paragraph without a label and without quantities that opens with a time, above labelled units, speaks for
// them.
void IndicatorFinder::ReadOpening(const Block& block) {
  if (block.kind != BlockKind::kBody || !block.label.empty() || block.section < 0 || block.span.size() > kOpeningLength)
    return;
  if (!reading_->cut.quantities.empty() || reading_->cut.times.empty() || reading_->cut.times[0].begin > 2) return;
  const TimeExpression& time = reading_->cut.times[0];
  if (!time.basis && !time.attribute && Known(periods_[0])) sections_[block.section].opening = periods_[0];
}

void IndicatorFinder::ReadBlock(const Block& block, Reading* reading) {
  if (block.measure != measure_ || block.measure < 0) {
    measure_ = block.measure;
    has_measure_time_ = false;
  }
  reading_ = reading;
  if (reading == nullptr) return;
  const HeadingScope above = ScopeAbove(block);
  ReadTimes(block, above);
  const size_t first = result_.indicators.size();
  for (Finding& f : reading_->findings) Emit(block, f, above);
  LinkParts(first);
  ReadOpening(block);
  if (const int32_t last = trail_.Last(); last >= 0) {
    has_measure_time_ = true;
    measure_time_ = periods_[last];
  }
}

// The cells of a row, without blanks around; a row of a table flattened into lines is one cell.
std::vector<Span> CellsOf(const SourceText& text, Span row) {
  std::vector<Span> cells;
  int32_t start = row.start;
  for (int32_t i = start; i <= row.end; ++i) {
    if (i < row.end && text[i] != U'|') continue;
    Span cell{start, i};
    while (!cell.empty() && text.cls(cell.start) == CharClass::kBlank) ++cell.start;
    while (!cell.empty() && text.cls(cell.end - 1) == CharClass::kBlank) --cell.end;
    cells.push_back(cell);
    start = i + 1;
  }
  return cells;
}

void IndicatorFinder::ReadCells(const Block& block) {
  const std::vector<Span> cells = CellsOf(text_, block.span);
  const auto figure = [this](Span cell) { return AnyMark(marks_, cell.start, cell.end, kFigureMark); };
  if (cells.size() > 1 && std::none_of(cells.begin(), cells.end(), figure)) {
    if (!after_header_) header_ = cells;  // a second row of it gives units
    after_header_ = true;
    return;
  }
  after_header_ = false;
  for (size_t k = 0; k < cells.size(); ++k) {
    if (cells[k].empty() || text_.cls(cells[k].start) != CharClass::kDigit || !ReadCell(block, cells[k])) continue;
    // Merged cells are missing at the left: columns are counted from the right.
    const size_t from_right = cells.size() - k;
    if (cells.size() < 2 || from_right > header_.size()) continue;
    Indicator& out = result_.indicators.back();
    out.subject_span = header_[header_.size() - from_right];
    out.subject = text_.Slice(out.subject_span);
  }
}

// 113%, 2.5亿元. What is measured stands elsewhere in the table.
bool IndicatorFinder::ReadCell(const Block& block, Span cell) {
  constexpr int32_t kLongest = 16;
  if (cell.size() > kLongest) return false;
  cell_.passage.Assign(text_, marks_, cell);
  Tokenize(cell_.passage, 0, cell_.cut);
  PairChanges(cell_);
  if (cell_.findings.size() != 1) return false;
  const Finding& f = cell_.findings.front();
  const UnitClass cls = f.quantity->unit->cls;
  if (f.begin != 0 || f.end != cell_.passage.size() || f.from != nullptr || f.quantity->no_unit ||
      (cls != UnitClass::kPercent && cls != UnitClass::kMoney && cls != UnitClass::kSize))
    return false;
  ReadQualifiers(cell_);
  ReadKinds(cell_);
  cell_.findings.front().rules.Add(Rule::kSubjectNone);
  const bool measure_time = has_measure_time_;
  has_measure_time_ = false;
  reading_ = &cell_;
  const HeadingScope above = ScopeAbove(block);
  ReadTimes(block, above);
  Emit(block, cell_.findings.front(), above);
  has_measure_time_ = measure_time;
  return true;
}

bool SameStatement(const Indicator& a, const Indicator& b) {
  return a.kind == b.kind && a.period.start == b.period.start && a.period.end == b.period.end && a.value == b.value &&
         a.unit == b.unit && a.subject == b.subject;
}

size_t HashOfStatement(const Indicator& in) {
  const auto day = [](const Date& d) { return (d.year * 16 + d.month) * 32 + d.day; };
  return absl::HashOf(in.value, in.unit, in.subject, static_cast<int>(in.kind), day(in.period.start),
                      day(in.period.end));
}

// The same value of the same subject, unit and period stated before. The first of each is kept in a table of indices
// that is at most half full.
void IndicatorFinder::LinkRestated() {
  const size_t slots = std::bit_ceil(2 * result_.indicators.size() + 1);
  std::vector<int32_t> first(slots, -1);
  for (size_t i = 0; i < result_.indicators.size(); ++i) {
    Indicator& in = result_.indicators[i];
    if (!in.has_value || in.subject.empty()) continue;
    size_t slot = HashOfStatement(in) & (slots - 1);
    while (first[slot] >= 0 && !SameStatement(result_.indicators[first[slot]], in)) slot = (slot + 1) & (slots - 1);
    if (first[slot] < 0) {
      first[slot] = static_cast<int32_t>(i);
    } else {
      in.restates = first[slot];
    }
  }
}

void IndicatorFinder::Run() {
  ReadHeadings();
  constexpr size_t kUsual = 100;  // code points an indicator in documents of figures
  ReserveForText(result_.indicators, static_cast<size_t>(text_.size()) / kUsual);
  ReadAhead ahead(text_, marks_, structure_.blocks);
  for (size_t i = 0; i < structure_.blocks.size(); ++i) {
    const Block& block = structure_.blocks[i];
    if (block.unlabelled_heading) {
      unlabelled_ = ScopeOf(block.span, title_.end.year);
      unlabelled_section_ = block.section;
      has_unlabelled_ = true;
    }
    FollowCourse(block);
    const std::u32string_view words = text_.folded(block.span);
    // Items of an article are no blocks of their own: （一） opens a paragraph of it.
    const bool bracketed = words.size() > 3 && words[0] == U'（' && (words[2] == U'）' || words[3] == U'）');
    const bool item = block.label.empty() ? bracketed : text_[block.label.start] != U'第';
    if (!item) in_conditions_ = false;
    const bool announces =
        words.size() < 200 && words.ends_with(U"：") && words.find(U"条件") != std::u32string_view::npos;
    switch (block.kind) {
      case BlockKind::kBody:
      case BlockKind::kHeading:
        ReadBlock(block, ahead.Of(i));
        break;
      case BlockKind::kTableRow:
        ReadCells(block);
        break;
      default:
        break;
    }
    in_conditions_ = in_conditions_ || announces;
  }
  LinkRestated();
}

}  // namespace

void FindIndicators(const SourceText& text, const Landmarks& landmarks, const Structure& structure,
                    const Options& options, Result& result) {
  IndicatorFinder(text, landmarks, structure, options, result).Run();
}

}  // namespace gangmu::extraction
