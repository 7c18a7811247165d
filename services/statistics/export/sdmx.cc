#include "services/statistics/export/sdmx.h"

#include <string_view>
#include <vector>

#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/export/sdmx_structure.h"

namespace gangmu::statistics {
namespace {

constexpr size_t kFlushBytes = 64 * 1024;

std::string Text(const ColumnValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<int64_t>(&value)) return StrCat(*number);
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->ToString();
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  return "";
}

// RFC 4180: a field with a comma, a quote or a line end stands in quotes, its quotes doubled.
void AppendField(std::string_view field, std::string* line) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    line->append(field);
    return;
  }
  *line += '"';
  for (const char c : field) {
    if (c == '"') *line += '"';
    *line += c;
  }
  *line += '"';
}

std::string Quoted(std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      StrAppend(&out, "\\u00", std::string(1, kHex[byte >> 4]), std::string(1, kHex[byte & 15]));
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string_view DataType(ColumnType type) {
  switch (type) {
    case ColumnType::kCount:
      return "Long";
    case ColumnType::kDecimal:
      return "Decimal";
    case ColumnType::kFlag:
      return "Boolean";
    case ColumnType::kDay:
      return "GregorianDay";
    case ColumnType::kText:
      break;
  }
  return "String";
}

std::string ConceptUrn(const std::string& structure, const std::string& id) {
  return StrCat("urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=", kSdmxAgency, ":CS_", structure, "(", kSdmxVersion,
                ").", id);
}

// What all components have: id, concept and type.
std::string ComponentHead(const SdmxComponent& component, const std::string& structure) {
  return StrCat("\"id\":", Quoted(component.id), ",\"conceptIdentity\":", Quoted(ConceptUrn(structure, component.id)),
                ",\"localRepresentation\":{\"format\":{\"dataType\":\"", DataType(component.type), "\"}}");
}

std::string ComponentJson(const SdmxComponent& component, const std::string& structure, int position) {
  std::string out = StrCat("{", ComponentHead(component, structure));
  if (component.part == SdmxPart::kDimension) {
    StrAppend(&out, ",\"position\":", position, ",\"type\":\"Dimension\"");
  } else {
    StrAppend(&out, ",\"usage\":\"optional\"");
  }
  if (component.part == SdmxPart::kAttribute) {
    StrAppend(&out, ",\"attributeRelationship\":{\"observation\":{}},\"measureRelationship\":[",
              Quoted(component.measure), "]");
  }
  return out + "}";
}

std::string Listed(const std::vector<SdmxComponent>& components, SdmxPart part, const std::string& structure) {
  std::string out;
  int position = 0;
  for (const SdmxComponent& component : components) {
    if (component.part != part) continue;
    StrAppend(&out, out.empty() ? "" : ",", ComponentJson(component, structure, position++));
  }
  return StrCat("[", out, "]");
}

std::string Concepts(const std::vector<SdmxComponent>& components) {
  std::string out;
  for (const SdmxComponent& c : components) {
    StrAppend(&out, out.empty() ? "" : ",", "{\"id\":", Quoted(c.id), ",\"name\":", Quoted(c.name), "}");
  }
  return StrCat("[", out, "]");
}

}  // namespace

absl::Status WriteSdmxCsv(const Answer& answer, const Query& query, const ByteSink& sink) {
  const std::vector<SdmxComponent> components = SdmxComponents(answer, query);
  const std::string start =
      StrCat("datastructure,", kSdmxAgency, ":", SdmxStructureId(components), "(", kSdmxVersion, "),I");
  std::string out = "STRUCTURE,STRUCTURE_ID,ACTION";
  for (const SdmxComponent& component : components) StrAppend(&out, ",", component.id);
  out += "\r\n";
  for (const Row& row : answer.rows) {
    out += start;
    for (const SdmxComponent& component : components) {
      out += ',';
      AppendField(Text(component.get(row)), &out);
    }
    out += "\r\n";
    if (out.size() < kFlushBytes) continue;
    RETURN_IF_ERROR(sink(out));
    out.clear();
  }
  return out.empty() ? absl::OkStatus() : sink(out);
}

std::string SdmxStructure(const Answer& answer, const Query& query) {
  const std::vector<SdmxComponent> components = SdmxComponents(answer, query);
  const std::string id = SdmxStructureId(components);
  const std::string artefact = StrCat("\"agencyID\":\"", kSdmxAgency, "\",\"version\":\"", kSdmxVersion, "\"");
  return StrCat(
      "{\"meta\":{\"schema\":\"https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/"
      "schemas/2.0.0/sdmx-json-structure-schema.json\",\"id\":",
      Quoted(id), ",\"contentLanguages\":[\"zh\",\"en\"],\"sender\":{\"id\":\"", kSdmxAgency,
      "\"}},\n\"data\":{\"conceptSchemes\":[{\"id\":", Quoted(StrCat("CS_", id)), ",", artefact,
      ",\"name\":\"Dimensions and metrics of a query\",\"concepts\":", Concepts(components),
      "}],\n\"dataStructures\":[{\"id\":", Quoted(id), ",", artefact,
      ",\"name\":\"Statistics\",\"dataStructureComponents\":{\n\"dimensionList\":{\"id\":\"DimensionDescriptor\","
      "\"dimensions\":",
      Listed(components, SdmxPart::kDimension, id),
      "},\n\"measureList\":{\"id\":\"MeasureDescriptor\",\"measures\":", Listed(components, SdmxPart::kMeasure, id),
      "},\n\"attributeList\":{\"id\":\"AttributeDescriptor\",\"attributes\":",
      Listed(components, SdmxPart::kAttribute, id), "}}}]}}\n");
}

}  // namespace gangmu::statistics
