#include "services/statistics/export/sdmx.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "services/statistics/export/sdmx_structure.h"
#include "tests/unit/services/statistics/export/sample_answer.h"

namespace gangmu::statistics::testing {
namespace {

using ::testing::ElementsAre;

std::string Csv(const Sample& sample) {
  std::string out;
  EXPECT_TRUE(WriteSdmxCsv(sample.answer, sample.query, [&](std::string_view bytes) {
                out.append(bytes);
                return absl::OkStatus();
              }).ok());
  return out;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (size_t begin = 0, end = 0; (end = text.find("\r\n", begin)) != std::string::npos; begin = end + 2) {
    lines.push_back(text.substr(begin, end - begin));
  }
  return lines;
}

TEST(SdmxCsv, HasTheColumnsOfTheStandardAndARowAGroup) {
  const Sample sample = SampleAnswer();
  const std::string id = SdmxStructureId(SdmxComponents(sample.answer, sample.query));
  const std::string start = "datastructure,GANGMU:" + id + "(1.0.0),I,";
  EXPECT_THAT(
      Lines(Csv(sample)),
      ElementsAre(
          "STRUCTURE,STRUCTURE_ID,ACTION,TOPIC,PUBLISH_YEAR,SUM_VALUE,SUM_VALUE_LOWER,SUM_VALUE_UPPER,COUNT,"
          "TOP_SUBJECT_TOP,SUM_VALUE_OPEN_LOWER,SUM_VALUE_OPEN_UPPER,SUM_VALUE_UNIT,SUM_VALUE_USED,"
          "SUM_VALUE_LEFT_OUT,SUM_VALUE_INEXACT,COUNT_LEFT_OUT,TOP_SUBJECT_TIED_BEYOND",
          start + "科技、教育,2022,278200000000.25,278200000000,,5,企业=7;园区=2,0,1,CNY,3,PART=2;NO_VALUE=1,"
                  "false,,4",
          start + "\"a \"\"b\"\", c\",_X,,,,,,,,,,,,,",
          start + "__T,_S,-1,-2,0,1,企业=7;园区=2,0,0,CNY,3,PART=2;NO_VALUE=1,false,,4",
          start + "_T,_T,99999999999999999999999999.5,1,2,6,企业=7;园区=2,0,0,CNY,3,PART=2;NO_VALUE=1,false,,4"));
}

TEST(SdmxCsv, AQueryWithoutDimensionsHasOneAll) {
  Sample sample = SampleAnswer();
  sample.query.group_by.clear();
  sample.answer.dimensions.clear();
  sample.answer.rows.resize(1);
  sample.answer.rows[0].dimensions.clear();
  const std::vector<std::string> lines = Lines(Csv(sample));
  EXPECT_EQ(lines[0].rfind("STRUCTURE,STRUCTURE_ID,ACTION,ALL,SUM_VALUE,", 0), 0u);
  EXPECT_NE(lines[1].find(",I,_T,278200000000.25,"), std::string::npos);
}

TEST(SdmxCsv, NoTwoColumnsHaveOneId) {
  Sample sample = SampleAnswer();
  sample.answer.dimensions = {"labels.a-b", "labels.a.b"};
  const std::vector<SdmxComponent> components = SdmxComponents(sample.answer, sample.query);
  EXPECT_EQ(components[0].id, "LABELS_A_B");
  EXPECT_EQ(components[1].id, "LABELS_A_B_2");
  sample.answer.dimensions = {"labels.批次", "action"};
  const std::vector<SdmxComponent> others = SdmxComponents(sample.answer, sample.query);
  EXPECT_EQ(others[0].id, "LABELS_E689B9E6ACA1");
  EXPECT_EQ(others[1].id, "ACTION_2") << "ACTION is a column of the format";
}

TEST(SdmxStructure, DefinesEachColumnOfTheCsv) {
  const Sample sample = SampleAnswer();
  google::protobuf::Struct message;
  const std::string json = SdmxStructure(sample.answer, sample.query);
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(json, &message).ok()) << json;
  const auto& data = message.fields().at("data").struct_value().fields();
  const auto& structure = data.at("dataStructures").list_value().values(0).struct_value().fields();
  EXPECT_EQ(structure.at("id").string_value(), SdmxStructureId(SdmxComponents(sample.answer, sample.query)));
  const auto& parts = structure.at("dataStructureComponents").struct_value().fields();
  std::string columns = "STRUCTURE,STRUCTURE_ID,ACTION";
  const auto add = [&](const char* list, const char* items) {
    const auto& components = parts.at(list).struct_value().fields().at(items).list_value().values();
    for (const auto& c : components) columns += "," + c.struct_value().fields().at("id").string_value();
  };
  add("dimensionList", "dimensions");
  add("measureList", "measures");
  add("attributeList", "attributes");
  EXPECT_EQ(columns, Lines(Csv(sample))[0]);
  EXPECT_EQ(data.at("conceptSchemes")
                .list_value()
                .values(0)
                .struct_value()
                .fields()
                .at("concepts")
                .list_value()
                .values_size(),
            std::count(columns.begin(), columns.end(), ',') - 2);
}

// Another set of columns has another structure; other rows have not.
TEST(SdmxStructure, ItsIdFollowsFromTheColumnsAlone) {
  Sample sample = SampleAnswer();
  const std::string id = SdmxStructureId(SdmxComponents(sample.answer, sample.query));
  sample.answer.rows.pop_back();
  EXPECT_EQ(SdmxStructureId(SdmxComponents(sample.answer, sample.query)), id);
  sample.answer.metrics.pop_back();
  sample.query.metrics.pop_back();
  EXPECT_NE(SdmxStructureId(SdmxComponents(sample.answer, sample.query)), id);
}

}  // namespace
}  // namespace gangmu::statistics::testing
