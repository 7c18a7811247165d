// How the fields of documents, measures and indicators are written for people.
#pragma once

#include <string>

#include "gangmu/policy/v1/policy.pb.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace gangmu::cli {

// "SOME_OVER" of QUALIFIER_SOME_OVER, empty for …_UNSPECIFIED: the prefix is the name of the enum's own type.
std::string ShortEnumName(const google::protobuf::EnumDescriptor& type, int number);
template <typename E>
std::string ShortEnumName(E value) {
  return ShortEnumName(*google::protobuf::GetEnumDescriptor<E>(), value);
}

// "武汉市 420100".
std::string RegionText(const policy::v1::Region& region);
// "165 → 56" of a change, "3…5" of a range, else the value; with thousands.
std::string ValueText(const policy::v1::Indicator& indicator);
// "470…480", open ends left out; empty where the number is exact.
std::string BoundsText(const policy::v1::Indicator& indicator);
// "2022-01-01…2022-06-30", one day where both ends are the same; empty where none is stated.
std::string PeriodText(const policy::v1::Period& period);
// The headings above a measure: "一 / 二".
std::string SectionPathText(const policy::v1::Measure& measure);
// Heading, or the beginning of the text of an unlabelled measure.
std::string MeasureTitle(const policy::v1::Measure& measure);

}  // namespace gangmu::cli
