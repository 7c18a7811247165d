#include "services/measures/store/resource_schemas.h"

#include <string>
#include <vector>

#include "common/text/strings.h"
#include "gangmu/policy/v1/policy.pb.h"
#include "google/protobuf/descriptor.h"

namespace gangmu::measures {
namespace {

using filter::Field;
using filter::FieldType;
using filter::Schema;

Field Simple(std::string path, FieldType type) { return Field{.path = std::move(path), .type = type}; }

// The names of a proto enum without their common prefix; number 0 means absent and has no name in filters.
Field Enum(std::string path, const google::protobuf::EnumDescriptor* descriptor, std::string prefix) {
  Field field{.path = std::move(path), .type = FieldType::kEnum, .enum_prefix = prefix};
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const auto* value = descriptor->value(i);
    if (value->number() != 0) field.values.push_back({value->name().substr(prefix.size()), value->number()});
  }
  return field;
}

void AddDocumentFields(const std::string& prefix, std::vector<Field>& fields) {
  const auto add = [&](std::string_view name, FieldType type) { fields.push_back(Simple(StrCat(prefix, name), type)); };
  for (const char* name : {"name", "title", "issuer", "document_number", "document_type", "region.name", "region.code",
                           "secrecy_mark", "openness_mark", "source.uri", "source.media_type", "source.sha256",
                           "text_sha256", "extractor_version", "duplicate_of"}) {
    add(name, FieldType::kString);
  }
  Field region = Simple(StrCat(prefix, "region"), FieldType::kString);
  region.region_code = StrCat(prefix, "region.code");
  fields.push_back(region);
  for (const char* name : {"publish_date", "effective_date", "repeal_date"}) add(name, FieldType::kDate);
  for (const char* name : {"text_length", "revision", "measure_count", "indicator_count"}) add(name, FieldType::kInt);
  for (const char* name : {"create_time", "update_time", "delete_time"}) add(name, FieldType::kTimestamp);
  fields.push_back(Enum(StrCat(prefix, "validity"), policy::v1::Validity_descriptor(), "VALIDITY_"));
  add("labels", FieldType::kStringMap);
}

void AddMeasureFields(const std::string& prefix, std::vector<Field>& fields) {
  const auto add = [&](std::string_view name, FieldType type) { fields.push_back(Simple(StrCat(prefix, name), type)); };
  for (const char* name : {"name", "label", "heading", "topic", "text"}) add(name, FieldType::kString);
  for (const char* name : {"section_path", "instruments", "responsible_bodies"}) add(name, FieldType::kStringList);
  for (const char* name : {"part", "ordinal"}) add(name, FieldType::kInt);
  fields.push_back(Enum(StrCat(prefix, "status"), policy::v1::MeasureStatus_descriptor(), "MEASURE_STATUS_"));
  fields.push_back(Enum(StrCat(prefix, "review_state"), policy::v1::ReviewState_descriptor(), "REVIEW_STATE_"));
}

void AddIndicatorFields(std::vector<Field>& fields) {
  const auto add = [&](std::string_view name, FieldType type) { fields.push_back(Simple(std::string(name), type)); };
  for (const char* name : {"name", "text", "subject", "dimension"}) add(name, FieldType::kString);
  Field unit = Simple("unit", FieldType::kString);
  unit.unit_dimension = "dimension";
  fields.push_back(unit);
  for (const char* name : {"value", "from_value", "lower_bound", "upper_bound"}) add(name, FieldType::kDecimal);
  for (const char* name : {"period.start", "period.end"}) add(name, FieldType::kDate);
  for (const char* name : {"part_of", "restates", "confidence", "ordinal"}) add(name, FieldType::kInt);
  add("target", FieldType::kBool);
  fields.push_back(Enum("qualifier", policy::v1::Qualifier_descriptor(), "QUALIFIER_"));
  fields.push_back(Enum("kind", policy::v1::IndicatorKind_descriptor(), "INDICATOR_KIND_"));
  fields.push_back(Enum("review_state", policy::v1::ReviewState_descriptor(), "REVIEW_STATE_"));
}

std::vector<Field> DocumentFields() {
  std::vector<Field> fields;
  AddDocumentFields("", fields);
  return fields;
}

std::vector<Field> MeasureFields() {
  std::vector<Field> fields;
  AddMeasureFields("", fields);
  AddDocumentFields("document.", fields);
  return fields;
}

std::vector<Field> IndicatorFields() {
  std::vector<Field> fields;
  AddIndicatorFields(fields);
  AddMeasureFields("measure.", fields);
  AddDocumentFields("document.", fields);
  return fields;
}

}  // namespace

const Schema& DocumentSchema() {
  static const Schema& schema = *new Schema("document", DocumentFields(),
                                            {{.name = "measures", .child = &MeasureSchema()},
                                             {.name = "indicators", .child = &IndicatorSchema()},
                                             {.name = "relations", .child = &RelationSchema()}});
  return schema;
}

const Schema& MeasureSchema() {
  static const Schema& schema = *new Schema("measure", MeasureFields(),
                                            {{.name = "indicators", .child = &IndicatorSchema()},
                                             {.name = "statuses", .child = &StatusSchema()},
                                             {.name = "document.relations", .child = &RelationSchema()}},
                                            /*searchable=*/true);
  return schema;
}

const Schema& StatusSchema() {
  static const Schema& schema =
      *new Schema("status", {Enum("status", policy::v1::MeasureStatus_descriptor(), "MEASURE_STATUS_"),
                             Simple("since", FieldType::kDate), Simple("until", FieldType::kDate)});
  return schema;
}

const Schema& IndicatorSchema() {
  static const Schema& schema =
      *new Schema("indicator", IndicatorFields(), {{.name = "document.relations", .child = &RelationSchema()}});
  return schema;
}

const Schema& RelationSchema() {
  static const Schema& schema =
      *new Schema("relation", {Enum("type", policy::v1::Relation_descriptor(), "RELATION_"),
                               Simple("number", FieldType::kString), Simple("title", FieldType::kString)});
  return schema;
}

}  // namespace gangmu::measures
