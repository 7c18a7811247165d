// Who may include whom. Reads the #include lines of the project and names every one that the table in the README of
// this folder does not allow. Pure: it works on texts, so that planted violations can prove each rule.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gangmu::structure {

// Texts of the project's C++ files by path relative to the repository root, for example common/text/utf8.h.
using SourceTree = std::map<std::string, std::string>;

// One include that is not allowed.
struct IncludeViolation {
  std::string file;
  int line = 0;         // from 1
  std::string include;  // as written, without quotes or brackets
  std::string rule;     // what is broken, in words

  // file:line: include: rule.
  std::string ToString() const;
};

// All violations, in the order of files and lines. Besides the direct includes it follows project headers, so that a
// forbidden library does not come in through a back door: such a violation is reported at the include that leads there.
std::vector<IncludeViolation> CheckIncludes(const SourceTree& tree);

// The library that a header belongs to: std, absl, grpc (with generated service stubs), protobuf, protos (generated
// messages), sqlite, … or the first part of its path where the header is not known. Empty for a header of the project.
std::string LibraryOf(std::string_view include);

}  // namespace gangmu::structure
