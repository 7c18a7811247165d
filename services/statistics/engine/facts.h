// What the engine is fed with: one document with its complete effective measures and indicators, as plain structs. The
// caller converts from the change feed once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/decimal/decimal.h"

namespace gangmu::statistics {

// Days since 1970-01-01.
using Day = int32_t;
inline constexpr Day kNoDay = INT32_MIN;

// A place in the history of the fact table: the place of a feed position. Rises with every applied change.
using Place = int64_t;

// Numbers of enums are those of gangmu.policy.v1; 0 is "not stated" throughout.
struct IndicatorFact {
  std::string id;        // the last part of the resource name
  int32_t measure = -1;  // index in DocumentFacts::measures, -1 where it stands in none
  std::optional<Decimal> value;
  std::optional<Decimal> from_value;
  Interval bounds;
  std::string unit;
  uint8_t kind = 0;
  uint8_t qualifier = 0;
  bool target = false;
  bool part = false;         // breaks down another indicator (其中)
  bool restatement = false;  // repeats an earlier statement of the document
  std::string subject;
  Day period_start = kNoDay;
  Day period_end = kNoDay;
  uint8_t confidence = 0;  // percent
  uint8_t review_state = 0;
};

struct MeasureFact {
  std::string id;  // the last part of the resource name
  std::string heading;
  std::string topic;
  std::vector<std::string> section_path;  // outermost first
  std::vector<std::string> instruments;
  uint8_t status = 0;
};

struct DocumentFacts {
  std::string name;  // resource name, documents/{document}
  std::string title;
  std::string issuer;
  std::string issuer_level;
  std::string document_type;
  std::string document_number;
  std::string region_code;  // GB/T 2260, six digits; empty where not known
  std::string region_name;
  Day publish_date = kNoDay;
  Day effective_date = kNoDay;
  Day repeal_date = kNoDay;
  uint8_t validity = 0;
  bool duplicate = false;  // another document of its cluster represents it
  std::string extractor_version;
  std::map<std::string, std::string> labels;
  std::vector<std::string> schemes;  // named in it: 一网统管
  std::vector<MeasureFact> measures;
  std::vector<IndicatorFact> indicators;
};

inline constexpr uint8_t kValidityRepealed = 3;

}  // namespace gangmu::statistics
