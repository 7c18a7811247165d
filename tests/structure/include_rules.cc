#include "tests/structure/include_rules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "common/text/strings.h"

namespace gangmu::structure {
namespace {

using Words = std::vector<std::string_view>;

// What the files below `prefix` may include. Folders are project paths with a slash at the end or single files; a room
// may always include itself, std and Abseil. `never` holds along every chain of project headers.
struct Rule {
  std::string_view prefix;
  Words folders;
  Words libraries;
  Words never;
};

// The libraries that a room of common/ may bring in beside std and Abseil, and the rest of the table. The longest
// prefix that fits a file decides.
const std::vector<Rule>& Rules() {
  static const Words kGrpcWorld = {"grpc", "protobuf", "protos"};
  static const std::vector<Rule>* rules = new std::vector<Rule>{
      {"common/", {"common/"}, {}, {}},
      {"common/status/", {"common/"}, {"grpc", "protobuf", "protos"}, {}},
      {"common/digest/", {"common/"}, {"openssl", "zlib"}, {}},
      {"common/text/", {"common/"}, {"icu"}, {}},
      {"common/logging/", {"common/"}, {"spdlog"}, {}},
      {"common/metrics/", {"common/"}, {"prometheus"}, {}},
      {"common/config/", {"common/"}, {"CLI"}, {}},
      {"common/sqlite/", {"common/"}, {"sqlite"}, {}},
      {"common/rpc/", {"common/"}, kGrpcWorld, {"sqlite"}},
      {"services/ingestion/", {"services/ingestion/", "common/"}, {"grpc", "protobuf", "protos", "CLI"}, {}},
      {"services/ingestion/extraction/",
       {"common/status/", "common/text/", "common/decimal/", "common/units/", "common/codelists/", "common/time/"},
       {},
       {"grpc", "protobuf", "protos", "sqlite"}},
      {"services/ingestion/readers/",
       {"common/"},
       {"icu", "libxml", "gumbo", "pugixml", "zip", "zlib"},
       {"grpc", "sqlite"}},
      {"services/ingestion/convert/",
       {"services/ingestion/extraction/", "services/ingestion/readers/", "common/"},
       {"protobuf", "protos"},
       {"grpc", "sqlite"}},
      {"services/ingestion/jobs/", {"common/"}, {"protobuf", "protos"}, {"grpc"}},
      {"services/measures/", {"services/measures/", "common/"}, {"grpc", "protobuf", "protos", "CLI"}, {}},
      {"services/measures/store/", {"common/"}, {"protobuf", "protos", "sqlite", "libpq"}, {"grpc"}},
      {"services/statistics/", {"services/statistics/", "common/"}, {"grpc", "protobuf", "protos", "CLI"}, {}},
      {"services/statistics/engine/",
       {"common/status/", "common/text/", "common/decimal/", "common/units/", "common/codelists/", "common/filter/",
        "common/time/"},
       {"roaring"},
       {"grpc", "sqlite"}},
      {"services/statistics/feed/", {"services/statistics/engine/", "common/"}, kGrpcWorld, {}},
      {"services/statistics/export/",
       {"services/statistics/engine/", "common/"},
       {"protobuf", "protos", "flatbuffers", "roaring"},
       {}},
      {"services/cli/",
       {"services/ingestion/extraction/", "services/ingestion/readers/", "services/ingestion/convert/", "common/"},
       {"grpc", "protobuf", "protos", "CLI"},
       {}},
      {"services/cli/commands/serve",
       {"services/cli/", "services/ingestion/app.h", "services/measures/app.h", "services/statistics/app.h",
        "services/ingestion/config.h", "services/measures/config.h", "services/statistics/config.h", "common/"},
       {"grpc", "protobuf", "protos", "CLI"},
       {}},
      {"services/cli/commands/restore",
       {"services/cli/", "services/measures/maintenance.h", "common/"},
       {"grpc", "protobuf", "protos", "CLI"},
       {}},
      {"services/cli/commands/import",
       {"services/cli/", "services/measures/maintenance.h", "common/"},
       {"grpc", "protobuf", "protos", "CLI"},
       {}},
      {"tests/", {"common/", "services/", "tests/"}, {"*"}, {}},
  };
  return *rules;
}

bool Contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

const Rule* RuleFor(std::string_view file) {
  const Rule* best = nullptr;
  for (const Rule& rule : Rules()) {
    if (file.starts_with(rule.prefix) && (!best || rule.prefix.size() > best->prefix.size())) best = &rule;
  }
  return best;
}

// The room of a file of common/: "common/time/" of common/time/clock.h; empty elsewhere. Of text, the bridge between
// string types and UTF-8 lie below everything, also below status, which the rest of text reports its errors with.
std::string_view CommonRoom(std::string_view file) {
  if (file.starts_with("common/text/strings.") || file.starts_with("common/text/utf8.")) return "common/text/ (base)";
  if (!file.starts_with("common/")) return "";
  const size_t slash = file.find('/', 7);
  return slash == std::string_view::npos ? "" : file.substr(0, slash + 1);
}

struct Include {
  int line = 0;
  std::string name;
  bool quoted = false;
};

std::string_view SkipBlanks(std::string_view s) {
  const size_t first = s.find_first_not_of(" \t");
  return first == std::string_view::npos ? "" : s.substr(first);
}

std::optional<Include> ParseIncludeLine(std::string_view line, int number) {
  std::string_view rest = SkipBlanks(line);
  if (!rest.starts_with('#')) return std::nullopt;
  rest = SkipBlanks(rest.substr(1));
  if (!rest.starts_with("include")) return std::nullopt;
  rest = SkipBlanks(rest.substr(7));
  if (rest.empty() || (rest[0] != '"' && rest[0] != '<')) return std::nullopt;
  const bool quoted = rest[0] == '"';
  const size_t end = rest.find(quoted ? '"' : '>', 1);
  if (end == std::string_view::npos) return std::nullopt;
  return Include{number, std::string(rest.substr(1, end - 1)), quoted};
}

std::vector<Include> IncludesOf(std::string_view text) {
  std::vector<Include> includes;
  int number = 0;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (auto include = ParseIncludeLine(text.substr(0, end), ++number)) includes.push_back(*std::move(include));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return includes;
}

bool IsProjectPath(std::string_view include) {
  return include.starts_with("common/") || include.starts_with("services/") || include.starts_with("tests/");
}

class Checker {
 public:
  explicit Checker(const SourceTree& tree) : tree_(tree) {
    for (const auto& [file, text] : tree) includes_[file] = IncludesOf(text);
  }

  std::vector<IncludeViolation> Run() {
    for (const auto& [file, includes] : includes_) {
      for (const Include& include : includes) Check(file, include);
    }
    CheckCommonHasLayers();
    std::stable_sort(violations_.begin(), violations_.end(), [](const IncludeViolation& a, const IncludeViolation& b) {
      return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
    return std::move(violations_);
  }

 private:
  void Report(const std::string& file, const Include& include, std::string rule) {
    violations_.push_back({file, include.line, include.name, std::move(rule)});
  }

  void Check(const std::string& file, const Include& include) {
    const Rule* rule = RuleFor(file);
    if (!rule) return Report(file, include, "the file lies in no room that the table of include directions knows");
    if (IsProjectPath(include.name)) {
      CheckProjectInclude(file, include, *rule);
    } else {
      CheckLibrary(file, include, *rule);
    }
  }

  void CheckProjectInclude(const std::string& file, const Include& include, const Rule& rule) {
    if (include.name.starts_with("tests/") && !file.starts_with("tests/")) {
      return Report(file, include, "nothing may include tests/");
    }
    if (!tree_.contains(include.name)) return Report(file, include, "no such file in the project");
    if (!include.name.starts_with(rule.prefix) && !AllowsFolder(rule, include.name)) {
      return Report(file, include, StrCat(rule.prefix, " may not include ", DirectoryOf(include.name)));
    }
    for (std::string_view library : rule.never) {
      if (Reaches(include.name, library)) {
        Report(file, include, StrCat(rule.prefix, " must never depend on ", library, ", and this header includes it"));
      }
    }
  }

  void CheckLibrary(const std::string& file, const Include& include, const Rule& rule) {
    if (include.quoted && include.name.find('/') == std::string::npos) {
      const std::string sibling = StrCat(DirectoryOf(file), include.name);
      if (tree_.contains(sibling)) Report(file, include, StrCat("write the path from the root: ", sibling));
      return;  // else a header that the build generates for this room
    }
    const std::string library = LibraryOf(include.name);
    if (library == "std" || library == "absl" || Contains(rule.libraries, "*")) return;
    if (!Contains(rule.libraries, library)) {
      return Report(file, include, StrCat(rule.prefix, " may not use the library ", library));
    }
    if (file.starts_with("common/") && include.name.starts_with("gangmu/")) {
      Report(file, include, "common/ knows no business words: the project's own protos stay outside");
    }
  }

  static bool AllowsFolder(const Rule& rule, std::string_view include) {
    return std::any_of(rule.folders.begin(), rule.folders.end(),
                       [&](std::string_view folder) { return include.starts_with(folder); });
  }

  static std::string_view DirectoryOf(std::string_view file) { return file.substr(0, file.rfind('/') + 1); }

  // Whether `file` includes a header of `library`, itself or through project headers.
  bool Reaches(const std::string& file, std::string_view library) {
    std::set<std::string> seen;
    std::vector<std::string> open = {file};
    while (!open.empty()) {
      const std::string current = std::move(open.back());
      open.pop_back();
      if (!seen.insert(current).second) continue;
      const auto includes = includes_.find(current);
      if (includes == includes_.end()) continue;
      for (const Include& include : includes->second) {
        if (LibraryOf(include.name) == library) return true;
        if (IsProjectPath(include.name)) open.push_back(include.name);
      }
    }
    return false;
  }

  // "Lower rooms of common" means that rooms can be put in an order: no room includes, through whatever others, a room
  // that includes it. Reported at the includes that close the circle.
  void CheckCommonHasLayers() {
    std::map<std::string, std::set<std::string>, std::less<>> uses;
    for (const auto& [file, includes] : includes_) {
      const std::string_view room = CommonRoom(file);
      for (const Include& include : includes) {
        const std::string_view other = CommonRoom(include.name);
        if (!room.empty() && !other.empty() && room != other) uses[std::string(room)].insert(std::string(other));
      }
    }
    for (const auto& [file, includes] : includes_) {
      const std::string room(CommonRoom(file));
      for (const Include& include : includes) {
        const std::string other(CommonRoom(include.name));
        if (room.empty() || other.empty() || room == other) continue;
        if (RoomReaches(uses, other, room)) {
          Report(file, include, StrCat(other, " already depends on ", room, ": rooms of common/ form no circle"));
        }
        const bool sqlite_and_rpc = (room == "common/sqlite/" && other == "common/rpc/") ||
                                    (room == "common/rpc/" && other == "common/sqlite/");
        if (sqlite_and_rpc) Report(file, include, "common/sqlite and common/rpc never include each other");
      }
    }
  }

  static bool RoomReaches(const std::map<std::string, std::set<std::string>, std::less<>>& uses,
                          const std::string& from, const std::string& to) {
    std::set<std::string> seen;
    std::vector<std::string> open = {from};
    while (!open.empty()) {
      const std::string room = std::move(open.back());
      open.pop_back();
      if (room == to) return true;
      if (!seen.insert(room).second) continue;
      if (const auto next = uses.find(room); next != uses.end()) {
        open.insert(open.end(), next->second.begin(), next->second.end());
      }
    }
    return false;
  }

  const SourceTree& tree_;
  std::map<std::string, std::vector<Include>> includes_;
  std::vector<IncludeViolation> violations_;
};

}  // namespace

std::string IncludeViolation::ToString() const { return StrCat(file, ":", line, ": ", include, ": ", rule); }

std::vector<IncludeViolation> CheckIncludes(const SourceTree& tree) { return Checker(tree).Run(); }

std::string LibraryOf(std::string_view include) {
  if (IsProjectPath(include)) return "";
  if (include.ends_with(".grpc.pb.h") || include.starts_with("grpcpp/") || include.starts_with("grpc/")) {
    // Generated messages of grpc.health and the like are messages, their stubs are gRPC.
    return include.ends_with(".pb.h") && !include.ends_with(".grpc.pb.h") ? "protos" : "grpc";
  }
  if (include.starts_with("google/protobuf/")) return "protobuf";
  if (include.ends_with(".pb.h")) return "protos";
  static const std::map<std::string_view, std::string_view>* single = new std::map<std::string_view, std::string_view>{
      {"sqlite3.h", "sqlite"}, {"libpq-fe.h", "libpq"},  {"pugixml.hpp", "pugixml"},
      {"zip.h", "zip"},        {"gumbo.h", "gumbo"},     {"zlib.h", "zlib"},
      {"cairo.h", "cairo"},    {"cairo-svg.h", "cairo"}, {"arrow_generated.h", "flatbuffers"}};
  if (const auto known = single->find(include); known != single->end()) return std::string(known->second);
  static const Words kSystemFolders = {"sys", "netinet", "arpa", "linux", "experimental", "bits", "x86intrin"};
  const size_t slash = include.find('/');
  if (slash == std::string_view::npos) return "std";  // <vector>, <unistd.h>
  const std::string_view first = include.substr(0, slash);
  if (Contains(kSystemFolders, first)) return "std";
  if (first == "unicode") return "icu";
  return std::string(first);
}

}  // namespace gangmu::structure
