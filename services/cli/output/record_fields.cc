#include "services/cli/output/record_fields.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"

#include "common/text/display_width.h"
#include "common/text/strings.h"
#include "services/cli/output/number.h"

namespace gangmu::cli {
namespace {

// "MEASURE_STATUS_" of MeasureStatus.
std::string PrefixOf(const google::protobuf::EnumDescriptor& type) {
  std::string prefix;
  for (const char c : type.name()) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  return prefix + "_";
}

}  // namespace

std::string ShortEnumName(const google::protobuf::EnumDescriptor& type, int number) {
  const auto* value = type.FindValueByNumber(number);
  if (value == nullptr) return StrCat(number);  // of a newer service
  if (number == 0) return "";
  const std::string prefix = PrefixOf(type);
  const std::string& name = value->name();
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::string RegionText(const policy::v1::Region& region) {
  return region.code().empty() ? region.name() : StrCat(region.name(), " ", region.code());
}

std::string ValueText(const policy::v1::Indicator& indicator) {
  if (!indicator.from_value().empty()) {
    return StrCat(WithThousands(indicator.from_value()), " → ", WithThousands(indicator.value()));
  }
  if (!indicator.value().empty()) return WithThousands(indicator.value());
  return StrCat(WithThousands(indicator.lower_bound()), "…", WithThousands(indicator.upper_bound()));
}

std::string BoundsText(const policy::v1::Indicator& indicator) {
  if (indicator.qualifier() == policy::v1::QUALIFIER_EXACT) return "";
  return StrCat(WithThousands(indicator.lower_bound()), "…", WithThousands(indicator.upper_bound()));
}

std::string PeriodText(const policy::v1::Period& period) {
  if (period.start() == period.end()) return period.start();
  return StrCat(period.start(), "…", period.end());
}

std::string SectionPathText(const policy::v1::Measure& measure) { return absl::StrJoin(measure.section_path(), " / "); }

std::string MeasureTitle(const policy::v1::Measure& measure) {
  constexpr int kColumns = 60;
  if (!measure.heading().empty()) return measure.heading();
  if (DisplayWidth(measure.text()) <= kColumns) return measure.text();
  return StrCat(CutAtDisplayWidth(measure.text(), kColumns - 1), "…");
}

}  // namespace gangmu::cli
