#include "services/measures/store/sqlite/mappings.h"

#include <string>

#include "common/search/query.h"
#include "common/status/error.h"
#include "common/text/strings.h"
#include "gangmu/policy/v1/policy.pb.h"
#include "services/measures/store/resource_schemas.h"

namespace gangmu::measures {
namespace {

using filter::Absent;
using filter::SqlField;
using filter::SqlMapping;

void Column(SqlMapping& mapping, const std::string& path, std::string_view column, Absent absent = Absent::kNever) {
  mapping.Set(path, SqlField{.column = std::string(column), .absent = absent});
}

void MapDocument(SqlMapping& mapping, const std::string& prefix) {
  for (const char* name : {"name", "title", "issuer", "document_number", "document_type", "secrecy_mark",
                           "openness_mark", "text_sha256", "extractor_version", "duplicate_of", "text_length",
                           "revision", "measure_count", "indicator_count", "create_time", "update_time", "validity"}) {
    Column(mapping, prefix + name, StrCat("d.", name));
  }
  for (const char* name : {"publish_date", "effective_date", "repeal_date"}) {
    Column(mapping, prefix + name, StrCat("d.", name), Absent::kEmptyText);
  }
  Column(mapping, prefix + "delete_time", "d.delete_time", Absent::kNull);
  Column(mapping, prefix + "region", "d.region_name");
  Column(mapping, prefix + "region.name", "d.region_name");
  Column(mapping, prefix + "region.code", "d.region_code");
  Column(mapping, prefix + "source.uri", "d.source_uri");
  Column(mapping, prefix + "source.media_type", "d.media_type");
  Column(mapping, prefix + "source.sha256", "d.source_sha256");
  mapping.Set(prefix + "labels", SqlField{.elements = "FROM document_labels e WHERE e.row = d.row",
                                          .element_key = "e.key",
                                          .element_value = "e.value"});
}

// From an indicator without a measure the columns of m are NULL, which for text and numbers means absent.
void MapMeasure(SqlMapping& mapping, const std::string& prefix, Absent absent) {
  for (const char* name : {"name", "label", "heading", "topic", "text", "status", "part", "ordinal", "review_state"}) {
    Column(mapping, prefix + name, StrCat("m.", name), absent);
  }
  const auto list = [&](const char* name, int number) {
    mapping.Set(prefix + name,
                SqlField{.elements = StrCat("FROM measure_elements e WHERE e.row = m.row AND e.field = ", number),
                         .element_value = "e.value"});
  };
  list("section_path", policy::v1::Measure::kSectionPathFieldNumber);
  list("instruments", policy::v1::Measure::kInstrumentsFieldNumber);
  list("responsible_bodies", policy::v1::Measure::kResponsibleBodiesFieldNumber);
}

void MapIndicator(SqlMapping& mapping) {
  // A unit of the program has its dimension beside it; that of a local one is looked up, since it may change. 1 is
  // CODELIST_UNITS.
  Column(
      mapping, "dimension",
      "coalesce((SELECT u.dimension FROM codelist_entries u WHERE u.codelist = 1 AND u.code = i.unit), i.dimension)");
  for (const char* name : {"name", "text", "subject", "unit", "part_of", "restates", "confidence", "ordinal", "target",
                           "qualifier", "kind", "review_state"}) {
    Column(mapping, name, StrCat("i.", name));
  }
  for (const char* name : {"value", "from_value", "lower_bound", "upper_bound"}) {
    Column(mapping, name, StrCat("i.", name), Absent::kNull);
  }
  Column(mapping, "period.start", "i.period_start", Absent::kEmptyText);
  Column(mapping, "period.end", "i.period_end", Absent::kEmptyText);
}

const SqlMapping& RelationMapping() {
  static const SqlMapping& mapping = *[] {
    auto* m = new SqlMapping(RelationSchema());
    for (const char* name : {"type", "number", "title"}) Column(*m, name, StrCat("r.", name));
    return m;
  }();
  return mapping;
}

void MapRelations(SqlMapping& mapping, const char* name) {
  mapping.SetRelation(
      name, {.children = "FROM document_relations r WHERE r.extraction = d.extraction", .mapping = &RelationMapping()});
}

// The rows are found once for the whole query, since nothing of it depends on the measure.
absl::Status WriteSearch(std::string_view query, filter::SqlBuilder& out) {
  if (const auto parsed = search::ParseQuery(query); !parsed.ok()) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID,
                 StrCat("search: ", ToStd(parsed.status().message())))
        .With("token", CutAtCodePoint(query, 80))
        .Violation("filter", ToStd(parsed.status().message()));
  }
  out.Text("m.row IN (SELECT value FROM json_each(search_rows(").Bind(std::string(query)).Text(")))");
  return absl::OkStatus();
}

// Of a measure without entered transitions its row says it, since the day of its document.
constexpr char kStatuses[] =
    "FROM (SELECT e.status, e.since, e.until FROM measure_statuses e WHERE e.row = m.row UNION ALL "
    "SELECT m.status, o.publish_date, '9999-12-31' FROM documents o WHERE o.document = m.document AND m.status <> 0 "
    "AND NOT EXISTS (SELECT 1 FROM measure_statuses e WHERE e.row = m.row)) s WHERE TRUE";

const SqlMapping& StatusMapping() {
  static const SqlMapping& mapping = *[] {
    auto* m = new SqlMapping(StatusSchema());
    Column(*m, "status", "s.status");
    Column(*m, "since", "s.since", Absent::kEmptyText);
    Column(*m, "until", "s.until");
    return m;
  }();
  return mapping;
}

}  // namespace

const SqlMapping& IndicatorMapping() {
  static const SqlMapping& mapping = *[] {
    auto* m = new SqlMapping(IndicatorSchema());
    MapIndicator(*m);
    MapMeasure(*m, "measure.", Absent::kNull);
    MapDocument(*m, "document.");
    MapRelations(*m, "document.relations");
    return m;
  }();
  return mapping;
}

const SqlMapping& MeasureMapping() {
  static const SqlMapping& mapping = *[] {
    auto* m = new SqlMapping(MeasureSchema());
    MapMeasure(*m, "", Absent::kNever);
    m->SetSearch(WriteSearch);
    MapDocument(*m, "document.");
    m->SetRelation("statuses", {.children = kStatuses, .mapping = &StatusMapping()});
    MapRelations(*m, "document.relations");
    m->SetRelation("indicators",
                   {.children = "FROM indicators i WHERE i.document = m.document AND i.measure = m.ordinal",
                    .mapping = &IndicatorMapping()});
    return m;
  }();
  return mapping;
}

const SqlMapping& DocumentMapping() {
  static const SqlMapping& mapping = *[] {
    auto* m = new SqlMapping(DocumentSchema());
    MapDocument(*m, "");
    MapRelations(*m, "relations");
    m->SetRelation("measures",
                   {.children = "FROM measures m WHERE m.document = d.document", .mapping = &MeasureMapping()});
    m->SetRelation("indicators", {.children = "FROM indicators i LEFT JOIN measures m ON m.document = i.document AND "
                                              "m.ordinal = i.measure WHERE i.document = d.document",
                                  .mapping = &IndicatorMapping()});
    return m;
  }();
  return mapping;
}

}  // namespace gangmu::measures
