// Sentences of our own for the rules of sections 4 to 7 of the extraction contract: sentence → expected indicators.
#include "tests/unit/services/ingestion/extraction/indicators/sentences.h"

namespace gangmu::extraction {
namespace {

TEST_P(Sentences, GiveTheirIndicators) { EXPECT_EQ(ShownAll(GetParam().sentence), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(
    Units, Sentences,
    ::testing::Values(Case{"全县建成公园12座。", "12|座|EXACT|LEVEL|公园"},
                      Case{"引进技术人才36名，其中博士5位。", "36|人|EXACT|LEVEL|技术人才\n5|人|EXACT|LEVEL|博士"},
                      Case{"完成技改投资3.60亿元。", "360000000|CNY|EXACT|LEVEL|技改投资"},
                      Case{"出口额达1,250万美元。", "12500000|USD|EXACT|LEVEL|出口额"},
                      Case{"光伏装机120万千瓦。", "1200000|kW|EXACT|LEVEL|光伏装机"},
                      Case{"全社会用电量42.6亿千瓦时。", "4260000000|kW.h|EXACT|LEVEL|全社会用电量"},
                      Case{"水价为3.2元/立方米。", "3.2|CNY/m3|EXACT|LEVEL|水价"},
                      Case{"亩均税收达到20万元/亩。", "200000|CNY/[mu]|EXACT|LEVEL|亩均税收"},
                      Case{"粮食总产量１２．５万吨。", "125000|t|EXACT|LEVEL|粮食总产量"},
                      Case{"城乡居民收入比缩小到2.19。", "2.19|1|EXACT|LEVEL|城乡居民收入比"},
                      Case{"平台用户数达6.97亿。", "697000000|个|EXACT|LEVEL|平台用户数"},
                      Case{"打造五大特色产业。", "5|个|EXACT|LEVEL|特色产业"}));

INSTANTIATE_TEST_SUITE_P(NotCounted, Sentences,
                         ::testing::Values(Case{"深化“一网通办”改革，推行“四个一”机制。", ""},
                                           Case{"落实中央八项规定精神，守护三农底线。", ""},
                                           Case{"建成5G网络，PM2.5浓度持续改善，G347国道贯通。", ""},
                                           Case{"第十四届三次、四次全会召开。", ""},
                                           Case{"国办发〔2022〕35号文件提出要求。", ""},
                                           Case{"开展第二批试点，发展第三产业。", ""},
                                           Case{"出台若干措施，培育一批企业。", ""},
                                           Case{"数十家企业参加，历时几分钟。", ""}, Case{"实施三年行动。", ""},
                                           Case{"构建“1+N”体系。", ""}));

INSTANTIATE_TEST_SUITE_P(Qualifiers, Sentences,
                         ::testing::Values(Case{"办理事项470余项。", "470|项|SOME_OVER|LEVEL|办理事项"},
                                           Case{"参保人数近40万人。", "400000|人|NEARLY|LEVEL|参保人数"},
                                           Case{"用地约1200亩。", "1200|[mu]|ABOUT|LEVEL|用地"},
                                           Case{"产值突破800亿元。", "80000000000|CNY|MORE_THAN|LEVEL|产值"},
                                           Case{"森林覆盖率稳定在62%以上。", "62|%|AT_LEAST|SHARE|森林覆盖率"},
                                           Case{"失业率控制在5%以内。", "5|%|AT_MOST|SHARE|失业率"},
                                           Case{"空置率低于8%。", "8|%|LESS_THAN|SHARE|空置率"},
                                           Case{"每镇至少建成1所养老机构。", "1|所|AT_LEAST|LEVEL|养老机构"},
                                           Case{"培育龙头企业3至5家。", "3~5|家|RANGE|LEVEL|龙头企业"},
                                           Case{"开展活动百余场。", "100|场|SOME_OVER|LEVEL|活动"}));

INSTANTIATE_TEST_SUITE_P(Kinds, Sentences,
                         ::testing::Values(Case{"新增停车位1100个、充电桩935个。",
                                                "1100|个|EXACT|INCREASE|停车位\n935|个|EXACT|INCREASE|充电桩"},
                                           Case{"工业增加值增长6.2%。", "6.2|%|EXACT|INCREASE|工业增加值"},
                                           Case{"能耗下降3%，普及率提高2.1个百分点。",
                                                "3|%|EXACT|DECREASE|能耗\n2.1|[pp]|EXACT|INCREASE|普及率"},
                                           Case{"社区工作事项从165项减为56项。", "165>56|项|EXACT|CHANGE|社区工作事项"},
                                           Case{"办理时间由5天缩短到3天。", "5>3|d|EXACT|CHANGE|办理时间"},
                                           Case{"占比提高到41.9%。", "41.9|%|EXACT|SHARE|占比"},
                                           Case{"综合实力居全省第3位。", "3|[rank]|EXACT|RANK|综合实力"},
                                           Case{"财政收入十年翻一番。", "1|[doubling]|EXACT|INCREASE|财政收入"},
                                           Case{"排名上升3位。", "3|[rank]|EXACT|INCREASE|"},
                                           Case{"出口额、进口额分别增长5%和7%。",
                                                "5|%|EXACT|INCREASE|出口额\n7|%|EXACT|INCREASE|进口额"}));

INSTANTIATE_TEST_SUITE_P(
    Subjects, Sentences,
    ::testing::Values(Case{"建设10个重大科技基础设施。", "10|个|EXACT|LEVEL|重大科技基础设施"},
                      Case{"投资1200万元，增长6%。", "12000000|CNY|EXACT|LEVEL|投资\n6|%|EXACT|INCREASE|投资"},
                      Case{"归集21个领域106项数据。", "21|个|EXACT|LEVEL|领域\n106|项|EXACT|LEVEL|数据"},
                      Case{"楼宇入驻率达86%，平均办理时间缩短2天。",
                           "86|%|EXACT|SHARE|楼宇入驻率\n2|d|EXACT|DECREASE|平均办理时间"},
                      Case{"支持60岁以上老年人健康管理。", "60|[age]|AT_LEAST|LEVEL|老年人"},
                      Case{"对评定为示范的企业给予30万元奖励。", "300000|CNY|EXACT|LEVEL|奖励"},
                      Case{"主管部门15个工作日内完成复核。", "15|[workday]|AT_MOST|DURATION|复核"}));

INSTANTIATE_TEST_SUITE_P(Numbers, Sentences,
                         ::testing::Values(Case{"新修渠道2万5千公里。", "25000|km|EXACT|LEVEL|渠道"},
                                           Case{"发放补助1亿2500万元。", "125000000|CNY|EXACT|LEVEL|补助"},
                                           Case{"受益农户３，４５０户。", "3450|户|EXACT|LEVEL|农户"},
                                           Case{"造林4 0万公顷，育苗1 2 . 5亿株。",
                                                "400000|har|EXACT|LEVEL|造林\n1250000000|株|EXACT|LEVEL|育苗"},
                                           Case{"损失三亿六千多万元。", "360000000|CNY|SOME_OVER|LEVEL|损失"}));

INSTANTIATE_TEST_SUITE_P(Governed, Sentences,
                         ::testing::Values(Case{"每年为企业节约二千亿元。", "200000000000|CNY|EXACT|DECREASE|"},
                                           Case{"降低园区用能成本10%。", "10|%|EXACT|DECREASE|园区用能成本"},
                                           Case{"削减部门设立的评估事项60%以上。", "60|%|AT_LEAST|DECREASE|评估事项"},
                                           Case{"提高装配式建筑占比30%。", "30|%|EXACT|SHARE|装配式建筑占比"},
                                           Case{"再担保收费原则上不高于承担责任的0.5%。",
                                                "0.5|%|AT_MOST|SHARE|再担保收费"}));

INSTANTIATE_TEST_SUITE_P(Changes, Sentences,
                         ::testing::Values(Case{"城乡收入比从2.31缩小至2.19。", "2.31>2.19|1|EXACT|CHANGE|城乡收入比"},
                                           Case{"综合指数由第78位上升到第43位。", "78>43|[rank]|EXACT|CHANGE|综合指数"},
                                           Case{"山城县在全国百强县中再进5位。", "5|[rank]|EXACT|INCREASE|山城县"},
                                           Case{"编制由5名增加到8名。", "5>8|人|EXACT|CHANGE|编制"},
                                           Case{"电价下降5分/千瓦时。", "0.05|CNY/kW.h|EXACT|DECREASE|电价"},
                                           Case{"优良天数达到320天。", "320|d|EXACT|LEVEL|优良天数"},
                                           Case{"预算内投资安排6.1亿元。", "610000000|CNY|EXACT|LEVEL|预算内投资"},
                                           Case{"连续5年开展评选活动。", "5|a|EXACT|DURATION|评选活动"}));

INSTANTIATE_TEST_SUITE_P(Words, Sentences,
                         ::testing::Values(Case{"工业产品增长面为41.7%。", "41.7|%|EXACT|SHARE|工业产品增长面"},
                                           Case{"奖补资金增幅均超过10%。", "10|%|MORE_THAN|INCREASE|奖补资金增幅"},
                                           Case{"五年累计投入就业专项资金19亿元。",
                                                "1900000000|CNY|EXACT|LEVEL|就业专项资金"},
                                           Case{"年生产果汁7千吨。", "7000|t|EXACT|LEVEL|果汁"}));

INSTANTIATE_TEST_SUITE_P(
    GenericHeads, Sentences,
    ::testing::Values(Case{"工业总产值占全县比重75%。", "75|%|EXACT|SHARE|工业总产值占全县比重"},
                      Case{"支农担保金额占全部担保金额的比例不低于80%。",
                           "80|%|AT_LEAST|SHARE|支农担保金额占全部担保金额的比例"},
                      Case{"进口额达20亿元、总量居全省第5位，增长6%。",
                           "2000000000|CNY|EXACT|LEVEL|进口额\n5|[rank]|EXACT|RANK|总量\n6|%|EXACT|INCREASE|进口额"},
                      Case{"一、二、三产分别增长4%、6%、7%。",
                           "4|%|EXACT|INCREASE|一产\n6|%|EXACT|INCREASE|二产\n7|%|EXACT|INCREASE|三产"},
                      Case{"楼宇“码上办”实施率达83%。", "83|%|EXACT|SHARE|楼宇“码上办”实施率"},
                      Case{"能耗比2019年启用初期降低20%。", "20|%|EXACT|DECREASE|能耗"}));

INSTANTIATE_TEST_SUITE_P(NamesAndOrdinals, Sentences,
                         ::testing::Values(Case{"中国共产党第二十三次代表大会召开。", ""},
                                           Case{"编制第十五个五年规划。", ""}, Case{"流程如图1所示。", ""},
                                           Case{"坚持“两条腿\"走路。", ""}, Case{"五棵松体育馆对外开放。", ""},
                                           Case{"建成1所示范性幼儿园。", "1|所|EXACT|LEVEL|示范性幼儿园"}));

INSTANTIATE_TEST_SUITE_P(
    WhatIsCounted, Sentences,
    ::testing::Values(
        Case{"比上年分别提高9个、10.7个和11.5个百分点。",
             "9|[pp]|EXACT|INCREASE|\n10.7|[pp]|EXACT|INCREASE|\n11.5|[pp]|EXACT|INCREASE|"},
        Case{"2024年60%乡镇卫生院达到标准。", "60|%|EXACT|SHARE|乡镇卫生院"},
        Case{"全镇辖7个村，16个自然屯。", "7|个|EXACT|LEVEL|村\n16|个|EXACT|LEVEL|自然屯"},
        Case{"联山村等5个村被评为示范村。", "5|个|EXACT|LEVEL|村"},
        Case{"全市12个县（市、区）全部完成验收。", "12|个|EXACT|LEVEL|县（市、区）"},
        Case{"等9个重大项目开工建设，加快3个园区建设。", "9|个|EXACT|LEVEL|重大项目\n3|个|EXACT|LEVEL|园区"},
        Case{"创新能力连续9年全国第一。", "9|a|EXACT|DURATION|创新能力\n1|[rank]|EXACT|RANK|创新能力"},
        Case{"单位缴费比例，各地可降至16%。", "16|%|EXACT|SHARE|单位缴费比例"},
        Case{"十件民生实事全部如期完成。", "10|件|EXACT|LEVEL|民生实事"},
        Case{"修复治理退化草原220万亩。", "2200000|[mu]|EXACT|LEVEL|退化草原"},
        Case{"聚焦五大区域。", "5|个|EXACT|LEVEL|区域"}, Case{"产量等于前年的二点五倍。", "2.5|[x]|EXACT|LEVEL|产量"},
        Case{"抓好6个计划总投资100亿元的装备项目。", "6|个|EXACT|LEVEL|装备项目\n10000000000|CNY|EXACT|LEVEL|装备项目"},
        Case{"建设养护“四好农村路”600公里。", "600|km|EXACT|LEVEL|“四好农村路”"},
        Case{"将24项督查措施调整增加为30项督查措施。", "24>30|项|EXACT|CHANGE|督查措施"},
        Case{"PM2.5浓度降至28.5微克每立方米。", "28.5|ug/m3|EXACT|LEVEL|PM2.5浓度"},
        Case{"按照不超过投资额20%的比例给予奖补，最高500万元。",
             "20|%|AT_MOST|SHARE|投资额\n5000000|CNY|AT_MOST|LEVEL|奖补"},
        Case{"避免因灾伤亡4900余人。", "4900|人|SOME_OVER|LEVEL|伤亡"},
        Case{"年产绿茶300吨。", "300|t|EXACT|LEVEL|绿茶"},
        Case{"监管局对28起违法行为立案。", "28|起|EXACT|LEVEL|违法行为"},
        Case{"出口占外贸总额比重提高2个百分点。", "2|[pp]|EXACT|INCREASE|出口占外贸总额比重"}));

TEST(Indicators, ThresholdsSayWhoIsMeantAndAreNoTargets) {
  const auto found = IndicatorsOf("关于发展贷款的实施意见\n对500万元以下的小微企业收取的费率不超过1%。");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_FALSE(found[0].target);
  EXPECT_TRUE(found[1].target);
}

TEST(Indicators, AClauseThatEntitlesToAGrantIsNoTarget) {
  const auto found = IndicatorsOf("关于发展民宿的实施意见\n投资5000万元以上，给予100万元奖励。");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_FALSE(found[0].target);
  EXPECT_TRUE(found[1].target);
}

TEST(Indicators, GoalsOfAPlanAreAheadThoughTheirHeadingPraisesThem) {
  const auto found =
      IndicatorsOf("县发展规划纲要\n一、发展目标\n——利用效率显著提高\n单位能耗降低20%。\n", {2006, 3, 14});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].target);
}

// A work report turns from results to tasks at a heading, or where its numbered part that looked back ends.
TEST(Indicators, ReportTurnsFromResultsToTasks) {
  const std::string opening = "各位代表：\n现在，我代表县人民政府向大会报告工作，请予审议。\n";
  const auto numbered = IndicatorsOf(opening +
                                         "一、过去一年工作回顾\n建成水厂3座。\n二、坚持扩大内需\n建成水厂5座。\n"
                                         "三、加强保障\n建成水厂7座。",
                                     {2023, 1, 20});
  ASSERT_EQ(numbered.size(), 3u);
  EXPECT_FALSE(numbered[0].target);
  EXPECT_TRUE(numbered[1].target);
  EXPECT_TRUE(numbered[2].target);
  const auto opened =
      IndicatorsOf(opening +
                       "2022年工作回顾\n（一）着力稳定增长，任务完成\n建成水厂3座。\n（二）着力改善民生\n"
                       "建成水厂4座。\n2023年工作安排\n（一）着力稳定增长\n建成水厂5座。",
                   {2023, 1, 20});
  ASSERT_EQ(opened.size(), 3u);
  EXPECT_FALSE(opened[0].target);
  EXPECT_FALSE(opened[1].target);
  EXPECT_TRUE(opened[2].target);
  EXPECT_EQ(opened[2].period.start, (Date{2023, 1, 1}));
}

TEST(Indicators, TargetFollowsTheTimeNamed) {
  const auto found = IndicatorsOf("到2025年建成泊位5000个。2021年建成泊位1200个。");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_TRUE(found[0].target);
  EXPECT_FALSE(found[1].target);
  EXPECT_EQ(found[0].period.start, (Date{2025, 12, 31}));
  EXPECT_EQ(found[1].period.end, (Date{2021, 12, 31}));
}

// A cell that is a quantity with its unit counts; its subject is the head of its column, counted from the right.
TEST(Indicators, CellsOfATable) {
  const auto i = IndicatorsOf(
      "一、基本情况\n乡镇 | 村 | 人口 | 贫困发生率\n户 | 人 | %\n青石 / （2个） | 上河村 | 210 | 640 | 21.5%\n下河村 | "
      "180 | 512 | "
      "18.25%\n");
  ASSERT_EQ(i.size(), 2u);
  EXPECT_EQ(Shown(i[0]), "21.5|%|EXACT|SHARE|贫困发生率");
  EXPECT_EQ(Shown(i[1]), "18.25|%|EXACT|SHARE|贫困发生率");
  EXPECT_EQ(i[0].measure, -1);
}

// 五年来 at the head of a paragraph holds for all of it; 五年 before one sum does not.
TEST(Indicators, YearsUntilNowHoldForTheSentencesBehind) {
  const auto i = IndicatorsOf("五年来，我们加快绿色转型。新增绿地40公顷。\n", {2023, 3, 5});
  ASSERT_EQ(i.size(), 1u);
  EXPECT_EQ(i[0].period.start.year, 2018);
  EXPECT_EQ(i[0].period.end.year, 2022);
}

TEST(Indicators, TimeCarriesOnUntilAnotherIsNamed) {
  const auto found = IndicatorsOf("上半年新增企业12家，税收3亿元。截至9月底登记企业400家。");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].period.start, (Date{2022, 1, 1}));
  EXPECT_EQ(found[1].period.end, (Date{2022, 6, 30}));
  EXPECT_EQ(found[2].period.start, (Date{2022, 9, 30}));
}

TEST(Indicators, PartsNameTheWholeAndRepetitionsTheFirst) {
  const auto found = IndicatorsOf("2021年全县共有学校228所，其中高中17所。\n2021年全县共有学校228所。");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].part_of, -1);
  EXPECT_EQ(found[1].part_of, 0);
  EXPECT_EQ(found[2].restates, 0);
}

TEST(Indicators, TraditionalTextReadsAsSimplified) {
  const auto found = IndicatorsOf("新增停車位1100個。");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].unit, "个");
  EXPECT_EQ(found[0].subject, "停車位");
}

TEST(Indicators, EveryIndicatorNamesItsRules) {
  for (const Indicator& i : IndicatorsOf("产值突破800亿元，增长6%。")) {
    EXPECT_FALSE(i.rules.empty());
    EXPECT_GE(i.confidence, 40);
    for (const uint16_t rule : i.rules) EXPECT_FALSE(ExplainRule(RuleName(rule)).meaning.empty()) << rule;
    int doubt = 0;
    for (const uint16_t rule : i.rules) doubt += ExplainRule(RuleName(rule)).doubt;
    EXPECT_EQ(i.confidence, 97 - doubt) << "what is printed must add up";
  }
  EXPECT_TRUE(RuleName(9999).empty());
  EXPECT_TRUE(ExplainRule("no.such").meaning.empty());
}

}  // namespace
}  // namespace gangmu::extraction
