#include "services/measures/store/resource_ids.h"

#include <unordered_map>
#include <vector>

#include "common/digest/sha256.h"
#include "common/text/strings.h"

namespace gangmu::measures {
namespace {

using policy::v1::DocumentRecord;
using policy::v1::Indicator;
using policy::v1::Measure;
using policy::v1::TextSpan;

constexpr char kSeparator = '\x1f';
constexpr size_t kIdBytes = 8;  // 64 bits tell apart what one document holds

bool IsBlank(char32_t c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || c == 0xFEFF ||
         (c >= 0x2000 && c <= 0x200B);
}

std::string_view Slice(std::string_view text, const OffsetMap& offsets, const TextSpan& span) {
  const size_t begin = offsets.ToBytes(span.start());
  return text.substr(begin, offsets.ToBytes(span.end()) - begin);
}

std::string_view FirstSentence(std::string_view text) {
  static constexpr std::string_view kFullStop = "。";
  const size_t end = std::min(text.find(kFullStop), text.find('\n'));
  return text.substr(0, end);
}

// The labels above a measure, outermost first, and the part that starts numbering anew.
std::string LabelPath(const DocumentRecord& record, const Measure& measure) {
  std::vector<std::string> labels;
  for (int i = measure.section(); i >= 0; i = record.sections(i).parent()) {
    labels.push_back(NormaliseForIdentity(record.sections(i).label()));
  }
  std::string path = StrCat(measure.part());
  for (auto label = labels.rbegin(); label != labels.rend(); ++label) StrAppend(&path, "/", *label);
  StrAppend(&path, "/", NormaliseForIdentity(measure.label()));
  return path;
}

std::string IdOf(std::string words, int occurrence) {
  words.push_back(kSeparator);
  StrAppend(&words, occurrence);
  return HexEncode(std::string_view(Sha256(words)).substr(0, kIdBytes));
}

// Turns what a thing says into its id; equal words get rising occurrence numbers.
class IdMaker {
 public:
  std::string Make(const std::string& words) { return IdOf(words, seen_[words]++); }

 private:
  std::unordered_map<std::string, int> seen_;
};

}  // namespace

std::string NormaliseForIdentity(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  while (!utf8.empty()) {
    char32_t c = TakeCodePoint(utf8);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    if (!IsBlank(c)) AppendUtf8(out, c);
  }
  return out;
}

std::string IndicatorName(std::string_view document, std::string_view sentence, std::string_view quantity,
                          int occurrence) {
  return StrCat(document, "/indicators/",
                IdOf(NormaliseForIdentity(sentence) + kSeparator + NormaliseForIdentity(quantity), occurrence));
}

void AssignNames(std::string_view text, const OffsetMap& offsets, DocumentRecord& record) {
  const std::string& document = record.document().name();
  IdMaker measure_ids;
  int ordinal = 0;
  for (Measure& measure : *record.mutable_measures()) {
    const std::string_view words =
        measure.heading().empty() ? FirstSentence(Slice(text, offsets, measure.span())) : measure.heading();
    measure.set_name(StrCat(document, "/measures/",
                            measure_ids.Make(LabelPath(record, measure) + kSeparator + NormaliseForIdentity(words))));
    measure.set_ordinal(ordinal++);
  }
  IdMaker indicator_ids;
  ordinal = 0;
  for (Indicator& indicator : *record.mutable_indicators()) {
    const std::string sentence = NormaliseForIdentity(Slice(text, offsets, indicator.sentence()));
    indicator.set_name(StrCat(
        document, "/indicators/",
        indicator_ids.Make(sentence + kSeparator + NormaliseForIdentity(Slice(text, offsets, indicator.span())))));
    indicator.set_ordinal(ordinal++);
    const int measure = indicator.measure();
    indicator.set_measure_name(measure < 0 ? std::string() : record.measures(measure).name());
  }
}

}  // namespace gangmu::measures
