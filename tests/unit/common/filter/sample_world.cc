#include "tests/unit/common/filter/sample_world.h"

#include "common/text/strings.h"

namespace gangmu::filter {
namespace {

const std::vector<EnumValue> kKinds = {{"LEVEL", 1}, {"INCREASE", 2}, {"DECREASE", 3}, {"SHARE", 5}};
const std::vector<EnumValue> kStatuses = {{"UNSPECIFIED", 0}, {"PLANNED", 1}, {"UNDER_WAY", 2}, {"DONE", 3}};

Field Enum(std::string path, std::vector<EnumValue> values, std::string prefix) {
  Field field{std::move(path), FieldType::kEnum, std::move(values)};
  field.enum_prefix = std::move(prefix);
  return field;
}

Field Unit() {
  Field field{"unit"};
  field.unit_dimension = "unit_dimension";
  return field;
}

Field Region() {
  Field field{"region"};
  field.region_code = "region.code";
  return field;
}

class IndicatorRow : public Row {
 public:
  explicit IndicatorRow(const SampleIndicator& indicator) : indicator_(indicator) {}
  Value Get(const Field& field) const override {
    if (field.path == "name") return indicator_.id;
    if (field.path == "value") return indicator_.value ? Value(*indicator_.value) : Value();
    if (field.path == "unit") return indicator_.unit;
    if (field.path == "unit_dimension") return indicator_.unit_dimension;
    if (field.path == "kind") return indicator_.kind;
    if (field.path == "target") return indicator_.target;
    if (field.path == "period.end") return indicator_.period_end;
    if (field.path == "confidence") return indicator_.confidence;
    return {};
  }

 private:
  const SampleIndicator& indicator_;
};

class MeasureRow : public Row {
 public:
  explicit MeasureRow(const SampleMeasure& measure) : measure_(measure) {}
  Value Get(const Field& field) const override {
    if (field.path == "name") return measure_.id;
    if (field.path == "topic") return measure_.topic;
    if (field.path == "status") return measure_.status;
    return {};
  }
  bool AnyElement(const Field&, absl::FunctionRef<bool(std::string_view)> visit) const override {
    for (const std::string& instrument : measure_.instruments) {
      if (visit(instrument)) return true;
    }
    return false;
  }

 private:
  const SampleMeasure& measure_;
};

}  // namespace

const Schema& IndicatorSchema() {
  static const Schema* schema = new Schema("indicator", {{"name"},
                                                         {"value", FieldType::kDecimal},
                                                         Unit(),
                                                         {"unit_dimension"},
                                                         Enum("kind", kKinds, "INDICATOR_KIND_"),
                                                         {"target", FieldType::kBool},
                                                         {"period.end", FieldType::kDate},
                                                         {"confidence", FieldType::kInt}});
  return *schema;
}

const Schema& MeasureSchema() {
  static const Schema* schema = new Schema(
      "measure",
      {{"name"}, {"topic"}, Enum("status", kStatuses, "MEASURE_STATUS_"), {"instruments", FieldType::kStringList}});
  return *schema;
}

const Schema& DocumentSchema() {
  static const Schema* schema = new Schema("document",
                                           {{"name"},
                                            {"title"},
                                            {"issuer"},
                                            {"publish_date", FieldType::kDate},
                                            Region(),
                                            {"region.code"},
                                            {"labels", FieldType::kStringMap},
                                            {"delete_time", FieldType::kTimestamp}},
                                           {{"measures", &MeasureSchema()}, {"indicators", &IndicatorSchema()}},
                                           /*searchable=*/true);
  return *schema;
}

std::string SampleTables() {
  return "CREATE TABLE documents(id TEXT PRIMARY KEY, title TEXT, issuer TEXT, publish_date TEXT, region_name TEXT,"
         " region_code TEXT, delete_time INTEGER);"
         "CREATE TABLE labels(document TEXT, key TEXT, value TEXT);"
         "CREATE TABLE measures(id TEXT, document TEXT, topic TEXT, status INTEGER);"
         "CREATE TABLE instruments(measure TEXT, value TEXT);"
         "CREATE TABLE indicators(id TEXT, document TEXT, value BLOB, unit TEXT, unit_dimension TEXT, kind INTEGER,"
         " target INTEGER, period_end TEXT, confidence INTEGER);";
}

const SqlMapping& DocumentMapping(bool nullable) {
  const auto make = [](Absent absent) {
    auto* indicators = new SqlMapping(IndicatorSchema());
    indicators->Set("name", {"i.id"})
        .Set("value", {"i.value", Absent::kNull})
        .Set("unit", {"i.unit", absent})
        .Set("unit_dimension", {"i.unit_dimension", absent})
        .Set("kind", {"i.kind"})
        .Set("target", {"i.target"})
        .Set("period.end", {"i.period_end", absent})
        .Set("confidence", {"i.confidence"});
    auto* measures = new SqlMapping(MeasureSchema());
    SqlField instruments;
    instruments.elements = "FROM instruments e WHERE e.measure = m.id";
    instruments.element_value = "e.value";
    measures->Set("name", {"m.id"})
        .Set("topic", {"m.topic", absent})
        .Set("status", {"m.status", absent == Absent::kNull ? absent : Absent::kNever})
        .Set("instruments", instruments);
    auto* documents = new SqlMapping(DocumentSchema());
    SqlField labels;
    labels.elements = "FROM labels l WHERE l.document = d.id";
    labels.element_key = "l.key";
    labels.element_value = "l.value";
    documents->Set("name", {"d.id"})
        .Set("title", {"d.title", absent})
        .Set("issuer", {"d.issuer", absent})
        .Set("publish_date", {"d.publish_date", absent})
        .Set("region", {"d.region_name", absent})
        .Set("region.code", {"d.region_code", absent})
        .Set("labels", labels)
        .Set("delete_time", {"d.delete_time", Absent::kNull})
        .SetRelation("measures", {"FROM measures m WHERE m.document = d.id", measures})
        .SetRelation("indicators", {"FROM indicators i WHERE i.document = d.id", indicators})
        .SetSearch([](std::string_view query, SqlBuilder& out) {
          out.Text("instr(COALESCE(d.title, ''), ").Bind(std::string(query)).Text(") > 0");
          return absl::OkStatus();
        });
    return documents;
  };
  static const SqlMapping* with_null = make(Absent::kNull);
  static const SqlMapping* with_empty = make(Absent::kEmptyText);
  return nullable ? *with_null : *with_empty;
}

Value DocumentRow::Get(const Field& field) const {
  if (field.path == "name") return document_.id;
  if (field.path == "title") return document_.title;
  if (field.path == "issuer") return document_.issuer;
  if (field.path == "publish_date") return document_.publish_date;
  if (field.path == "region") return document_.region_name;
  if (field.path == "region.code") return document_.region_code;
  if (field.path == "delete_time" && document_.delete_time) return *document_.delete_time;
  return {};
}

std::optional<std::string> DocumentRow::Entry(const Field&, std::string_view key) const {
  const auto it = document_.labels.find(std::string(key));
  return it == document_.labels.end() ? std::nullopt : std::optional(it->second);
}

bool DocumentRow::AnyElement(const Field&, absl::FunctionRef<bool(std::string_view)> visit) const {
  for (const auto& [key, value] : document_.labels) {
    if (visit(value)) return true;
  }
  return false;
}

bool DocumentRow::AnyChild(const Relation& relation, absl::FunctionRef<bool(const Row&)> visit) const {
  if (relation.name == "measures") {
    for (const SampleMeasure& m : document_.measures) {
      if (visit(MeasureRow(m))) return true;
    }
  } else {
    for (const SampleIndicator& i : document_.indicators) {
      if (visit(IndicatorRow(i))) return true;
    }
  }
  return false;
}

bool DocumentRow::Search(std::string_view query) const { return document_.title.find(query) != std::string::npos; }

}  // namespace gangmu::filter
