// A table of filters over a small world of three documents, each with the rows that it must find or the place where it
// is wrong.
#include <algorithm>

#include "common/status/error.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {
namespace {

using policy::v1::DocumentRecord;

// a: as the sample. Indicators 1 to 4: 35项, 470家, 2.5亿元, 12所, in measures 1, 2, 2, 3.
DocumentRecord DocumentA() { return SampleRecord("documents/a", "甲"); }

// The names are put into the table as the extraction finds them; where they stand does not matter here.
void Cite(DocumentRecord& record, const char* text, const char* number, policy::v1::Relation relation) {
  policy::v1::Entity& entity = *record.add_entities();
  entity.set_kind(policy::v1::ENTITY_KIND_CITED_DOCUMENT);
  entity.mutable_span()->set_end(1);
  entity.set_text(text);
  entity.set_code(number);
  entity.set_relation(relation);
  entity.set_measure(-1);
}

// b: repealed, of another city, with a target of 2025 that is a minimum.
DocumentRecord DocumentB() {
  DocumentRecord b = SampleRecord("documents/b", "乙");
  auto& d = *b.mutable_document();
  d.set_publish_date("2020-05-01");
  d.mutable_region()->set_name("长沙市");
  d.mutable_region()->set_code("430100");
  d.set_document_type("通知");
  d.set_issuer("长沙市人民政府");
  d.set_document_number("长政发〔2020〕5号");
  d.set_validity(policy::v1::VALIDITY_REPEALED);
  d.set_repeal_date("2023-01-01");
  d.set_openness_mark("主动公开");
  (*d.mutable_labels())["team"] = "east";
  b.mutable_measures(0)->set_status(policy::v1::MEASURE_STATUS_DONE);
  b.mutable_measures(1)->add_instruments("资金投入");
  b.mutable_measures(1)->add_instruments("税收优惠");
  b.mutable_indicators(0)->set_kind(policy::v1::INDICATOR_KIND_DECREASE);
  b.mutable_indicators(1)->set_target(true);
  b.mutable_indicators(1)->set_qualifier(policy::v1::QUALIFIER_AT_LEAST);
  b.mutable_indicators(1)->clear_upper_bound();
  b.mutable_indicators(1)->mutable_period()->set_start("2025-12-31");
  b.mutable_indicators(1)->mutable_period()->set_end("2025-12-31");
  b.mutable_indicators(2)->set_part_of(1);
  Cite(b, "《关于改革的\n意见》", "国发〔2019〕7号", policy::v1::RELATION_IMPLEMENTS);
  Cite(b, "《旧办法》", "", policy::v1::RELATION_REPEALS);
  Cite(b, "《旧办法》", "", policy::v1::RELATION_REPEALS);
  return b;
}

// c: without date and place; a share in place of the money, a change, and an indicator that stands in no measure.
DocumentRecord DocumentC() {
  DocumentRecord c = SampleRecord("documents/c", "丙");
  auto& d = *c.mutable_document();
  d.clear_publish_date();
  d.clear_region();
  d.mutable_source()->set_uri("file:c.txt");
  d.mutable_source()->set_media_type("text/plain");
  (*d.mutable_labels())["team"] = "west";
  (*d.mutable_labels())["lot"] = "3";
  c.mutable_measures(2)->add_responsible_bodies("市教育局");
  c.mutable_indicators(0)->set_kind(policy::v1::INDICATOR_KIND_CHANGE);
  c.mutable_indicators(0)->set_from_value("165");
  c.mutable_indicators(0)->set_confidence(50);
  c.mutable_indicators(2)->set_unit("%");
  c.mutable_indicators(2)->set_value("-13.50");
  c.mutable_indicators(2)->set_lower_bound("-13.5");
  c.mutable_indicators(2)->set_upper_bound("-13.5");
  c.mutable_indicators(2)->set_kind(policy::v1::INDICATOR_KIND_SHARE);
  c.mutable_indicators(3)->set_measure(-1);
  c.mutable_indicators(3)->clear_subject();
  Cite(c, "国发〔2019〕7号", "国发〔2019〕7号", policy::v1::RELATION_FORWARDS);
  return c;
}

struct Case {
  char list;  // d, m or i
  const char* filter;
  const char* expected;  // rows by document and ordinal ("a2 b1"; documents by letter), or "!" and the position
};

const Case kCases[] = {
    // Documents: texts.
    {'d', "", "a b c"},
    {'d', "   ", "a b c"},
    {'d', "title = \"关于改革的报告甲\"", "a"},
    {'d', "title != \"关于改革的报告甲\"", "b c"},
    {'d', "title : \"改革\"", "a b c"},
    {'d', "title : \"乙\"", "b"},
    {'d', "title : \"无\"", ""},
    {'d', "title:*", "a b c"},
    {'d', "title < \"关于改革的报告乙\"", "c"},
    {'d', "title <= \"关于改革的报告乙\"", "b c"},
    {'d', "title > \"关于改革的报告乙\"", "a"},
    {'d', "name = \"documents/a\"", "a"},
    {'d', "name > \"documents/a\"", "b c"},
    {'d', "issuer = \"长沙市人民政府\"", "b"},
    {'d', "issuer = \"\"", "a c"},
    {'d', "issuer != \"\"", "b"},
    {'d', "issuer:*", "b"},
    {'d', "NOT issuer:*", "a c"},
    {'d', "-issuer:*", "a c"},
    {'d', "issuer : \"长沙\"", "b"},
    {'d', "issuer : 长沙", "b"},
    {'d', "issuer : '长沙'", "b"},
    {'d', "document_type = \"通知\"", "b"},
    {'d', "document_type = 通知", "b"},
    {'d', "document_number : \"〔2020〕\"", "b"},
    {'d', "openness_mark = \"主动公开\"", "b"},
    {'d', "secrecy_mark:*", ""},
    {'d', "source.uri = \"file:c.txt\"", "c"},
    {'d', "source.media_type : \"text/\"", "c"},
    {'d', "NOT source.uri:*", "a b"},
    {'d', "extractor_version = \"x1\"", "a b c"},
    {'d', "duplicate_of = \"\"", "a b c"},
    // Documents: days.
    {'d', "publish_date = \"2022-10-21\"", "a"},
    {'d', "publish_date = 2022-10-21", "a"},
    {'d', "publish_date != \"2022-10-21\"", "b c"},
    {'d', "publish_date < \"2022-10-21\"", "b"},
    {'d', "publish_date <= \"2022-10-21\"", "a b"},
    {'d', "publish_date > \"2020-05-01\"", "a"},
    {'d', "publish_date >= \"2020-05-01\"", "a b"},
    {'d', "publish_date:*", "a b"},
    {'d', "NOT publish_date:*", "c"},
    {'d', "NOT publish_date >= \"2020-05-01\"", "c"},
    {'d', "publish_date >= \"2020-01-01\" AND publish_date <= \"2020-12-31\"", "b"},
    {'d', "repeal_date:*", "b"},
    {'d', "repeal_date > \"2022-12-31\"", "b"},
    {'d', "effective_date:*", ""},
    // Documents: places.
    {'d', "region : \"武汉\"", "a"},
    {'d', "region = \"长沙市\"", "b"},
    {'d', "region.name = \"武汉市\"", "a"},
    {'d', "region.code = \"420100\"", "a"},
    {'d', "region.code:*", "a b"},
    {'d', "within(region, \"420000\")", "a"},
    {'d', "within(region, \"420100\")", "a"},
    {'d', "within(region, \"430000\")", "b"},
    {'d', "within(region, \"430102\")", ""},
    {'d', "within(region, \"000000\")", "a b"},
    {'d', "NOT within(region, \"420000\")", "b c"},
    // Documents: enums, numbers, times, labels.
    {'d', "validity = REPEALED", "b"},
    // Relations to cited documents.
    {'d', "has(relations, type = IMPLEMENTS)", "b"},
    {'d', "has(relations, type = RELATION_REPEALS AND title = \"旧办法\")", "b"},
    {'d', "has(relations, number = \"国发〔2019〕7号\")", "b c"},
    {'d', "has(relations, number = \"国发〔2019〕7号\" AND type = FORWARDS)", "c"},
    {'d', "has(relations, type = REPEALS AND number:*)", ""},
    {'d', "has(relations, title = \"关于改革的意见\")", "b"},
    {'d', "has(relations, title : \"改革\" OR type = FORWARDS)", "b c"},
    {'d', "NOT has(relations, number : \"国发\")", "a"},
    {'d', "NOT has(relations, type = CITES) AND validity = REPEALED", "b"},
    {'d', "has(relations, NOT number:*)", "b"},
    {'d', "has(relations, type != IMPLEMENTS)", "b c"},
    {'d', "has(indicators, has(document.relations, type = FORWARDS) AND unit = \"%\")", "c"},
    {'m', "has(document.relations, type = REPEALS) AND ordinal = 0", "b1"},
    {'m', "has(document.relations, number : \"2019\") AND document.validity = REPEALED AND ordinal < 2", "b1 b2"},
    {'m', "NOT has(document.relations, type:*)", "a1 a2 a3"},
    {'m', "document.repeal_date <= \"2023-01-01\" AND ordinal = 2", "b3"},
    {'i', "has(document.relations, type = FORWARDS) AND unit = \"%\"", "c3"},
    {'i', "has(document.relations, type = IMPLEMENTS) AND target = true", "b2"},
    {'i', "NOT document.validity:* AND NOT has(document.relations, type:*) AND unit = \"家\"", "a2"},
    {'i', "document.effective_date:*", ""},
    {'d', "has(relation, type = REPEALS)", "!4"},
    {'d', "has(relations, typ = REPEALS)", "!15"},
    {'d', "has(relations, type = REPEAL)", "!22"},
    {'m', "has(relations, type = REPEALS)", "!4"},
    {'d', "relations = \"x\"", "!0"},
    {'d', "valididity = REPEALED", "!0"},
    {'d', "validity = VALIDITY_REPEALED", "b"},
    {'d', "validity = \"REPEALED\"", "b"},
    {'d', "validity != REPEALED", "a c"},
    {'d', "validity:*", "b"},
    {'d', "NOT validity:*", "a c"},
    {'d', "validity = IN_FORCE", ""},
    {'d', "revision = 1", "a b c"},
    {'d', "revision > 1", ""},
    {'d', "measure_count = 3", "a b c"},
    {'d', "indicator_count >= 4", "a b c"},
    {'d', "text_length > 100000", ""},
    {'d', "create_time > \"2000-01-01T00:00:00Z\"", "a b c"},
    {'d', "update_time < \"2000-01-01T00:00:00+08:00\"", ""},
    {'d', "delete_time:*", ""},
    {'d', "labels.team = \"east\"", "b"},
    {'d', "labels.team = east", "b"},
    {'d', "labels.team != \"east\"", "a c"},
    {'d', "labels.team : \"st\"", "b c"},
    {'d', "labels.team:*", "b c"},
    {'d', "labels:team", "b c"},
    {'d', "labels:lot", "c"},
    {'d', "labels:*", "b c"},
    {'d', "NOT labels:team", "a"},
    {'d', "labels.lot = \"3\" AND labels.team = \"west\"", "c"},
    {'d', "labels.\"team\" = \"west\"", "c"},
    {'d', "labels.colour = \"red\"", ""},
    // Documents: and, or, not, brackets.
    {'d', "labels.team = east OR labels.team = west", "b c"},
    {'d', "title : \"改革\" AND issuer:*", "b"},
    {'d', "(title : \"甲\" OR title : \"乙\") AND publish_date:*", "a b"},
    {'d', "title : \"甲\" OR (title : \"乙\" AND validity = REPEALED)", "a b"},
    {'d', "NOT (title : \"甲\" OR title : \"乙\")", "c"},
    {'d', "NOT title : \"甲\" AND NOT title : \"乙\"", "c"},
    {'d', "NOT (NOT title : \"甲\")", "a"},
    // Documents by their children: one and the same child.
    {'d', "has(indicators, unit = \"家\" AND value > 100)", "a b c"},
    {'d', "has(indicators, unit = \"家\" AND value > 1000)", ""},
    {'d', "has(indicators, unit = \"家\" AND value = 35)", ""},
    {'d', "has(indicators, unit = \"家\") AND has(indicators, value = 35)", "a b c"},
    {'d', "has(indicators, unit = \"%\")", "c"},
    {'d', "NOT has(indicators, unit = \"CNY\")", "c"},
    {'d', "has(indicators, target = true)", "b"},
    {'d', "has(indicators, NOT measure.name:*)", "c"},
    {'d', "has(indicators, measure.topic = \"工业、交通\" AND value = 470)", "a b c"},
    {'d', "has(measures, status = DONE)", "b"},
    {'d', "has(measures, instruments : \"资金投入\")", "b"},
    {'d', "has(measures, has(indicators, kind = SHARE))", "c"},
    {'d', "has(measures, heading : \"审批\" AND has(indicators, value = 35))", "a b c"},
    {'d', "has(measures, heading : \"学位\" AND has(indicators, value = 12))", "a b"},
    {'d', "NOT has(measures, heading : \"审批\")", ""},
    // Measures.
    {'m', "", "a1 a2 a3 b1 b2 b3 c1 c2 c3"},
    {'m', "heading = \"减少审批\"", "a1 b1 c1"},
    {'m', "heading : \"学位\" AND document.name = \"documents/b\"", "b3"},
    {'m', "label = \"一是\"", "a1 a3 b1 b3 c1 c3"},
    {'m', "label = 二是", "a2 b2 c2"},
    {'m', "text : \"补贴\"", "a2 b2 c2"},
    {'m', "text : \"补贴\" AND document.publish_date:*", "a2 b2"},
    {'m', "topic = \"科技、教育\"", "a3 b3 c3"},
    {'m', "topic != \"科技、教育\" AND document.title : \"甲\"", "a1 a2"},
    {'m', "topic:*", "a1 a2 a3 b1 b2 b3 c1 c2 c3"},
    {'m', "status = DONE", "b1"},
    {'m', "status = PLANNED", ""},
    {'m', "status:*", "b1"},
    {'m', "NOT status:* AND document.title : \"乙\"", "b2 b3"},
    {'m', "part = 0 AND ordinal = 2", "a3 b3 c3"},
    {'m', "ordinal < 1", "a1 b1 c1"},
    {'m', "ordinal >= 1 AND ordinal <= 1", "a2 b2 c2"},
    {'m', "section_path : \"改善民生\"", "a3 b3 c3"},
    {'m', "section_path : \"改善\"", ""},
    {'m', "section_path:*", "a1 a2 a3 b1 b2 b3 c1 c2 c3"},
    {'m', "instruments : \"税收优惠\"", "b2"},
    {'m', "instruments : \"税收优惠\" AND instruments : \"资金投入\"", "b2"},
    {'m', "instruments : \"税收\"", ""},
    {'m', "instruments:*", "b2"},
    {'m', "responsible_bodies : \"市教育局\"", "c3"},
    {'m', "NOT responsible_bodies:* AND ordinal = 2", "a3 b3"},
    {'m', "review_state = UNREVIEWED AND document.title : \"丙\"", "c1 c2 c3"},
    {'m', "review_state = CONFIRMED", ""},
    {'m', "document.region : \"武汉\"", "a1 a2 a3"},
    {'m', "within(document.region, \"430000\") AND ordinal = 0", "b1"},
    {'m', "document.labels.team = \"west\" AND heading : \"企业\"", "c2"},
    {'m', "document.labels:lot AND ordinal = 0", "c1"},
    {'m', "document.validity = REPEALED", "b1 b2 b3"},
    {'m', "document.revision = 1 AND topic : \"综合\"", "a1 b1 c1"},
    {'m', "has(indicators, unit = \"家\" AND value > 100) AND document.region : \"武汉\"", "a2"},
    {'m', "has(indicators, value = 12)", "a3 b3"},
    {'m', "NOT has(indicators, value:*)", "c3"},
    {'m', "has(indicators, kind = SHARE OR kind = DECREASE)", "b1 c2"},
    {'m', "has(indicators, document.title : \"甲\" AND unit = \"项\")", "a1"},
    {'m', "has(indicators, measure.heading = \"扶持企业\" AND unit = \"CNY\")", "a2 b2"},
    {'m', "name : \"documents/a/measures/\" AND ordinal = 1", "a2"},
    // Indicators: numbers.
    {'i', "value = 470", "a2 b2 c2"},
    {'i', "value = 470.0", "a2 b2 c2"},
    {'i', "value != 470 AND document.title : \"甲\"", "a1 a3 a4"},
    {'i', "value > 470", "a3 b3"},
    {'i', "value >= 470 AND value < 250000000", "a2 b2 c2"},
    {'i', "value <= 12", "a4 b4 c3 c4"},
    {'i', "value < 0", "c3"},
    {'i', "value = -13.5", "c3"},
    {'i', "value = -13.50", "c3"},
    {'i', "value > -13.6 AND value < -13.4", "c3"},
    {'i', "value = 250000000", "a3 b3"},
    {'i', "value = 250000000.000000001", ""},
    {'i', "from_value:*", "c1"},
    {'i', "from_value = 165", "c1"},
    {'i', "from_value > value", "!13"},
    {'i', "lower_bound >= 470", "a2 a3 b2 b3 c2"},
    {'i', "NOT upper_bound:*", "b2"},
    {'i', "upper_bound < 13", "a4 b4 c3 c4"},
    {'i', "confidence < 60", "c1"},
    {'i', "confidence >= 90 AND unit = \"项\"", "a1 b1"},
    {'i', "ordinal = 3", "a4 b4 c4"},
    {'i', "part_of = 1", "b3"},
    {'i', "part_of >= 0", "b3"},
    {'i', "restates = -1 AND ordinal = 0", "a1 b1 c1"},
    // Indicators: words.
    {'i', "unit = \"家\"", "a2 b2 c2"},
    {'i', "unit = 家", "a2 b2 c2"},
    {'i', "unit = %", "c3"},
    {'i', "unit = CNY", "a3 b3"},
    {'i', "unit != CNY AND ordinal = 2", "c3"},
    {'i', "dimension(unit, \"家\")", "a2 b2 c2"},
    {'i', "dimension = \"家\"", "a2 b2 c2"},
    {'i', "dimension(unit, \"length\")", ""},
    {'i', "subject = \"企业\"", "a2 b2 c2"},
    {'i', "subject : \"审\"", "a1 b1 c1"},
    {'i', "subject:*", "a1 a2 a3 a4 b1 b2 b3 b4 c1 c2 c3"},
    {'i', "NOT subject:*", "c4"},
    {'i', "subject = \"\"", "c4"},
    {'i', "text : \"亿元\"", "a3 b3 c3"},
    {'i', "text = \"12所\"", "a4 b4 c4"},
    {'i', "kind = LEVEL AND ordinal = 0", "a1"},
    {'i', "kind = INDICATOR_KIND_DECREASE", "b1"},
    {'i', "kind = CHANGE OR kind = SHARE", "c1 c3"},
    {'i', "kind != LEVEL", "b1 c1 c3"},
    {'i', "kind = RANK", ""},
    {'i', "qualifier = AT_LEAST", "b2"},
    {'i', "qualifier != EXACT", "b2"},
    {'i', "qualifier = QUALIFIER_EXACT AND ordinal = 1", "a2 c2"},
    {'i', "target = true", "b2"},
    {'i', "target != true AND ordinal = 1", "a2 c2"},
    {'i', "target = false AND ordinal = 1", "a2 c2"},
    {'i', "period.end = \"2025-12-31\"", "b2"},
    {'i', "period.start:*", "b2"},
    {'i', "period.end <= 2025-12-31", "b2"},
    {'i', "NOT period.end:* AND ordinal = 1", "a2 c2"},
    {'i', "review_state = UNREVIEWED AND ordinal = 0", "a1 b1 c1"},
    {'i', "review_state != UNREVIEWED", ""},
    // Indicators by their parents.
    {'i', "measure.heading = \"扶持企业\"", "a2 a3 b2 b3 c2 c3"},
    {'i', "measure.topic = \"科技、教育\"", "a4 b4"},
    {'i', "measure.topic != \"科技、教育\" AND ordinal = 3", "c4"},
    {'i', "measure.status = DONE", "b1"},
    {'i', "NOT measure.name:*", "c4"},
    {'i', "measure.instruments : \"资金投入\"", "b2 b3"},
    {'i', "measure.section_path : \"改善民生\"", "a4 b4"},
    {'i', "measure.text : \"补贴\" AND unit = \"家\"", "a2 b2 c2"},
    {'i', "document.region.code = \"420100\" AND value >= 100", "a2 a3"},
    {'i', "within(document.region, \"430000\") AND unit = \"CNY\"", "b3"},
    {'i', "document.publish_date >= \"2022-01-01\" AND value = 12", "a4"},
    {'i', "document.labels.team = \"west\" AND value > 100", "c2"},
    {'i', "document.validity = REPEALED AND target = true", "b2"},
    {'i', "document.title : \"甲\" AND (unit = \"项\" OR unit = \"所\")", "a1 a4"},
    {'i', "(unit = \"家\" OR unit = \"CNY\") AND value > 1000", "a3 b3"},
    {'i', "NOT (unit = \"家\" OR unit = \"CNY\") AND document.title : \"乙\"", "b1 b4"},
    // Wrong, with the place where.
    {'d', "titel = \"x\"", "!0"},
    {'d', "title = \"x", "!8"},
    {'d', "title = 5", "!8"},
    {'d', "title", "!0"},
    {'d', "\"改革\"", "!0"},
    {'d', "title = \"a\" AND", "!15"},
    {'d', "title = \"a\" issuer = \"b\"", "!12"},
    {'d', "title : \"a\" AND issuer : \"b\" OR issuer : \"c\"", "!29"},
    {'d', "title : \"\"", "!8"},
    {'d', "(title : \"a\"", "!0"},
    {'d', "title : \"a\")", "!11"},
    {'d', "publish_date > \"2022\"", "!15"},
    {'d', "publish_date > \"2022-02-30\"", "!15"},
    {'d', "publish_date : \"2022-01-01\"", "!0"},
    {'d', "create_time > \"2022-01-01\"", "!14"},
    {'d', "validity = VALID", "!11"},
    {'d', "validity < REPEALED", "!0"},
    {'d', "revision = 1.5", "!11"},
    {'d', "revision:*", "!0"},
    {'d', "labels = \"x\"", "!0"},
    {'d', "labels.team < \"x\"", "!0"},
    {'d', "within(title, \"420000\")", "!7"},
    {'d', "within(region, \"湖北\")", "!15"},
    {'d', "has(indicator, value > 5)", "!4"},
    {'d', "has(indicators, title = \"x\")", "!16"},
    {'d', "has(indicators)", "!0"},
    {'d', "contains(title, \"x\")", "!0"},
    {'m', "value > 5", "!0"},
    {'m', "instruments = \"资金投入\"", "!0"},
    {'m', "section_path < \"x\"", "!0"},
    {'m', "status = FINISHED", "!9"},
    {'m', "document.titel = \"x\"", "!0"},
    {'m', "has(measures, ordinal = 1)", "!4"},
    {'m', "within(topic, \"420000\")", "!7"},
    {'i', "value > \"abc\"", "!8"},
    {'i', "value > \"100\"", "!8"},
    {'i', "value > 1e5", "!8"},
    {'i', "value > 家", "!8"},
    {'i', "valeu > 5", "!0"},
    {'i', "unit = \"家\" AND valeu > 100", "!15"},
    {'i', "target", "!0"},
    {'i', "target = yes", "!9"},
    {'i', "target > false", "!0"},
    {'i', "kind = level", "!7"},
    {'i', "kind : LEVEL", "!0"},
    {'i', "dimension(value, \"mass\")", "!10"},
    {'i', "has(indicators, value > 5)", "!4"},
    {'i', "measure.colour = \"x\"", "!0"},
    {'i', "value > 1 & value < 5", "!10"},
    {'i', "value ＞ 1", "!6"},
};

class FilterTable {
 public:
  explicit FilterTable(MeasureStore& store) : store_(store) {}

  std::string Answer(const Case& c) {
    const ListRequest request{.filter = c.filter, .page_size = 100};
    switch (c.list) {
      case 'd':
        return Join(store_.ListDocuments(request, {}), [](const auto& d) { return d.name().substr(10); });
      case 'm':
        return Join(store_.ListMeasures(request, {}), RowName<policy::v1::Measure>);
      default:
        return Join(store_.ListIndicators(request, {}), RowName<policy::v1::Indicator>);
    }
  }

 private:
  template <typename Part>
  static std::string RowName(const Part& part) {
    return part.name().substr(10, 1) + std::to_string(part.ordinal() + 1);
  }

  template <typename Resource, typename Name>
  std::string Join(const absl::StatusOr<Page<Resource>>& page, Name name) {
    if (!page.ok()) return Position(page.status());
    std::vector<std::string> names;
    for (const Resource& item : page->items) names.push_back(name(item));
    std::sort(names.begin(), names.end());
    std::string joined;
    for (const std::string& one : names) joined += (joined.empty() ? "" : " ") + one;
    return joined;
  }

  static std::string Position(const absl::Status& status) {
    const ErrorDetails details = DetailsOf(status);
    if (details.reason != Reason::kFILTER_INVALID) return status.ToString();
    for (const auto& [key, value] : details.metadata) {
      if (key == "position") return "!" + value;
    }
    return "no position";
  }

  MeasureStore& store_;
};

TEST_P(MeasureStoreContract, WhatWasMeantIsNamed) {
  const auto near = [&](const absl::Status& status) {
    for (const auto& [key, value] : DetailsOf(status).metadata) {
      if (key == "near") return value;
    }
    return status.ToString();
  };
  const auto document = [&](const char* filter) {
    return near(store_->ListDocuments({.filter = filter}, {}).status());
  };
  EXPECT_EQ(document("has(relation, type = REPEALS)"), "relations");
  EXPECT_EQ(document("has(relations, typ = REPEALS)"), "type");
  EXPECT_EQ(document("has(relations, type = REPEAL)"), "REPEALS");
  EXPECT_EQ(document("efective_date:*"), "effective_date");
  EXPECT_EQ(near(store_->ListMeasures({.filter = "has(relations, type = REPEALS)"}, {}).status()),
            "document.relations");
  EXPECT_EQ(near(store_->ListIndicators({.filter = "document.validty = REPEALED"}, {}).status()), "document.validity");
}

TEST_P(MeasureStoreContract, FiltersFindWhatTheTableSays) {
  Put({DocumentA(), DocumentB(), DocumentC()});
  FilterTable table(*store_);
  EXPECT_GE(std::size(kCases), 200u);
  for (const Case& c : kCases) EXPECT_EQ(table.Answer(c), c.expected) << c.list << ": " << c.filter;
}

}  // namespace
}  // namespace gangmu::measures::testing
