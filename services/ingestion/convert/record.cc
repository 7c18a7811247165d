#include "services/ingestion/convert/record.h"

#include <optional>
#include <string>

#include "absl/strings/str_format.h"

#include "common/digest/sha256.h"

namespace gangmu::ingestion {
namespace {

using extraction::Extraction;
using extraction::SourceText;

// The enums of the model are those of the protos without UNSPECIFIED, or with it.
static_assert(static_cast<int>(extraction::Qualifier::kRange) + 1 == policy::v1::QUALIFIER_RANGE);
static_assert(static_cast<int>(extraction::IndicatorKind::kDuration) + 1 == policy::v1::INDICATOR_KIND_DURATION);
static_assert(static_cast<int>(extraction::EntityKind::kNamedScheme) + 1 == policy::v1::ENTITY_KIND_NAMED_SCHEME);
static_assert(static_cast<int>(extraction::Relation::kImplements) + 1 == policy::v1::RELATION_IMPLEMENTS);
static_assert(static_cast<int>(extraction::MeasureStatus::kWithdrawn) == policy::v1::MEASURE_STATUS_WITHDRAWN);
static_assert(static_cast<int>(extraction::Validity::kRepealed) == policy::v1::VALIDITY_REPEALED);

template <typename To, typename From>
To Shifted(From value) {
  return static_cast<To>(static_cast<int>(value) + 1);
}

void SetSpan(const extraction::Span& from, policy::v1::TextSpan* to) {
  to->set_start(from.start);
  to->set_end(from.end);
}

std::string DateText(const extraction::Date& date) {
  return date.present() ? absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day) : "";
}

std::string DecimalText(const std::optional<Decimal>& value) { return value ? value->ToCanonicalString() : ""; }

void FillDocument(const Extraction& from, policy::v1::Document* to) {
  const extraction::DocumentFields& fields = from.result.document;
  to->set_title(fields.title);
  to->set_issuer(fields.issuer);
  to->set_publish_date(DateText(fields.publish_date));
  to->set_document_number(fields.document_number);
  to->set_document_type(fields.document_type);
  to->mutable_region()->set_name(fields.region.name);
  to->mutable_region()->set_code(fields.region.code);
  to->set_validity(static_cast<policy::v1::Validity>(fields.validity));
  to->set_effective_date(DateText(fields.effective_date));
  to->set_repeal_date(DateText(fields.repeal_date));
  to->set_secrecy_mark(fields.secrecy_mark);
  to->set_openness_mark(fields.openness_mark);
  to->set_text_length(from.text.size());
  to->set_text_sha256(Sha256Hex(from.text.Slice({0, from.text.size()})));
  to->set_extractor_version(extraction::ExtractorVersion());
  to->set_measure_count(static_cast<int32_t>(from.result.measures.size()));
  to->set_indicator_count(static_cast<int32_t>(from.result.indicators.size()));
}

void FillSections(const Extraction& from, policy::v1::DocumentRecord* record) {
  for (const extraction::Section& section : from.result.sections) {
    policy::v1::Section* to = record->add_sections();
    to->set_label(from.text.Slice(section.label));
    to->set_heading(from.text.Slice(section.heading));
    to->set_level(section.level);
    SetSpan(section.span, to->mutable_span());
    to->set_parent(section.parent);
    to->set_part(section.part);
  }
}

// The headings above a measure, outermost first.
void FillSectionPath(const Extraction& from, int32_t section, policy::v1::Measure* to) {
  for (; section >= 0; section = from.result.sections[static_cast<size_t>(section)].parent) {
    to->add_section_path(from.text.Slice(from.result.sections[static_cast<size_t>(section)].heading));
  }
  for (int i = 0, j = to->section_path_size() - 1; i < j; ++i, --j) to->mutable_section_path()->SwapElements(i, j);
}

void FillMeasures(const Extraction& from, policy::v1::DocumentRecord* record) {
  for (const extraction::Measure& measure : from.result.measures) {
    policy::v1::Measure* to = record->add_measures();
    to->set_label(from.text.Slice(measure.label));
    to->set_heading(from.text.Slice(measure.heading));
    FillSectionPath(from, measure.section, to);
    SetSpan(measure.span, to->mutable_span());
    to->set_section(measure.section);
    to->set_part(measure.part);
    to->set_text(from.text.Slice(measure.span));
    to->set_topic(measure.topic);
    for (const std::string& instrument : measure.instruments) to->add_instruments(instrument);
    to->set_status(static_cast<policy::v1::MeasureStatus>(measure.status));
    for (const extraction::Span& body : measure.responsible_bodies) {
      to->add_responsible_bodies(from.text.Slice(body));
    }
    to->set_ordinal(record->measures_size() - 1);
  }
}

// Finds the sentence around spans that come in text order. Each code point is looked at a bounded number of times, also
// where a whole document is one sentence.
class SentenceFinder {
 public:
  explicit SentenceFinder(const SourceText& text) : text_(text) {}

  extraction::Span Around(const extraction::Span& span) {
    if (span.end <= sentence_.end) return sentence_;
    int32_t start = span.start;
    if (start < sentence_.end) {
      start = sentence_.start;  // a quantity that a hard wrap cuts in two
    } else {
      while (start > sentence_.end && !EndsSentence(text_[start - 1])) --start;
    }
    int32_t end = span.end;
    while (end < text_.size() && !EndsSentence(text_[end])) ++end;
    if (end < text_.size() && text_[end] != U'\n') ++end;  // the stop belongs to it
    sentence_ = {start, end};
    return sentence_;
  }

 private:
  static bool EndsSentence(char32_t c) { return c == U'。' || c == U'！' || c == U'？' || c == U'\n'; }

  const SourceText& text_;
  extraction::Span sentence_;
};

void FillNumbers(const extraction::Indicator& indicator, policy::v1::Indicator* to) {
  if (indicator.has_value) to->set_value(indicator.value.ToCanonicalString());
  if (indicator.has_from) to->set_from_value(indicator.from_value.ToCanonicalString());
  to->set_lower_bound(DecimalText(indicator.bounds.lower));
  to->set_upper_bound(DecimalText(indicator.bounds.upper));
  to->set_unit(indicator.unit);
  to->set_qualifier(Shifted<policy::v1::Qualifier>(indicator.qualifier));
  to->set_kind(Shifted<policy::v1::IndicatorKind>(indicator.kind));
  to->set_target(indicator.target);
}

void FillIndicators(const Extraction& from, policy::v1::DocumentRecord* record) {
  SentenceFinder sentences(from.text);
  for (const extraction::Indicator& indicator : from.result.indicators) {
    policy::v1::Indicator* to = record->add_indicators();
    to->set_measure(indicator.measure);
    to->set_text(from.text.Slice(indicator.span));
    SetSpan(indicator.span, to->mutable_span());
    FillNumbers(indicator, to);
    to->set_subject(indicator.subject);
    if (!indicator.subject_span.empty()) SetSpan(indicator.subject_span, to->mutable_subject_span());
    to->mutable_period()->set_text(from.text.Slice(indicator.period.text));
    to->mutable_period()->set_start(DateText(indicator.period.start));
    to->mutable_period()->set_end(DateText(indicator.period.end));
    to->set_part_of(indicator.part_of);
    to->set_restates(indicator.restates);
    to->set_confidence(indicator.confidence);
    for (const uint16_t rule : indicator.rules) to->add_rules(std::string(extraction::RuleName(rule)));
    SetSpan(sentences.Around(indicator.span), to->mutable_sentence());
    to->set_ordinal(record->indicators_size() - 1);
  }
}

void FillEntities(const Extraction& from, policy::v1::DocumentRecord* record) {
  for (const extraction::Entity& entity : from.result.entities) {
    policy::v1::Entity* to = record->add_entities();
    to->set_kind(Shifted<policy::v1::EntityKind>(entity.kind));
    SetSpan(entity.span, to->mutable_span());
    to->set_text(from.text.Slice(entity.span));
    to->set_code(entity.code);
    if (entity.kind == extraction::EntityKind::kCitedDocument) {
      to->set_relation(Shifted<policy::v1::Relation>(entity.relation));
    }
    to->set_measure(entity.measure);
  }
}

}  // namespace

void FillFromExtraction(const Extraction& extraction, policy::v1::DocumentRecord* record) {
  FillDocument(extraction, record->mutable_document());
  record->clear_sections();
  record->clear_measures();
  record->clear_indicators();
  record->clear_entities();
  FillSections(extraction, record);
  FillMeasures(extraction, record);
  FillIndicators(extraction, record);
  FillEntities(extraction, record);
}

void FillMissingFields(const readers::Metadata& metadata, policy::v1::Document* document) {
  if (document->title().empty()) document->set_title(metadata.title);
  if (document->issuer().empty()) document->set_issuer(metadata.issuer);
  if (document->publish_date().empty()) document->set_publish_date(metadata.publish_date);
}

void ApplyStatedFields(policy::v1::Document* document) {
  const policy::v1::StatedFields& stated = document->stated();
  if (!stated.title().empty()) document->set_title(stated.title());
  if (!stated.issuer().empty()) document->set_issuer(stated.issuer());
  if (!stated.publish_date().empty()) document->set_publish_date(stated.publish_date());
}

policy::v1::SourceInfo DescribeSource(std::string_view uri, std::string_view bytes, const readers::ReadDocument& read) {
  policy::v1::SourceInfo source;
  source.set_uri(std::string(uri));
  source.set_media_type(read.media_type);
  source.set_charset(read.charset);
  source.set_charset_evidence(read.charset_evidence);
  source.set_sha256(Sha256Hex(bytes));
  source.set_size_bytes(static_cast<int64_t>(bytes.size()));
  return source;
}

}  // namespace gangmu::ingestion
