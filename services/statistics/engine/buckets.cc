#include "services/statistics/engine/buckets.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"

#include "common/filter/near_match.h"
#include "common/status/error.h"
#include "common/text/strings.h"
#include "common/time/civil.h"
#include "services/statistics/engine/enum_names.h"

namespace gangmu::statistics {
namespace {

constexpr std::string_view kLabelPrefix = "labels.";

struct Entry {
  std::string_view name;
  Attribute attribute;
  Derivation derivation;
  std::string_view description;
};

constexpr Entry kEntries[] = {
    {"document", Attribute::kDocument, Derivation::kText, "Resource name of the document"},
    {"document_type", Attribute::kDocumentType, Derivation::kText, "文种 or wider kind of document"},
    {"instrument", Attribute::kInstruments, Derivation::kList, "Policy instrument; a measure may use several"},
    {"issuer", Attribute::kIssuer, Derivation::kText, "The body that issued the document"},
    {"issuer_level", Attribute::kIssuerLevel, Derivation::kText, "Level of the issuing body"},
    {"kind", Attribute::kKind, Derivation::kEnum, "What the number says: level, increase, share and so on"},
    {"measure_heading", Attribute::kHeading, Derivation::kText, "Heading of the measure"},
    {"period", Attribute::kPeriod, Derivation::kPeriod, "The statement's period, first and last day"},
    {"period_half", Attribute::kPeriod, Derivation::kHalf, "Half-year that holds the statement's whole period"},
    {"period_month", Attribute::kPeriod, Derivation::kMonth, "Month that holds the statement's whole period"},
    {"period_plan", Attribute::kPeriod, Derivation::kPlan, "Five-year plan that holds the statement's whole period"},
    {"period_quarter", Attribute::kPeriod, Derivation::kQuarter, "Quarter that holds the statement's whole period"},
    {"period_year", Attribute::kPeriod, Derivation::kYear, "Year that holds the statement's whole period"},
    {"publish_half", Attribute::kPublishDate, Derivation::kHalf, "Half-year of publication"},
    {"publish_month", Attribute::kPublishDate, Derivation::kMonth, "Month of publication"},
    {"publish_plan", Attribute::kPublishDate, Derivation::kPlan, "Five-year plan of publication"},
    {"publish_quarter", Attribute::kPublishDate, Derivation::kQuarter, "Quarter of publication"},
    {"publish_year", Attribute::kPublishDate, Derivation::kYear, "Year of publication"},
    {"qualifier", Attribute::kQualifier, Derivation::kEnum, "How exactly the number is stated"},
    {"region", Attribute::kRegion, Derivation::kText, "GB/T 2260 code of the document's region, or its name"},
    {"region_county", Attribute::kRegion, Derivation::kCounty, "County or district of the document"},
    {"region_prefecture", Attribute::kRegion, Derivation::kPrefecture, "City or prefecture of the document"},
    {"region_province", Attribute::kRegion, Derivation::kProvince, "Province of the document"},
    {"review_state", Attribute::kReview, Derivation::kEnum, "What a person said of the extraction"},
    {"scheme", Attribute::kSchemes, Derivation::kList, "Named scheme such as 一网统管; a document may name several"},
    {"section_heading", Attribute::kSectionHeading, Derivation::kText, "Innermost section heading above the measure"},
    {"status", Attribute::kStatus, Derivation::kEnum, "How far the measure has got"},
    {"subject", Attribute::kSubject, Derivation::kText, "What is counted or measured"},
    {"target", Attribute::kFlags, Derivation::kTarget, "Whether the number is planned and not yet reached"},
    {"top_section", Attribute::kTopSection, Derivation::kText, "Outermost section heading above the measure"},
    {"topic", Attribute::kTopic, Derivation::kText, "Class of the State Council's subject classification"},
    {"unit", Attribute::kUnit, Derivation::kText, "Unit code"},
    {"unit_dimension", Attribute::kUnit, Derivation::kUnitDimension, "Dimension of the unit"},
    {"validity", Attribute::kValidity, Derivation::kEnum, "Whether the document is in force"},
};

bool IsBucket(Derivation d) { return d >= Derivation::kProvince; }

DimensionInfo InfoOf(const Entry& entry) {
  return {entry.name, entry.description, IsBucket(entry.derivation), entry.derivation == Derivation::kList};
}

std::string_view EnumName(Attribute a, uint32_t number) {
  const auto name = [&](std::span<const std::string_view> names) {
    return number < names.size() ? names[number] : std::string_view("UNKNOWN");
  };
  switch (a) {
    case Attribute::kKind:
      return name(kKindNames);
    case Attribute::kQualifier:
      return name(kQualifierNames);
    case Attribute::kStatus:
      return name(kStatusNames);
    case Attribute::kValidity:
      return name(kValidityNames);
    default:
      return name(kReviewNames);
  }
}

DimensionValue Stated(std::string value) { return {BucketKind::kValue, std::move(value)}; }
const DimensionValue kNotStatedValue{BucketKind::kNotStated, ""};
const DimensionValue kSpansValue{BucketKind::kSpansSeveral, ""};

DimensionValue StatedOrNot(std::string value) { return value.empty() ? kNotStatedValue : Stated(std::move(value)); }

absl::CivilDay ToCivil(Day day) { return absl::CivilDay(1970, 1, 1) + day; }

std::string PlanName(int64_t year) {
  // From 1966 on plans follow each other every five years.
  if (year >= 1966) {
    const int64_t first = 1966 + (year - 1966) / 5 * 5;
    return StrCat(first, "-", first + 4);
  }
  if (year >= 1953 && year <= 1957) return "1953-1957";
  if (year >= 1958 && year <= 1962) return "1958-1962";
  return "";
}

std::string TimeBucketOfDay(Derivation derivation, Day day) {
  const absl::CivilDay d = ToCivil(day);
  const std::string year = StrCat(d.year());
  switch (derivation) {
    case Derivation::kYear:
      return year;
    case Derivation::kHalf:
      return StrCat(year, d.month() <= 6 ? "-H1" : "-H2");
    case Derivation::kQuarter:
      return StrCat(year, "-Q", (d.month() + 2) / 3);
    case Derivation::kMonth:
      return StrCat(year, d.month() < 10 ? "-0" : "-", d.month());
    default:
      return PlanName(d.year());
  }
}

std::string DayText(Day day) { return day == kNoDay ? ".." : FormatDay(ToCivil(day)); }

DimensionValue IntervalValue(const std::vector<Day>& breaks, Day day) {
  if (day == kNoDay) return kNotStatedValue;
  return Stated(StrCat(std::upper_bound(breaks.begin(), breaks.end(), day) - breaks.begin()));
}

}  // namespace

DimensionValue TimeBucket(Derivation derivation, Day start, Day end) {
  if (start == kNoDay && end == kNoDay) return kNotStatedValue;
  if (start == kNoDay || end == kNoDay) return kSpansValue;
  std::string first = TimeBucketOfDay(derivation, start);
  if (start != end && first != TimeBucketOfDay(derivation, end)) return kSpansValue;
  return StatedOrNot(std::move(first));
}

DimensionValue PeriodValue(Day start, Day end) {
  if (start == kNoDay && end == kNoDay) return kNotStatedValue;
  return Stated(StrCat(DayText(start), "/", DayText(end)));
}

DimensionValue RegionBucket(Derivation derivation, std::string_view region) {
  const bool code = region.size() == 6 && region.find_first_not_of("0123456789") == std::string_view::npos;
  if (!code) return kNotStatedValue;
  const size_t digits = derivation == Derivation::kProvince ? 2 : (derivation == Derivation::kPrefecture ? 4 : 6);
  // A province is no prefecture: a document that speaks for it covers several.
  if (digits > 2 && region.substr(digits - 2, 2) == "00") return kSpansValue;
  return Stated(std::string(region.substr(0, digits)) + std::string(6 - digits, '0'));
}

std::vector<DimensionInfo> Dimensions(FactKind facts) {
  std::vector<DimensionInfo> out;
  for (const Entry& entry : kEntries) {
    if (ResolveColumn(facts, entry.attribute)) out.push_back(InfoOf(entry));
  }
  return out;
}

absl::StatusOr<DimensionSpec> FindDimension(FactKind facts, std::string_view name) {
  if (name.substr(0, kLabelPrefix.size()) == kLabelPrefix && name.size() > kLabelPrefix.size()) {
    return DimensionSpec{{"", "", false, false},
                         Attribute::kLabels,
                         Derivation::kLabel,
                         std::string(name.substr(kLabelPrefix.size())),
                         {}};
  }
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) {
    if (!ResolveColumn(facts, entry.attribute)) continue;
    if (entry.name == name) return DimensionSpec{InfoOf(entry), entry.attribute, entry.derivation, "", {}};
    names.emplace_back(entry.name);
  }
  const std::vector<std::string> near = filter::NearMatches(name, names);
  const std::string text = StrCat(
      "no dimension ", CutAtCodePoint(name, 60),
      near.empty() ? StrCat("; there are ", absl::StrJoin(names, ", ")) : StrCat("; did you mean ", near[0], "?"));
  Error error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID, text);
  error.With("token", CutAtCodePoint(name, 60)).Violation("group_by", text);
  if (!near.empty()) error.With("near", absl::StrJoin(near, ","));
  return error.Build();
}

Buckets::Buckets(const DimensionSpec& spec, const Snapshot& snapshot) : spec_(spec), catalog_(*snapshot.catalog) {
  const uint32_t codes = snapshot.sizes[static_cast<size_t>(spec.attribute)];
  if (spec.derivation == Derivation::kText || spec.derivation == Derivation::kEnum) {
    size_ = codes;
    return;
  }
  const Dictionary& dictionary = catalog_.of(spec.attribute);
  Intern(kNotStatedValue);
  for (uint32_t code = 0; code < codes; ++code) {
    switch (spec.derivation) {
      case Derivation::kTarget:
        map_.push_back(Intern(Stated((code & kFlagTarget) != 0 ? "true" : "false")));
        break;
      case Derivation::kUnitDimension:
        map_.push_back(
            Intern(code == 0 ? kNotStatedValue : StatedOrNot(snapshot.units(dictionary.Text(code)).dimension)));
        break;
      case Derivation::kList:
        list_begin_.push_back(static_cast<uint32_t>(list_.size()));
        for (std::string& item : DecodeList(dictionary.Text(code))) list_.push_back(Intern(Stated(std::move(item))));
        if (list_.size() == list_begin_.back()) list_.push_back(0);
        break;
      case Derivation::kLabel: {
        const auto labels = DecodeLabels(dictionary.Text(code));
        const auto it = labels.find(spec.label_key);
        map_.push_back(Intern(it == labels.end() ? kNotStatedValue : StatedOrNot(it->second)));
        break;
      }
      case Derivation::kProvince:
      case Derivation::kPrefecture:
      case Derivation::kCounty:
        map_.push_back(Intern(RegionBucket(spec.derivation, dictionary.Text(code))));
        break;
      default: {
        std::pair<Day, Day> period = DecodePeriod("");
        if (spec.attribute == Attribute::kPeriod) {
          period = DecodePeriod(dictionary.Text(code));
        } else {
          period.first = period.second = DecodeDay(dictionary.Text(code));
        }
        if (spec.derivation == Derivation::kPeriod) {
          map_.push_back(Intern(PeriodValue(period.first, period.second)));
        } else if (spec.derivation == Derivation::kInterval) {
          map_.push_back(Intern(IntervalValue(spec.breaks, period.second)));
        } else {
          map_.push_back(Intern(TimeBucket(spec.derivation, period.first, period.second)));
        }
        break;
      }
    }
  }
  if (spec.derivation == Derivation::kList) list_begin_.push_back(static_cast<uint32_t>(list_.size()));
  size_ = static_cast<uint32_t>(values_.size());
}

uint32_t Buckets::Intern(DimensionValue value) {
  std::string key = StrCat(static_cast<int>(value.kind), value.value);
  const auto [it, added] = interned_.try_emplace(std::move(key), static_cast<uint32_t>(values_.size()));
  if (added) values_.push_back(std::move(value));
  return it->second;
}

DimensionValue Buckets::Value(uint32_t bucket) const {
  if (!values_.empty()) return values_[bucket];
  if (bucket == 0) return kNotStatedValue;
  if (spec_.derivation == Derivation::kEnum) return Stated(std::string(EnumName(spec_.attribute, bucket)));
  return Stated(std::string(catalog_.of(spec_.attribute).Text(bucket)));
}

std::optional<uint32_t> Buckets::Find(const DimensionValue& value) const {
  if (values_.empty() && spec_.derivation == Derivation::kText) {
    if (value.kind == BucketKind::kNotStated) return 0;
    if (value.kind != BucketKind::kValue || value.value.empty()) return std::nullopt;
    const std::optional<uint32_t> code = catalog_.of(spec_.attribute).Find(value.value);
    return code && *code < size_ ? code : std::nullopt;
  }
  for (uint32_t b = 0; b < size_; ++b) {
    if (Value(b) == value) return b;
  }
  return std::nullopt;
}

}  // namespace gangmu::statistics
