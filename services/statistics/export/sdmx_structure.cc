#include "services/statistics/export/sdmx_structure.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"

#include "common/digest/sha256.h"
#include "common/text/strings.h"
#include "services/statistics/export/sdmx.h"

namespace gangmu::statistics {
namespace {

constexpr char kTotalCode[] = "_T";
constexpr char kNotStatedCode[] = "_X";
constexpr char kSpansSeveralCode[] = "_S";

std::string CodeOf(const DimensionValue& value) {
  switch (value.kind) {
    case BucketKind::kTotal:
      return kTotalCode;
    case BucketKind::kNotStated:
      return kNotStatedCode;
    case BucketKind::kSpansSeveral:
      return kSpansSeveralCode;
    case BucketKind::kValue:
      return value.value.starts_with('_') ? "_" + value.value : value.value;
  }
  return "";
}

// An identifier of SDMX: capitals, digits and '_', a letter first. Letters outside ASCII (of labels) become their bytes
// in hexadecimal, so that different names stay different.
std::string IdOf(std::string_view name) {
  std::string id;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      id += absl::AsciiStrToUpper(HexEncode(std::string(1, c)));
    } else if (absl::ascii_isalnum(byte)) {
      id += absl::ascii_toupper(byte);
    } else if (!id.empty() && id.back() != '_') {
      id += '_';
    }
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  return id.empty() || absl::ascii_isdigit(static_cast<unsigned char>(id[0])) ? "X" + id : id;
}

// Gives each component an id of its own.
class Ids {
 public:
  std::string Take(std::string_view name) {
    const std::string base = IdOf(name);
    std::string id = base;
    for (int n = 2; !taken_.insert(id).second; ++n) id = StrCat(base, "_", n);
    return id;
  }

 private:
  // Columns of the format itself.
  std::set<std::string> taken_{"STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY"};
};

// Numbers that one may compute with are measures; what explains them is an attribute.
bool IsMeasure(ColumnRole role) {
  return role == ColumnRole::kValue || role == ColumnRole::kLower || role == ColumnRole::kUpper ||
         role == ColumnRole::kTop;
}

}  // namespace

std::vector<SdmxComponent> SdmxComponents(const Answer& answer, const Query& query) {
  Ids ids;
  std::vector<SdmxComponent> components;
  for (size_t d = 0; d < answer.dimensions.size(); ++d) {
    components.push_back({.id = ids.Take(answer.dimensions[d]),
                          .name = answer.dimensions[d],
                          .get = [d](const Row& row) -> ColumnValue { return CodeOf(row.dimensions[d]); }});
  }
  if (components.empty()) {
    components.push_back({.id = ids.Take("ALL"), .name = "all facts", .get = [](const Row&) -> ColumnValue {
                            return std::string(kTotalCode);
                          }});
  }
  std::vector<SdmxComponent> attributes;
  for (size_t m = 0; m < answer.metrics.size(); ++m) {
    std::string measure;
    for (ExportColumn& column : MetricColumns(answer, query, m)) {
      SdmxComponent component{
          .id = ids.Take(column.name), .name = column.name, .type = column.type, .get = std::move(column.get)};
      component.part = IsMeasure(column.role) ? SdmxPart::kMeasure : SdmxPart::kAttribute;
      if (measure.empty()) measure = component.id;
      if (component.part == SdmxPart::kAttribute) component.measure = measure;
      (component.part == SdmxPart::kMeasure ? components : attributes).push_back(std::move(component));
    }
  }
  std::move(attributes.begin(), attributes.end(), std::back_inserter(components));
  return components;
}

std::string SdmxStructureId(const std::vector<SdmxComponent>& components) {
  std::string text;
  for (const SdmxComponent& c : components) {
    StrAppend(&text, static_cast<int>(c.part), ":", c.id, ":", static_cast<int>(c.type), "\n");
  }
  return StrCat("STATISTICS_", absl::AsciiStrToUpper(Sha256Hex(text).substr(0, 12)));
}

}  // namespace gangmu::statistics
