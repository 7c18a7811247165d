#include "services/statistics/engine/fields.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/engine/bindings.h"
#include "services/statistics/engine/enum_names.h"

namespace gangmu::statistics {
namespace {

using filter::Field;
using filter::FieldType;

struct Entry {
  std::string_view path;
  FieldType type;
  Binding binding;
};

constexpr Binding Codes(Attribute a, Reading reading = Reading::kText) { return {a, reading, Number::kValue}; }
constexpr Binding Numeric(Number n) { return {Attribute::kPresence, Reading::kNumber, n}; }

// Fields of documents, as documents see them.
const std::vector<Entry>& DocumentEntries() {
  static const auto* entries = new std::vector<Entry>{
      {"name", FieldType::kString, Codes(Attribute::kDocument)},
      {"title", FieldType::kString, Codes(Attribute::kTitle)},
      {"issuer", FieldType::kString, Codes(Attribute::kIssuer)},
      {"issuer_level", FieldType::kString, Codes(Attribute::kIssuerLevel)},
      {"document_type", FieldType::kString, Codes(Attribute::kDocumentType)},
      {"document_number", FieldType::kString, Codes(Attribute::kDocumentNumber)},
      {"region", FieldType::kString, Codes(Attribute::kRegionName)},
      {"region.name", FieldType::kString, Codes(Attribute::kRegionName)},
      {"region.code", FieldType::kString, Codes(Attribute::kRegion, Reading::kRegionCode)},
      {"publish_date", FieldType::kDate, Codes(Attribute::kPublishDate, Reading::kDay)},
      {"effective_date", FieldType::kDate, Codes(Attribute::kEffectiveDate, Reading::kDay)},
      {"repeal_date", FieldType::kDate, Codes(Attribute::kRepealDate, Reading::kDay)},
      {"validity", FieldType::kEnum, Codes(Attribute::kValidity, Reading::kEnum)},
      {"duplicate", FieldType::kBool, Codes(Attribute::kDuplicate, Reading::kFlagOne)},
      {"extractor_version", FieldType::kString, Codes(Attribute::kExtractor)},
      {"labels", FieldType::kStringMap, Codes(Attribute::kLabels, Reading::kLabels)},
      {"schemes", FieldType::kStringList, Codes(Attribute::kSchemes, Reading::kList)},
  };
  return *entries;
}

const std::vector<Entry>& MeasureEntries() {
  static const auto* entries = new std::vector<Entry>{
      {"heading", FieldType::kString, Codes(Attribute::kHeading)},
      {"topic", FieldType::kString, Codes(Attribute::kTopic)},
      {"section_heading", FieldType::kString, Codes(Attribute::kSectionHeading)},
      {"top_section", FieldType::kString, Codes(Attribute::kTopSection)},
      {"instruments", FieldType::kStringList, Codes(Attribute::kInstruments, Reading::kList)},
      {"status", FieldType::kEnum, Codes(Attribute::kStatus, Reading::kEnum)},
  };
  return *entries;
}

const std::vector<Entry>& IndicatorEntries() {
  static const auto* entries = new std::vector<Entry>{
      {"value", FieldType::kDecimal, Numeric(Number::kValue)},
      {"from_value", FieldType::kDecimal, Numeric(Number::kFromValue)},
      {"lower_bound", FieldType::kDecimal, Numeric(Number::kLowerBound)},
      {"upper_bound", FieldType::kDecimal, Numeric(Number::kUpperBound)},
      {"unit", FieldType::kString, Codes(Attribute::kUnit)},
      {"unit_dimension", FieldType::kString, Codes(Attribute::kUnit, Reading::kUnitDimension)},
      {"kind", FieldType::kEnum, Codes(Attribute::kKind, Reading::kEnum)},
      {"qualifier", FieldType::kEnum, Codes(Attribute::kQualifier, Reading::kEnum)},
      {"target", FieldType::kBool, Codes(Attribute::kFlags, Reading::kFlagOne)},
      {"part", FieldType::kBool, Codes(Attribute::kFlags, Reading::kFlagTwo)},
      {"restatement", FieldType::kBool, Codes(Attribute::kFlags, Reading::kFlagFour)},
      {"subject", FieldType::kString, Codes(Attribute::kSubject)},
      {"period.start", FieldType::kDate, Codes(Attribute::kPeriod, Reading::kPeriodStart)},
      {"period.end", FieldType::kDate, Codes(Attribute::kPeriod, Reading::kPeriodEnd)},
      {"confidence", FieldType::kInt, Codes(Attribute::kConfidence, Reading::kInteger)},
      {"review_state", FieldType::kEnum, Codes(Attribute::kReview, Reading::kEnum)},
  };
  return *entries;
}

void SetEnum(Field& field, std::span<const std::string_view> names, std::string_view prefix) {
  for (size_t i = 0; i < names.size(); ++i) field.values.push_back({std::string(names[i]), static_cast<int64_t>(i)});
  field.enum_prefix = std::string(prefix);
}

Field MakeField(const Entry& entry, const std::string& prefix) {
  Field field{prefix + std::string(entry.path), entry.type};
  switch (entry.binding.attribute) {
    case Attribute::kKind:
      SetEnum(field, kKindNames, "INDICATOR_KIND_");
      break;
    case Attribute::kQualifier:
      SetEnum(field, kQualifierNames, "QUALIFIER_");
      break;
    case Attribute::kStatus:
      SetEnum(field, kStatusNames, "MEASURE_STATUS_");
      break;
    case Attribute::kValidity:
      SetEnum(field, kValidityNames, "VALIDITY_");
      break;
    case Attribute::kReview:
      SetEnum(field, kReviewNames, "REVIEW_STATE_");
      break;
    case Attribute::kRegionName:
      field.region_code = prefix + "region.code";
      break;
    case Attribute::kUnit:
      if (entry.binding.reading == Reading::kText) field.unit_dimension = prefix + "unit_dimension";
      break;
    default:
      break;
  }
  return field;
}

// A schema and, by field index, what its fields read.
struct Resource {
  std::vector<Field> fields;
  std::vector<Binding> bindings;
  std::unique_ptr<filter::Schema> schema;

  void Add(const std::vector<Entry>& entries, const std::string& prefix) {
    for (const Entry& entry : entries) {
      fields.push_back(MakeField(entry, prefix));
      bindings.push_back(entry.binding);
    }
  }
  void AddName() {
    fields.push_back(Field{"name"});
    bindings.push_back({Attribute::kDocument, Reading::kFactName, Number::kValue});
  }
};

const Resource& ResourceOf(FactKind facts) {
  static const Resource* const resources = [] {
    auto* r = new Resource[3];
    r[0].AddName();
    r[0].Add(IndicatorEntries(), "");
    r[0].Add(MeasureEntries(), "measure.");
    r[0].Add(DocumentEntries(), "document.");
    // The measure's dimensions stand for themselves too, as in group_by.
    for (const Entry& entry : MeasureEntries()) {
      if (entry.path != "heading") r[0].Add({entry}, "");
    }
    r[0].schema = std::make_unique<filter::Schema>("indicator", r[0].fields);
    r[1].AddName();
    r[1].Add(MeasureEntries(), "");
    r[1].Add(DocumentEntries(), "document.");
    r[1].schema = std::make_unique<filter::Schema>("measure", r[1].fields);
    r[2].Add(DocumentEntries(), "");
    r[2].schema = std::make_unique<filter::Schema>("document", r[2].fields);
    return r;
  }();
  return resources[static_cast<size_t>(facts)];
}

}  // namespace

const filter::Schema& FilterSchema(FactKind facts) { return *ResourceOf(facts).schema; }

const Binding& BindingOf(FactKind facts, const filter::Field& field) {
  return ResourceOf(facts).bindings[static_cast<size_t>(field.index)];
}

}  // namespace gangmu::statistics
