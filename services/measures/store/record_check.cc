#include "services/measures/store/record_check.h"

#include <algorithm>

#include "common/decimal/decimal.h"
#include "common/text/strings.h"
#include "common/time/civil.h"

namespace gangmu::measures {
namespace {

using policy::v1::DocumentRecord;

void Number(const std::string& text, const std::string& field, Violations& violations) {
  if (!text.empty() && !Decimal::Parse(text).ok()) violations.Add(field, StrCat("no decimal number: ", text));
}

// [a-z][a-z0-9_-]{0,62}
bool IsLabelKey(std::string_view key) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (key.empty() || key.size() > 63 || !letter(key[0])) return false;
  for (const char c : key) {
    if (!letter(c) && !(c >= '0' && c <= '9') && c != '_' && c != '-') return false;
  }
  return true;
}

void Labels(const policy::v1::Document& document, const std::string& field, Violations& violations) {
  if (document.labels().size() > 64)
    violations.Add(field, StrCat("got ", document.labels().size(), ", want at most 64"));
  for (const auto& [key, value] : document.labels()) {
    if (!IsLabelKey(key)) violations.Add(field, StrCat("want keys of [a-z][a-z0-9_-]{0,62}, got ", key));
    if (value.size() > 256)
      violations.Add(StrCat(field, ".", key), StrCat("got ", value.size(), " bytes, want at most 256"));
  }
}

void Day(const std::string& text, const std::string& field, Violations& violations) {
  if (!text.empty() && !ParseDay(text)) violations.Add(field, StrCat("no day of the form YYYY-MM-DD: ", text));
}

void Stated(const policy::v1::StatedFields& stated, const std::string& field, Violations& violations) {
  constexpr size_t kMostBytes = 1024;
  for (const auto& [name, words] : {std::pair<std::string_view, const std::string&>("title", stated.title()),
                                    std::pair<std::string_view, const std::string&>("issuer", stated.issuer())}) {
    if (words.size() <= kMostBytes) continue;
    violations.Add(StrCat(field, ".", name), StrCat("got ", words.size(), " bytes, want at most ", kMostBytes));
  }
  Day(stated.publish_date(), StrCat(field, ".publish_date"), violations);
  Day(stated.reference_date(), StrCat(field, ".reference_date"), violations);
}

// Collects for one record; knows the bounds that its parts must keep to.
class Checker {
 public:
  Checker(const DocumentRecord& record, int64_t text_length, Violations& violations)
      : record_(record), text_length_(text_length), violations_(violations) {}

  void Section(int i, std::string_view field) {
    const policy::v1::Section& s = record_.sections(i);
    Span(s.has_span(), s.span(), StrCat(field, ".span"));
    Index(s.parent(), i, StrCat(field, ".parent"));  // sections stand in text order, the outer one first
  }

  void Measure(int i, std::string_view field) {
    const policy::v1::Measure& m = record_.measures(i);
    Span(m.has_span(), m.span(), StrCat(field, ".span"));
    Index(m.section(), record_.sections_size(), StrCat(field, ".section"));
  }

  // Each measure is kept and searched with its text, so measures that all span the whole text would make a record
  // thousands of times as large as what was sent. Extraction makes measures that do not overlap.
  void Overlap(std::string_view field) {
    constexpr int64_t kMostTimes = 4;
    int64_t covered = 0;
    for (const policy::v1::Measure& m : record_.measures()) {
      const bool inside = m.span().start() >= 0 && m.span().end() <= text_length_;  // others are faults of their own
      if (inside) covered += std::max<int64_t>(0, int64_t{m.span().end()} - m.span().start());
    }
    if (covered <= kMostTimes * text_length_) return;
    violations_.Add(field, StrCat("their spans hold ", covered, " code points of ", text_length_, ", want at most ",
                                  kMostTimes, " times the text"));
  }

  void Indicator(int i, std::string_view field) {
    const policy::v1::Indicator& n = record_.indicators(i);
    Span(n.has_span(), n.span(), StrCat(field, ".span"));
    if (n.has_sentence()) Span(true, n.sentence(), StrCat(field, ".sentence"));
    if (n.has_subject_span()) Span(true, n.subject_span(), StrCat(field, ".subject_span"));
    Index(n.measure(), record_.measures_size(), StrCat(field, ".measure"));
    Index(n.part_of(), record_.indicators_size(), StrCat(field, ".part_of"));
    Index(n.restates(), record_.indicators_size(), StrCat(field, ".restates"));
    CheckIndicatorValues(n, field, violations_);
    if (n.qualifier() == policy::v1::QUALIFIER_UNSPECIFIED) violations_.Add(StrCat(field, ".qualifier"), "must be set");
    if (n.kind() == policy::v1::INDICATOR_KIND_UNSPECIFIED) violations_.Add(StrCat(field, ".kind"), "must be set");
    if (n.confidence() < 0 || n.confidence() > 100) {
      violations_.Add(StrCat(field, ".confidence"), StrCat("got ", n.confidence(), ", want 0 to 100"));
    }
  }

  void Entity(int i, std::string_view field) {
    const policy::v1::Entity& e = record_.entities(i);
    Span(e.has_span(), e.span(), StrCat(field, ".span"));
    Index(e.measure(), record_.measures_size(), StrCat(field, ".measure"));
  }

 private:
  void Span(bool present, const policy::v1::TextSpan& span, const std::string& field) {
    if (!present) return violations_.Add(field, "must be set");
    if (span.start() < 0 || span.start() > span.end() || span.end() > text_length_) {
      violations_.Add(field, StrCat("got [", span.start(), ", ", span.end(), "), want a range within the ",
                                    text_length_, " code points of the text"));
    }
  }

  void Index(int index, int size, const std::string& field) {
    if (index < -1 || index >= size) {
      violations_.Add(field, StrCat("got ", index, ", want -1 or an index below ", size));
    }
  }

  const DocumentRecord& record_;
  const int64_t text_length_;
  Violations& violations_;
};

}  // namespace

void CheckDocumentValues(const policy::v1::Document& document, std::string_view field, Violations& violations) {
  Day(document.publish_date(), StrCat(field, ".publish_date"), violations);
  Day(document.effective_date(), StrCat(field, ".effective_date"), violations);
  Day(document.repeal_date(), StrCat(field, ".repeal_date"), violations);
  Labels(document, StrCat(field, ".labels"), violations);
  Stated(document.stated(), StrCat(field, ".stated"), violations);
}

void CheckIndicatorValues(const policy::v1::Indicator& indicator, std::string_view field, Violations& violations) {
  Number(indicator.value(), StrCat(field, ".value"), violations);
  Number(indicator.from_value(), StrCat(field, ".from_value"), violations);
  Number(indicator.lower_bound(), StrCat(field, ".lower_bound"), violations);
  Number(indicator.upper_bound(), StrCat(field, ".upper_bound"), violations);
  Day(indicator.period().start(), StrCat(field, ".period.start"), violations);
  Day(indicator.period().end(), StrCat(field, ".period.end"), violations);
}

void CheckRecord(const DocumentRecord& record, int64_t text_length, std::string_view field, Violations& violations) {
  Checker check(record, text_length, violations);
  CheckDocumentValues(record.document(), StrCat(field, ".document"), violations);
  for (int i = 0; i < record.sections_size(); ++i) check.Section(i, StrCat(field, ".sections[", i, "]"));
  for (int i = 0; i < record.measures_size(); ++i) check.Measure(i, StrCat(field, ".measures[", i, "]"));
  check.Overlap(StrCat(field, ".measures"));
  for (int i = 0; i < record.indicators_size(); ++i) check.Indicator(i, StrCat(field, ".indicators[", i, "]"));
  for (int i = 0; i < record.entities_size(); ++i) check.Entity(i, StrCat(field, ".entities[", i, "]"));
}

}  // namespace gangmu::measures
