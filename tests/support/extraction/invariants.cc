#include "tests/support/extraction/invariants.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

#include "common/text/utf8.h"

namespace gangmu::testing {
namespace {

using namespace extraction;

constexpr int kMostReported = 5;

bool IsDay(const Date& d) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1) return false;
  const bool leap = d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0);
  return d.day <= kDays[d.month - 1] + (leap && d.month == 2 ? 1 : 0);
}

class Checker {
 public:
  Checker(std::string_view utf8, const Extraction& e) : utf8_(utf8), offsets_(utf8), text_(e.text), r_(e.result) {}

  std::string Run() {
    Expect(static_cast<size_t>(text_.size()) == offsets_.code_points(), "the text has another length", {});
    CheckDates();
    for (size_t i = 0; i < r_.sections.size(); ++i) CheckSection(static_cast<int32_t>(i));
    for (size_t i = 0; i < r_.measures.size(); ++i) CheckMeasure(static_cast<int32_t>(i));
    for (size_t i = 0; i < r_.indicators.size(); ++i) CheckIndicator(static_cast<int32_t>(i));
    for (size_t i = 0; i < r_.entities.size(); ++i) CheckEntity(static_cast<int32_t>(i));
    return found_;
  }

 private:
  void Expect(bool holds, std::string_view what, Span place) {
    if (holds || ++broken_ > kMostReported) return;
    absl::StrAppend(&found_, std::string(what), " @", place.start, "-", place.end);
    if (Inside(place)) absl::StrAppend(&found_, " '", text_.Slice(place).substr(0, 60), "'");
    found_ += '\n';
  }

  bool Inside(const Span& s) const { return s.start >= 0 && s.start <= s.end && s.end <= text_.size(); }

  // A span that must not be empty.
  void CheckSpan(const Span& s, std::string_view what) {
    Expect(Inside(s) && !s.empty(), what, s);
    if (!Inside(s)) return;
    const size_t begin = offsets_.ToBytes(static_cast<size_t>(s.start));
    const size_t end = offsets_.ToBytes(static_cast<size_t>(s.end));
    Expect(text_.Slice(s) == utf8_.substr(begin, end - begin), "the slice is not the text's", s);
  }

  void CheckPart(const Span& part, const Span& whole, std::string_view what) {
    if (part.empty()) return;
    CheckSpan(part, what);
    Expect(whole.Contains(part), what, part);
  }

  void CheckDate(const Date& d, std::string_view what) {
    if (d != Date{}) Expect(IsDay(d), what, {d.year, d.month * 100 + d.day});
  }

  void CheckDates() {
    CheckDate(r_.document.publish_date, "no such publish date");
    CheckDate(r_.document.effective_date, "no such effective date");
    CheckDate(r_.document.repeal_date, "no such repeal date");
  }

  void CheckSection(int32_t index) {
    const Section& s = r_.sections[index];
    CheckSpan(s.span, "section span");
    CheckPart(s.label, s.span, "section label outside");
    CheckPart(s.heading, s.span, "section heading outside");
    Expect(index == 0 || r_.sections[index - 1].span.start <= s.span.start, "sections out of order", s.span);
    Expect(s.parent >= -1 && s.parent < index, "section parent is none before it", s.span);
    if (s.parent < 0 || s.parent >= index) return;
    Expect(r_.sections[s.parent].span.Contains(s.span), "section outside its parent", s.span);
    Expect(r_.sections[s.parent].part == s.part, "section in another part than its parent", s.span);
  }

  void CheckMeasure(int32_t index) {
    const Measure& m = r_.measures[index];
    CheckSpan(m.span, "measure span");
    CheckPart(m.label, m.span, "measure label outside");
    CheckPart(m.heading, m.span, "measure heading outside");
    for (const Span& body : m.responsible_bodies) {
      CheckSpan(body, "responsible body span");
      CheckPart(body, m.span, "responsible body outside its measure");
    }
    if (index > 0) Expect(r_.measures[index - 1].span.end <= m.span.start, "measures overlap", m.span);
    const bool valid = m.section >= -1 && m.section < static_cast<int32_t>(r_.sections.size());
    Expect(valid, "measure's section is none", m.span);
    if (valid && m.section >= 0) {
      Expect(r_.sections[m.section].span.Contains(m.span), "measure outside its section", m.span);
      Expect(r_.sections[m.section].part == m.part, "measure in another part than its section", m.span);
    }
  }

  // Indicators and entities: -1, or a measure that holds the span.
  void CheckHome(int32_t measure, const Span& span, std::string_view what) {
    const bool valid = measure >= -1 && measure < static_cast<int32_t>(r_.measures.size());
    Expect(valid && (measure < 0 || r_.measures[measure].span.Contains(span)), what, span);
  }

  void CheckIndicator(int32_t index) {
    const Indicator& i = r_.indicators[index];
    CheckSpan(i.span, "indicator span");
    if (index > 0) Expect(r_.indicators[index - 1].span.end <= i.span.start, "indicators overlap", i.span);
    CheckHome(i.measure, i.span, "indicator outside its measure");
    CheckQuantity(i);
    CheckSubjectAndPeriod(i);
    CheckLinks(index);
    Expect(i.confidence >= 1 && i.confidence <= 100, "confidence is no percentage", i.span);
    Expect(!i.rules.empty(), "indicator names no rule", i.span);
    for (const uint16_t rule : i.rules) Expect(!RuleName(rule).empty(), "rule without a name", i.span);
  }

  void CheckQuantity(const Indicator& i) {
    const std::optional<Decimal>&low = i.bounds.lower, &high = i.bounds.upper;
    Expect(!i.unit.empty(), "indicator without a unit", i.span);
    Expect(!low || !high || *low <= *high, "bounds turned round", i.span);
    if (i.has_value) {
      Expect(!low || *low <= i.value, "value below the bounds", i.span);
      Expect(!high || i.value <= *high, "value above the bounds", i.span);
    } else {
      Expect(low && high, "neither value nor both bounds", i.span);
    }
    Expect(i.has_value != (i.qualifier == Qualifier::kRange), "a range has no value, all else has one", i.span);
    Expect(i.has_from == (i.kind == IndicatorKind::kChange), "a change has an old value, nothing else has", i.span);
  }

  void CheckSubjectAndPeriod(const Indicator& i) {
    if (!i.subject_span.empty()) {
      CheckSpan(i.subject_span, "subject span");
      Expect(Inside(i.subject_span) && text_.Slice(i.subject_span) == i.subject, "subject is not its slice",
             i.subject_span);
    }
    Expect(IsValidUtf8(i.subject), "subject is no UTF-8", i.span);
    if (!i.period.text.empty()) CheckSpan(i.period.text, "period text span");
    CheckDate(i.period.start, "period begins on no day");
    CheckDate(i.period.end, "period ends on no day");
    if (i.period.start.present() && i.period.end.present()) {
      Expect(i.period.start <= i.period.end, "period ends before it begins", i.span);
    }
  }

  void CheckLinks(int32_t index) {
    const Indicator& i = r_.indicators[index];
    const int32_t count = static_cast<int32_t>(r_.indicators.size());
    Expect(i.restates >= -1 && i.restates < index, "restates no earlier indicator", i.span);
    Expect(i.part_of >= -1 && i.part_of < count && i.part_of != index, "partOf names no other indicator", i.span);
    int32_t steps = 0;
    for (int32_t at = i.part_of; at >= 0 && at < count && steps <= count; ++steps) at = r_.indicators[at].part_of;
    Expect(steps <= count, "partOf runs in a circle", i.span);
  }

  void CheckEntity(int32_t index) {
    const Entity& e = r_.entities[index];
    CheckSpan(e.span, "entity span");
    if (index > 0) Expect(r_.entities[index - 1].span.start <= e.span.start, "entities out of order", e.span);
    CheckHome(e.measure, e.span, "entity outside its measure");
  }

  std::string_view utf8_;
  OffsetMap offsets_;
  const SourceText& text_;
  const Result& r_;
  std::string found_;
  int broken_ = 0;
};

}  // namespace

std::string BrokenInvariants(std::string_view utf8, const Extraction& extraction) {
  return Checker(utf8, extraction).Run();
}

}  // namespace gangmu::testing
