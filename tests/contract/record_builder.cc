#include "tests/contract/record_builder.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "common/text/utf8.h"

namespace gangmu::measures::testing {

RecordBuilder::RecordBuilder(std::string name, std::string text) {
  record_.mutable_document()->set_name(std::move(name));
  record_.mutable_document()->set_text(std::move(text));
  record_.mutable_document()->set_extractor_version("x1");
}

policy::v1::TextSpan RecordBuilder::SpanOf(std::string_view piece, size_t from) const {
  const std::string& text = record_.document().text();
  const size_t begin = text.find(piece, from);
  if (begin == std::string::npos) {
    std::fprintf(stderr, "the text does not hold: %s\n", std::string(piece).c_str());
    std::abort();
  }
  policy::v1::TextSpan span;
  span.set_start(static_cast<int32_t>(CountCodePoints(std::string_view(text).substr(0, begin))));
  span.set_end(span.start() + static_cast<int32_t>(CountCodePoints(piece)));
  return span;
}

RecordBuilder& RecordBuilder::Title(std::string title) {
  record_.mutable_document()->set_title(std::move(title));
  return *this;
}

RecordBuilder& RecordBuilder::Date(std::string publish_date) {
  record_.mutable_document()->set_publish_date(std::move(publish_date));
  return *this;
}

RecordBuilder& RecordBuilder::Region(std::string name, std::string code) {
  record_.mutable_document()->mutable_region()->set_name(std::move(name));
  record_.mutable_document()->mutable_region()->set_code(std::move(code));
  return *this;
}

RecordBuilder& RecordBuilder::Extractor(std::string version) {
  record_.mutable_document()->set_extractor_version(std::move(version));
  return *this;
}

RecordBuilder& RecordBuilder::Label(std::string key, std::string value) {
  (*record_.mutable_document()->mutable_labels())[std::move(key)] = std::move(value);
  return *this;
}

RecordBuilder& RecordBuilder::Uri(std::string uri) {
  record_.mutable_document()->mutable_source()->set_uri(std::move(uri));
  return *this;
}

RecordBuilder& RecordBuilder::Section(std::string label, std::string heading) {
  policy::v1::Section& section = *record_.add_sections();
  *section.mutable_span() = SpanOf(label + heading);
  section.set_label(std::move(label));
  section.set_heading(std::move(heading));
  section.set_level(1);
  section.set_parent(-1);
  return *this;
}

RecordBuilder& RecordBuilder::Measure(std::string label, std::string heading, std::string_view piece,
                                      std::string topic) {
  policy::v1::Measure& measure = *record_.add_measures();
  *measure.mutable_span() = SpanOf(piece);
  measure.set_label(std::move(label));
  measure.set_heading(std::move(heading));
  measure.set_topic(std::move(topic));
  measure.set_section(record_.sections_size() - 1);
  if (measure.section() >= 0) measure.add_section_path(record_.sections(measure.section()).heading());
  return *this;
}

RecordBuilder& RecordBuilder::Indicator(std::string_view sentence, std::string_view piece, std::string value,
                                        std::string unit, std::string subject) {
  policy::v1::Indicator& indicator = *record_.add_indicators();
  *indicator.mutable_sentence() = SpanOf(sentence);
  *indicator.mutable_span() = SpanOf(piece, record_.document().text().find(sentence));
  indicator.set_text(std::string(piece));
  indicator.set_lower_bound(value);
  indicator.set_upper_bound(value);
  indicator.set_value(std::move(value));
  indicator.set_unit(std::move(unit));
  indicator.set_subject(std::move(subject));
  indicator.set_qualifier(policy::v1::QUALIFIER_EXACT);
  indicator.set_kind(policy::v1::INDICATOR_KIND_LEVEL);
  indicator.set_measure(record_.measures_size() - 1);
  indicator.set_part_of(-1);
  indicator.set_restates(-1);
  indicator.set_confidence(90);
  return *this;
}

policy::v1::DocumentRecord SampleRecord(const std::string& name, const std::string& mark) {
  const std::string text =
      "关于改革的报告" + mark +
      "\n一、优化营商环境\n一是减少审批，取消审批35项。\n二是扶持企业，新增企业470家，发放补贴2.5亿元。\n"
      "二、改善民生\n一是增加学位，学校增至12所。\n";
  return RecordBuilder(name, text)
      .Title("关于改革的报告" + mark)
      .Date("2022-10-21")
      .Region("武汉市", "420100")
      .Section("一、", "优化营商环境")
      .Measure("一是", "减少审批", "一是减少审批，取消审批35项。", "综合政务")
      .Indicator("一是减少审批，取消审批35项。", "35项", "35", "项", "审批")
      .Measure("二是", "扶持企业", "二是扶持企业，新增企业470家，发放补贴2.5亿元。", "工业、交通")
      .Indicator("二是扶持企业，新增企业470家，发放补贴2.5亿元。", "470家", "470", "家", "企业")
      .Indicator("二是扶持企业，新增企业470家，发放补贴2.5亿元。", "2.5亿元", "250000000", "CNY", "补贴")
      .Section("二、", "改善民生")
      .Measure("一是", "增加学位", "一是增加学位，学校增至12所。", "科技、教育")
      .Indicator("一是增加学位，学校增至12所。", "12所", "12", "所", "学校")
      .record();
}

}  // namespace gangmu::measures::testing
