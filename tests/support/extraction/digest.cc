#include "tests/support/extraction/digest.h"

namespace gangmu::testing {
namespace {

using namespace extraction;

void AddDocument(const DocumentFields& d, Digester& out) {
  out.Add(d.title).Add(d.issuer).Add(d.publish_date).Add(d.document_number).Add(d.document_type);
  out.Add(d.region.name).Add(d.region.code);
  out.Add(static_cast<int64_t>(d.validity)).Add(d.effective_date).Add(d.repeal_date);
  out.Add(d.secrecy_mark).Add(d.openness_mark);
}

void AddSection(const Section& s, Digester& out) {
  out.Add(s.span).Add(s.label).Add(s.heading).Add(int64_t{s.level}).Add(int64_t{s.parent}).Add(int64_t{s.part});
}

void AddMeasure(const Measure& m, Digester& out) {
  out.Add(m.span).Add(m.label).Add(m.heading).Add(int64_t{m.section}).Add(int64_t{m.part}).Add(m.topic);
  out.Add(static_cast<int64_t>(m.instruments.size()));
  for (const std::string& instrument : m.instruments) out.Add(instrument);
  out.Add(static_cast<int64_t>(m.status)).Add(static_cast<int64_t>(m.responsible_bodies.size()));
  for (const Span& body : m.responsible_bodies) out.Add(body);
}

void AddIndicator(const Indicator& i, Digester& out) {
  out.Add(i.span).Add(int64_t{i.measure}).Add(int64_t{i.has_value}).Add(int64_t{i.has_from});
  out.Add(i.value).Add(i.from_value).Add(i.bounds).Add(i.unit);
  out.Add(static_cast<int64_t>(i.qualifier)).Add(static_cast<int64_t>(i.kind)).Add(int64_t{i.target});
  out.Add(i.subject_span).Add(i.subject).Add(i.period.text).Add(i.period.start).Add(i.period.end);
  out.Add(int64_t{i.part_of}).Add(int64_t{i.restates}).Add(int64_t{i.confidence});
  out.Add(static_cast<int64_t>(i.rules.size()));
  for (const uint16_t rule : i.rules) out.Add(int64_t{rule});
}

void AddEntity(const Entity& e, Digester& out) {
  out.Add(static_cast<int64_t>(e.kind)).Add(e.span).Add(e.code).Add(static_cast<int64_t>(e.relation));
  out.Add(int64_t{e.measure});
}

template <typename T>
void AddAll(const std::vector<T>& items, void (*add)(const T&, Digester&), Digester& out) {
  out.Add(static_cast<int64_t>(items.size()));
  for (const T& item : items) add(item, out);
}

}  // namespace

Digester& Digester::Add(std::string_view bytes) {
  Add(static_cast<int64_t>(bytes.size()));
  for (const char c : bytes) Byte(static_cast<uint8_t>(c));
  return *this;
}

Digester& Digester::Add(int64_t number) {
  for (int shift = 0; shift < 64; shift += 8) Byte(static_cast<uint8_t>(number >> shift));
  return *this;
}

Digester& Digester::Add(const Span& span) { return Add(int64_t{span.start}).Add(int64_t{span.end}); }

Digester& Digester::Add(const Date& date) {
  return Add(int64_t{date.year}).Add(int64_t{date.month}).Add(int64_t{date.day});
}

Digester& Digester::Add(const Decimal& value) { return Add(std::string_view(value.ToCanonicalString())); }

Digester& Digester::Add(const Interval& bounds) {
  for (const std::optional<Decimal>& end : {bounds.lower, bounds.upper}) {
    Add(int64_t{end.has_value()});
    if (end) Add(*end);
  }
  return *this;
}

uint64_t Digest(const Result& result) {
  Digester out;
  AddDocument(result.document, out);
  AddAll(result.sections, AddSection, out);
  AddAll(result.measures, AddMeasure, out);
  AddAll(result.indicators, AddIndicator, out);
  AddAll(result.entities, AddEntity, out);
  return out.value();
}

}  // namespace gangmu::testing
