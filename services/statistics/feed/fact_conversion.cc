#include "services/statistics/feed/fact_conversion.h"

#include <optional>
#include <string>
#include <utility>

#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/time/civil.h"

namespace gangmu::statistics {
namespace {

namespace pv1 = policy::v1;

std::string LastPart(const std::string& name) {
  const size_t slash = name.rfind('/');
  return slash == std::string::npos ? name : name.substr(slash + 1);
}

absl::StatusOr<Day> ToDay(const std::string& text) {
  if (text.empty()) return kNoDay;
  const auto day = ParseDay(text);
  if (!day) return InvalidField("date", StrCat("got ", text, ", want YYYY-MM-DD"));
  return static_cast<Day>(*day - absl::CivilDay(1970, 1, 1));
}

absl::StatusOr<std::optional<Decimal>> ToNumber(const std::string& text) {
  if (text.empty()) return std::optional<Decimal>();
  ASSIGN_OR_RETURN(const Decimal number, Decimal::Parse(text));
  return std::optional<Decimal>(number);
}

absl::StatusOr<IndicatorFact> ToFact(const pv1::Indicator& in) {
  IndicatorFact out;
  out.id = LastPart(in.name());
  out.measure = in.measure();
  ASSIGN_OR_RETURN(out.value, ToNumber(in.value()));
  ASSIGN_OR_RETURN(out.from_value, ToNumber(in.from_value()));
  ASSIGN_OR_RETURN(out.bounds.lower, ToNumber(in.lower_bound()));
  ASSIGN_OR_RETURN(out.bounds.upper, ToNumber(in.upper_bound()));
  out.unit = in.unit();
  out.kind = static_cast<uint8_t>(in.kind());
  out.qualifier = static_cast<uint8_t>(in.qualifier());
  out.target = in.target();
  out.part = in.part_of() >= 0;
  out.restatement = in.restates() >= 0;
  out.subject = in.subject();
  ASSIGN_OR_RETURN(out.period_start, ToDay(in.period().start()));
  ASSIGN_OR_RETURN(out.period_end, ToDay(in.period().end()));
  out.confidence = static_cast<uint8_t>(in.confidence());
  out.review_state = static_cast<uint8_t>(in.review_state());
  return out;
}

MeasureFact ToFact(const pv1::Measure& in) {
  MeasureFact out;
  out.id = LastPart(in.name());
  out.heading = in.heading();
  out.topic = in.topic();
  out.section_path.assign(in.section_path().begin(), in.section_path().end());
  out.instruments.assign(in.instruments().begin(), in.instruments().end());
  out.status = static_cast<uint8_t>(in.status());
  return out;
}

}  // namespace

std::string IssuerLevel(std::string_view issuer, std::string_view region_code) {
  for (const std::string_view central : {"国务院", "中共中央", "中央", "全国"}) {
    if (issuer.starts_with(central)) return "national";
  }
  // Towns have no code of six digits of their own (GB/T 2260 ends with the county).
  for (const std::string_view town :
       {"镇人民政府", "乡人民政府", "镇政府", "乡政府", "街道办事处", "镇党委", "乡党委", "街道党工委"}) {
    if (issuer.ends_with(town)) return "township";
  }
  if (region_code.size() != 6) return "";
  if (region_code == "000000") return "national";
  if (region_code.ends_with("0000")) return "province";
  return region_code.ends_with("00") ? "city" : "county";
}

absl::StatusOr<DocumentFacts> ToFacts(const pv1::DocumentRecord& record) {
  const pv1::Document& in = record.document();
  DocumentFacts out;
  out.name = in.name();
  out.title = in.title();
  out.issuer = in.issuer();
  out.document_type = in.document_type();
  out.document_number = in.document_number();
  out.region_code = in.region().code();
  out.region_name = in.region().name();
  out.issuer_level = IssuerLevel(out.issuer, out.region_code);
  ASSIGN_OR_RETURN(out.publish_date, ToDay(in.publish_date()));
  ASSIGN_OR_RETURN(out.effective_date, ToDay(in.effective_date()));
  ASSIGN_OR_RETURN(out.repeal_date, ToDay(in.repeal_date()));
  out.validity = static_cast<uint8_t>(in.validity());
  out.duplicate = !in.duplicate_of().empty();
  out.extractor_version = in.extractor_version();
  out.labels = {in.labels().begin(), in.labels().end()};
  for (const pv1::Entity& entity : record.entities()) {
    if (entity.kind() == pv1::ENTITY_KIND_NAMED_SCHEME) out.schemes.push_back(entity.text());
  }
  for (const pv1::Measure& measure : record.measures()) out.measures.push_back(ToFact(measure));
  for (const pv1::Indicator& indicator : record.indicators()) {
    ASSIGN_OR_RETURN(IndicatorFact fact, ToFact(indicator));
    out.indicators.push_back(std::move(fact));
  }
  return out;
}

}  // namespace gangmu::statistics
