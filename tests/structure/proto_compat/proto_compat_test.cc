#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/structure/proto_compat/comments.h"
#include "tests/structure/proto_compat/compatibility.h"
#include "tests/structure/proto_compat/descriptor_dump.h"

namespace gangmu::structure {
namespace {

using google::protobuf::FileDescriptorSet;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FileDescriptorSet ProjectProtos() {
  std::ifstream in(GANGMU_DESCRIPTOR_SET, std::ios::binary);
  FileDescriptorSet set;
  EXPECT_TRUE(in && set.ParseFromIstream(&in)) << GANGMU_DESCRIPTOR_SET;
  return set;
}

std::string ReadFile(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// Compiles the text of one .proto with source info, by the protoc that builds the project.
FileDescriptorSet Compile(const std::string& text) {
  const std::filesystem::path folder = ::testing::TempDir() + "proto_compat." + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "sample.proto", std::ios::binary) << text;
  const std::string command = std::string(GANGMU_PROTOC) + " -I " + folder.string() + " --include_source_info" +
                              " --descriptor_set_out=" + (folder / "sample.binpb").string() + " sample.proto";
  EXPECT_EQ(std::system(command.c_str()), 0) << text;
  FileDescriptorSet set;
  std::ifstream in(folder / "sample.binpb", std::ios::binary);
  EXPECT_TRUE(set.ParseFromIstream(&in));
  std::filesystem::remove_all(folder);
  return set;
}

constexpr char kSample[] = R"(syntax = "proto3";
package sample.v1;
// A service.
service Store {
  // A method.
  rpc Put(Item) returns (Item);
  // Another.
  rpc Watch(Item) returns (stream Item);
}
// An enum.
enum Kind {
  // None.
  KIND_UNSPECIFIED = 0;
  // One.
  KIND_ONE = 1;
}
// A message.
message Item {
  // Held back.
  reserved 9, 12 to 14;
  reserved "gone";
  // A name.
  string name = 1;
  // A number.
  int32 number = 2;
  // A kind.
  Kind kind = 3;
  // Many.
  repeated string tags = 4;
  // A map.
  map<string, int64> counts = 5;
  // Either.
  oneof choice {
    // Left.
    string left = 6;
    // Right.
    string right = 7;
  }
  // Explicit.
  optional int32 maybe = 8;
  // Inner.
  message Part {
    // A field.
    bytes data = 1;
  }
}
)";

DescriptorDump DumpOf(const std::string& text) {
  const absl::StatusOr<DescriptorDump> dump = Dump(Compile(text));
  EXPECT_TRUE(dump.ok()) << dump.status();
  return dump.value_or(DescriptorDump());
}

// What is reported where `from` in the sample becomes `to`.
std::vector<std::string> Change(const std::string& from, const std::string& to) {
  const std::string changed = absl::StrReplaceAll(kSample, {{from, to}});
  EXPECT_NE(changed, kSample) << "the change does nothing: " << from;
  return BreakingChanges(DumpOf(kSample), DumpOf(changed));
}

TEST(ProtoCompatibility, ProjectKeepsItsBaseline) {
  const auto current = Dump(ProjectProtos());
  ASSERT_TRUE(current.ok()) << current.status();
  const DescriptorDump baseline = FromText(ReadFile(GANGMU_PROTO_BASELINE));
  ASSERT_FALSE(baseline.empty()) << "no baseline at " << GANGMU_PROTO_BASELINE;
  EXPECT_EQ(absl::StrJoin(BreakingChanges(baseline, *current), "\n"), "")
      << "Old clients or stored JSON would break. Reserve and add instead. See tests/structure/README.md.";
}

TEST(ProtoCompatibility, BaselineCoversAllServices) {
  const std::string baseline = ReadFile(GANGMU_PROTO_BASELINE);
  for (const char* service :
       {"ingestion.v1.IngestionService", "measures.v1.MeasureService", "statistics.v1.StatisticsService"}) {
    EXPECT_THAT(baseline, HasSubstr(std::string("service gangmu.") + service));
  }
}

TEST(ProtoCompatibility, DumpTextRoundTrips) {
  const DescriptorDump dump = DumpOf(kSample);
  EXPECT_EQ(FromText(ToText(dump)), dump);
  EXPECT_THAT(dump, Contains("field sample.v1.Item 2 | name number type int32 label singular json number"));
}

TEST(ProtoCompatibility, AdditionsAreFree) {
  EXPECT_THAT(Change("// Another.", "// New.\n rpc New(Item) returns (Item);\n // Another."), IsEmpty());
  EXPECT_THAT(Change("// An enum.", "// New.\nmessage New {}\n// An enum."), IsEmpty());
  EXPECT_THAT(Change("// Many.", "// New.\n string fresh = 20;\n // Many."), IsEmpty());
  EXPECT_THAT(Change("// One.", "// Two.\n KIND_TWO = 2;\n // One."), IsEmpty());
  EXPECT_THAT(Change("// Right.", "// Middle.\n string middle = 21;\n // Right."), IsEmpty());
  EXPECT_THAT(Change("// A name.", "// Another comment."), IsEmpty());
}

TEST(ProtoCompatibility, EveryKindOfBreakIsFound) {
  const struct {
    const char* what;
    const char* from;
    const char* to;
    const char* report;
  } breaks[] = {
      {"field removed", "int32 number = 2;", "", "Item 2"},
      {"field renumbered", "int32 number = 2;", "int32 number = 22;", "Item 2"},
      {"field retyped", "int32 number = 2;", "int64 number = 2;", "is name number type int64"},
      {"signed encoding", "int32 number = 2;", "sint32 number = 2;", "type sint32"},
      {"field renamed", "int32 number = 2;", "int32 count = 2;", "is name count"},
      {"JSON name", "int32 number = 2;", "int32 number = 2 [json_name = \"n\"];", "json n"},
      {"singular to repeated", "int32 number = 2;", "repeated int32 number = 2;", "label repeated"},
      {"repeated to singular", "repeated string tags", "string tags", "label singular"},
      {"presence added", "int32 number = 2;", "optional int32 number = 2;", "label explicit"},
      {"presence removed", "optional int32 maybe", "int32 maybe", "label singular"},
      {"message type of a field", "Kind kind = 3;", "Part kind = 3;", "type sample.v1.Item.Part"},
      {"enum to number", "Kind kind = 3;", "int32 kind = 3;", "type int32"},
      {"map to message", "map<string, int64> counts", "repeated Part counts", "Item 5"},
      {"map value retyped", "map<string, int64>", "map<string, int32>", "CountsEntry 2"},
      {"out of a oneof", "  oneof choice {\n    // Left.\n    string left = 6;\n",
       "  string left = 6;\n  // Either.\n  oneof choice {\n", "Item 6 changed"},
      {"into a oneof",
       "  // Either.\n  oneof choice {\n    // Left.\n    string left = 6;\n    // Right.\n    string right = 7;\n  "
       "}\n  // Explicit.\n  optional int32 maybe = 8;",
       "  // Either.\n  oneof choice {\n    // Left.\n    string left = 6;\n    // Right.\n    string right = 7;\n    "
       "// Explicit.\n    int32 maybe = 8;\n  }",
       "oneof choice"},
      {"oneof renamed", "oneof choice", "oneof other", "oneof other"},
      {"enum value removed", "  // One.\n  KIND_ONE = 1;\n", "", "Kind KIND_ONE"},
      {"enum value renamed", "KIND_ONE", "KIND_FIRST", "Kind KIND_ONE"},
      {"enum value renumbered", "KIND_ONE = 1", "KIND_ONE = 3", "was 1, is 3"},
      {"reserved number freed", "reserved 9, 12 to 14;", "reserved 12 to 14;", "reserved sample.v1.Item 9"},
      {"reserved name freed", "reserved \"gone\";", "", "reserved sample.v1.Item gone"},
      {"method removed", "  // A method.\n  rpc Put(Item) returns (Item);\n", "", "method sample.v1.Store.Put"},
      {"method renamed", "rpc Put", "rpc Write", "method sample.v1.Store.Put"},
      {"request type", "rpc Put(Item)", "rpc Put(Item.Part)", "is sample.v1.Item.Part returns"},
      {"response type", "rpc Put(Item) returns (Item)", "rpc Put(Item) returns (Item.Part)",
       "returns sample.v1.Item.Part"},
      {"client streaming", "rpc Put(Item)", "rpc Put(stream Item)", "is stream sample.v1.Item"},
      {"server streaming", "returns (stream Item)", "returns (Item)", "Store.Watch changed"},
      {"service renamed", "service Store", "service Depot", "service sample.v1.Store"},
      {"package renamed", "package sample.v1", "package sample.v2", "message sample.v1.Item"},
      {"nested message removed", "// Inner.\n  message Part {\n    // A field.\n    bytes data = 1;\n  }", "",
       "message sample.v1.Item.Part"},
  };
  for (const auto& change : breaks) {
    EXPECT_THAT(Change(change.from, change.to), Contains(HasSubstr(change.report))) << change.what;
  }
}

TEST(ProtoComments, EveryElementOfTheProjectHasOne) {
  const auto found = UncommentedElements(ProjectProtos());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(absl::StrJoin(*found, "\n"), "");
}

TEST(ProtoComments, MissingOnesAreNamedWithTheirPlace) {
  EXPECT_THAT(*UncommentedElements(Compile(kSample)), IsEmpty());
  for (const char* comment : {"// A service.", "// A method.", "// An enum.", "// One.", "// A message.", "// A map.",
                              "// Left.", "// Inner.", "// A field."}) {
    const auto found = UncommentedElements(Compile(absl::StrReplaceAll(kSample, {{comment, ""}})));
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->size(), 1u) << comment;
  }
  EXPECT_THAT(*UncommentedElements(Compile(absl::StrReplaceAll(kSample, {{"// A number.", ""}}))),
              ElementsAre("sample.proto:25: sample.v1.Item.number"));
}

}  // namespace
}  // namespace gangmu::structure
