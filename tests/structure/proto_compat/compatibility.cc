#include "tests/structure/proto_compat/compatibility.h"

#include <map>
#include <string_view>

#include "common/text/strings.h"

namespace gangmu::structure {
namespace {

struct Element {
  std::string_view key;    // identifies it
  std::string_view facts;  // must stay
};

Element Split(std::string_view line) {
  const size_t bar = line.find(" | ");
  return bar == std::string_view::npos ? Element{line, ""} : Element{line.substr(0, bar), line.substr(bar + 3)};
}

}  // namespace

std::vector<std::string> BreakingChanges(const DescriptorDump& baseline, const DescriptorDump& current) {
  std::map<std::string_view, std::string_view> now;
  for (const std::string& line : current) now.emplace(Split(line).key, Split(line).facts);
  std::vector<std::string> breaks;
  for (const std::string& line : baseline) {
    const Element was = Split(line);
    const auto is = now.find(was.key);
    if (is == now.end()) {
      breaks.push_back(
          StrCat(was.key, was.facts.empty() ? "" : " (", was.facts, was.facts.empty() ? "" : ")", " was removed"));
    } else if (is->second != was.facts) {
      breaks.push_back(StrCat(was.key, " changed: was ", was.facts, ", is ", is->second));
    }
  }
  return breaks;
}

}  // namespace gangmu::structure
