// Sentences of our own → their indicators, one a line: value|unit|qualifier|kind|subject.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "services/ingestion/extraction/extractor.h"

namespace gangmu::extraction {

inline constexpr const char* kQualifiers[] = {"EXACT",    "ABOUT",     "NEARLY",  "SOME_OVER", "MORE_THAN",
                                              "AT_LEAST", "LESS_THAN", "AT_MOST", "RANGE"};
inline constexpr const char* kKinds[] = {"LEVEL", "INCREASE", "DECREASE", "CHANGE", "SHARE", "RANK", "DURATION"};

// value|unit|qualifier|kind|subject; a range shows low~high, a change from>to.
inline std::string Shown(const Indicator& i) {
  std::string s;
  if (i.has_from) s += i.from_value.ToCanonicalString() + ">";
  s += i.has_value ? i.value.ToCanonicalString()
                   : i.bounds.lower->ToCanonicalString() + "~" + i.bounds.upper->ToCanonicalString();
  return s + "|" + i.unit + "|" + kQualifiers[static_cast<int>(i.qualifier)] + "|" + kKinds[static_cast<int>(i.kind)] +
         "|" + i.subject;
}

inline std::vector<Indicator> IndicatorsOf(const std::string& text, Date publish = {2022, 10, 21}) {
  return Extract(text, {.publish_date = publish}).value().result.indicators;
}

inline std::string ShownAll(const std::string& text) {
  std::string all;
  for (const Indicator& i : IndicatorsOf(text)) all += (all.empty() ? "" : "\n") + Shown(i);
  return all;
}

struct Case {
  const char* sentence;
  const char* expected;
};

class Sentences : public ::testing::TestWithParam<Case> {};

}  // namespace gangmu::extraction
