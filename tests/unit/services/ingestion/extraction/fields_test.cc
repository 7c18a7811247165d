#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/services/ingestion/extraction/extracted.h"

namespace gangmu::extraction {
namespace {

constexpr char kNotice[] =
    "江夏县人民政府办公室关于印发\n《江夏县集市管理办法》的通知\n江政办发[2021]第7号\n各乡镇人民政府，县直各单位：\n"
    "现将《江夏县集市管理办法》印发给你们，请认真执行。\n江夏县人民政府办公室\n2021年5月8日\n（此件公开发布）\n江夏县集"
    "市管理办法\n"
    "第一条 为规范集市，制定本办法。\n第二条 本办法自2021年6月1日起施行，有效期3年。\n";

TEST(FieldsTest, ANotice) {
  const Extracted x(kNotice);
  const DocumentFields& d = x.r.document;
  EXPECT_EQ(d.title, "江夏县人民政府办公室关于印发《江夏县集市管理办法》的通知");
  EXPECT_EQ(d.issuer, "江夏县人民政府办公室");
  EXPECT_EQ(d.document_number, "江政办发〔2021〕第7号");  // as written, with the brackets of the standard
  EXPECT_EQ(d.document_type, "通知");
  EXPECT_EQ(d.publish_date, (Date{2021, 5, 8}));
  EXPECT_EQ(d.openness_mark, "主动公开");
  EXPECT_EQ(d.effective_date, (Date{2021, 6, 1}));
  EXPECT_EQ(d.repeal_date, (Date{2024, 5, 31}));
}

TEST(FieldsTest, AWebPageWithMasthead) {
  const Extracted x(
      "主办:某省委\n当前位置: 首页 > 经验 > 专题\n专题\n让数据多跑路\n(发布时间:2020-09-30)\n中共襄阳市委改革办\n"
      "近年来，襄阳市推进数据共享，办事更方便了，群众更满意。\n");
  EXPECT_EQ(x.r.document.title, "让数据多跑路");
  EXPECT_EQ(x.r.document.issuer, "中共襄阳市委改革办");
  EXPECT_EQ(x.r.document.publish_date, (Date{2020, 9, 30}));
  EXPECT_EQ(x.r.document.region.code, "420600");
}

TEST(FieldsTest, AReportToTheCongress) {
  const Extracted x(
      "政府工作报告\n——2019年2月18日在孝感市第六届人民代表大会第四次会议上\n孝感市市长 张 三\n各位代表：\n"
      "现在，我代表孝感市人民政府，向大会报告工作，请予审议。\n一、回顾\n经济增长。\n");
  EXPECT_EQ(x.r.document.title, "政府工作报告");
  EXPECT_EQ(x.r.document.issuer, "孝感市人民政府");
  EXPECT_EQ(x.r.document.document_type, "工作报告");
  EXPECT_EQ(x.r.document.publish_date, (Date{2019, 2, 18}));
  EXPECT_EQ(x.r.document.region.code, "420900");
}

TEST(FieldsTest, NothingIsGuessed) {
  const Extracted x("各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n一、回顾\n经济增长。\n");
  EXPECT_EQ(x.r.document.title, "");
  EXPECT_EQ(x.r.document.issuer, "");
  EXPECT_EQ(x.r.document.region.code, "");
  EXPECT_FALSE(x.r.document.publish_date.present());
}

TEST(FieldsTest, ANationalBodySpeaksForNoPlaceBelowTheCountry) {
  const Extracted x(
      "国务院关于同意设立湖北示范区的批复\n国函〔2018〕12号\n湖北省人民政府：\n一、同意设立。要做好规划。\n国务院\n2018"
      "年5月2日\n");
  EXPECT_EQ(x.r.document.issuer, "国务院");
  EXPECT_EQ(x.r.document.document_number, "国函〔2018〕12号");
  EXPECT_EQ(x.r.document.region.code, "");
}

TEST(FieldsTest, ANumberOfATraditionalDocumentStaysAsWritten) {
  const Extracted x("青嶼市文化局\n青文通[2025]8號\n關於舉辦書展的通知\n各區：\n現將有關事項通知如下。\n");
  EXPECT_EQ(x.r.document.document_number, "青文通〔2025〕8號");
}

TEST(FieldsTest, SecrecyMark) {
  EXPECT_EQ(Extracted("机密★1年\n某局关于加强管理的通知\n各科室：\n一、加强领导。落实责任。\n").r.document.secrecy_mark,
            "机密");
  EXPECT_EQ(Extracted("某局关于加强机密管理的通知\n各科室：\n一、加强领导。落实责任。\n").r.document.secrecy_mark, "");
}

TEST(FieldsTest, EntryIntoForceOnTheDayOfIssue) {
  const Extracted x(
      "某县统计局\n关于普查的通告\n一、时间。全年。\n二、本通告自发布之日起施行。\n某县统计局\n二〇〇四年三月二日\n");
  EXPECT_EQ(x.r.document.publish_date, (Date{2004, 3, 2}));
  EXPECT_EQ(x.r.document.effective_date, (Date{2004, 3, 2}));
}

}  // namespace
}  // namespace gangmu::extraction
