#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/services/ingestion/extraction/extracted.h"

namespace gangmu::extraction {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FactsTest, Organisations) {
  const Extracted x("由省财政厅会同湖北省人民政府办公厅、市委宣传部负责，报国务院批准。公安部门要配合，全部完成。\n");
  EXPECT_THAT(x.Entities(EntityKind::kOrganisation),
              ElementsAre("省财政厅", "湖北省人民政府办公厅", "市委宣传部", "国务院"));
}

// A division that the code list does not know, where its name fills the room back to a line start or a blank.
TEST(FactsTest, OrganisationsOfUnknownDivisions) {
  const Extracted x("中共松涧县委办公室\n2024年1月\n提请市人大常委会审议。\n柳屏县水利局\n");
  EXPECT_THAT(x.Entities(EntityKind::kOrganisation), ElementsAre("中共松涧县委办公室", "市人大常委会", "柳屏县水利局"));
}

TEST(FactsTest, OrganisationsWithLongNames) {
  const Extracted x("成立柳河县重点产业工作领导小组。支持中国信息通信研究院落户，上市公司达到5家。\n");
  EXPECT_THAT(x.Entities(EntityKind::kOrganisation), ElementsAre("柳河县重点产业工作领导小组", "中国信息通信研究院"));
}

TEST(FactsTest, PlacesWithCodes) {
  const Extracted x("支持贵州省黔南州长顺县与襄樊市合作。北京市朝阳区、辽宁也来了。水平更加均衡水平更高。\n");
  EXPECT_THAT(x.Entities(EntityKind::kPlace),
              ElementsAre("贵州省|520000", "黔南州|522700", "长顺县|522729", "襄樊市|420600", "北京市|110000",
                          "朝阳区|110105", "辽宁|210000"));
}

TEST(FactsTest, AnAmbiguousPlaceIsLeftOutWhereNothingDecides) {
  EXPECT_THAT(Extracted("在朝阳区开展试点。\n").Entities(EntityKind::kPlace), IsEmpty());
}

TEST(FactsTest, WhatIsNoLongerCarriedOutIsNotImplemented) {
  const Extracted x("对试点企业，不再执行《行业准入规定》中关于注册资本的要求，严格执行《安全生产规定》。\n");
  ASSERT_EQ(x.r.entities.size(), 2u);
  EXPECT_EQ(x.r.entities[0].relation, Relation::kCites);
  EXPECT_EQ(x.r.entities[1].relation, Relation::kImplements);
}

TEST(FactsTest, CitedDocumentsWithNumberAndRelation) {
  const Extracted x(
      "为贯彻落实《粮食安全保障法》，依据《仓储管理办法》（国办发〔2016〕82号），现将《某县储粮方案》印发给你们。《旧储"
      "粮办法》同时废止。"
      "按国发[2018]3号文件执行。\n");
  EXPECT_THAT(x.Entities(EntityKind::kCitedDocument),
              ElementsAre("《粮食安全保障法》", "《仓储管理办法》|国办发〔2016〕82号", "《某县储粮方案》",
                          "《旧储粮办法》", "国发[2018]3号|国发〔2018〕3号"));
  std::vector<Relation> relations;
  for (const Entity& e : x.r.entities) {
    if (e.kind == EntityKind::kCitedDocument) relations.push_back(e.relation);
  }
  EXPECT_THAT(relations, ElementsAre(Relation::kImplements, Relation::kCites, Relation::kIssues, Relation::kRepeals,
                                     Relation::kCites));
}

TEST(FactsTest, WhatAnotherBodyIssuedIsACitation) {
  const Extracted x("去年省里印发《养老服务条例》，修订《低保办法》。\n");
  for (const Entity& e : x.r.entities) EXPECT_EQ(e.relation, Relation::kCites);
}

TEST(FactsTest, NamedSchemes) {
  const Extracted x("推进“一网统管”，深化“揭榜挂帅”机制和“枫桥经验”，“十四五”时期要说“办好每件小事，让人放心”。\n");
  EXPECT_THAT(x.Entities(EntityKind::kNamedScheme), ElementsAre("一网统管", "揭榜挂帅", "枫桥经验"));
}

std::vector<std::string> Bodies(const Extracted& x, size_t measure) {
  std::vector<std::string> out;
  for (const Span& s : x.r.measures[measure].responsible_bodies) out.push_back(x.Slice(s));
  return out;
}

TEST(FactsTest, ResponsibleBodies) {
  const Extracted x(
      "一、任务\n（一）建库。建成3座。（责任单位：县粮食局、县财政局）\n（二）修路。通车。（县交通局牵头，县发改局、各"
      "乡镇按职责分工负责）\n"
      "（三）办学。招生。（牵头单位：县教育局；配合单位：县人社局，9月底完成）\n（四）其他。（含两个试点）办好。\n");
  EXPECT_THAT(Bodies(x, 0), ElementsAre("县粮食局", "县财政局"));
  EXPECT_THAT(Bodies(x, 1), ElementsAre("县交通局", "县发改局", "各乡镇"));
  EXPECT_THAT(Bodies(x, 2), ElementsAre("县教育局", "县人社局"));
  EXPECT_THAT(Bodies(x, 3), IsEmpty());
}

TEST(FactsTest, TopicFromTheTextAndFromTheHeadingsAbove) {
  const Extracted x(
      "一、医疗卫生\n（一）改善条件。新增2处。\n二、农业农村\n（二）发展种植。粮食增产，水稻面积扩大。\n三、其他\n（三"
      "）照常办理。\n");
  EXPECT_EQ(x.r.measures[0].topic, "卫生、体育");
  EXPECT_EQ(x.r.measures[1].topic, "农业、林业、水利");
  EXPECT_EQ(x.r.measures[2].topic, "");
}

TEST(FactsTest, ADocumentOfOneSubjectLendsItsTopic) {
  const Extracted x(
      "青石县停车设施建设管理办法\n第一条 新建停车场，规范停车收费。\n第二条 改造停车泊位。\n第三条 "
      "本办法自印发之日起施行。\n");
  ASSERT_EQ(x.r.measures.size(), 3u);
  EXPECT_EQ(x.r.measures[2].topic, "城乡建设、环境保护");
}

TEST(FactsTest, QuotedSchemesAndOtherQuotes) {
  const Extracted x(
      "推行“码上办”，深化“山田林”改革，落实“四联四治”。坚持“主动作为”的理念，关心“三农”，“12·21”事故已查清，“码上办”好"
      "用。\n");
  EXPECT_THAT(x.Entities(EntityKind::kNamedScheme), ElementsAre("码上办", "山田林", "四联四治", "码上办"));
}

TEST(FactsTest, PartsOfAWhole) {
  const Extracted x(
      "生产总值82亿元，增长5%。其中，第一产业3亿元，增长4%"
      "；第二产业35亿元。引进项目17个，投资28亿元，其中超5亿元项目2个。\n");
  std::vector<int> parts;
  for (const Indicator& i : x.r.indicators) parts.push_back(i.part_of);
  EXPECT_THAT(parts, ElementsAre(-1, -1, 0, -1, 0, -1, -1, -1, 5));
}

TEST(FactsTest, Instruments) {
  const Extracted x("一、政策\n（一）奖补。安排专项资金，对企业给予补助。\n（二）减负。落实税收优惠和加计扣除。\n");
  EXPECT_THAT(x.r.measures[0].instruments, Contains("资金投入"));
  EXPECT_THAT(x.r.measures[1].instruments, Contains("税收优惠"));
}

TEST(FactsTest, Status) {
  const Extracted x(
      "一、2023年工作回顾\n（一）交通。建成公路5条，全面完成任务。\n二、2024年工作安排\n（二）交通。力争开工2条，确保通"
      "航。\n");
  EXPECT_EQ(x.r.measures[0].status, MeasureStatus::kDone);
  EXPECT_EQ(x.r.measures[1].status, MeasureStatus::kPlanned);
}

}  // namespace
}  // namespace gangmu::extraction
