#include "services/measures/store/search_entry.h"

#include <set>
#include <string_view>

namespace gangmu::measures {

std::vector<std::vector<std::string>> SubjectsByMeasure(
    int measures, const google::protobuf::RepeatedPtrField<policy::v1::Indicator>& indicators) {
  std::vector<std::vector<std::string>> subjects(static_cast<size_t>(measures));
  std::vector<std::set<std::string_view>> seen(subjects.size());
  for (const policy::v1::Indicator& indicator : indicators) {
    if (indicator.measure() < 0 || indicator.measure() >= measures || indicator.subject().empty()) continue;
    const auto measure = static_cast<size_t>(indicator.measure());
    if (seen[measure].insert(indicator.subject()).second) subjects[measure].push_back(indicator.subject());
  }
  return subjects;
}

std::vector<SearchPassage> SearchPassages(const policy::v1::Measure& measure, const std::vector<std::string>& subjects,
                                          std::string_view text) {
  std::vector<SearchPassage> passages;
  if (!measure.heading().empty()) passages.push_back({SearchField::kHeading, 0, measure.heading()});
  for (int i = 0; i < measure.section_path_size(); ++i) {
    passages.push_back({SearchField::kSectionPath, i, measure.section_path(i)});
  }
  for (size_t i = 0; i < subjects.size(); ++i) {
    passages.push_back({SearchField::kSubject, static_cast<int>(i), subjects[i]});
  }
  passages.push_back({SearchField::kText, 0, text});
  return passages;
}

search::Entry MakeSearchEntry(const policy::v1::Measure& measure, const std::vector<std::string>& subjects,
                              std::string_view text) {
  std::vector<search::Passage> passages;
  for (const SearchPassage& passage : SearchPassages(measure, subjects, text)) {
    passages.push_back({static_cast<int>(passage.field), passage.text});
  }
  return search::MakeEntry(passages);
}

}  // namespace gangmu::measures
