// The engine knows no protos; its names of their enums must be theirs all the same.
#include "services/statistics/engine/enum_names.h"

#include <string>

#include "common/text/strings.h"
#include "gangmu/policy/v1/policy.pb.h"
#include "gtest/gtest.h"

namespace gangmu::statistics {
namespace {

void ExpectNamesOf(const google::protobuf::EnumDescriptor* proto, const std::string& prefix,
                   std::span<const std::string_view> names) {
  ASSERT_EQ(static_cast<size_t>(proto->value_count()), names.size()) << proto->full_name();
  for (int number = 0; number < proto->value_count(); ++number) {
    const auto* value = proto->FindValueByNumber(number);
    ASSERT_NE(value, nullptr) << proto->full_name() << " has no " << number;
    EXPECT_EQ(value->name(), StrCat(prefix, names[static_cast<size_t>(number)]));
  }
}

TEST(EnumNames, AreThoseOfTheProtos) {
  ExpectNamesOf(policy::v1::IndicatorKind_descriptor(), "INDICATOR_KIND_", kKindNames);
  ExpectNamesOf(policy::v1::Qualifier_descriptor(), "QUALIFIER_", kQualifierNames);
  ExpectNamesOf(policy::v1::MeasureStatus_descriptor(), "MEASURE_STATUS_", kStatusNames);
  ExpectNamesOf(policy::v1::Validity_descriptor(), "VALIDITY_", kValidityNames);
  ExpectNamesOf(policy::v1::ReviewState_descriptor(), "REVIEW_STATE_", kReviewNames);
}

}  // namespace
}  // namespace gangmu::statistics
