// Sentences of our own for the search for subjects: how much of a phrase is counted, whose grant, which event.
#include "tests/unit/services/ingestion/extraction/indicators/sentences.h"

namespace gangmu::extraction {
namespace {

class Subjects : public Sentences {};

TEST_P(Subjects, GiveTheirIndicators) { EXPECT_EQ(ShownAll(GetParam().sentence), GetParam().expected); }

// What stands before 的 is counted unless it only says which ones.
INSTANTIATE_TEST_SUITE_P(InFrontOfDe, Subjects,
                         ::testing::Values(Case{"与18个乡镇的信息互通。", "18|个|EXACT|LEVEL|乡镇"},
                                           Case{"提出6项现代化的举措。", "6|项|EXACT|LEVEL|现代化的举措"},
                                           Case{"招聘40名重点高校的毕业生。", "40|人|EXACT|LEVEL|重点高校的毕业生"},
                                           Case{"解决7个不同性质的问题。", "7|个|EXACT|LEVEL|不同性质的问题"}));

// Acts at the end are done to what is counted, and are counted themselves behind 次, 场, 项.
INSTANTIATE_TEST_SUITE_P(Acts, Subjects,
                         ::testing::Values(Case{"完成220家小微企业数字化转型。", "220|家|EXACT|LEVEL|小微企业"},
                                           Case{"推进14个产业园建设。", "14|个|EXACT|LEVEL|产业园"},
                                           Case{"完成90户残疾人家庭无障碍改造。", "90|户|EXACT|LEVEL|残疾人家庭"},
                                           Case{"开展5次专项整治。", "5|次|EXACT|LEVEL|专项整治"},
                                           Case{"编制21项专项规划。", "21|项|EXACT|LEVEL|专项规划"},
                                           Case{"实施既有住宅节能改造30万平方米。",
                                                "300000|m2|EXACT|LEVEL|既有住宅节能改造"}));

INSTANTIATE_TEST_SUITE_P(People, Subjects,
                         ::testing::Values(Case{"提高3.2万名退休人员基本养老金。", "32000|人|EXACT|LEVEL|退休人员"},
                                           Case{"培训150名儿童福利机构工作人员。",
                                                "150|人|EXACT|LEVEL|儿童福利机构工作人员"}));

// The event with its verb; what was named before a clause that only says how much.
INSTANTIATE_TEST_SUITE_P(
    Carried, Subjects,
    ::testing::Values(Case{"今年是县城建成60周年，是关键一年。", "60|a|EXACT|DURATION|县城建成"},
                      Case{"原煤产量继续增长，全年达到300万吨。", "3000000|t|EXACT|LEVEL|原煤产量"},
                      Case{"臭氧浓度140微克/立方米，连续三年达到二级标准。",
                           "140|ug/m3|EXACT|LEVEL|臭氧浓度\n3|a|EXACT|DURATION|臭氧浓度"},
                      Case{"今年市级预算内投资拟安排2亿元。", "200000000|CNY|EXACT|LEVEL|市级预算内投资"},
                      Case{"建设4处（个）便民驿站。", "4|处|EXACT|LEVEL|便民驿站"}));

INSTANTIATE_TEST_SUITE_P(RatesAndRatios, Subjects,
                         ::testing::Values(Case{"补贴标准为8元/人/天。", "8|CNY/人/d|EXACT|LEVEL|补贴标准"},
                                           Case{"新增排水能力2万立方米/时。", "20000|m3/h|EXACT|INCREASE|排水能力"},
                                           Case{"城乡居民收入比2.3:1。", "2.3|1|EXACT|LEVEL|城乡居民收入比"},
                                           Case{"PM2.5浓度同比改善7.5%。", "7.5|%|EXACT|DECREASE|PM2.5浓度"},
                                           Case{"投资增长9%，高于全省2.4个百分点。",
                                                "9|%|EXACT|INCREASE|投资\n2.4|[pp]|EXACT|INCREASE|投资"}));

// Who benefits stands behind 为, 给, 向; what is done for them is measured.
INSTANTIATE_TEST_SUITE_P(Beneficiaries, Subjects,
                         ::testing::Values(Case{"全年为企业和个人减税40亿元。", "4000000000|CNY|EXACT|LEVEL|减税"},
                                           Case{"为经营主体减轻缴费负担6亿元。", "600000000|CNY|EXACT|LEVEL|缴费负担"},
                                           Case{"为小微企业提供2亿元以上的增信担保。",
                                                "200000000|CNY|AT_LEAST|LEVEL|增信担保"},
                                           Case{"按每户300元的标准发放取暖补贴。", "300|CNY|EXACT|LEVEL|取暖补贴"},
                                           Case{"平台服务企业3200家。", "3200|家|EXACT|LEVEL|企业"},
                                           Case{"乡镇购置安装监测设备26套。", "26|套|EXACT|LEVEL|监测设备"}));

// 等 closes a list of quantities; 共 joins two counts of one thing; 分别 hands subjects on.
INSTANTIATE_TEST_SUITE_P(
    Lists, Subjects,
    ::testing::Values(Case{"建设20个驿站、6万个车位等目标任务。", "20|个|EXACT|LEVEL|驿站\n60000|个|EXACT|LEVEL|车位"},
                      Case{"提出3类共18项指标。", "3|类|EXACT|LEVEL|指标\n18|项|EXACT|LEVEL|指标"},
                      Case{"火灾9起、死亡4人，同比分别减少3起、1人。",
                           "9|起|EXACT|LEVEL|火灾\n4|人|EXACT|LEVEL|死亡\n3|起|EXACT|DECREASE|火灾\n"
                           "1|人|EXACT|DECREASE|死亡"},
                      Case{"普及率达到81%；到2025年达到90%。", "81|%|EXACT|SHARE|普及率\n90|%|EXACT|SHARE|普及率"}));

INSTANTIATE_TEST_SUITE_P(NotTheSubject, Subjects,
                         ::testing::Values(Case{"租赁期限一般为2至4年。", "2~4|a|RANGE|DURATION|租赁期限"},
                                           Case{"单套面积以50平方米为主。", "50|m2|EXACT|LEVEL|单套面积"},
                                           Case{"用4年时间，使水质全面好转。", "4|a|EXACT|DURATION|"},
                                           Case{"保障房租金减免30%。", "30|%|EXACT|DECREASE|保障房租金"},
                                           Case{"在县城设立网点数量居全省第6位。", "6|[rank]|EXACT|RANK|网点数量"}));

// A bare verb or a quotation behind the number names nothing; a bracket stands behind its noun.
INSTANTIATE_TEST_SUITE_P(
    NamedBefore, Subjects,
    ::testing::Values(Case{"各类读书活动吸引30万人次参与。", "300000|人次|EXACT|LEVEL|各类读书活动"},
                      Case{"火灾起数连续5年“双下降”。", "5|a|EXACT|DURATION|火灾起数"},
                      Case{"存栏山羊（800只）。", "800|只|EXACT|LEVEL|山羊"},
                      Case{"建设统筹各类人才住房8万套。", "80000|套|EXACT|LEVEL|各类人才住房"},
                      Case{"新增农产品地理标志授权企业4家。", "4|家|EXACT|INCREASE|农产品地理标志授权企业"}));

// Adverbs of manner, verbs and sizes that stand between the number and what is counted.
INSTANTIATE_TEST_SUITE_P(AroundTheNoun, Subjects,
                         ::testing::Values(Case{"12件民生实事全部兑现。", "12|件|EXACT|LEVEL|民生实事"},
                                           Case{"开工4条新建公路。", "4|条|EXACT|LEVEL|新建公路"},
                                           Case{"电价按照0.9元/度结算。", "0.9|CNY/kW.h|EXACT|LEVEL|电价"},
                                           Case{"工业投资首破千亿、工业用地接近60平方公里。",
                                                "60|km2|NEARLY|LEVEL|工业用地"},
                                           Case{"年均风速约每秒6.2米。", "6.2|m|ABOUT|LEVEL|风速"},
                                           Case{"经济总量在全省排名中前移一位。", "1|[rank]|EXACT|INCREASE|经济总量"}));

}  // namespace
}  // namespace gangmu::extraction
