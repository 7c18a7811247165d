// What of a measure is searched: its headings, the subjects of its indicators and its text. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/search/entry.h"
#include "common/search/rank.h"
#include "gangmu/policy/v1/policy.pb.h"

namespace gangmu::measures {

// Numbers are stored in the index: never given another meaning.
enum class SearchField { kHeading = 0, kSectionPath = 1, kSubject = 2, kText = 3 };

// A word in a heading says more about a measure than one in its text.
inline constexpr search::FieldWeights kSearchWeights = {4, 1, 2, 1};

struct SearchPassage {
  SearchField field = SearchField::kText;
  int index = 0;  // within the field
  std::string_view text;
};

// Subjects of the indicators of each measure, each once and in the order of the indicators. `indicators` are those of
// one document.
std::vector<std::vector<std::string>> SubjectsByMeasure(
    int measures, const google::protobuf::RepeatedPtrField<policy::v1::Indicator>& indicators);

// Points into the arguments. `text` is that of the measure, which `measure` itself may lack.
std::vector<SearchPassage> SearchPassages(const policy::v1::Measure& measure, const std::vector<std::string>& subjects,
                                          std::string_view text);
search::Entry MakeSearchEntry(const policy::v1::Measure& measure, const std::vector<std::string>& subjects,
                              std::string_view text);

}  // namespace gangmu::measures
