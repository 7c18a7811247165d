// Makes document records for store tests out of short texts.
#pragma once

#include <string>
#include <string_view>

#include "gangmu/policy/v1/policy.pb.h"

namespace gangmu::measures::testing {

// Spans are found by searching: a piece must stand in the text.
class RecordBuilder {
 public:
  RecordBuilder(std::string name, std::string text);

  RecordBuilder& Title(std::string title);
  RecordBuilder& Date(std::string publish_date);
  RecordBuilder& Region(std::string name, std::string code);
  RecordBuilder& Extractor(std::string version);
  RecordBuilder& Label(std::string key, std::string value);
  RecordBuilder& Uri(std::string uri);

  RecordBuilder& Section(std::string label, std::string heading);
  // In the section added last. `piece` is the whole of the measure.
  RecordBuilder& Measure(std::string label, std::string heading, std::string_view piece, std::string topic = "");
  // In the measure added last. `sentence` holds `piece`.
  RecordBuilder& Indicator(std::string_view sentence, std::string_view piece, std::string value, std::string unit,
                           std::string subject = "");

  const policy::v1::DocumentRecord& record() const { return record_; }

 private:
  policy::v1::TextSpan SpanOf(std::string_view piece, size_t from = 0) const;
  policy::v1::DocumentRecord record_;
};

// A document with two sections, three measures and three indicators; `mark` makes its text differ from others.
policy::v1::DocumentRecord SampleRecord(const std::string& name, const std::string& mark);

}  // namespace gangmu::measures::testing
