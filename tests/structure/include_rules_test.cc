#include "tests/structure/include_rules.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/text/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace gangmu::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SourceTree ReadProject() {
  SourceTree tree;
  const std::filesystem::path root = GANGMU_SOURCE_DIR;
  for (const char* top : {"common", "services", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension();
      if (!entry.is_regular_file() || (extension != ".h" && extension != ".cc")) continue;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      tree[entry.path().lexically_relative(root).string()] = text.str();
    }
  }
  return tree;
}

std::vector<std::string> Check(const SourceTree& tree) {
  std::vector<std::string> found;
  for (const IncludeViolation& violation : CheckIncludes(tree)) found.push_back(violation.ToString());
  return found;
}

// The only violation of a file that includes one thing.
std::string Single(const std::string& file, const std::string& include, SourceTree tree = {}) {
  tree[file] = StrCat("#pragma once\n\n#include ", include, "\n");
  const std::vector<std::string> found = Check(tree);
  if (found.size() != 1) return StrCat(found.size(), " violations");
  return found[0];
}

TEST(IncludeDirections, HoldInTheWholeProject) {
  const SourceTree tree = ReadProject();
  ASSERT_GT(tree.size(), 20u) << "the sources were not found";
  std::string all;
  for (const std::string& violation : Check(tree)) StrAppend(&all, violation, "\n");
  EXPECT_EQ(all, "");
}

TEST(IncludeDirections, AllowWhatTheTableAllows) {
  EXPECT_THAT(
      Check({
          {"common/text/utf8.h", "#include <string>\n#include \"absl/strings/str_cat.h\"\n"},
          {"common/sqlite/connection.h", "#include <sqlite3.h>\n#include \"common/text/utf8.h\"\n"},
          {"services/ingestion/extraction/extractor.h", "#include \"common/text/utf8.h\"\n"},
          {"services/ingestion/extraction/a/b.cc",
           "#include \"ingestion_extraction_data.h\"\n#include \"services/ingestion/extraction/extractor.h\"\n"},
          {"services/ingestion/rpc/service.h",
           "#include \"services/ingestion/extraction/extractor.h\"\n#include \"grpcpp/grpcpp.h\"\n"
           "#include \"gangmu/ingestion/v1/ingestion_service.grpc.pb.h\"\n"},
          {"services/measures/app.h", "#include \"common/sqlite/connection.h\"\n"},
          {"services/measures/store/store.h", "#include \"gangmu/policy/v1/policy.pb.h\"\n"},
          {"services/cli/commands/serve.cc", "#include \"services/measures/app.h\"\n"},
          {"services/cli/commands/extract.cc",
           "#include \"CLI/CLI.hpp\"\n#include \"services/ingestion/extraction/extractor.h\"\n"},
          {"tests/unit/x_test.cc", "#include \"gtest/gtest.h\"\n#include \"services/measures/app.h\"\n"},
      }),
      IsEmpty());
}

TEST(IncludeDirections, NameFileLineAndRule) {
  EXPECT_EQ(Single("common/text/a.h", "\"services/measures/app.h\"", {{"services/measures/app.h", ""}}),
            "common/text/a.h:3: services/measures/app.h: common/text/ may not include services/measures/");
}

TEST(IncludeDirections, KeepServicesApart) {
  const SourceTree tree = {{"services/measures/store/store.h", ""}, {"services/measures/app.h", ""}};
  for (const char* file : {"services/ingestion/rpc/a.cc", "services/statistics/feed/a.cc", "services/statistics/app.cc",
                           "services/ingestion/main.cc"}) {
    EXPECT_THAT(Single(file, "\"services/measures/store/store.h\"", tree), HasSubstr("may not include")) << file;
  }
  EXPECT_THAT(Single("services/cli/commands/stats.cc", "\"services/measures/app.h\"", tree),
              HasSubstr("may not include"));
  EXPECT_THAT(Single("services/cli/commands/serve.cc", "\"services/measures/store/store.h\"", tree),
              HasSubstr("may not include"));
}

TEST(IncludeDirections, KeepLibrariesInTheirRooms) {
  const std::pair<const char*, const char*> planted[] = {
      {"services/ingestion/extraction/a.cc", "<grpcpp/grpcpp.h>"},
      {"services/ingestion/extraction/a.cc", "\"gangmu/policy/v1/policy.pb.h\""},
      {"services/ingestion/extraction/a.cc", "\"google/protobuf/message.h\""},
      {"services/ingestion/extraction/a.cc", "<sqlite3.h>"},
      {"services/ingestion/readers/a.cc", "\"grpcpp/grpcpp.h\""},
      {"services/ingestion/readers/a.cc", "<sqlite3.h>"},
      {"services/ingestion/jobs/a.cc", "\"gangmu/measures/v1/measure_service.grpc.pb.h\""},
      {"services/measures/store/a.cc", "\"grpcpp/grpcpp.h\""},
      {"services/measures/store/sqlite/a.cc", "\"gangmu/measures/v1/measure_service.grpc.pb.h\""},
      {"services/statistics/engine/a.cc", "<sqlite3.h>"},
      {"services/statistics/engine/a.cc", "\"grpcpp/channel.h\""},
      {"common/text/a.cc", "\"google/protobuf/message.h\""},
      {"common/decimal/a.cc", "<unicode/uchar.h>"},
      {"common/rpc/a.cc", "<sqlite3.h>"},
      {"common/units/a.cc", "\"gtest/gtest.h\""},
  };
  for (const auto& [file, include] : planted) {
    EXPECT_THAT(Single(file, include), HasSubstr("may not use the library")) << file << " " << include;
  }
  EXPECT_THAT(Single("common/rpc/a.cc", "\"gangmu/policy/v1/policy.pb.h\""), HasSubstr("no business words"));
}

TEST(IncludeDirections, FollowHeadersToForbiddenLibraries) {
  const SourceTree tree = {{"common/status/rpc_status.h", "#include \"google/rpc/status.pb.h\"\n"},
                           {"common/time/clock.h", "#include \"common/status/rpc_status.h\"\n"}};
  EXPECT_EQ(
      Single("services/ingestion/extraction/a.cc", "\"common/time/clock.h\"", tree),
      "services/ingestion/extraction/a.cc:3: common/time/clock.h: services/ingestion/extraction/ must never depend "
      "on protos, and this header includes it");
}

TEST(IncludeDirections, KeepSqliteAndRpcApart) {
  EXPECT_THAT(Single("common/rpc/a.cc", "\"common/sqlite/c.h\"", {{"common/sqlite/c.h", ""}}),
              HasSubstr("never include each other"));
  EXPECT_THAT(Single("common/sqlite/a.cc", "\"common/rpc/c.h\"", {{"common/rpc/c.h", ""}}),
              HasSubstr("never include each other"));
}

TEST(IncludeDirections, FindCirclesAmongRoomsOfCommon) {
  EXPECT_THAT(Check({{"common/a/x.h", "#include \"common/b/x.h\"\n"},
                     {"common/b/x.h", "#include \"common/c/x.h\"\n"},
                     {"common/c/y.h", "#include \"common/a/x.h\"\n"},
                     {"common/c/x.h", ""}}),
              ElementsAre(HasSubstr("common/a/x.h:1"), HasSubstr("common/b/x.h:1"), HasSubstr("common/c/y.h:1")));
}

TEST(IncludeDirections, PutTheBaseOfTextBelowStatus) {
  const SourceTree tree = {{"common/status/error.cc", "#include \"common/text/strings.h\"\n"},
                           {"common/status/error.h", ""},
                           {"common/text/encoding.cc", "#include \"common/status/error.h\"\n"},
                           {"common/text/strings.h", ""}};
  EXPECT_THAT(Check(tree), IsEmpty());
  EXPECT_THAT(Single("common/text/utf8.cc", "\"common/status/error.h\"", tree), "2 violations");
}

TEST(IncludeDirections, FindTestsRelativePathsAndMissingFiles) {
  EXPECT_THAT(Single("common/text/a.cc", "\"tests/support/x.h\"", {{"tests/support/x.h", ""}}),
              HasSubstr("nothing may include tests/"));
  EXPECT_THAT(Single("common/text/a.cc", "\"b.h\"", {{"common/text/b.h", ""}}), HasSubstr("common/text/b.h"));
  EXPECT_THAT(Single("common/text/a.cc", "\"common/text/gone.h\""), HasSubstr("no such file"));
  EXPECT_THAT(Single("services/gateway/a.cc", "<vector>"), HasSubstr("no room"));
}

TEST(IncludeDirections, ReadDirectivesAsThePreprocessorDoes) {
  EXPECT_THAT(Check({{"common/text/a.cc",
                      "// #include <sqlite3.h>\nconst char* s = \"#include <sqlite3.h>\";\n  #  include <sqlite3.h>"}}),
              ElementsAre(HasSubstr("common/text/a.cc:3: sqlite3.h")));
}

}  // namespace
}  // namespace gangmu::structure
