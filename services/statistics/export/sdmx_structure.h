// The data structure of an answer: which components there are, and what they are called in SDMX.
#pragma once

#include <string>
#include <vector>

#include "services/statistics/engine/query.h"
#include "services/statistics/export/export_columns.h"

namespace gangmu::statistics {

enum class SdmxPart { kDimension, kMeasure, kAttribute };

struct SdmxComponent {
  std::string id;
  std::string name;  // as in the answer
  SdmxPart part = SdmxPart::kDimension;
  std::string measure;  // kAttribute: id of the measure that it belongs to
  ColumnType type = ColumnType::kText;
  std::function<ColumnValue(const Row&)> get;
};

inline constexpr char kSdmxAgency[] = "GANGMU";
inline constexpr char kSdmxVersion[] = "1.0.0";

// Dimensions, then measures, then attributes.
std::vector<SdmxComponent> SdmxComponents(const Answer& answer, const Query& query);

// "STATISTICS_" and a digest of the components' ids and types.
std::string SdmxStructureId(const std::vector<SdmxComponent>& components);

}  // namespace gangmu::statistics
