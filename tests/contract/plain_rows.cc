#include "tests/contract/plain_rows.h"

#include "common/decimal/decimal.h"
#include "common/units/units.h"
#include "google/protobuf/util/time_util.h"
#include "services/measures/store/document_relations.h"
#include "services/measures/store/status_history.h"

namespace gangmu::measures::testing {
namespace {

using filter::Field;
using filter::FieldType;
using filter::Relation;
using filter::Row;
using filter::Value;
using google::protobuf::Message;

std::string_view Without(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) ? path.substr(prefix.size()) : std::string_view();
}

Value ReadTime(const Message& message, const google::protobuf::FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (!reflection->HasField(message, field)) return {};
  google::protobuf::Timestamp time;
  time.CopyFrom(reflection->GetMessage(message, field));
  return google::protobuf::util::TimeUtil::TimestampToMicroseconds(time);
}

Value ReadText(const std::string& text, FieldType type) {
  if (type != FieldType::kDecimal) return text;
  if (text.empty()) return {};
  return *Decimal::Parse(text);
}

// The field of the message that the path names, step by step; a message at its end is read by its name.
Value ReadPath(const Message& message, std::string_view path, FieldType type) {
  const size_t dot = path.find('.');
  const auto* field = message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  const auto* reflection = message.GetReflection();
  if (type == FieldType::kTimestamp) return ReadTime(message, field);
  if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) {
    return ReadPath(reflection->GetMessage(message, field),
                    dot == std::string_view::npos ? "name" : path.substr(dot + 1), type);
  }
  switch (field->cpp_type()) {
    case google::protobuf::FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field);
    case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
      return int64_t{reflection->GetInt32(message, field)};
    case google::protobuf::FieldDescriptor::CPPTYPE_INT64:
      return reflection->GetInt64(message, field);
    case google::protobuf::FieldDescriptor::CPPTYPE_ENUM:
      return int64_t{reflection->GetEnumValue(message, field)};
    default:
      return ReadText(reflection->GetString(message, field), type);
  }
}

bool AnyIn(const Message& message, std::string_view path, absl::FunctionRef<bool(std::string_view)> visit) {
  const auto* field = message.GetDescriptor()->FindFieldByName(std::string(path));
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    if (visit(reflection->GetRepeatedString(message, field, i))) return true;
  }
  return false;
}

bool AnyLabel(const policy::v1::Document& document, absl::FunctionRef<bool(std::string_view)> visit) {
  for (const auto& [key, value] : document.labels()) {
    if (visit(value)) return true;
  }
  return false;
}

std::optional<std::string> LabelOf(const policy::v1::Document& document, std::string_view key) {
  const auto it = document.labels().find(std::string(key));
  return it == document.labels().end() ? std::nullopt : std::optional(it->second);
}

class RelationRow final : public Row {
 public:
  explicit RelationRow(const DocumentRelation& relation) : relation_(relation) {}
  Value Get(const Field& field) const override {
    if (field.path == "type") return int64_t{relation_.type};
    return field.path == "number" ? relation_.number : relation_.title;
  }

 private:
  const DocumentRelation& relation_;
};

class StatusRow final : public Row {
 public:
  explicit StatusRow(const StatusPeriod& period) : period_(period) {}
  Value Get(const Field& field) const override {
    if (field.path == "status") return int64_t{period_.status};
    return field.path == "since" ? period_.since : period_.until;
  }

 private:
  const StatusPeriod& period_;
};

bool AnyRelation(const policy::v1::DocumentRecord& record, absl::FunctionRef<bool(const Row&)> visit) {
  for (const DocumentRelation& relation : RelationsOf(record.entities())) {
    if (visit(RelationRow(relation))) return true;
  }
  return false;
}

bool AnyIndicator(const policy::v1::DocumentRecord& record, int measure, absl::FunctionRef<bool(const Row&)> visit) {
  for (const policy::v1::Indicator& indicator : record.indicators()) {
    const bool asked = measure < 0 || indicator.measure() == measure;
    if (asked && visit(IndicatorRow(record, indicator))) return true;
  }
  return false;
}

}  // namespace

Value DocumentRow::Get(const Field& field) const { return ReadPath(record_.document(), field.path, field.type); }

std::optional<std::string> DocumentRow::Entry(const Field&, std::string_view key) const {
  return LabelOf(record_.document(), key);
}

bool DocumentRow::AnyElement(const Field&, absl::FunctionRef<bool(std::string_view)> visit) const {
  return AnyLabel(record_.document(), visit);
}

bool DocumentRow::AnyChild(const Relation& relation, absl::FunctionRef<bool(const Row&)> visit) const {
  if (relation.name == "relations") return AnyRelation(record_, visit);
  if (relation.name == "indicators") return AnyIndicator(record_, -1, visit);
  for (const policy::v1::Measure& measure : record_.measures()) {
    if (visit(MeasureRow(record_, measure))) return true;
  }
  return false;
}

Value MeasureRow::Get(const Field& field) const {
  const std::string_view of_document = Without(field.path, "document.");
  return of_document.empty() ? ReadPath(measure_, field.path, field.type)
                             : ReadPath(record_.document(), of_document, field.type);
}

std::optional<std::string> MeasureRow::Entry(const Field&, std::string_view key) const {
  return LabelOf(record_.document(), key);
}

bool MeasureRow::AnyElement(const Field& field, absl::FunctionRef<bool(std::string_view)> visit) const {
  if (field.type == FieldType::kStringMap) return AnyLabel(record_.document(), visit);
  return AnyIn(measure_, field.path, visit);
}

bool MeasureRow::AnyChild(const Relation& relation, absl::FunctionRef<bool(const Row&)> visit) const {
  if (relation.name == "document.relations") return AnyRelation(record_, visit);
  if (relation.name == "indicators") return AnyIndicator(record_, measure_.ordinal(), visit);
  for (const StatusPeriod& period : PeriodsOf(HistoryOf(record_.document(), measure_))) {
    if (visit(StatusRow(period))) return true;
  }
  return false;
}

const policy::v1::Measure* IndicatorRow::measure() const {
  return indicator_.measure() < 0 ? nullptr : &record_.measures(indicator_.measure());
}

Value IndicatorRow::Get(const Field& field) const {
  if (field.path == "dimension") {
    return indicator_.unit().empty() ? std::string() : units::UnitOf(indicator_.unit()).dimension;
  }
  if (const auto rest = Without(field.path, "document."); !rest.empty()) {
    return ReadPath(record_.document(), rest, field.type);
  }
  if (const auto rest = Without(field.path, "measure."); !rest.empty()) {
    return measure() == nullptr ? Value() : ReadPath(*measure(), rest, field.type);
  }
  return ReadPath(indicator_, field.path, field.type);
}

std::optional<std::string> IndicatorRow::Entry(const Field&, std::string_view key) const {
  return LabelOf(record_.document(), key);
}

bool IndicatorRow::AnyElement(const Field& field, absl::FunctionRef<bool(std::string_view)> visit) const {
  if (field.type == FieldType::kStringMap) return AnyLabel(record_.document(), visit);
  return measure() != nullptr && AnyIn(*measure(), Without(field.path, "measure."), visit);
}

bool IndicatorRow::AnyChild(const Relation&, absl::FunctionRef<bool(const Row&)> visit) const {
  return AnyRelation(record_, visit);
}

}  // namespace gangmu::measures::testing
