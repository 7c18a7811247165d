// The entry of extraction: document text in, structured measures with indicators out. Pure and deterministic: no I/O,
// no clock, no randomness. Thread safe: lexicons are built once and then only read.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

struct Options {
  // Where the text gives no publication date (or another is known), relative times are resolved against this one;
  // DocumentFields::publish_date stays what the text gives.
  Date publish_date;
};

struct Extraction {
  SourceText text;
  Result result;
};

// The passes in order, each reading the shared arrays and what the passes before it wrote:
//   SourceText::Create   code points, folding, classes, lines
//   FindStructure        labels → sections, measures              (structure/)
//   ReadDocumentFields   masthead and signature → title, issuer…  (fields/)
//   Landmarks            where something known may begin          (landmarks.h)
//   FindIndicators       numerals → quantities → attributes       (indicators/)
//   FindFacts            topics, entities, status, bodies         (facts/)
absl::StatusOr<Extraction> Extract(std::string_view utf8, const Options& options = {});

// Digest of rules and data: two extractors of one version return the same for every text.
const std::string& ExtractorVersion();

// Stable name of a rule id in Indicator::rules, for example "unit.money".
std::string_view RuleName(uint16_t id);

// What the rule of a name says, in a line for people, and how many percentage points it takes from the confidence.
struct RuleExplanation {
  std::string_view meaning;  // empty where this version knows no such rule
  int doubt = 0;
};
RuleExplanation ExplainRule(std::string_view name);

}  // namespace gangmu::extraction
