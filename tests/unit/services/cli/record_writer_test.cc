#include "services/cli/output/record_writer.h"

#include <sstream>

#include "gangmu/policy/v1/policy.pb.h"
#include "gtest/gtest.h"

namespace gangmu::cli {
namespace {

using policy::v1::Region;

class RecordWriterTest : public ::testing::Test {
 protected:
  // What is written for the given names, each with the code 1234567.
  std::string Write(Format format, const std::vector<std::string>& names) {
    std::vector<Field<Region>> fields = {{"name", [](const Region& r) { return r.name(); }},
                                         {"code", [](const Region& r) { return r.code(); }, Field<Region>::kNumber}};
    RecordWriter<Region> writer(terminal_, format, std::move(fields));
    for (const std::string& name : names) {
      Region region;
      region.set_name(name);
      region.set_code("1234567");
      EXPECT_TRUE(writer.Add(region).ok());
    }
    writer.Finish("nothing here");
    return out_.str();
  }

  std::istringstream in_;
  std::ostringstream out_, err_;
  Terminal terminal_{.in = in_, .out = out_, .err = err_};
};

TEST_F(RecordWriterTest, TableHasThousands) {
  EXPECT_EQ(Write(Format::kTable, {"武汉市", "x"}), "name         code\n武汉市  1,234,567\nx       1,234,567\n");
}

TEST_F(RecordWriterTest, EmptyTableSaysSoOnStderr) {
  EXPECT_EQ(Write(Format::kTable, {}), "");
  EXPECT_EQ(err_.str(), "nothing here\n");
}

TEST_F(RecordWriterTest, CsvHasRawNumbersAndAlwaysAHeader) {
  EXPECT_EQ(Write(Format::kCsv, {"武汉市"}), "name,code\n武汉市,1234567\n");
  out_.str("");
  EXPECT_EQ(Write(Format::kCsv, {}), "name,code\n");
}

TEST_F(RecordWriterTest, JsonIsOneArray) {
  EXPECT_EQ(
      Write(Format::kJson, {"a", "b"}),
      "[\n{\n \"name\": \"a\",\n \"code\": \"1234567\"\n},\n{\n \"name\": \"b\",\n \"code\": \"1234567\"\n}\n]\n");
  out_.str("");
  EXPECT_EQ(Write(Format::kJson, {}), "[]\n");
}

TEST_F(RecordWriterTest, JsonLinesPrintDefaultsToo) {
  EXPECT_EQ(Write(Format::kJsonLines, {"a", ""}),
            "{\"name\":\"a\",\"code\":\"1234567\"}\n{\"name\":\"\",\"code\":\"1234567\"}\n");
}

TEST(JsonString, EscapesAndRepairs) { EXPECT_EQ(JsonString("a\"\\\n武\xff"), "\"a\\\"\\\\\\u000a武?\""); }

}  // namespace
}  // namespace gangmu::cli
