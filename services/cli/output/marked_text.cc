#include "services/cli/output/marked_text.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "common/text/strings.h"
#include "common/text/utf8.h"

namespace gangmu::cli {
namespace {

using policy::v1::DocumentRecord;
using policy::v1::Measure;
using policy::v1::TextSpan;

// Something to be written into the text at a byte offset. At one place ends come before starts, and the outer starts
// (measures) before the inner ones.
struct Mark {
  size_t offset;
  int order;
  std::string text;
};

enum Order { kIndicatorEnd, kHeadingEnd, kMeasureEnd, kMeasureStart, kIndicatorStart };

// Escape sequences of Style as a pair of marks around a range.
struct Around {
  std::string before;
  std::string after;
};

Around Split(const std::string& styled_x) {
  const size_t x = styled_x.find('x');
  return {styled_x.substr(0, x), styled_x.substr(x + 1)};
}

class Marker {
 public:
  Marker(const DocumentRecord& record, const Style& style)
      : record_(record), text_(record.document().text()), map_(text_), style_(style) {}

  std::string Run() {
    for (int i = 0; i < record_.measures_size(); ++i) AddMeasure(record_.measures(i), i + 1);
    for (int i = 0; i < record_.indicators_size(); ++i) AddIndicator(record_.indicators(i).span(), i + 1);
    std::stable_sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) {
      return std::tie(a.offset, a.order) < std::tie(b.offset, b.order);
    });
    std::string out;
    size_t at = 0;
    for (const Mark& mark : marks_) {
      StrAppend(&out, text_.substr(at, mark.offset - at), mark.text);
      at = mark.offset;
    }
    StrAppend(&out, text_.substr(at));
    if (!out.ends_with('\n')) out += '\n';
    return out;
  }

 private:
  bool Fits(const TextSpan& span) const {
    return span.start() >= 0 && span.start() < span.end() && static_cast<size_t>(span.end()) <= map_.code_points();
  }
  size_t Bytes(int32_t code_point) const { return map_.ToBytes(static_cast<size_t>(code_point)); }

  void Add(size_t offset, Order order, std::string text) { marks_.push_back({offset, order, std::move(text)}); }

  void AddMeasure(const Measure& measure, int number) {
    if (!Fits(measure.span())) return;
    const size_t start = Bytes(measure.span().start());
    const size_t end = Bytes(measure.span().end());
    if (!style_.colour()) {
      Add(start, kMeasureStart, StrCat("⟦M", number, ":"));
      Add(end, kMeasureEnd, "⟧");
      return;
    }
    const Around heading = Split(style_.Heading("x"));
    Add(start, kMeasureStart, StrCat(style_.Dim(StrCat("[M", number, "]")), heading.before));
    Add(HeadingEnd(measure, start, end), kHeadingEnd, heading.after);
  }

  // The end of label and heading: what a measure is known by.
  size_t HeadingEnd(const Measure& measure, size_t start, size_t end) const {
    const std::string_view text = text_.substr(start, end - start);
    const size_t heading = measure.heading().empty() ? std::string_view::npos : text.find(measure.heading());
    if (heading == std::string_view::npos) return start + std::min(text.size(), measure.label().size());
    return start + heading + measure.heading().size();
  }

  void AddIndicator(const TextSpan& span, int number) {
    if (!Fits(span)) return;
    if (!style_.colour()) {
      Add(Bytes(span.start()), kIndicatorStart, StrCat("⟨", number, ":"));
      Add(Bytes(span.end()), kIndicatorEnd, "⟩");
      return;
    }
    const Around quantity = Split(style_.Quantity("x"));
    Add(Bytes(span.start()), kIndicatorStart, quantity.before);
    Add(Bytes(span.end()), kIndicatorEnd, StrCat(quantity.after, style_.Dim(StrCat("[", number, "]"))));
  }

  const DocumentRecord& record_;
  const std::string_view text_;
  const OffsetMap map_;
  const Style& style_;
  std::vector<Mark> marks_;
};

}  // namespace

std::string MarkText(const DocumentRecord& record, const Style& style) { return Marker(record, style).Run(); }

}  // namespace gangmu::cli
