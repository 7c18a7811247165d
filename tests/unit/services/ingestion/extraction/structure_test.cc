#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/services/ingestion/extraction/extracted.h"

namespace gangmu::extraction {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(StructureTest, InlineItemsUnderANumberedHeading) {
  const Extracted x(
      "一、办事更方便\n聚焦企业所盼，抓住三件事。一是精简材料，全年取消证明30项。二是压缩时限；三是下沉窗口，设点12个。"
      "\n"
      "二、服务更贴心\n一是上门办，做到随叫随到。二是帮代办：配齐人员。\n");
  EXPECT_THAT(x.Sections(), ElementsAre("一、|办事更方便", "二、|服务更贴心"));
  EXPECT_THAT(x.Measures(),
              ElementsAre("一是|精简材料", "二是|压缩时限", "三是|下沉窗口", "一是|上门办", "二是|帮代办"));
  EXPECT_THAT(x.Path(x.r.measures[3]), ElementsAre("服务更贴心"));
}

TEST(StructureTest, AnInlineListNeedsTwoItemsInOrder) {
  EXPECT_THAT(Extracted("改革的目的只有一个，这一是明确的。一是方便群众，别无他求。\n").Measures(), IsEmpty());
  EXPECT_THAT(Extracted("二是改进作风，三是提高效率。\n").Measures(), IsEmpty());
  EXPECT_THAT(Extracted("统一是前提，其中一是抓早，二是抓小。\n").Measures(), IsEmpty());
}

// The contract ends a heading at 。 or the line's end; a chapter is a section also where its first sentence runs on.
TEST(StructureTest, AChapterWhoseBodyRunsOnInItsLine) {
  const Extracted e(
      "第一章 产业发展 要优化产业布局，壮大特色产业，延长产业链条，提高附加值\n引导企业入园\n第二章 社会事业 "
      "要办好学校，建好医院，"
      "完善社区服务，提高保障水平\n关心困难群众\n");
  EXPECT_THAT(e.Sections(), ElementsAre("第一章|产业发展 要优化产业布局，壮大特色产业，延长产业链条，提高附加值",
                                        "第二章|社会事业 要办好学校，建好医院，完善社区服务，提高保障水平"));
}

TEST(StructureTest, OtherInlineForms) {
  EXPECT_THAT(Extracted("今后，一要稳住就业；二要扩大消费。\n").Measures(),
              ElementsAre("一要|稳住就业", "二要|扩大消费"));
  EXPECT_THAT(Extracted("第一，改善条件。第二，提高待遇。\n").Measures(),
              ElementsAre("第一，|改善条件", "第二，|提高待遇"));
  EXPECT_THAT(Extracted("首先，摸清底数。其次，分类施策。最后，跟踪问效。\n").Measures(),
              ElementsAre("首先|摸清底数", "其次|分类施策", "最后|跟踪问效"));
  EXPECT_THAT(Extracted("其一，成本下降。其二，速度加快。\n").Measures(),
              ElementsAre("其一|成本下降", "其二|速度加快"));
}

TEST(StructureTest, InlineListsNest) {
  const Extracted x(
      "一是压实责任，构建“三级”网络。一是领导到位，专人负责。二是经费到位，列入预算。\n二是严格考核，奖优罚劣。\n");
  EXPECT_THAT(x.Sections(), ElementsAre("一是|压实责任，构建“三级”网络"));
  EXPECT_THAT(x.Measures(), ElementsAre("一是|领导到位", "二是|经费到位", "二是|严格考核"));
}

TEST(StructureTest, NumberedItemsWithBodyAreMeasuresAndKeepTheParagraphsBelow) {
  const Extracted x(
      "一、工作安排\n（一）加强领导，落实责任。建立专班，定期会商。\n各镇要抓好落实。\n（二）强化督查。按月通报。\n");
  EXPECT_THAT(x.Measures(), ElementsAre("（一）|加强领导，落实责任", "（二）|强化督查"));
  EXPECT_EQ(x.Slice(x.r.measures[0].span), "（一）加强领导，落实责任。建立专班，定期会商。\n各镇要抓好落实。");
  EXPECT_THAT(x.Paragraphs(), IsEmpty());
}

TEST(StructureTest, AHeadingOverPlainParagraphsIsASection) {
  const Extracted x("一、基本情况\n全镇辖12个村。\n人口2.1万人。\n二、发展方向\n做强茶叶产业。\n");
  EXPECT_THAT(x.Sections(), ElementsAre("一、|基本情况", "二、|发展方向"));
  EXPECT_THAT(x.Paragraphs(), ElementsAre("全镇辖12个村。", "人口2.1万人。", "做强茶叶产业。"));
}

TEST(StructureTest, ABareListOfLinesHoldsMeasuresNotSections) {
  const Extracted x("附表\n1.甲市推行一窗受理。\n2.乙县建成共享仓库。\n3.丙区开办夜间门诊。\n以上做法请各地学习。\n");
  EXPECT_THAT(x.Sections(), IsEmpty());
  EXPECT_THAT(x.Measures(), ElementsAre("1.|甲市推行一窗受理", "2.|乙县建成共享仓库", "3.|丙区开办夜间门诊"));
}

TEST(StructureTest, Dashes) {
  const Extracted body("二、主要目标\n——创新能力增强。研发投入达到3%。\n——生态更好。森林覆盖率60%。\n");
  EXPECT_THAT(body.Measures(), ElementsAre("——|创新能力增强", "——|生态更好"));
  const Extracted alone(
      "今后五年，全县要实现下面两个目标，让人民生活更好，让山更青、水更绿。\n——创新能力增强\n研发投入达到3%"
      "。\n——生态更好\n森林覆盖率60%。\n");
  EXPECT_THAT(alone.Sections(), ElementsAre("——|创新能力增强", "——|生态更好"));
}

TEST(StructureTest, AnArticleIsOneMeasureWhateverItLists) {
  const Extracted x(
      "第一章 总则\n第一条 为了规范管理，制定本办法。\n第 2 条 本办法适用于全县。\n第二章 职责\n第三条 "
      "主管部门履行下列职责：\n"
      "（一）编制规划；\n（二）组织检查。\n第四条 本办法自印发之日起施行。\n");
  EXPECT_THAT(x.Sections(), ElementsAre("第一章|总则", "第二章|职责"));
  EXPECT_THAT(x.Measures(), ElementsAre("第一条|为了规范管理，制定本办法", "第 2 条|本办法适用于全县",
                                        "第三条|主管部门履行下列职责", "第四条|本办法自印发之日起施行"));
  EXPECT_EQ(x.Slice(x.r.measures[2].span), "第三条 主管部门履行下列职责：\n（一）编制规划；\n（二）组织检查。");
}

TEST(StructureTest, NumbersRunOnOverSections) {
  const Extracted x("一、甲\n（一）稳岗。返还保费。\n（二）扩岗。给予补贴。\n二、乙\n（三）培训。开办夜校。\n");
  EXPECT_THAT(x.Measures(), ElementsAre("（一）|稳岗", "（二）|扩岗", "（三）|培训"));
  EXPECT_THAT(x.Path(x.r.measures[2]), ElementsAre("乙"));
}

TEST(StructureTest, ANumberInsideALineContinuesItsList) {
  const Extracted x("１．支持建库。补助１０万元。（责任单位：甲局）２．支持建仓。补助２０万元。\n３．支持建店。\n");
  EXPECT_THAT(x.Measures(), ElementsAre("１．|支持建库", "２．|支持建仓", "３．|支持建店"));
}

TEST(StructureTest, AmountsAtALineStartAreNoLabels) {
  EXPECT_THAT(Extracted("全年完成投资\n1.5亿元，增长两成。\n2.3%的企业停产。\n").Measures(), IsEmpty());
  EXPECT_THAT(Extracted("一、二、三产业比例更加协调。\n").Sections(), IsEmpty());
}

TEST(StructureTest, DecimalsCountInDocumentsThatNumberSo) {
  const Extracted x(
      "一、总则\n1.1 依据\n根据上级规划制定。\n1.2 范围\n全市。\n1.2.1 近期。到明年底。\n1.2.2 远期。到后年底。\n");
  EXPECT_THAT(x.Sections(), ElementsAre("一、|总则", "1.1|依据", "1.2|范围"));
  EXPECT_THAT(x.Measures(), ElementsAre("1.2.1|近期", "1.2.2|远期"));
}

TEST(StructureTest, MarkdownHashesAreNoPartOfALabel) {
  const Extracted x("## 一、总体情况\n### (一) 主动公开\n公开信息30条。\n### (二) 依申请公开\n办理5件。\n");
  EXPECT_THAT(x.Sections(), ElementsAre("一、|总体情况", "(一)|主动公开", "(二)|依申请公开"));
}

TEST(StructureTest, AStrokeInsideProseMakesNoTableRow) {
  const Extracted x("一是办好节会。茶会落户我县。“山城│年度论坛”如期举行。\n二是完善设施。建成场馆2座。\n");
  EXPECT_THAT(x.Measures(), ElementsAre("一是|办好节会", "二是|完善设施"));
}

TEST(StructureTest, ALabelThatALayoutPulledApart) {
  const Extracted x("三件事要办好：一是稳岗。二 是扩岗。三是育人。\n");
  EXPECT_THAT(x.Measures(), ElementsAre("一是|稳岗", "二 是|扩岗", "三是|育人"));
}

TEST(StructureTest, RowsOfATableOpenNothing) {
  const Extracted x("一、统计表\n| 1. 信访类 | 12 | 0 |\n| 2. 重复类 | 6 | 1 |\n二、说明\n以上为全年数。\n");
  EXPECT_THAT(x.Sections(), ElementsAre("一、|统计表", "二、|说明"));
  EXPECT_THAT(x.Measures(), IsEmpty());
}

TEST(StructureTest, ATableOfContentsOpensNothing) {
  const Extracted x(
      "某县规划\n目 录\n第一章 现状\n第二章 目标\n第一章 现状\n基础较好，条件具备，群众期盼很高。\n第二章 "
      "目标\n三年见效，五年大变样。\n");
  EXPECT_THAT(x.Sections(), ElementsAre("第一章|现状", "第二章|目标"));
  const Extracted dots("目录\n一、现状..........1\n二、目标..........5\n一、现状\n基础较好。\n二、目标\n三年见效。\n");
  EXPECT_THAT(dots.Sections(), ElementsAre("一、|现状", "二、|目标"));
}

TEST(StructureTest, AnAttachmentIsAPartOfItsOwn) {
  const Extracted x(
      "某县人民政府关于开展评比的通知\n各乡镇人民政府：\n一、范围\n全县各村。\n某县人民政府\n2021年3月1日\n附件\n评比标"
      "准\n一、分值\n满分100分。\n");
  ASSERT_EQ(x.r.sections.size(), 2u);
  EXPECT_EQ(x.r.sections[0].part, 0);
  EXPECT_EQ(x.r.sections[1].part, 1);
  EXPECT_EQ(x.r.measures.back().part, 1);
}

// Found by fuzzing: the number was once computed, and did not fit.
TEST(StructureTest, AnAttachmentMayHaveAnyNumber) {
  const Extracted x("一、范围\n全县各村，不留死角。\n附件99999999999999\n一、分值\n满分100分，逐项打分。\n");
  ASSERT_EQ(x.r.sections.size(), 2u);
  EXPECT_EQ(x.r.sections[1].part, 1);
}

TEST(StructureTest, HardWrapsAndPageNumbersAreUndone) {
  std::string text = "一、总体要求\n";
  for (int i = 0; i < 4; ++i) {
    text +=
        "坚持以人民为中心的发展思想，把群众满意作为衡量工作的根\n本标准，统筹推进各项任务，着力补齐短板，持续增强群众的"
        "获\n— 3 —\n"
        "得感幸福感安全感，确保改革措施落地见效，让群众看得见摸得\n着，不断取得新的成绩。\n";
  }
  const Extracted x(text);
  EXPECT_EQ(x.Paragraphs().size(), 4u);
}

TEST(StructureTest, ATextWithoutLabelsIsOneMeasureAParagraph) {
  const Extracted x(
      "某县经验介绍\n近年来，某县推行网格管理，取得实效，群众满意。\n网格员每天走访，发现问题及时上报，当天办结。\n");
  EXPECT_EQ(x.Paragraphs().size(), 2u);
  EXPECT_EQ(x.r.document.title, "某县经验介绍");
}

TEST(StructureTest, AnAddressEndsTheList) {
  const Extracted x(
      "一、回顾\n（一）稳增长。产值增加。\n（二）惠民生。收入增加。\n各位代表！五年来办成两件大事：一是修通公路，村村通"
      "车。二是建成水库，旱涝保收。\n");
  EXPECT_THAT(x.Measures(), ElementsAre("（一）|稳增长", "（二）|惠民生", "一是|修通公路", "二是|建成水库"));
  EXPECT_THAT(x.Path(x.r.measures[2]), ElementsAre("回顾"));
}

// Of a web page: what stands below it is the page's own. In a collection it ends one document of many.
TEST(StructureTest, AFooterEndsTheTextWhereNoLongTextFollows) {
  const std::string first = "一、目标\n（一）修路。新建道路12公里。\n（二）架桥。新建桥梁3座。\n打印本页\n";
  const Extracted page(first + "联系我们 电话88880000\n");
  EXPECT_THAT(page.Measures(), ElementsAre("（一）|修路", "（二）|架桥"));

  std::string second = "二、保障\n（一）筹资。落实资金5000万元。\n（二）用地。供应土地80亩。\n";
  for (int i = 0; i < 200; ++i) second += "各级要明确分工，落实责任，按期完成各项任务。\n";
  const Extracted collection(first + second);
  EXPECT_THAT(collection.Measures(), ::testing::Contains("（一）|筹资"));
  EXPECT_THAT(collection.Measures(), ::testing::Not(::testing::Contains(::testing::HasSubstr("打印本页"))));
}

}  // namespace
}  // namespace gangmu::extraction
